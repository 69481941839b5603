"""Search in one council's policy: which sections answer a question, and whether any does.

What is missing from the policy is said to be missing: a search that always finds something would invent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.pack_files import Section, Statement
from knowledge.packs import Pack, collector_paused
from knowledge.rules.model import SectionHit
from knowledge.search.outside import shipped_outside
from knowledge.search.ranking import Document, Field, Ranked, Ranking, Tuning
from knowledge.search.spelling import Spelling
from knowledge.search.terms import Terms

FIELDS: Mapping[str, Field] = {
    "heading": Field(3.0, 0.3),
    "path": Field(1.0, 0.3),
    "aliases": Field(2.5, 0.5),
    "asks": Field(2.0, 0.5),
    "points": Field(1.2, 0.6),
    "digest": Field(1.0, 0.4),
    "says": Field(1.0, 0.6),
}
TUNING = Tuning()
_ENOUGH = 0.1
"""Of the questions that the policies answer and the search was tuned on, 1 in 180 scores less for its weight."""
_OUTSIDE = 0.6
"""As strong beside the policy's best section an outside subject has to be: measured on the same questions."""
_CLOSE = 0.88
_SHORT = 6
_SECTION_NUMBER = re.compile(
    r"\b(?:section|sect|sec|part|paragraph|para)\.?\s*(?P<number>\d+(?:\.\d+)*)\b(?!\s*(?:report|and\s+37|or\s+37|/))",
    re.IGNORECASE,
)
"""A section by its number. Only numbers that the policy has are taken, so section 20 and section 47 stay the law's."""


@dataclass(frozen=True)
class SearchResult:
    """What was found, best first. `covered`: the policy answers the question. `close`: the first two are near even."""

    hits: tuple[SectionHit, ...]
    covered: bool
    close: bool
    outside: str = ""
    """The subject outside every transfer policy that the question is likelier to be about."""


_NOTHING = SearchResult((), covered=False, close=False)


@dataclass(frozen=True)
class _Entry:
    """A section with the statements of the policy that stand in it."""

    section: Section
    statements: tuple[Statement, ...]

    @cached_property
    def asks(self) -> Sequence[tuple[str, str]]:
        """Each way of asking, with the statement that answers just this; empty where the whole section does."""
        own = [(ask, "") for ask in self.section.asks]
        return own + [(ask, statement.says) for statement in self.statements for ask in statement.asks]

    @property
    def fields(self) -> Mapping[str, Sequence[str]]:
        """Its texts by field."""
        return {
            "heading": (self.section.heading,),
            "path": (self.section.reference,),
            "aliases": self.section.aliases,
            "asks": [ask for ask, _ in self.asks],
            "points": self.section.points,
            "digest": (self.section.digest,),
            "says": [statement.says for statement in self.statements],
        }

    @property
    def texts(self) -> Iterator[str]:
        """All its texts."""
        return (text for texts in self.fields.values() for text in texts)

    @property
    def shown(self) -> Sequence[str]:
        """The texts that a reply picks from."""
        return (*self.section.points, *(statement.says for statement in self.statements))


@dataclass(frozen=True)
class _Built:
    """What a search works with."""

    entries: Sequence[_Entry]
    spelling: Spelling
    ranking: Ranking
    terms_of: Mapping[str, Collection[str]]
    """The terms of each point and statement."""


class SectionIndex:
    """The sections of one pack, indexed once: at the first search, or when told to. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._terms = Terms(pack)

    def build(self) -> None:
        """Index the policy now rather than when it is first searched, so that nobody has to wait for it."""
        shipped_outside()
        self._built  # noqa: B018 - kept once worked out

    @cached_property
    def _built(self) -> _Built:
        statements: dict[str, list[Statement]] = defaultdict(list)
        for statement in self._pack.statements():
            statements[statement.section].append(statement)
        entries = [_Entry(section, tuple(statements[section.id])) for section in self._pack.sections]
        with collector_paused():
            # The policy's own texts are spelt right.
            lines = {text: self._terms.line(text) for entry in entries for text in entry.texts}
            terms_of = {text: self._terms.of(line) for text, line in lines.items()}
            documents = [
                Document(
                    {name: [term for text in texts for term in terms_of[text]] for name, texts in entry.fields.items()},
                    [frozenset(terms_of[ask]) for ask, _ in entry.asks],
                )
                for entry in entries
            ]
            return _Built(
                entries,
                self._terms.spelling({word.text for line in lines.values() for word in line.words}),
                Ranking(documents, FIELDS, TUNING),
                {text: frozenset(terms_of[text]) for entry in entries for text in entry.shown},
            )

    def search(self, text: str, limit: int = 3) -> SearchResult:
        """The `limit` sections that answer a question best, scored 0 to 1, each with the points first that bear on it.

        Never raises.
        """
        named = self._named(text)
        if named:
            return SearchResult(tuple(section.hit() for section in named[:limit]), covered=True, close=len(named) > 1)
        built = self._built
        terms = frozenset(self._terms.of(self._terms.line(text, built.spelling)))
        ranked = built.ranking.rank(terms)
        if not ranked:
            return _NOTHING
        strength = ranked[0].score / built.ranking.weight(terms)
        rival = shipped_outside().likest(terms)
        outside = rival.about if rival and rival.strength > _OUTSIDE * strength else ""
        return SearchResult(
            tuple(self._hit(one, ranked[0], terms) for one in ranked[:limit]),
            covered=not outside and strength >= _ENOUGH,
            close=len(ranked) > 1 and ranked[1].score >= _CLOSE * ranked[0].score,
            outside=outside,
        )

    def _hit(self, found: Ranked, first: Ranked, terms: frozenset[str]) -> SectionHit:
        built = self._built
        entry = built.entries[found.document]
        answer = entry.asks[found.ask][1] if found.ask is not None else ""
        asked = terms.union(built.terms_of.get(answer, ()))
        points = sorted(
            entry.section.points, key=lambda point: -built.ranking.weight(asked.intersection(built.terms_of[point]))
        )
        hit = entry.section.hit(first.evidence * found.score / first.score)
        return hit.model_copy(update={"points": tuple(points)})

    def _named(self, text: str) -> list[Section]:
        """The sections a short message asks for by number. "Section 7 report" is the Children Act's, not the policy's;
        a longer message names a section in passing."""
        found = _SECTION_NUMBER.search(text) if len(text.split()) <= _SHORT else None
        return [section for section in self._pack.sections if found and section.number == found["number"]]
