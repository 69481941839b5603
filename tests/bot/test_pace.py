"""How often one caller may come."""

from __future__ import annotations

import pytest

from bot import pace
from bot.pace import Pace, Verdict


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_first_call_over_the_limit_is_told_apart_from_the_rest(clock: Clock):
    limit = Pace(2, clock)
    assert [limit.judge("ann") for _ in range(4)] == [
        Verdict.ANSWER, Verdict.ANSWER, Verdict.ASK_TO_WAIT, Verdict.SAY_NOTHING,
    ]  # fmt: skip
    assert limit.judge("ben") is Verdict.ANSWER


def test_after_a_minute_everybody_starts_afresh(clock: Clock):
    limit = Pace(1, clock)
    limit.judge("ann")
    clock.now += 59.5
    assert limit.judge("ann") is Verdict.ASK_TO_WAIT
    assert limit.wait == 1
    clock.now += 0.5
    assert limit.judge("ann") is Verdict.ANSWER
    assert limit.wait == 60


def test_0_is_no_limit(clock: Clock):
    limit = Pace(0, clock)
    assert {limit.judge("ann") for _ in range(100)} == {Verdict.ANSWER}


def test_made_up_names_neither_fill_the_memory_nor_get_round_the_limit(clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pace, "MOST_CALLERS", 3)
    limit = Pace(2, clock)
    verdicts = [limit.judge(str(number)) for number in range(100)]
    assert verdicts.count(Verdict.ANSWER) == 3 + 2
    assert limit.judge("0") is Verdict.ANSWER, "who came before is not affected"
    assert len(limit._counts) == 3 + 1


def test_who_does_not_come_again_is_forgotten(clock: Clock):
    limit = Pace(2, clock)
    for minute in range(3):
        clock.now += 60
        limit.judge(f"passer-by {minute}")
    assert len(limit._counts) == 1
