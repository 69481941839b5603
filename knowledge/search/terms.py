"""A text as search terms: ideas of the trade where its words stand for one, else the stems of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.packs import Pack
from knowledge.search.patterns import Found, Line, PhraseBook, group_slots, parse
from knowledge.search.places import KNOWN_WORDS, OwnPlaces, Places
from knowledge.search.spelling import Spelling
from knowledge.search.tokens import Word, words_of
from knowledge.yaml_file import read

MOST_WORDS = 400


class Terms:
    """Reads texts as one council's people mean them, or, without a pack, as anybody's."""

    def __init__(self, pack: Pack | None = None) -> None:
        trade = trade_words()
        self._own = OwnPlaces((pack.identity.name, *pack.identity.also_called) if pack else ())
        self._places = Places()
        self._stop = frozenset(map(str, trade["stop"]))
        self.core = frozenset(f"={idea}" for idea in trade["core"])
        """The terms that transfer policies are about."""
        self._ideas: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        for idea, patterns in trade["ideas"].items():
            for pattern in patterns:
                self._ideas.add(parse(pattern, {}, SLOTS), f"={idea}")
        for team in pack.teams if pack else ():
            for name in filter(None, (team.name, team.abbreviation, *team.aliases)):
                self._ideas.add(tuple(word.text for word in words_of(name)), f"={team.id}")

    def spelling(self, words: Iterable[str]) -> Spelling:
        """What mends questions towards these words and the trade's."""
        return Spelling({*words, *filter(str.isalpha, self._ideas.vocabulary)}, self._stop)

    def line(self, text: str, spelling: Spelling | None = None) -> Line:
        """A text made ready to be read; slips mended if a spelling is given. Only the first 400 words are read."""
        words = words_of(text, MOST_WORDS)
        if spelling:
            words = tuple(_mended(word, spelling) for word in words)
        plain = Line(words, {}, text)
        places = [
            Found("place", found.start, found.end, found.value)
            for found in self._places.find(plain, self._own, ())
            if found.kind == "other"
        ]
        return Line(words, group_slots(places), text, known=plain.known)

    def of(self, line: Line) -> list[str]:
        """The terms of a line, as often as they stand in it."""
        matches = list(self._ideas.find(line))
        explained = {at for match in matches for at in range(match.start, match.end)}
        stems = [
            _stem(word.repaired or word.text)
            for at, word in enumerate(line.words)
            if at not in explained and word.text not in self._stop and (len(word.text) > 1 or word.text.isdigit())
        ]
        return [match.payload for match in matches] + stems


def _mended(word: Word, spelling: Spelling) -> Word:
    known = spelling.mended(word.text)
    return word.mended(known) if known else word


def _stem(word: str) -> str:
    """A word without its plural or tense. Light: only what leaves at least four letters."""
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


@cache
def trade_words() -> Mapping[str, Any]:
    """The trade's words, as `trade.yaml` has them."""
    data: dict[str, Any] = read(Path(__file__).with_name("trade.yaml"))
    return data


SLOTS = frozenset({"place"})
"""What the phrases of searches may name: `<place>`, one that is not the council's own."""
