"""A suggestion for the keeper of a policy: the words by which a section could be found the next time."""

from __future__ import annotations

from functools import lru_cache

from knowledge.pack_files import Section
from knowledge.packs import Pack
from knowledge.search.shape import content_words, root
from knowledge.search.tokens import words_of

MOST_WORDS = 5
_COMMON = 1 / 4
"""A word that so many of a policy's sections have tells none of them from the others."""


def suggested_alias(shape: str, pack: Pack, section: Section) -> str | None:
    """The words of a shape as one more alias of a section; None where they would add nothing.

    They add nothing if the section has them in its heading and aliases already, if they are an alias of any section, or
    if a good part of all sections has each of them.
    """
    words = content_words(shape.split())[:MOST_WORDS]
    roots = frozenset(map(root, words))
    if roots <= _roots(" ".join((section.heading, *section.aliases))):
        return None
    if any(roots == _roots(alias) for other in pack.sections for alias in other.aliases):
        return None
    having = [sum(one in _roots_of(other) for other in pack.sections) for one in roots]
    return None if min(having) >= max(2.0, _COMMON * len(pack.sections)) else " ".join(words)


@lru_cache(maxsize=2048)
def _roots_of(section: Section) -> frozenset[str]:
    return _roots(" ".join((section.heading, section.digest, *section.points, *section.aliases, *section.asks)))


@lru_cache(maxsize=8192)
def _roots(text: str) -> frozenset[str]:
    """The words of content in a text, whatever their form."""
    return frozenset(map(root, content_words([word.text for word in words_of(text)])))
