"""Search in Kent's policy: the right section, and silence where the policy is silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.index import SectionIndex
from knowledge.yaml_file import read
from tests.random_cases import tried

QUESTIONS: list[dict[str, Any]] = read(Path(__file__).with_name("kent-questions.yaml"))["questions"]
COVERED = [question for question in QUESTIONS if question["sections"]]
KNOWN_TO_FAIL = pytest.mark.xfail(strict=True, reason="the words are the policy's own; only the question is not")
NOT_COVERED = [
    pytest.param(question, marks=KNOWN_TO_FAIL if question.get("known_to_fail") else (), id=question["text"][:50])
    for question in QUESTIONS
    if not question["sections"]
]


@pytest.mark.parametrize("question", COVERED, ids=lambda question: question["text"][:50])
def test_a_question_that_the_policy_answers_finds_its_section_among_three(
    question: dict[str, Any], index: SectionIndex
) -> None:
    found = index.search(question["text"])
    assert found.covered
    assert {hit.id for hit in found.hits} & set(question["sections"])


def test_most_questions_find_their_section_first(index: SectionIndex) -> None:
    first = [index.search(question["text"]).hits[0].id in question["sections"] for question in COVERED]
    assert sum(first) >= 0.8 * len(first)


@pytest.mark.parametrize("question", NOT_COVERED)
def test_a_question_that_the_policy_does_not_answer_is_said_not_to_be_covered(
    question: dict[str, Any], index: SectionIndex
) -> None:
    assert not index.search(question["text"]).covered


def test_a_section_is_found_by_each_of_its_ways_of_asking(kent: Any, index: SectionIndex) -> None:
    for section in kent.sections:
        for ask in section.asks:
            assert section.id in {hit.id for hit in index.search(ask).hits}, ask


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("transferring in to Kent on a CP plan", "kent.9.cp"),
        ("child not in care any more, no order", "kent.6.cic.cswt-eh"),
    ],
)
def test_small_words_that_matter_are_not_dropped(text: str, section: str, index: SectionIndex) -> None:
    assert section in {hit.id for hit in index.search(text).hits}


@pytest.mark.parametrize(
    "typed", ["relinqished baby in DCT", "who do we esclate to", "joint supervison", "trasnfer form"]
)
def test_a_slip_of_the_fingers_still_finds(typed: str, index: SectionIndex) -> None:
    assert index.search(typed).covered


def test_scores_fall_from_the_best_and_lie_between_nought_and_one(index: SectionIndex) -> None:
    scores = [hit.score for hit in index.search("joint supervision between managers", limit=5).hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("text", ["", "  ", "???", "the of and", "zzzz qqqq", "🙂"])
def test_nothing_is_found_for_nothing(text: str, index: SectionIndex) -> None:
    found = index.search(text)
    assert (found.hits, found.covered) == ((), False)


@given(text=st.text(max_size=300))
@tried(50)
def test_any_text_can_be_searched_for(text: str, index: SectionIndex) -> None:
    assert len(index.search(text).hits) <= 3
