"""Places of a council and places of others, as people name them beside "to" and "from"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from knowledge import yaml_file
from knowledge.search.patterns import Found, Line, PhraseBook
from knowledge.search.tokens import Break, words_of
from knowledge.search.word_lists import word_set

_DIRECTIONS = frozenset({"to", "from", "into"})
_NO_PLACE = word_set("no_place")


class OwnPlaces:
    """The names by which people mean one council."""

    def __init__(self, names: Iterable[str]) -> None:
        self.book: PhraseBook[str] = PhraseBook()
        for name in names:
            self.book.add(tuple(word.text for word in words_of(name)), name)


class Places:
    """Every council and town that is known by name, whoever it belongs to."""

    def __init__(self) -> None:
        self._book: PhraseBook[str] = PhraseBook()
        for name in _known_places():
            self._book.add(tuple(word.text for word in words_of(name)), name)

    def find(self, line: Line, own: OwnPlaces | None, taken: Collection[int]) -> Iterator[Found]:
        """The places in a line, as slots `own` and `other`. `taken`: words that are something else."""
        mine = {(m.start, m.end): m.payload for m in own.book.find(line)} if own else {}
        others = {(m.start, m.end): m.payload for m in self._book.find(line) if (m.start, m.end) not in mine}
        for start, end in _capitalised(line):
            if not any(first < end and start < last for first, last in mine):
                others.setdefault((start, end), line.words[start].text)
        everything = [
            *(("own", span, name) for span, name in mine.items()),
            *(("other", span, name) for span, name in others.items()),
        ]
        for kind, (start, end), name in everything:
            longer = any(s <= start and end <= e and e - s > end - start for _, (s, e), _ in everything)
            if not longer and not any(position in taken for position in range(start, end)):
                yield Found(kind, start, end, name)


@cache
def _known_places() -> tuple[str, ...]:
    return tuple(yaml_file.read(Path(__file__).with_name("places.yaml"))["places"])


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
