"""Whether like messages came to the same answer: a second opinion on what was read in a message, by its words alone.

Facts are read from phrases, and a phrase can mean something else than it says ("stepped them down on 5 October" is no
step down now). The words of a message as a whole seldom mislead in the same way: the known messages most like it (the
nearest neighbours, after Cover and Hart, 1967) came to the same answer, or one of its facts was misread.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection
from functools import cached_property

from knowledge.pack_files import KnownMessage
from knowledge.packs import Pack, collector_paused
from knowledge.search.ranking import Likeness, rarities

NEAREST = 8
"""So many are asked; with 5 or 12 as many wrong answers are told."""
FEWEST_KNOWN = 150
"""Fewer known messages leave too many right answers alone: with a quarter of them, one answer in four."""


class Precedents:
    """The known messages of one pack, made ready at the first question. Safe to share between threads."""

    def __init__(self, pack: Pack, terms_of: Callable[[str], Collection[str]]) -> None:
        """`terms_of` gives the distinct search terms of a text."""
        self._pack = pack
        self._terms_of = terms_of

    def build(self) -> None:
        """Make them ready now, so that nobody has to wait for it."""
        with collector_paused():
            self._likeness  # noqa: B018 - kept once worked out

    def support(self, text: str, outcome: str, to: str | None = None) -> float:
        """How far the known messages most like `text` came to this answer: from 0, none, to 1, all, by their likeness.

        `outcome` may be `not_covered`; `to` is the receiving team's id. 1 where too few messages are known.
        """
        if len(self._messages) < FEWEST_KNOWN:
            return 1.0
        terms = self._terms_of(text)
        weight = sum(self._rarity.get(term, self._unseen) for term in terms)
        if not weight:
            return 0.0
        likeness = self._likeness.to(terms, weight).tolist()
        nearest = heapq.nlargest(NEAREST, range(len(likeness)), key=likeness.__getitem__)
        whole = sum(likeness[at] for at in nearest)
        agreeing = sum(likeness[at] for at in nearest if self._messages[at].accepts(outcome, to))
        return agreeing / whole if whole else 0.0

    @cached_property
    def _messages(self) -> tuple[KnownMessage, ...]:
        return self._pack.messages()

    @cached_property
    def _terms(self) -> list[Collection[str]]:
        return [self._terms_of(message.text) for message in self._messages]

    @cached_property
    def _rarity(self) -> dict[str, float]:
        return dict(rarities(self._terms))

    @cached_property
    def _unseen(self) -> float:
        return max(self._rarity.values(), default=1.0)

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._terms, self._rarity)
