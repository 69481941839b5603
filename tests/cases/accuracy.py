"""How often the bot is right on practitioners' messages, judged one message each, without a second chance.

    make accuracy                      a row per council and part
    make accuracy SHOW=kent            and every case of Kent's worked part that is not right

`worked` are the known messages of each pack (`messages.yaml`), by which packs and phrases were written; `untouched/`,
beside this file, was never looked at.
*right*: outcome, receiving team and (where the message lets it be counted) date as in the policy; *asked*: a question
where an answer was possible; *wrong*: a definite answer that differs, or any where the policy is silent or a fact is
missing.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.ask import ask
from dialogs import Services, load_services
from knowledge.pack_files import KnownMessage
from tests import shipped

CASES = Path(__file__).parent
PARTS = ("worked", "untouched")
VERDICTS = ("right", "right, no date", "asked", "unsure", "missed", "wrong")
TODAY = "2026-11-23"
COUNCILS = tuple(sorted(shipped.knowledge().packs))


def cases(part: str, council: str) -> list[dict[str, Any]]:
    """The cases of one part for one council; each with `id`, `text` and what is expected of it."""
    if part == "worked":
        return [_as_case(message) for message in shipped.knowledge().packs[council].messages()]
    path = CASES / part / f"{council}.yaml"
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else []
    return found


def _as_case(message: KnownMessage) -> dict[str, Any]:
    outcome, *others = message.comes_to
    expect = {"outcome": outcome, "outcome_also": others, "to": message.to, "by_id": True, "deadline_also": message.by}
    return {"id": message.id, "text": message.text, "expect": expect}


def judge(expected: Mapping[str, Any], reply: Mapping[str, Any]) -> str:
    """The verdict on one reply: one of `VERDICTS`."""
    kind, answer = reply.get("kind"), reply.get("answer") or {}
    allowed = {expected["outcome"], *(expected.get("outcome_also") or ())}
    if "not_covered" in allowed and kind in ("not_covered", "sections"):
        return "right"
    if "question" in allowed and kind == "question":
        return "right"
    if kind == "question":
        return "asked"
    if kind != "answer":
        return "unsure" if expected["outcome"] == "question" else "missed"
    if answer.get("outcome") not in allowed:
        return "wrong"
    named = expected.get("to") if answer["outcome"] == "transfers" else None
    team = answer.get("to") or {}
    if named and not (team.get("id") in named if expected.get("by_id") else _same_team(team, named)):
        return "wrong"
    dates = {str(day) for day in (expected.get("deadline"), *(expected.get("deadline_also") or ())) if day}
    return "right" if not dates or any(day in json.dumps(answer) for day in dates) else "right, no date"


def _same_team(team: Mapping[str, Any], names: list[str]) -> bool:
    mine = {_bare(team.get(key)) for key in ("id", "name", "abbreviation")} - {""}
    wanted = {_bare(name) for name in names}
    return bool(mine & wanted) or any(m in w or w in m for m in mine for w in wanted if min(len(m), len(w)) > 4)


_EMPTY = frozenset({"the", "team", "teams", "service", "services", "s", "of"})


def _bare(name: object) -> str:
    plain = re.sub(r"[^a-z0-9+ ]", " ", str(name or "").lower().replace("’", "'").replace("children's", "childrens"))
    return " ".join(word for word in plain.split() if word not in _EMPTY)


def verdicts(
    services: Services, part: str, council: str, every: int = 1
) -> Iterator[tuple[dict[str, Any], str, dict[str, Any]]]:
    """Every case of a part (or every second, third …) with its verdict and the reply."""
    for case in cases(part, council)[::every]:
        reply = ask({"id": case["id"], "council": council, "text": case["text"], "today": TODAY}, services)
        yield case, judge(case["expect"], reply), reply


def main() -> None:
    """Print the table."""
    services, show = load_services(), os.environ.get("SHOW", "").split()
    print(f"| council | part | cases | {' | '.join(VERDICTS)} |")
    print(f"| --- | --- | --: | {' | '.join('--:' for _ in VERDICTS)} |")
    for part in PARTS:
        for council in COUNCILS:
            found = list(verdicts(services, part, council))
            if not found:
                continue
            counts = Counter(verdict for _, verdict, _ in found)
            print(f"| {council} | {part} | {len(found)} | {' | '.join(str(counts[name]) for name in VERDICTS)} |")
            if part == "worked" and council in show:
                for case, verdict, reply in found:
                    if verdict != "right":
                        print(f"  - {case['id']} {verdict}: {case['text']}\n    {reply['text'][:300]}")


if __name__ == "__main__":
    main()
