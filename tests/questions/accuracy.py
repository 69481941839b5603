"""How often the search finds the section that answers a question, and says so when none does.

    python -m tests.questions.accuracy            a row per part and council
    SHOW=kent python -m tests.questions.accuracy  and every question of Kent's tuned part that goes wrong

The questions are beside this file: `tuned/` was looked at while the search was tuned, `untouched/` never was.
*first*, *among three*: a section that answers is the first, or one of three, and the question counts as covered;
*refused wrongly*: answered by the policy and said not to be; *refused rightly*: of those that the policy leaves open.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import yaml

from knowledge import load_knowledge
from knowledge.rules.model import SectionHit
from knowledge.search.index import SectionIndex

QUESTIONS = Path(__file__).parent
PARTS = ("tuned", "untouched")
COUNCILS = tuple(sorted(path.stem for path in (QUESTIONS / "tuned").glob("*.yaml")))


def questions(part: str, council: str) -> list[dict[str, Any]]:
    """The questions of one part for one council: `id`, `text`, and `sections`, empty where the policy is silent."""
    found: list[dict[str, Any]] = yaml.safe_load((QUESTIONS / part / f"{council}.yaml").read_text(encoding="utf-8"))
    return found


class Found(Protocol):
    """What a search found."""

    @property
    def hits(self) -> Sequence[SectionHit]:
        """The nearest sections, best first."""

    @property
    def covered(self) -> bool:
        """Whether the policy answers the question."""


Search: TypeAlias = "Callable[[str], Found]"


def judge(wanted: Sequence[str], found: Found) -> str:
    """One of: `first`, `among three`, `missed`, `refused wrongly`, `refused rightly`, `invented`."""
    if not wanted:
        return "invented" if found.covered else "refused rightly"
    if not found.covered:
        return "refused wrongly"
    right = [hit.id in wanted for hit in found.hits]
    return "first" if right[:1] == [True] else "among three" if any(right[:3]) else "missed"


def verdicts(search: Search, part: str, council: str) -> Iterator[tuple[Mapping[str, Any], str, Found]]:
    """Every question of a part with its verdict and what was found."""
    for question in questions(part, council):
        found = search(question["text"])
        yield question, judge(question["sections"], found), found


def row(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Shares as a row of the table: first, among three, refused wrongly, refused rightly."""
    off = counts.get("refused rightly", 0) + counts.get("invented", 0)
    covered = sum(counts.values()) - off
    found = counts.get("first", 0), counts.get("first", 0) + counts.get("among three", 0)
    shares = [number / (covered or 1) for number in (*found, counts.get("refused wrongly", 0))]
    return (str(covered), *(f"{share:.2f}" for share in shares), f"{counts.get('refused rightly', 0)} of {off}")


def main() -> None:
    """Print the table."""
    packs, show = load_knowledge().packs, os.environ.get("SHOW", "").split()
    print("| part | council | covered | first | among three | refused wrongly | refused rightly |")
    print("| --- | --- | --: | --: | --: | --: | --: |")
    for part in PARTS:
        whole: Counter[str] = Counter()
        for council in COUNCILS:
            found = list(verdicts(SectionIndex(packs[council]).search, part, council))
            counts = Counter(verdict for _, verdict, _ in found)
            whole += counts
            print(f"| {part} | {council} | {' | '.join(row(counts))} |")
            if part == "tuned" and council in show:
                for question, verdict, result in found:
                    if verdict not in ("first", "refused rightly"):
                        got = [(hit.id, hit.score) for hit in result.hits]
                        print(f"  - {question['id']} {verdict}: {question['text']}\n    want {question['sections']}"
                              f"\n    got {got}")
        print(f"| {part} | all | {' | '.join(row(whole))} |")


if __name__ == "__main__":
    main()
