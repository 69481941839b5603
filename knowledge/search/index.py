"""Search in one council's policy: which sections answer a question, and whether any does.

What is missing from the policy is said to be missing: a search that always finds something would invent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.pack_files import Section, Statement
from knowledge.packs import Pack
from knowledge.rules.model import SectionHit
from knowledge.search.patterns import Line
from knowledge.search.ranking import Document, Field, Ranked, Ranking, Tuning
from knowledge.search.spelling import Spelling
from knowledge.search.terms import Outside, Terms, outside

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
_ENOUGH = 0.14
"""Of the questions that the policies answer and the search was tuned on, 3 in 180 score less for their weight; a fifth
of those that they do not answer."""
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


_NOTHING = SearchResult((), covered=False, close=False)


class SectionIndex:
    """The sections of one pack, indexed once, at the first search. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._sections = pack.sections

    # The policy is read when it is first searched: a process starts at once, whatever it is asked first.

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self._pack)

    @cached_property
    def _fields(self) -> Sequence[Mapping[str, Sequence[str]]]:
        """What each section says, field by field, with the statements of the policy that stand in it."""
        statements: dict[str, list[Statement]] = defaultdict(list)
        for statement in self._pack.statements():
            statements[statement.section].append(statement)
        return [_fields(section, statements[section.id]) for section in self._sections]

    @cached_property
    def _lines(self) -> Mapping[str, Line]:
        """The policy's own texts. They are spelt right."""
        texts = (text for fields in self._fields for texts in fields.values() for text in texts)
        return {text: self._terms.line(text) for text in texts}

    @cached_property
    def _spelling(self) -> Spelling:
        return self._terms.spelling(word.text for line in self._lines.values() for word in line.words)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking([self._document(fields) for fields in self._fields], FIELDS, TUNING)

    @cached_property
    def _spoken_of(self) -> frozenset[Outside]:
        """What is outside most transfer policies and inside this one."""
        own = (text for section in self._sections for text in (section.heading, *section.aliases, *section.asks))
        return frozenset(phrase for text in own for phrase in outside(self._lines[text]))

    def search(self, text: str, limit: int = 3) -> SearchResult:
        """The `limit` sections that answer a question best, scored 0 to 1. Never raises."""
        named = self._named(text)
        if named:
            return SearchResult(tuple(section.hit() for section in named[:limit]), covered=True, close=len(named) > 1)
        line = self._terms.line(text, self._spelling)
        terms = frozenset(self._terms.of(line))
        ranked = self._ranking.rank(terms)
        if not ranked:
            return _NOTHING
        return SearchResult(
            self._hits(ranked[:limit]),
            covered=not outside(line) - self._spoken_of and ranked[0].score >= _ENOUGH * self._ranking.weight(terms),
            close=len(ranked) > 1 and ranked[1].score >= _CLOSE * ranked[0].score,
        )

    def _hits(self, ranked: Sequence[Ranked]) -> tuple[SectionHit, ...]:
        first = ranked[0]
        return tuple(self._sections[one.document].hit(first.evidence * one.score / first.score) for one in ranked)

    def _named(self, text: str) -> list[Section]:
        """The sections a short message asks for by number. "Section 7 report" is the Children Act's, not the policy's;
        a longer message names a section in passing."""
        found = _SECTION_NUMBER.search(text) if len(text.split()) <= _SHORT else None
        return [section for section in self._sections if found and section.number == found["number"]]

    def _document(self, fields: Mapping[str, Sequence[str]]) -> Document:
        return Document(
            fields={
                name: [term for text in texts for term in self._terms.of(self._lines[text])]
                for name, texts in fields.items()
            },
            asks=[frozenset(self._terms.of(self._lines[ask])) for ask in fields["asks"]],
        )


def _fields(section: Section, statements: Sequence[Statement]) -> Mapping[str, Sequence[str]]:
    return {
        "heading": (section.heading,),
        "path": (section.reference,),
        "aliases": section.aliases,
        "asks": (*section.asks, *(ask for statement in statements for ask in statement.asks)),
        "points": section.points,
        "digest": (section.digest,),
        "says": [statement.says for statement in statements],
    }
