"""Slips of the fingers: the known word that a misspelt one stands for. Only words of five letters and more."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.yaml_file import read

_SHORTEST = 5


@cache
def _real_words() -> frozenset[str]:
    return frozenset(map(str, read(Path(__file__).with_name("real_words.yaml"))["real_words"]))


class Spelling:
    """Mends words against a vocabulary. What it knows it leaves alone; acronyms and numbers it never touches."""

    def __init__(self, vocabulary: Collection[str], also_known: Collection[str] = ()) -> None:
        self._known = frozenset(vocabulary) | frozenset(also_known) | _real_words()
        by_first: dict[str, list[str]] = {}
        for word in sorted(set(vocabulary)):
            if len(word) >= _SHORTEST and word.isalpha():
                by_first.setdefault(word[0], []).append(word)
        self._by_first = by_first
        self.mended = lru_cache(maxsize=20_000)(self._mended)

    def _mended(self, word: str) -> str:
        """The word meant, or "" if the word is known, too short, or like no other."""
        if len(word) < _SHORTEST or len(word) > 30 or word in self._known or not word.isalpha() or not word.isascii():
            return ""
        most = 2 if len(word) >= 9 else 1
        found = process.extract(word, self._by_first.get(word[0], ()), scorer=OSA.distance, score_cutoff=most, limit=3)
        likely = [(distance, known) for known, distance, _ in found if _is_slip(word, known, int(distance))]
        undecided = len(likely) > 1 and likely[0][0] == likely[1][0] and not _same_stem(likely[0][1], likely[1][1])
        return "" if undecided or not likely else likely[0][1]


def _is_slip(typed: str, known: str, distance: int) -> bool:
    """Whether one word is a slip for the other and not another form of it ("moves", "moved") or another word."""
    if typed[:-1] == known or known[:-1] == typed or typed[:-1] == known[:-1]:
        return False
    if typed.startswith(known) or known.startswith(typed):
        return False
    if sorted(typed) == sorted(known):
        return True
    if len(typed) == len(known):
        return distance == 1 and len(typed) >= 7
    return len(typed) >= 7 or len(known) >= 6


def _same_stem(first: str, second: str) -> bool:
    return first[:5] == second[:5]
