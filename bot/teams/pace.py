"""How many messages one person may send."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

MINUTE = 60.0


class Verdict(Enum):
    """What to do with a message."""

    ANSWER = "answer"
    ASK_TO_WAIT = "ask_to_wait"
    SAY_NOTHING = "say_nothing"


class Pace:
    """A limit of messages a minute for each person; the first one over it is told so, the rest of the minute is silent.

    Kept in memory: it protects this process.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` 0 is no limit."""
        self._most, self._clock = per_minute, clock
        self._minutes: dict[str, tuple[float, int]] = {}

    def judge(self, person: str) -> Verdict:
        """Count one message of this person."""
        if not self._most:
            return Verdict.ANSWER
        now = self._clock()
        began, count = self._minutes.get(person, (now, 0))
        if now - began >= MINUTE:
            self._minutes = {who: minute for who, minute in self._minutes.items() if now - minute[0] < MINUTE}
            began, count = now, 0
        count += 1
        self._minutes[person] = (began, count)
        if count <= self._most:
            return Verdict.ANSWER
        return Verdict.ASK_TO_WAIT if count == self._most + 1 else Verdict.SAY_NOTHING
