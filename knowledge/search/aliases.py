"""A suggestion for the keeper of a policy: the words by which a section could be found the next time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from knowledge.pack_files import Section
from knowledge.packs import Pack
from knowledge.search.index import stem
from knowledge.search.shape import content_words
from knowledge.search.tokens import words_of

MOST_WORDS = 5
_COMMON = 1 / 3
"""A word that so many of a policy's sections have tells none of them from the others."""


def suggested_alias(shape: str, pack: Pack, section: Section) -> str | None:
    """The words of a shape as one more alias of a section; None where they would add nothing.

    They add nothing if some alias of the pack consists of them already, or if most sections have each of them.
    """
    words = content_words(shape.split())[:MOST_WORDS]
    stems = _stems(words)
    if not stems or any(stems == _stems_of(alias) for other in pack.sections for alias in other.aliases):
        return None
    elsewhere = [_all_stems(other) for other in pack.sections]
    enough = max(2.0, _COMMON * len(elsewhere))
    if all(sum(word in each for each in elsewhere) >= enough for word in stems):
        return None
    missing = stems - _stems_of(" ".join((section.heading, *section.aliases)))
    return " ".join(words) if missing else None


@lru_cache(maxsize=2048)
def _all_stems(section: Section) -> frozenset[str]:
    return _stems_of(" ".join((section.heading, section.digest, *section.points, *section.aliases, *section.asks)))


@lru_cache(maxsize=8192)
def _stems_of(text: str) -> frozenset[str]:
    return _stems([word.text for word in words_of(text)])


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(map(stem, words))
