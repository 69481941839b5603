"""Places of a council and places of others, as people name them beside "to" and "from"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from knowledge import yaml_file
from knowledge.search.patterns import Found, KnownWords, Line, PhraseBook
from knowledge.search.spans import outermost
from knowledge.search.tokens import Break, words_of
from knowledge.search.word_lists import word_set

_DIRECTIONS = frozenset({"to", "from", "into"})
_NO_PLACE = word_set("no_place")
KNOWN_WORDS = KnownWords()
"""The words of places, and of the books that read the same lines."""


class OwnPlaces:
    """The names by which people mean one council."""

    def __init__(self, names: Iterable[str]) -> None:
        self.book: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
        for name in names:
            self.book.add(tuple(word.text for word in words_of(name)), name)


class Places:
    """Every council and town that is known by name, whoever it belongs to."""

    def __init__(self) -> None:
        self._book = _known_places()

    def find(self, line: Line, own: OwnPlaces | None, taken: Collection[int]) -> Iterator[Found]:
        """The places in a line, as slots `own` and `other`. `taken`: words that are something else."""
        mine = {(m.start, m.end): m.payload for m in own.book.find(line)} if own else {}
        others = {(m.start, m.end): m.payload for m in self._book.find(line) if (m.start, m.end) not in mine}
        known = {position for start, end in mine for position in range(start, end)}
        for start, end in _capitalised(line):
            if not any(position in known for position in range(start, end)):
                others.setdefault((start, end), line.words[start].text)
        everything = [
            *(Found("own", start, end, name) for (start, end), name in mine.items()),
            *(Found("other", start, end, name) for (start, end), name in others.items()),
        ]
        for found in outermost(everything):
            if not any(position in taken for position in range(found.start, found.end)):
                yield found


@cache
def _known_places() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook(KNOWN_WORDS)
    for name in yaml_file.read(Path(__file__).with_name("places.yaml"))["places"]:
        *first, last = (word.text for word in words_of(name))
        book.add((*first, last), name)
        book.add((*first, last + "s"), name)
    return book


def _capitalised(line: Line) -> Iterator[tuple[int, int]]:
    """Capitalised words right after "to" or "from", unless the whole message is written in capitals."""
    words = line.words
    if sum(word.capital for word in words) * 2 >= len(words):
        return
    for at, word in enumerate(words[:-1]):
        name = words[at + 1]
        proper = name.capital and not name.capitals and name.before is Break.NONE and name.text not in _NO_PLACE
        if word.text in _DIRECTIONS and proper:
            end = at + 2
            while end < len(words) and words[end].capital and words[end].before is Break.NONE:
                end += 1
            yield at + 1, end
