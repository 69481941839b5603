"""Spans of words that lie inside one another, told apart in one pass."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Words `start` to `end` (exclusive)."""

    @property
    def start(self) -> int:
        """The first word."""

    @property
    def end(self) -> int:
        """The word after the last."""


PlacedT = TypeVar("PlacedT", bound=Placed)


class Cover:
    """What a set of spans covers."""

    def __init__(self, spans: Iterable[Placed]) -> None:
        furthest: dict[int, int] = {}
        for span in spans:
            furthest[span.start] = max(span.end, furthest.get(span.start, 0))
        self._here = furthest
        self._starts = sorted(furthest)
        self._reaches = list(accumulate((furthest[start] for start in self._starts), max))

    def holds(self, span: Placed) -> bool:
        """Whether a span lies inside one of these, or is the same."""
        return self._reach(span.start + 1) >= span.end

    def holds_strictly(self, span: Placed) -> bool:
        """Whether a span lies inside a longer one of these."""
        return self._reach(span.start) >= span.end or self._here.get(span.start, 0) > span.end

    def _reach(self, starts: int) -> int:
        """How far the spans that start before word `starts` go."""
        earlier = bisect_left(self._starts, starts)
        return self._reaches[earlier - 1] if earlier else 0


def outermost(spans: Sequence[PlacedT]) -> list[PlacedT]:
    """The spans that lie inside no longer one, in their order."""
    cover = Cover(spans)
    return [span for span in spans if not cover.holds_strictly(span)]
