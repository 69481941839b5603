"""One reading of some words, before it is decided which readings stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Span, Value


@dataclass(frozen=True)
class Claim:
    """Words `start` to `end` (exclusive) say that a fact has a value, or only half say it."""

    fact_id: str
    value: Value
    start: int
    end: int
    hedged: bool = False


def narrowest(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The distinct spans without those that hold another ("teen" beside "15"), in the order given."""
    distinct = tuple(dict.fromkeys(spans))
    return tuple(
        span
        for span in distinct
        if not any(span != other and span.low <= other.low and other.high <= span.high for other in distinct)
    )
