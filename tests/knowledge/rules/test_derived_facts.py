"""What follows from two dates: nobody who gave both is asked how long lies between them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.facts import Case, Fact, FactKind, Grows, Length, Measured, Span, Vocabulary
from knowledge.rules.engine import derive
from knowledge.rules.timeline import months_after, months_between

TODAY = date(2026, 11, 23)
days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def fact(name: str, kind: FactKind, **more: object) -> Fact:
    return Fact.model_validate({"id": name, "kind": kind, "label": name, "ask": "Which?", "why": "A line.", **more})


VOCABULARY = Vocabulary(
    facts=(
        fact("closed_on", FactKind.DATE, clock="the closure"),
        fact("referred_on", FactKind.DATE, clock="the referral"),
        fact(
            "recently_closed",
            FactKind.YES_NO,
            measured=Measured(
                since=("closed_on",),
                until=("referred_on",),
                or_today=True,
                unit="months",
                values=(Length(value=True, below=3), Length(value=False, above=3)),
            ),
        ),
        fact(
            "weeks_since_closure",
            FactKind.NUMBER,
            unit="weeks",
            grows=Grows(unit="weeks", since="closed_on", until="referred_on"),
        ),
    )
)


def derived(**told: date) -> dict[str, object]:
    return dict(derive(VOCABULARY, Case(stated=dict(told)), TODAY).stated)


@pytest.mark.parametrize(
    ("closed", "recently"),
    [(date(2026, 8, 24), True), (date(2026, 8, 22), False), (date(2026, 8, 23), None)],
)
def test_months_are_counted_by_the_calendar_and_the_day_on_the_line_is_left_to_be_asked(
    closed: date, recently: bool | None
) -> None:
    assert derived(closed_on=closed).get("recently_closed") is recently


def test_the_time_ends_with_the_second_date_where_it_was_given() -> None:
    found = derived(closed_on=date(2026, 6, 1), referred_on=date(2026, 8, 31))
    assert found["recently_closed"] is True
    assert found["weeks_since_closure"] == Span(13, 13)


def test_dates_in_the_wrong_order_say_nothing() -> None:
    assert "recently_closed" not in derived(closed_on=date(2026, 9, 1), referred_on=date(2026, 8, 1))


def test_what_somebody_said_stands_against_what_the_dates_would_give() -> None:
    case = Case(stated={"closed_on": date(2026, 1, 1), "recently_closed": True})
    assert derive(VOCABULARY, case, TODAY).stated["recently_closed"] is True


@given(first=days, number=st.integers(0, 400))
def test_so_many_months_after_a_day_lie_so_many_months(first: date, number: int) -> None:
    assert months_between(first, months_after(first, number)) == pytest.approx(number)


@given(first=days, length=st.integers(0, 4000))
def test_a_later_day_is_never_nearer(first: date, length: int) -> None:
    last = first + timedelta(length)
    assert 0 <= months_between(first, last) <= months_between(first, last + timedelta(1))
