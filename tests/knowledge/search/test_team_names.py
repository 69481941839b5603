"""Common words that name a team in one place and something else in another."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge import Knowledge
from knowledge.search.recognise import Recogniser

TODAY = date(2026, 11, 23)


def holder(recogniser: Recogniser, knowledge: Knowledge, council: str, text: str) -> object:
    heard = recogniser.recognise(text, pack=knowledge.packs[council], today=TODAY)
    return {fact.fact_id: fact.value for fact in heard.facts}.get("holding_team")


@pytest.mark.parametrize(
    "text",
    [
        "kids 3 and 8 on CP plans. assessment still has it on lcs",
        "assessment have her, 13, ICPC tomorrow",
        "assessment. only child, 11, gone missing twice",
        "SASH said yes and we (assessment) moved him over, 15yo",
        "ICPC was friday, we're assessment",
        "14yo, FS want to know when they get it. assessment have it",
    ],
)
def test_the_word_assessment_names_the_team_where_a_team_has_the_case(
    text: str, recogniser: Recogniser, knowledge: Knowledge
) -> None:
    assert holder(recogniser, knowledge, "hertfordshire", text) == "assessment"


@pytest.mark.parametrize(
    "text",
    [
        "13yo, assessment completed, needs a CIN plan",
        "assessment says he needs a CIN plan, 13",
        "assessment done: 13yo, CIN",
        "13yo, still needs assessment",
        "child in need on assessment, 13",
    ],
)
def test_a_piece_of_work_is_no_team(text: str, recogniser: Recogniser, knowledge: Knowledge) -> None:
    assert holder(recogniser, knowledge, "hertfordshire", text) is None


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("Looked after, moving SG to CLA on 1/12", "sg"),
        ("TAM agreed AT to SG last week", "at"),
        ("CP plan, been his CLA worker 4 yrs", "cla"),
        ("sw in CWD, girl with severe LD, 14", "cwd"),
    ],
)
def test_the_team_that_a_case_comes_from_or_that_is_writing_has_it(
    text: str, team: str, recogniser: Recogniser, knowledge: Knowledge
) -> None:
    assert holder(recogniser, knowledge, "somerset", text) == team
