"""Several children in one message: one answer where it is one, else what it is for each."""

from __future__ import annotations

from tests.dialogs.conftest import Chat

OF_EXPLOITATION = "CIN plan, exploitation is the main worry for both, we're CSWT"


def test_one_answer_for_all_says_that_it_is_for_all(chat: Chat) -> None:
    reply = chat.says("siblings 3 and 8, CP plans, moving to Croydon for good, CSWT")
    assert reply.kind != "question"
    assert "each of them (3 and 8)" in reply.text


def test_answers_that_differ_are_told_for_each_and_one_can_be_gone_on_with(chat: Chat) -> None:
    reply = chat.says(f"two brothers, 15 and 9, {OF_EXPLOITATION}")
    assert reply.question is not None
    assert reply.question.fact == "age"
    assert any(line.startswith("Aged 9: Stays with") for line in reply.lines)
    assert "age" not in chat.facts
    chat.taps("The one aged 15")
    assert chat.facts["age"] == 15


def test_which_one_can_be_answered_in_words(chat: Chat) -> None:
    chat.says(f"two brothers, 15 and 9, {OF_EXPLOITATION}")
    chat.says("the 9 year old")
    assert chat.facts["age"] == 9


def test_where_it_can_be_told_for_none_the_next_question_is_asked(chat: Chat) -> None:
    reply = chat.says("two brothers, 15 and 9, we're CSWT. who takes them")
    assert reply.kind == "question"
    assert "more than one child" in reply.text


def test_where_the_age_is_to_be_asked_it_is_asked_which_of_them(chat: Chat) -> None:
    reply = chat.says("cswt, 2 girls 14 and 16, cin plan, groomed by older lads, parents fine. c&f done friday")
    assert reply.question is not None
    assert [choice.value for choice in reply.question.options] == [14, 16]
