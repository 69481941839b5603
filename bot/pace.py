"""How often one caller may come: a person in Teams, or whoever calls the HTTP API."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from enum import Enum

MINUTE = 60.0
MOST_CALLERS = 10_000
"""How many callers of one minute are told apart. Those that come after them share one count, so that no number of
made-up names can fill the memory or get round the limit."""
LATECOMERS = "\x00latecomers"


class Verdict(Enum):
    """What to do with a call."""

    ANSWER = "answer"
    ASK_TO_WAIT = "ask_to_wait"
    SAY_NOTHING = "say_nothing"


class Pace:
    """A limit of calls a minute for each caller. The first call over it is told apart from those that follow.

    Kept in memory: it protects this process. All callers start afresh together once a minute is over.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` 0 is no limit."""
        self.per_minute, self._clock = per_minute, clock
        self._ends = -math.inf
        self._counts: dict[str, int] = {}

    def judge(self, caller: str) -> Verdict:
        """Count one call of this caller."""
        if not self.per_minute:
            return Verdict.ANSWER
        now = self._clock()
        if now >= self._ends:
            self._ends, self._counts = now + MINUTE, {}
        if caller not in self._counts and len(self._counts) >= MOST_CALLERS:
            caller = LATECOMERS
        count = self._counts[caller] = self._counts.get(caller, 0) + 1
        if count <= self.per_minute:
            return Verdict.ANSWER
        return Verdict.ASK_TO_WAIT if count == self.per_minute + 1 else Verdict.SAY_NOTHING

    @property
    def wait(self) -> int:
        """Whole seconds until everybody starts afresh; at least one."""
        left = self._ends - self._clock()
        return max(1, math.ceil(left)) if math.isfinite(left) else 1
