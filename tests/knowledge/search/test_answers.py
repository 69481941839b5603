"""A message read as the answer to the question that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from knowledge import Pack
from knowledge.facts import Span, Value
from knowledge.search.answers import Answers
from knowledge.search.recognise import Recognised

TODAY = dt.date(2026, 11, 23)
Answer = Callable[..., Recognised]


@pytest.fixture
def answered(answers: Answers, kent: Pack) -> Answer:
    return lambda fact, text, **more: answers.read(text, asking=fact, pack=kent, today=TODAY, **more)


def value(heard: Recognised, fact: str) -> Value | None:
    return next((each.value for each in heard.facts if each.fact_id == fact), None)


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        ("looked_after", "yep", True),
        ("looked_after", "nope", False),
        ("looked_after", "no she isn't in care yet", False),
        ("initial_review_held", "not yet", False),
        ("initial_review_held", "yes last week", True),
        ("in_proceedings", "1", True),
        ("disability", "hes autistic", True),
        ("placement", "foster", "foster_care"),
        ("placement", "2", "connected_persons"),
        ("placement", "she's in foster care", "foster_care"),
        ("placement", "with nan", "family_or_friends"),
        ("legal_status", "none", "no_order"),
        ("legal_status", "interim care ordr", "interim_care_order"),
        ("authority_position", "still wants the child in care", "child_should_be_in_care"),
        ("authority_position", "wants care", "child_should_be_in_care"),
        ("return_home_plan", "no", "no_plan"),
        ("support_wanted", "early help", "early_help"),
        ("assessment_status", "not yet", "under_way"),
        ("plan", "CP", "cp"),
        ("plan", "lac", "child_in_care"),
        ("move", "to Bexley", "out_of_council"),
        ("holding_team", "cic", "cic"),
        ("holding_team", "with CSWT", "cswt"),
        ("holding_team", "the district", "cswt"),
        ("assessment_completed", "1/12", dt.date(2026, 12, 1)),
        ("assessment_completed", "last Tuesday", dt.date(2026, 11, 17)),
        ("eighteenth_birthday", "17 May 2027", dt.date(2027, 5, 17)),
    ],
)
def test_a_short_answer_is_understood(fact: str, text: str, expected: Value, answered: Answer) -> None:
    assert value(answered(fact, text), fact) == expected


@pytest.mark.parametrize(
    ("fact", "text", "low"),
    [
        ("age", "15", 15),
        ("age", "shes 15 and a half", 15.5),
        ("weeks_in_care", "14", 14),
        ("weeks_in_care", "3 months", 13.04),
        ("months_at_home", "about 7", 7),
    ],
)
def test_a_number_is_read_in_the_facts_own_unit(fact: str, text: str, low: float, answered: Answer) -> None:
    got = value(answered(fact, text), fact)
    assert isinstance(got, Span)
    assert got.low == pytest.approx(low)


@pytest.mark.parametrize(
    "text", ["dunno", "not sure", "no idea", "dunno, legal are still arguing", "?", "idk", "need to check"]
)
def test_not_knowing_is_an_answer_and_no_value(text: str, answered: Answer) -> None:
    heard = answered("authority_position", text)
    assert heard.dont_know
    assert value(heard, "authority_position") is None


def test_not_applicable_is_told_from_not_knowing(answered: Answer) -> None:
    heard = answered("disability", "not applicable")
    assert heard.not_applicable
    assert not heard.dont_know


def test_a_doubtful_answer_is_put_back_to_the_user(answered: Answer) -> None:
    heard = answered("age", "about 14 i think")
    assert value(heard, "age") is None
    assert {doubt.fact_id for doubt in heard.unsure} == {"age"}


def test_a_number_means_what_was_offered_in_that_place(answered: Answer) -> None:
    heard = answered("placement", "2", options=("hospital", "custody"))
    assert value(heard, "placement") == "custody"


def test_a_bare_number_that_answers_one_question_is_not_also_an_age(answered: Answer) -> None:
    assert value(answered("weeks_in_care", "14"), "age") is None


def test_what_is_said_beside_the_answer_is_kept(answered: Answer) -> None:
    heard = answered("looked_after", "yes, s20, 9yo")
    assert (value(heard, "looked_after"), value(heard, "legal_status")) == (True, "section_20")


@pytest.mark.parametrize("text", ["what is a C&F", "hello", "start again", "why do you ask"])
def test_what_does_not_answer_gives_no_value(text: str, answered: Answer) -> None:
    assert value(answered("age", text), "age") is None
