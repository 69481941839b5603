"""Search in one council's policy: which sections answer a question, and whether any does.

Weighted terms by field (heading, aliases, ways of asking, points, digest), after BM25F (Robertson and Zaragoza, 2009,
section 3.6). Terms are words, cut to their stem, and ideas: phrases of the trade that mean one thing. What is missing
from the policy is said to be missing: a search that always finds something would invent.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from knowledge.pack_files import Section
from knowledge.packs import Pack
from knowledge.rules.model import SectionHit
from knowledge.search.patterns import Found, Line, PhraseBook, group_slots, parse
from knowledge.search.places import OwnPlaces, Places
from knowledge.search.spelling import Spelling
from knowledge.search.tokens import Word, words_of
from knowledge.yaml_file import read

_WEIGHTS = {"heading": 3.0, "path": 1.0, "aliases": 2.5, "asks": 2.0, "points": 1.2, "digest": 1.0}
_SATURATION = 2.0
_LENGTH = {"heading": 0.3, "path": 0.3, "aliases": 0.5, "asks": 0.5, "points": 0.6, "digest": 0.4}
_LIKE_AN_ASK = 0.6
_ENOUGH_EVIDENCE = 0.45
_ENOUGH_STRENGTH = 0.36
"""Both measured on Kent's questions: answered ones reach 0.49 and 0.42, of the others few reach either."""
_CLOSE = 0.88
_SHORT = 6
_SECTION_NUMBER = re.compile(
    r"\b(?:section|sect|sec|part|paragraph|para)\.?\s*(?P<number>\d+(?:\.\d+)*)\b(?!\s*(?:report|and\s+37|or\s+37|/))",
    re.IGNORECASE,
)
"""A section by its number. Only numbers that the policy has are taken, so section 20 and section 47 stay the law's."""
_MOST_WORDS = 400
_UNSEEN = 0.7
"""How much a word that the policy never uses counts against it, beside the rarest word it does use."""


@dataclass(frozen=True)
class SearchResult:
    """What was found, best first. `covered`: the policy answers the question. `close`: the first two are near even."""

    hits: tuple[SectionHit, ...]
    covered: bool
    close: bool


@dataclass(frozen=True)
class _Entry:
    section: Section
    terms: Mapping[str, float]
    """Weighted frequency of each term over all fields."""
    asks: tuple[frozenset[str], ...]
    present: frozenset[str]


class SectionIndex:
    """The sections of one pack, indexed once, at the first search. Safe to share between threads."""

    def __init__(self, pack: Pack) -> None:
        self._own = OwnPlaces((pack.identity.name, *pack.identity.also_called))
        self._places = Places()
        self._outside: PhraseBook[str] = PhraseBook()
        self._ideas: PhraseBook[str] = PhraseBook()
        trade = _trade()
        for idea, patterns in trade["ideas"].items():
            for pattern in patterns:
                self._ideas.add(parse(pattern, {}, frozenset({"place"})), f"={idea}")
        for pattern in trade["outside"]:
            self._outside.add(parse(pattern, {}, frozenset()), pattern)
        for team in pack.teams:
            for name in filter(None, (team.name, team.abbreviation, *team.aliases)):
                self._ideas.add(tuple(word.text for word in words_of(name)), f"={team.id}")
        self._stop = frozenset(map(str, trade["stop"]))
        self._fields = [(section, _fields(section)) for section in pack.sections]

    # The policy is read when it is first searched: a process starts at once, whatever it is asked first.

    @cached_property
    def _words(self) -> Mapping[str, tuple[Word, ...]]:
        return {text: words_of(text) for _, texts in self._fields for text in _all(texts)}

    @cached_property
    def _spelling(self) -> Spelling:
        known = {word.text for row in self._words.values() for word in row}
        return Spelling(known | {word for word in self._ideas.vocabulary if word.isalpha()}, self._stop)

    @cached_property
    def _entries(self) -> Sequence[_Entry]:
        words = self._words
        lengths = {
            name: _mean([sum(len(words[text]) for text in texts[name]) for _, texts in self._fields])
            for name in _WEIGHTS
        }
        # The policy's own words are spelt right: only the ideas in them are looked for.
        terms = {text: self._terms(self._placed(row[:_MOST_WORDS], text)) for text, row in words.items()}
        return [_entry(section, texts, lengths, terms) for section, texts in self._fields]

    @cached_property
    def _spoken_of(self) -> frozenset[str]:
        """What is outside most transfer policies and inside this one."""
        own = (text for _, fields in self._fields for name in ("heading", "aliases", "asks") for text in fields[name])
        return frozenset(match.payload for text in own for match in self._outside.find(Line(words_of(text), {}, text)))

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        counts = Counter(term for entry in self._entries for term in entry.present)
        total = len(self._entries)
        return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in counts.items()}

    @cached_property
    def _unseen(self) -> float:
        return _UNSEEN * math.log(1 + (len(self._entries) + 0.5) / 0.5)

    def search(self, text: str, limit: int = 3) -> SearchResult:
        """The `limit` sections that answer a question best, scored 0 to 1. Never raises."""
        named = self._named(text)
        if named:
            return SearchResult(
                tuple(section.hit() for section in named[:limit]), covered=True, close=len(named) > 1
            )
        line = self._line(text)
        terms = frozenset(self._terms(line))
        if not terms or not self._entries:
            return SearchResult((), covered=False, close=False)
        scored = sorted(((self._score(terms, entry), -at) for at, entry in enumerate(self._entries)), reverse=True)
        best = [(score, self._entries[-at]) for score, at in scored[:limit] if score > 0]
        if not best:
            return SearchResult((), covered=False, close=False)
        evidence = self._evidence(terms, best[0][1])
        outside = any(match.payload not in self._spoken_of for match in self._outside.find(line))
        top = best[0][0]
        strength = top / sum(self._weight(term) for term in terms)
        covered = not outside and evidence >= _ENOUGH_EVIDENCE and strength >= _ENOUGH_STRENGTH
        hits = tuple(entry.section.hit(evidence * score / top) for score, entry in best)
        close = len(scored) > 1 and scored[1][0] >= _CLOSE * top
        return SearchResult(hits, covered=covered, close=close)

    def _named(self, text: str) -> list[Section]:
        """The sections a short message asks for by number. "Section 7 report" is the Children Act's, not the policy's;
        a longer message names a section in passing."""
        found = _SECTION_NUMBER.search(text) if len(text.split()) <= _SHORT else None
        return [section for section, _ in self._fields if found and section.number == found["number"]]

    def _score(self, terms: frozenset[str], entry: _Entry) -> float:
        weighted = sum(
            self._rarity[term] * entry.terms[term] / (_SATURATION + entry.terms[term])
            for term in terms
            if term in entry.terms
        )
        likeness = max((self._likeness(terms, ask) for ask in entry.asks), default=0.0)
        return weighted * (1 + _LIKE_AN_ASK * likeness)

    def _likeness(self, terms: frozenset[str], ask: frozenset[str]) -> float:
        """How much of two questions is the same, by the rarity of what they share."""
        shared = sum(self._weight(term) for term in terms & ask)
        either = sum(self._weight(term) for term in terms | ask)
        return shared / either if either else 0.0

    def _evidence(self, terms: frozenset[str], entry: _Entry) -> float:
        """How much of the question the section speaks of: 0 to 1, by the rarity of the terms."""
        asked = sum(self._weight(term) for term in terms)
        return sum(self._weight(term) for term in terms if term in entry.present) / asked if asked else 0.0

    def _weight(self, term: str) -> float:
        return self._rarity.get(term, self._unseen)

    # --- terms ------------------------------------------------------------------------------------------------------

    def _line(self, text: str) -> Line:
        return self._placed(tuple(self._mend(word) for word in words_of(text)[:_MOST_WORDS]), text)

    def _placed(self, words: tuple[Word, ...], text: str) -> Line:
        plain = Line(words, {}, text)
        places = [
            Found("place", found.start, found.end, found.value)
            for found in self._places.find(plain, self._own, ())
            if found.kind == "other"
        ]
        return Line(words, group_slots(places), text)

    def _mend(self, word: Word) -> Word:
        known = self._spelling.mended(word.text)
        return word.mended(known) if known else word

    def _terms(self, line: Line) -> list[str]:
        """The terms of a line: an idea where a phrase stands for one, else the word's stem."""
        matches = list(self._ideas.find(line))
        ideas = [match.payload for match in matches]
        explained = {at for match in matches for at in range(match.start, match.end)}
        stems = [
            _stem(word.repaired or word.text)
            for at, word in enumerate(line.words)
            if at not in explained and word.text not in self._stop and (len(word.text) > 1 or word.text.isdigit())
        ]
        return ideas + stems


def _entry(
    section: Section,
    texts: Mapping[str, Sequence[str]],
    lengths: Mapping[str, float],
    terms_of: Mapping[str, Sequence[str]],
) -> _Entry:
    weighted: Counter[str] = Counter()
    for name, parts in texts.items():
        terms = [term for part in parts for term in terms_of[part]]
        long = 1 - _LENGTH[name] + _LENGTH[name] * (len(terms) / (lengths[name] or 1))
        for term, count in Counter(terms).items():
            weighted[term] += _WEIGHTS[name] * count / long  # type: ignore[assignment]
    asks = tuple(frozenset(terms_of[ask]) for ask in section.asks)
    return _Entry(section, dict(weighted), asks, frozenset(weighted))


def _fields(section: Section) -> dict[str, Sequence[str]]:
    return {
        "heading": (section.heading,),
        "path": (section.reference,),
        "aliases": section.aliases,
        "asks": section.asks,
        "points": section.points,
        "digest": (section.digest,),
    }


def _all(texts: Mapping[str, Sequence[str]]) -> list[str]:
    return [text for parts in texts.values() for text in parts]


def _stem(word: str) -> str:
    """A word without its plural or tense. Light: only what leaves at least four letters."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


@cache
def _trade() -> dict[str, Any]:
    data: dict[str, Any] = read(Path(__file__).with_name("trade.yaml"))
    return data
