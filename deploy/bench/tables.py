"""What was measured, as tables that read alike in a terminal and in RESULTS.md, and how times are summed up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows under a title, with a note on how to read them. The first column holds words, the others figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """The table in Markdown, its columns as wide as they need to be."""
        wide = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        rule = ["-" * wide[0], *("-" * (width - 1) + ":" for width in wide[1:])]
        lines = [
            f"| {' | '.join([row[0].ljust(wide[0]), *map(str.rjust, row[1:], wide[1:])])} |"
            for row in (self.columns, rule, *self.rows)
        ]
        return "\n\n".join(filter(None, (f"## {self.title}", self.note, "\n".join(lines))))


@dataclass(frozen=True)
class Times:
    """How long something takes, in milliseconds."""

    median: float
    slow: float
    """The time that 99 in 100 runs stay below."""

    @classmethod
    def of(cls, rounds: Sequence[Sequence[float]]) -> Times:
        """The medians, over rounds, of each round's median and 99th percentile."""
        return cls(
            statistics.median(map(statistics.median, rounds)),
            statistics.median(percentile(found, 0.99) for found in rounds),
        )

    def cells(self) -> tuple[str, str]:
        """Both figures for a table."""
        return f"{self.median:.3f} ms", f"{self.slow:.3f} ms"


def milliseconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentile(found: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]
