"""Search in one council's policy: which sections answer a question, and whether any does.

What is missing from the policy is said to be missing: a search that always finds something would invent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.pack_files import Section, Statement
from knowledge.packs import Pack, collector_paused
from knowledge.rules.model import SectionHit
from knowledge.search.outside import shipped_outside
from knowledge.search.ranking import Document, Field, Ranking, Tuning
from knowledge.search.terms import Terms

SECTION_FIELDS: Mapping[str, Field] = {
    "heading": Field(3.0, 0.3),
    "path": Field(1.0, 0.3),
    "aliases": Field(2.5, 0.5),
    "asks": Field(2.0, 0.5),
    "points": Field(1.2, 0.6),
    "digest": Field(1.0, 0.4),
    "says": Field(1.0, 0.6),
}
SECTION_TUNING = Tuning(saturation=10, like_an_ask=3)
STATEMENT_FIELDS: Mapping[str, Field] = {"asks": Field(1.0, 0.5), "says": Field(1.0, 0.5)}
STATEMENT_TUNING = Tuning(saturation=2, like_an_ask=1)
_ENOUGH = 0.3
"""As strongly a section has to answer. Of the questions that the policies answer and the search was tuned on, 1 in 180
is answered less strongly; of what has nothing to do with the job, nearly all."""
_OUTSIDE = 0.6
_OUTSIDE_OF_TRANSFER = 1.2
"""As strong beside the policy's best section an outside subject has to be, measured on the same questions; and where
the question speaks of a transfer."""
_CLOSE = 0.88
_BY_NUMBER = 4.0
"""The strength of a section that is asked for by its number: above any other."""
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
    strength: float = 0.0
    """How strongly the best section answers: a question put well reaches 1, a case told in passing seldom does."""


_NOTHING = SearchResult((), covered=False, close=False)


def _section_fields(section: Section, statements: Sequence[Statement]) -> Mapping[str, Sequence[str]]:
    return {
        "heading": (section.heading,),
        "path": (section.reference,),
        "aliases": section.aliases,
        "asks": (*section.asks, *(ask for statement in statements for ask in statement.asks)),
        "points": section.points,
        "digest": (section.digest,),
        "says": [statement.says for statement in statements],
    }


def _statement_fields(statement: Statement) -> Mapping[str, Sequence[str]]:
    return {"asks": statement.asks, "says": (statement.says,)}


@dataclass(frozen=True)
class _Match:
    """A section with how strongly it answers, and the statement in it that does so best."""

    at: int
    """The section's place among all."""
    section: Section
    strength: float
    statement: Statement | None


class _Built:
    """A policy indexed: its sections, and each statement in them on its own."""

    def __init__(self, sections: Sequence[Section], statements: Sequence[Statement], terms: Terms) -> None:
        standing: dict[str, list[Statement]] = defaultdict(list)
        for statement in statements:
            standing[statement.section].append(statement)
        texts = _Texts(terms)
        self._sections, self._statements = sections, statements
        numbered = {statement.id: at for at, statement in enumerate(statements)}
        self._statements_of = [[numbered[one.id] for one in standing[section.id]] for section in sections]
        self._by_section = Ranking(
            [texts.document(_section_fields(section, standing[section.id])) for section in sections],
            SECTION_FIELDS,
            SECTION_TUNING,
        )
        self._by_statement = Ranking(
            [texts.document(_statement_fields(statement)) for statement in statements],
            STATEMENT_FIELDS,
            STATEMENT_TUNING,
        )
        self.spelling = terms.spelling(texts.words)
        shown = [point for section in sections for point in section.points]
        shown += [statement.says for statement in statements]
        self._terms_of = {text: frozenset(texts.terms(text)) for text in shown}

    def match(self, terms: Collection[str], limit: int) -> list[_Match]:
        """The sections that speak most of a question (its distinct terms), best first."""
        statements = self._by_statement.strengths(terms).tolist()
        best = [max(held, key=statements.__getitem__, default=None) for held in self._statements_of]
        strengths = self._by_section.strengths(terms).tolist()
        for section, statement in enumerate(best):
            if statement is not None:
                strengths[section] += statements[statement]
        return [
            _Match(
                section,
                self._sections[section],
                strengths[section],
                self._statements[held] if (held := best[section]) is not None else None,
            )
            for section in sorted(range(len(strengths)), key=strengths.__getitem__, reverse=True)[:limit]
            if strengths[section] > 0
        ]

    def evidence(self, match: _Match, terms: Collection[str]) -> float:
        """The share (0 to 1) of the question's weight that a section speaks of."""
        return self._by_section.evidence(terms, match.at)

    def points(self, match: _Match, terms: Collection[str]) -> tuple[str, ...]:
        """The points of a section, those first that bear on the question."""
        says = self._terms_of[match.statement.says] if match.statement else frozenset()
        asked = says.union(terms)
        weight = self._by_section.weight
        return tuple(sorted(match.section.points, key=lambda point: -weight(asked & self._terms_of[point])))


class _Texts:
    """The policy's own texts as terms, each read once. They are spelt right."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._read: dict[str, Sequence[str]] = {}
        self.words: set[str] = set()

    def terms(self, text: str) -> Sequence[str]:
        """The terms of one text."""
        if text not in self._read:
            line = self._terms.line(text)
            self.words.update(word.text for word in line.words)
            self._read[text] = self._terms.of(line)
        return self._read[text]

    def document(self, fields: Mapping[str, Sequence[str]]) -> Document:
        """Fields of texts as what a ranking ranks; one of them is `asks`."""
        return Document(
            {name: [term for text in texts for term in self.terms(text)] for name, texts in fields.items()},
            [frozenset(self.terms(ask)) for ask in fields["asks"]],
        )


class SectionIndex:
    """The sections of one pack, indexed once: at the first search, or when told to. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self._pack)

    def build(self) -> None:
        """Index the policy now rather than when it is first searched, so that nobody has to wait for it."""
        shipped_outside()
        self._built  # noqa: B018 - kept once worked out

    def terms(self, text: str) -> frozenset[str]:
        """The distinct terms by which a text is searched for, slips mended."""
        return frozenset(self._terms.of(self._terms.line(text, self._built.spelling)))

    @cached_property
    def _built(self) -> _Built:
        with collector_paused():
            return _Built(self._pack.sections, self._pack.statements(), self._terms)

    def search(self, text: str, limit: int = 3) -> SearchResult:
        """The `limit` sections that answer a question best, scored 0 to 1, each with the points first that bear on it.

        Never raises.
        """
        named = self._named(text)
        if named:
            hits = tuple(section.hit() for section in named[:limit])
            return SearchResult(hits, covered=True, close=len(named) > 1, strength=_BY_NUMBER)
        built = self._built
        line = self._terms.line(text, built.spelling)
        terms = frozenset(self._terms.of(line))
        found = built.match(terms, max(limit, 2))
        if not found:
            return _NOTHING
        best = found[0]
        evidence = built.evidence(best, terms)
        said = shipped_outside().said(line)
        outside = said.about if said else self._outside(terms, best.strength)
        found_hits = tuple(
            match.section.hit(evidence * match.strength / best.strength, built.points(match, terms))
            for match in found[:limit]
        )
        return SearchResult(
            found_hits,
            covered=not outside and best.strength >= _ENOUGH,
            close=len(found) > 1 and found[1].strength >= _CLOSE * best.strength,
            outside=outside,
            strength=best.strength,
        )

    def _outside(self, terms: frozenset[str], strength: float) -> str:
        """The outside subject that a question is rather about than what its best section, so strong, answers."""
        rival = shipped_outside().likest(terms)
        if rival is None:
            return ""
        of_transfer = not rival.subject.even_of_transfer and not terms.isdisjoint(self._terms.core)
        needed = strength * (_OUTSIDE_OF_TRANSFER if of_transfer else _OUTSIDE)
        return rival.subject.about if rival.strength > needed else ""

    def _named(self, text: str) -> list[Section]:
        """The sections a short message asks for by number. "Section 7 report" is the Children Act's, not the policy's;
        a longer message names a section in passing."""
        found = _SECTION_NUMBER.search(text) if len(text.split()) <= _SHORT else None
        return [section for section in self._pack.sections if found and section.number == found["number"]]
