"""A message as a row of words: lower case, without apostrophes, each knowing where it stood and what parted it from
the word before."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

_PIECE = re.compile(r"[^\W\d_]+(?:['’‘`´][^\W\d_]+)*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)*|\n|[^\w\s]")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")


class Break(IntEnum):
    """What parts a word from the one before it."""

    NONE = 0
    CLAUSE = 1
    """A comma, colon, bracket or spaced dash."""
    SENTENCE = 2


class Word(NamedTuple):
    """One word, number or one of the signs & and +."""

    text: str
    """Lower case, apostrophes dropped: "Mum's" is "mums"."""
    start: int
    end: int
    before: Break
    capital: bool
    """Whether it starts with a capital."""
    capitals: bool
    """Whether it is all capitals."""
    repaired: str = ""
    """The known word this is a misspelling of, if any."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The spellings under which the word is looked up; with a `!` for a word in capitals."""
        if self.repaired:
            return (self.text, self.repaired)
        return (self.text, self.text + "!") if self.capitals else (self.text,)

    def mended(self, known: str) -> Word:
        """The word with the known word it stands for."""
        return self._replace(repaired=known)


def words_of(text: str, most: int | None = None) -> tuple[Word, ...]:
    """The words of a text in order, at most so many. "15yo" and "s.20" come apart ("15", "yo"; "s", "20"), so that
    spacing is moot."""
    found: list[Word] = []
    pending = Break.NONE
    for piece in _PIECE.finditer(text):
        if len(found) == most:
            break
        written, (start, end) = piece.group(), piece.span()
        if written[0].isalnum() or written in "&+½¼¾":
            plain = written.lower() if written.isalnum() else written.lower().translate(_APOSTROPHES)
            if plain == "w" and not text[start - 1 : start].isdigit():
                plain = "with"  # but "14w" are weeks
            before = pending if found else Break.SENTENCE
            found.append(Word(plain, start, end, before, written[0].isupper(), written.isupper()))
            pending = Break.NONE
        else:
            pending = max(pending, _break(written, text, start))
    return tuple(found)


def _break(sign: str, text: str, at: int) -> Break:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if sign in "?!;\n…" or (sign == "." and (not after or after.isspace() or after in ".…")):
        return Break.SENTENCE
    if sign in ",:()[]" or (sign in "-–—" and (before.isspace() or after.isspace() or sign == "—")):
        return Break.CLAUSE
    return Break.NONE
