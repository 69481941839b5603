"""Dates in what people type. Today is Monday 23 November 2026 throughout."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from re import Pattern

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.dates import READERS, find_dates, read_date
from tests.random_cases import tried
from tests.work import calls_of

TODAY = date(2026, 11, 23)
MESSAGE = "cswt kent. 15, CIN, being groomed by county lines lot, mum can't cope, C&F done 1 Dec"


def said(text: str) -> list[tuple[str, str, str, str]]:
    """What was found: the ISO date, the words, the precision, what was assumed."""
    return [(found.date.isoformat(), found.words, found.precision, found.assumed) for found in find_dates(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [
        ("C&F completed 25 March 2026 and AST agreed", "2026-03-25", "25 March 2026"),
        ("notified Wed 24/3/27 by Bristol", "2027-03-24", "Wed 24/3/27"),
        ("order on 3.4.26", "2026-04-03", "3.4.26"),
        ("order on 3-4-26", "2026-04-03", "3-4-26"),
        ("order on 03/04/2026", "2026-04-03", "03/04/2026"),
        ("order on 2026-04-03", "2026-04-03", "2026-04-03"),
        ("received Weds 18 Nov 2026: hit", "2026-11-18", "Weds 18 Nov 2026"),
        ("hearing 21-Nov-2025", "2025-11-21", "21-Nov-2025"),
        ("1 dec 26", "2026-12-01", "1 dec 26"),
        ("the 1st of December 2026.", "2026-12-01", "1st of December 2026"),
        ("December 1st, 2026", "2026-12-01", "December 1st, 2026"),
        ("moving 4 May 2027", "2027-05-04", "4 May 2027"),
        ("dob 9 Aug 11", "2011-08-09", "9 Aug 11"),
        ("born 9/8/11, in care", "2011-08-09", "9/8/11"),
        ("mum born 9/8/81", "1981-08-09", "9/8/81"),
        ("order made 1/12/46", "2046-12-01", "1/12/46"),
        ("it was 1 dec last year", "2025-12-01", "1 dec last year"),
        ("ICO today on 3mth old", "2026-11-23", "today"),
        ("this morning", "2026-11-23", "this morning"),
        ("hit last night", "2026-11-22", "last night"),
        ("yesterday", "2026-11-22", "yesterday"),
        ("panel tomorrow", "2026-11-24", "tomorrow"),
        ("day before yesterday", "2026-11-21", "day before yesterday"),
        ("last Tuesday", "2026-11-17", "last Tuesday"),
        ("Tuesday last week", "2026-11-17", "Tuesday last week"),
        ("next week on Friday", "2026-12-04", "next week on Friday"),
        ("Friday just gone", "2026-11-20", "Friday just gone"),
        ("this Friday", "2026-11-27", "this Friday"),
        ("3 days ago", "2026-11-20", "3 days ago"),
        ("2 weeks ago today", "2026-11-09", "2 weeks ago today"),
        ("the 14th of last month", "2026-10-14", "the 14th of last month"),
    ],
)
def test_a_day_that_is_said_in_full_is_read_as_that_day(text: str, iso: str, words: str) -> None:
    assert said(text) == [(iso, words, "day", "nothing")]


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [
        (MESSAGE, "2026-12-01", "1 Dec"),
        ("1st December", "2026-12-01", "1st December"),
        ("Dec 1st", "2026-12-01", "Dec 1st"),
        ("tues 1st dec", "2026-12-01", "tues 1st dec"),
        ("C&F done 1/12", "2026-12-01", "1/12"),
        ("ICO made 30/11", "2026-11-30", "30/11"),
        ("section 20 since 3 March", "2026-03-03", "3 March"),
        ("since 1 July", "2026-07-01", "1 July"),
        ("1 Dec 15yo", "2026-12-01", "1 Dec"),
        ("1 Dec 15 CIN", "2026-12-01", "1 Dec"),
        ("1 Dec, 24, care leaver", "2026-12-01", "1 Dec"),
        ("moving on 4 May", "2027-05-04", "4 May"),
        ("Fri 28 Nov", "2025-11-28", "Fri 28 Nov"),
    ],
)
def test_without_a_year_the_nearest_one_that_fits_is_assumed(text: str, iso: str, words: str) -> None:
    assert said(text) == [(iso, words, "day", "year")]
    assert find_dates(text, TODAY)[0].assumed_year


@pytest.mark.parametrize(
    ("text", "iso", "words", "assumed"),
    [
        ("on the 14th", "2026-11-14", "on the 14th", "month"),
        ("by the 5th", "2026-12-05", "by the 5th", "month"),
        ("weds 2nd", "2026-12-02", "weds 2nd", "month"),
        ("assessment finished Tuesday", "2026-11-17", "Tuesday", "week"),
        ("conference booked for tues", "2026-11-24", "tues", "week"),
        ("next Friday", "2026-11-27", "next Friday", "week"),
        ("Tuesday week", "2026-12-01", "Tuesday week", "week"),
        ("Tues 18 Nov 2026", "2026-11-18", "Tues 18 Nov 2026", "weekday"),
    ],
)
def test_what_is_left_open_is_filled_in_and_said_to_be(text: str, iso: str, words: str, assumed: str) -> None:
    assert said(text) == [(iso, words, "day", assumed)]


@pytest.mark.parametrize(
    ("text", "iso", "words", "precision"),
    [
        ("closed 2 weeks ago", "2026-11-09", "2 weeks ago", "week"),
        ("a fortnight ago", "2026-11-09", "a fortnight ago", "week"),
        ("a couple of weeks ago", "2026-11-09", "a couple of weeks ago", "week"),
        ("moving in 3 weeks", "2026-12-14", "in 3 weeks", "week"),
        ("ICPC last week", "2026-11-16", "last week", "week"),
        ("w/c 30 Nov 2026", "2026-11-30", "30 Nov 2026", "week"),
        ("about 3 March 2027", "2027-03-03", "3 March 2027", "week"),
        ("in November", "2026-11-01", "in November", "month"),
        ("first LAC review was back in november", "2026-11-01", "back in november", "month"),
        ("review in August", "2026-08-01", "in August", "month"),
        ("since may", "2026-05-01", "since may", "month"),
        ("last December", "2025-12-01", "last December", "month"),
        ("end of March", "2027-03-01", "end of March", "month"),
        ("Nov 2025", "2025-11-01", "Nov 2025", "month"),
        ("3 months ago", "2026-08-01", "3 months ago", "month"),
        ("moving next month", "2026-12-01", "next month", "month"),
        ("in care since 2024", "2024-01-01", "since 2024", "year"),
    ],
)
def test_a_rough_date_is_no_more_precise_than_it_was_said(text: str, iso: str, words: str, precision: str) -> None:
    assert [found[:3] for found in said(text)] == [(iso, words, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "he may move", "she is 15 may need AST", "5 may be at risk", "come in may be", "march on", "panel sat", "wed",
        "s47", "s20", "s.20", "section 7 37", "section 20/31", "section 47/17", "regulation 24", "section 3.6.12",
        "15/16", "3/4 children", "7/8 weeks", "10/11 yo", "children aged 10/11/12", "under 5", "year 9", "31", "17.5",
        "10 working days", "in 10 working days", "within 4 weeks", "C&F 45 days", "4-6 weeks", "for 3 weeks",
        "3 weeks old", "the last 2 weeks", "in the last month", "in care 12 weeks", "4-6 weeks ago",
        "1-2-1", "24/7", "on 24/7", "1 in 10", "£20", "943 476 5919", "9434765919", "943-476-5919", "07700 900 123",
        "10.30", "at 14:30", "case K12/3/26", "on the 2nd review", "his 14th birthday", "at the second review",
        "moved by June", "placed with jan", "on Tuesdays", "every Tuesday",
        "31 Feb", "29 Feb", "32/1/26", "12/25/26", "3/4 March", "3-4 March", "1 or 2 Dec", "Nov 25",
    ],
)  # fmt: skip
def test_what_is_no_date_or_reads_two_ways_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_a_section_number_is_not_the_day_of_the_month_after_it() -> None:
    assert said("section 20 March 2026") == [("2026-03-01", "March 2026", "month", "nothing")]


def test_several_dates_come_in_the_order_of_the_text() -> None:
    text = "Turns 16 on 12 Feb 2027, today is 25 Jan 2027"
    assert [found.words for found in find_dates(text, TODAY)] == ["12 Feb 2027", "today", "25 Jan 2027"]


def test_a_found_date_is_said_back_as_precisely_as_it_was_said() -> None:
    text = "closed 2 weeks ago, opened in March 2026, known since 2024, review 1 Dec"
    assert [found.in_words for found in find_dates(text, TODAY)] == [
        "about Monday 9 November 2026",
        "March 2026",
        "2024",
        "Tuesday 1 December 2026",
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1/12", date(2026, 12, 1)),
        (" 1 / 12 ", date(2026, 12, 1)),
        ("1-12", date(2026, 12, 1)),
        ("1.12.26", date(2026, 12, 1)),
        ("1 dec 25", date(2025, 12, 1)),
        ("14th", date(2026, 11, 14)),
        ("tues", date(2026, 11, 17)),
        ("mon", date(2026, 11, 23)),
        ("next fri", date(2026, 11, 27)),
        ("it was the 1st of december", date(2026, 12, 1)),
        ("no it was 3 dec", date(2026, 12, 3)),
        ("2 weeks ago", date(2026, 11, 9)),
    ],
)
def test_an_answer_to_a_question_about_a_date_is_read_more_freely(answer: str, expected: date) -> None:
    assert read_date(answer, TODAY) == expected


@pytest.mark.parametrize(
    "answer",
    ["", "dont know", "I don’t know", "not yet", "not done, booked for 3 Dec", "1 or 2 dec", "tues or weds", "november",
     "2024", "31", "17.5", "24/7", "31/2", "yes"],
)  # fmt: skip
def test_an_answer_without_one_clear_date_gives_none(answer: str) -> None:
    assert read_date(answer, TODAY) is None


todays = st.dates(date(1990, 1, 1), date(2100, 12, 31))
scraps = st.sampled_from(
    ["1", "31", "29", "feb", "may", "st", "th", "of", "/", "-", ".", " ", "'", "in", "on", "last", "next", "the",
     "week", "tues", "sun", "2026", "ago", "999", "years", "today", "a", "couple of", "24/7", "ı", "ſept", "İ", "١"]
)  # fmt: skip


@given(text=st.one_of(st.text(), st.lists(scraps).map(" ".join), st.lists(scraps).map("".join)), today=todays)
def test_any_text_is_read_without_an_error_and_every_find_is_where_it_says(text: str, today: date) -> None:
    found = find_dates(text, today)
    assert all(text[date.start : date.end] == date.words for date in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    read_date(text, today)


@given(day=st.dates(date(2000, 1, 1), date(2045, 12, 31)))
@pytest.mark.parametrize(
    "form", ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%A %d %B %Y", "%B %d, %Y"]
)
def test_every_day_in_every_full_form_is_read_day_first(form: str, day: date) -> None:
    assert [found.date for found in find_dates(f"done {day.strftime(form)}, ok", TODAY)] == [day]


@pytest.mark.parametrize("after", ["agreed", "they said yes", "hearing", ""])
def test_a_weekday_with_its_day_of_the_month_is_that_day_whatever_follows(after: str) -> None:
    assert [found.date for found in find_dates(f"panel on thurs 19th {after}", TODAY)] == [date(2026, 11, 19)]


@given(day=st.dates(date(2026, 6, 1), date(2027, 5, 1)))
def test_without_a_year_the_day_nearest_to_today_is_meant(day: date) -> None:
    assert [found.date for found in find_dates(f"{day.day} {day:%B}", TODAY)] == [day]


@pytest.mark.parametrize("scrap", [" ", "1", "1 ", "on the ", "mon ", "1/", "in 1 week ", "1st of "])
def test_the_work_grows_no_faster_than_the_text(scrap: str) -> None:
    once, twice = (calls_of(lambda text=scrap * times: find_dates(text, TODAY)) for times in (1000, 2000))
    assert twice < 2.3 * max(once, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("returned to her dad 4 may", "2026-05-04"),
        ("gone home 2 march", "2026-03-02"),
        ("review 2 march", "2027-03-02"),
        ("ICO made, review 2 march", "2027-03-02"),
        ("due 2 aug", "2027-08-02"),
        ("closed them in january", "2026-01-01"),
        ("judge gave us the ICO on Wednesday", "2026-11-18"),
        ("meeting fri 27", "2026-11-27"),
        ("18 on boxing day", "2026-12-26"),
        ("new year's eve", "2026-12-31"),
        ("a week on thursday", "2026-12-03"),
    ],
)
def test_the_words_before_a_date_say_on_which_side_of_today_it_lies(text: str, expected: str) -> None:
    assert [found.date.isoformat() for found in find_dates(text, TODAY)] == [expected]


@pytest.mark.parametrize("text", ["meeting fri 3", "fri 4 weeks"])
def test_a_weekday_and_a_number_that_do_not_go_together_are_no_date(text: str) -> None:
    assert find_dates(text, TODAY) == ()


@tried(40)
@given(reader=st.sampled_from(READERS), written=st.data())
def test_no_date_is_passed_over_for_want_of_what_its_texts_are_told_by(
    reader: tuple[tuple[str, ...], Pattern[str], object], written: st.DataObject
) -> None:
    needs, pattern, _ = reader
    text = written.draw(st.from_regex(pattern))
    assert any(sign in text.lower() for sign in needs)
