"""An answer to a first message that no like message came to: one fact is asked for before it is given."""

from __future__ import annotations

import pytest

from dialogs import Conversation, Message, Services, turn
from tests.dialogs.conftest import TODAY, Chat, with_second_opinion

TOLD = "cswt. 15, CIN, being exploited, mum can't cope, C&F done 1 Dec"
SILENT = "CIC, 9, full care order, special guardianship order to nan today"


@pytest.fixture
def unlike(services: Services) -> Services:
    return with_second_opinion(services, 0.0)


@pytest.fixture
def chat(unlike: Services) -> Chat:
    """A chat of somebody in Kent whose message is like none that is known."""
    return Chat(unlike)


def test_the_fact_that_the_answer_hangs_on_is_asked_for_with_the_words_it_was_read_from(chat: Chat) -> None:
    reply = chat.says(TOLD)
    assert (reply.kind, reply.question and reply.question.fact) == ("question", "exploitation")
    assert 'I took "exploited" to mean' in reply.text


def test_where_it_was_read_right_the_answer_follows(chat: Chat) -> None:
    chat.says(TOLD)
    reply = chat.says("yes")
    assert reply.answer is not None
    assert reply.answer.to is not None
    assert reply.answer.to.id == "ast"
    assert "Thank you, then I read that right." in reply.text


def test_where_it_was_not_the_answer_is_another(chat: Chat) -> None:
    chat.says(TOLD)
    reply = chat.says("no")
    assert reply.facts["exploitation"] is False
    assert reply.answer is None or reply.answer.to is None or reply.answer.to.id != "ast"


def test_the_answer_is_not_to_be_had_by_going_round_the_question(chat: Chat) -> None:
    chat.says(TOLD)
    assert chat.says("back to the case").question is not None
    assert chat.says("show").answer is None


def test_who_does_not_know_gets_what_it_turns_on(chat: Chat) -> None:
    chat.says(TOLD)
    reply = chat.taps("I don't know")
    assert any("Adolescent Support Team" in line for line in reply.lines)


def test_what_was_read_can_be_corrected_instead(chat: Chat) -> None:
    chat.says(TOLD)
    assert "Age" in " ".join(button.label for button in chat.taps("Change something").buttons)


def test_a_silence_of_the_policy_is_checked_as_well(chat: Chat) -> None:
    assert chat.says(SILENT).kind == "question"


def test_only_a_first_message_is(chat: Chat) -> None:
    chat.says("cswt. 15, CIN")
    chat.says("exploitation is the main worry")
    assert chat.says("mum can't cope, the family may break down, assessment finished 1 Dec").answer is not None


def test_the_message_of_a_new_case_is_one(chat: Chat) -> None:
    chat.says("cswt. 4, on a child protection plan")
    assert chat.says(f"new case: {TOLD}").kind == "question"


def test_nor_is_a_case_given_as_data(unlike: Services) -> None:
    facts = {"age": 15, "plan": "cin"}
    message = Message(text=TOLD, facts=facts, today=TODAY, council="kent")
    assert turn(Conversation(), message, unlike).replies[0].answer is not None


def test_told_before_the_council_is_known_it_waits_for_the_council(unlike: Services) -> None:
    chat = Chat(unlike, council=None)
    chat.says(TOLD)
    reply = chat.says("kent")
    assert (reply.kind, reply.question and reply.question.fact) == ("question", "exploitation")
    assert chat.says("yes").answer is not None


def test_what_like_messages_came_to_is_answered_straight_away(services: Services) -> None:
    assert Chat(services).says(TOLD).answer is not None
