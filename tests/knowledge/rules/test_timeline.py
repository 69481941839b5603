"""Working days, deadlines and birthdays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.rules.model import Timing
from knowledge.rules.timeline import (
    BeyondHorizon,
    WorkingDays,
    age_on,
    birthday,
    deadline,
    in_words,
    months_after,
    short,
    timescale,
    timing_in_words,
    turns,
)

ENGLAND = WorkingDays()

days_within_reach = st.dates(date(2014, 1, 1), date(2028, 12, 31))
counts = st.integers(1, 200)
births = st.dates(date(1995, 1, 1), date(2040, 12, 31))
months_of_age = st.integers(0, 26 * 12)


def timing(**words: Any) -> Timing:
    return Timing(**{"anchor": "assessment_completed", **words})


# --- working days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        pytest.param(date(2026, 3, 25), 10, date(2026, 4, 10), id="over Good Friday and Easter Monday"),
        pytest.param(date(2026, 4, 14), 15, date(2026, 5, 6), id="over the early May bank holiday"),
        pytest.param(date(2026, 12, 1), 10, date(2026, 12, 15), id="over weekends alone"),
        pytest.param(date(2026, 12, 22), 5, date(2026, 12, 31), id="over Christmas with Boxing Day on a Saturday"),
        pytest.param(date(2026, 8, 28), 1, date(2026, 9, 1), id="over the August bank holiday, which England has"),
        pytest.param(date(2022, 9, 16), 1, date(2022, 9, 20), id="over a day proclaimed for one year"),
        pytest.param(date(2026, 11, 28), 1, date(2026, 11, 30), id="from a Saturday, Monday is the first day"),
    ],
)
def test_working_days_skip_weekends_and_englands_bank_holidays(start: date, number: int, end: date) -> None:
    assert ENGLAND.after(start, number) == end


def test_a_councils_own_closures_are_not_worked() -> None:
    closed_on_christmas_eve = WorkingDays(extra_closures=frozenset({date(2026, 12, 24)}))
    assert closed_on_christmas_eve.after(date(2026, 12, 23), 1) == date(2026, 12, 29)


@given(day=days_within_reach, number=counts)
def test_counting_on_and_counting_back_meet_on_a_working_day(day: date, number: int) -> None:
    assume(ENGLAND.is_working_day(day))
    assert ENGLAND.before(ENGLAND.after(day, number), number) == day


@given(day=days_within_reach, number=counts)
def test_a_count_never_ends_on_a_weekend_or_bank_holiday(day: date, number: int) -> None:
    for end in (ENGLAND.after(day, number), ENGLAND.before(day, number)):
        assert end.weekday() < 5
        assert ENGLAND.closure(end) is None


@given(day=days_within_reach, number=counts)
def test_one_more_working_day_is_always_later(day: date, number: int) -> None:
    assert ENGLAND.after(day, number + 1) > ENGLAND.after(day, number) > day


@given(day=days_within_reach, number=counts)
def test_a_later_start_never_ends_earlier(day: date, number: int) -> None:
    assert ENGLAND.after(day + timedelta(days=1), number) >= ENGLAND.after(day, number)


@given(day=days_within_reach, number=counts)
def test_between_undoes_after(day: date, number: int) -> None:
    end = ENGLAND.after(day, number)
    assert ENGLAND.between(day, end) == number
    assert ENGLAND.between(end, day) == -number


def test_counting_none_is_refused() -> None:
    with pytest.raises(ValueError, match="from one up"):
        ENGLAND.after(date(2026, 12, 1), 0)


@pytest.mark.parametrize("day", [date(2030, 12, 20), date(2031, 1, 2), date(2011, 12, 1)])
def test_a_count_that_reaches_an_unknown_year_is_refused(day: date) -> None:
    with pytest.raises(BeyondHorizon, match="2012 to 2030"):
        ENGLAND.after(day, 10)


# --- deadlines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "anchor", "expected"),
    [
        ({"amount": 10, "unit": "working_days"}, date(2026, 12, 1), date(2026, 12, 15)),
        ({"amount": 10, "unit": "days"}, date(2026, 12, 1), date(2026, 12, 11)),
        ({"amount": 6, "unit": "weeks"}, date(2026, 12, 1), date(2027, 1, 12)),
        ({"amount": 6, "unit": "months"}, date(2026, 8, 31), date(2027, 2, 28)),
        ({"amount": 0.5, "unit": "years"}, date(2026, 12, 1), date(2027, 6, 1)),
        ({"amount": 24, "unit": "hours"}, date(2026, 12, 1), date(2026, 12, 2)),
        ({"amount": 4, "unit": "hours"}, date(2026, 12, 1), date(2026, 12, 1)),
        ({"amount": 10, "unit": "working_days", "relation": "before"}, date(2026, 4, 10), date(2026, 3, 25)),
        ({"amount": 1, "unit": "months", "relation": "at_least_before"}, date(2027, 3, 31), date(2027, 2, 28)),
        ({"amount": 4, "unit": "hours", "relation": "before"}, date(2026, 12, 2), date(2026, 12, 1)),
        ({"amount": 12, "unit": "weeks", "relation": "after"}, date(2026, 12, 1), date(2027, 2, 23)),
        ({"amount": 12, "unit": "weeks", "relation": "at"}, date(2026, 12, 1), date(2027, 2, 23)),
        ({"relation": "at"}, date(2026, 12, 1), date(2026, 12, 1)),
        ({"relation": "before"}, date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_a_deadline_is_counted_from_its_anchor(words: dict[str, Any], anchor: date, expected: date) -> None:
    found = deadline(timing(**words), anchor, ENGLAND)
    assert found is not None
    assert found.date == expected


@pytest.mark.parametrize(
    "words",
    [
        pytest.param({"anchor": "unstated", "amount": 4, "unit": "weeks"}, id="no start"),
        pytest.param({"relation": "within"}, id="no amount to stay within"),
        pytest.param({"relation": "after"}, id="no amount to wait"),
    ],
)
def test_no_date_is_made_up_where_the_policy_gives_none(words: dict[str, Any]) -> None:
    assert deadline(timing(**words), date(2026, 12, 1), ENGLAND) is None


def test_a_deadline_says_how_it_was_counted_and_what_it_skips() -> None:
    found = deadline(timing(amount=10, unit="working_days"), date(2026, 3, 25), ENGLAND)
    assert found is not None
    assert found.counted == (
        "10 working days after Wednesday 25 March 2026, not counting that day; "
        "skips Good Friday 3 April and Easter Monday 6 April"
    )


def test_three_closures_are_listed_as_people_list_them() -> None:
    found = deadline(timing(amount=8, unit="working_days"), date(2026, 12, 22), ENGLAND)
    assert found is not None
    assert found.counted.endswith(
        "skips Christmas Day 25 December, Boxing Day (substitute day) 28 December and New Year's Day 1 January"
    )


def test_a_calendar_deadline_stays_on_a_sunday_and_says_so() -> None:
    found = deadline(timing(amount=5, unit="days"), date(2026, 12, 1), ENGLAND)
    assert found is not None
    assert found.date == date(2026, 12, 6)
    assert found.counted.endswith("it falls on a Sunday")


def test_unclear_days_give_a_second_date_and_say_what_it_rests_on() -> None:
    found = deadline(timing(amount=10, unit="working_days", other_units=("days",)), date(2026, 12, 1), ENGLAND)
    assert found is not None
    assert [(reading.date, reading.reading) for reading in found.readings] == [
        (date(2026, 12, 11), "if the text means calendar days")
    ]


def test_a_range_gives_a_window() -> None:
    found = deadline(timing(low=4, amount=6, unit="weeks"), date(2026, 12, 1), ENGLAND)
    assert found is not None
    assert (found.opens, found.date) == (date(2026, 12, 29), date(2027, 1, 12))
    assert found.counted == (
        "4 to 6 weeks after Tuesday 1 December 2026, not counting that day: "
        "Tuesday 29 December 2026 to Tuesday 12 January 2027"
    )


def test_a_range_of_notice_asks_for_the_longer_notice() -> None:
    found = deadline(timing(low=4, amount=6, unit="weeks", relation="at_least_before"), date(2027, 1, 12), ENGLAND)
    assert found is not None
    assert (found.opens, found.date) == (None, date(2026, 12, 1))


def test_a_fraction_of_a_working_day_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number"):
        deadline(timing(amount=1.5, unit="working_days"), date(2026, 12, 1), ENGLAND)


def test_calendar_deadlines_need_no_bank_holidays() -> None:
    found = deadline(timing(amount=1, unit="months", relation="at_least_before"), date(2043, 5, 14), ENGLAND)
    assert found is not None
    assert found.date == date(2043, 4, 14)


@given(
    anchor=days_within_reach,
    amount=st.integers(1, 60),
    unit=st.sampled_from(["hours", "days", "working_days", "weeks", "months"]),
    relation=st.sampled_from(["within", "after", "at", "before", "at_least_before"]),
)
def test_a_deadline_lies_on_the_side_of_its_anchor_that_the_policy_says(
    anchor: date, amount: int, unit: Any, relation: Any
) -> None:
    found = deadline(timing(amount=amount, unit=unit, relation=relation), anchor, ENGLAND)
    assert found is not None
    if relation in ("before", "at_least_before"):
        assert found.date < anchor
    elif unit == "hours":
        assert found.date >= anchor
    else:
        assert found.date > anchor


# --- birthdays ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age", "expected"),
    [
        pytest.param(date(2011, 8, 9), 15.5, date(2027, 2, 9), id="half a year on"),
        pytest.param(date(2011, 8, 31), 15.5, date(2027, 2, 28), id="half a year on into a shorter month"),
        pytest.param(date(2012, 8, 31), 15.5, date(2028, 2, 29), id="half a year on into a leap February"),
        pytest.param(date(2012, 2, 29), 16, date(2028, 2, 29), id="29 February in a leap year"),
        pytest.param(date(2012, 2, 29), 17, date(2029, 3, 1), id="29 February in a common year"),
        pytest.param(date(2012, 2, 29), 17.5, date(2029, 8, 29), id="29 February and a half"),
        pytest.param(date(2011, 8, 9), 0, date(2011, 8, 9), id="the day of birth"),
    ],
)
def test_an_age_is_reached_on_its_birthday(born: date, age: float, expected: date) -> None:
    assert birthday(born, age) == expected


@given(born=births, months=months_of_age)
def test_a_higher_age_is_never_reached_earlier(born: date, months: int) -> None:
    assert birthday(born, months / 12) < birthday(born, (months + 1) / 12)


@given(born=births, months=months_of_age)
def test_an_eighteenth_birthday_tells_as_much_as_the_date_of_birth(born: date, months: int) -> None:
    assume((born.month, born.day) != (2, 29))
    assert turns(birthday(born, 18), months / 12) == birthday(born, months / 12)


@given(year=st.sampled_from([2004, 2008, 2012, 2016, 2020]), months=months_of_age)
def test_a_leap_day_child_is_at_most_three_days_out_and_never_early(year: int, months: int) -> None:
    born = date(year, 2, 29)
    late = turns(birthday(born, 18), months / 12) - birthday(born, months / 12)
    assert timedelta(0) <= late <= timedelta(days=3)


@given(eighteenth=births, months=months_of_age)
def test_an_age_begins_on_the_day_it_turns_and_not_the_day_before(eighteenth: date, months: int) -> None:
    day = turns(eighteenth, months / 12)
    assert age_on(day, eighteenth) == months / 12
    assert age_on(day - timedelta(days=1), eighteenth) < months / 12


def test_an_age_stands_for_its_whole_month() -> None:
    eighteenth = date(2029, 8, 9)
    assert age_on(date(2027, 2, 8), eighteenth) == pytest.approx(15 + 5 / 12)
    assert age_on(date(2027, 2, 9), eighteenth) == 15.5
    assert age_on(date(2027, 3, 8), eighteenth) == 15.5


def test_a_month_before_a_long_month_end_is_the_last_day_of_the_shorter_month() -> None:
    assert months_after(date(2027, 3, 31), -1) == date(2027, 2, 28)
    assert months_after(date(2027, 1, 14), -1) == date(2026, 12, 14)


@given(day=births, number=st.integers(-300, 300))
def test_months_land_in_the_right_month_on_the_day_or_its_last(day: date, number: int) -> None:
    landed = months_after(day, number)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == number
    assert landed.day == day.day or (landed + timedelta(days=1)).day == 1


# --- words ----------------------------------------------------------------------------------------------------------


def test_dates_are_written_with_their_weekday() -> None:
    assert in_words(date(2026, 12, 15)) == "Tuesday 15 December 2026"
    assert short(date(2026, 12, 5)) == "Sat 5 December 2026"


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ({"amount": 10, "unit": "working_days"}, "within 10 working days of the review"),
        ({"amount": 1, "unit": "months", "relation": "at_least_before"}, "at least 1 month before the review"),
        ({"amount": 1.5, "unit": "years", "relation": "after"}, "1½ years after the review"),
        (
            {"amount": 12, "unit": "weeks", "relation": "at", "anchor_text": "coming into care"},
            "at 12 weeks after coming into care",
        ),
        ({"amount": 4, "unit": "weeks", "anchor": "unstated"}, "within 4 weeks; the policy does not say of what"),
        ({"low": 4, "amount": 6, "unit": "weeks"}, "4 to 6 weeks after the review"),
        (
            {"low": 4, "amount": 6, "unit": "weeks", "anchor": "unstated"},
            "4 to 6 weeks; the policy does not say from when",
        ),
        ({"relation": "before", "anchor_text": "the move"}, "before the move"),
        ({"relation": "at", "anchor_text": "the 18th birthday"}, "on the 18th birthday"),
    ],
)
def test_a_timing_reads_as_a_phrase(words: dict[str, Any], phrase: str) -> None:
    assert timing_in_words(timing(**words), "the review") == phrase


def test_a_timescale_shows_whole_numbers_whole() -> None:
    shown = timescale(timing(amount=10.0, unit="working_days"))
    assert shown.model_dump() == {
        "amount": 10,
        "unit": "working_days",
        "relation": "within",
        "anchor": "assessment_completed",
    }
    assert isinstance(shown.amount, int)
