"""What holds for every turn: old cards, what is remembered, and that nothing is lost or invented on the way."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs import Conversation, Message, Services, Tap, turn
from dialogs.case import LONGEST_HISTORY
from dialogs.router import SAID, TAPS
from knowledge import FactError
from tests.dialogs.conftest import TODAY, Chat

CASE = "cswt. ICO today on 3mth old in foster care"
OPEN = "cswt. baby, ISO made, stays with nan"


def test_a_tap_on_an_old_card_shows_the_present_state_and_changes_nothing(chat: Chat) -> None:
    old = chat.says(OPEN)
    option = next(button for button in old.buttons if button.action == "answer")
    chat.says("still wants the child in care")
    before = chat.conversation
    again = chat.sends(Tap(action=option.action, fact=option.fact, value=option.value, token=old.token))
    assert again.text.startswith("That was an old card")
    assert "Children in Care Team (CIC)" in again.text
    assert chat.conversation == before


def test_a_card_shown_again_can_still_be_tapped(chat: Chat) -> None:
    chat.says(OPEN)
    again = chat.sends(Tap(action="dont_know", token=str(-1)))
    assert again.kind == "question"
    chat.taps("Safe with family")
    assert chat.facts["authority_position"] == "child_safe_with_family"


def test_a_page_is_shown_again_when_an_old_card_is_tapped_over_it(chat: Chat) -> None:
    chat.says(CASE)
    chat.says("why")
    assert chat.sends(Tap(action="start_again", token=str(0))).card == "why"


def test_an_unknown_button_shows_the_present_state(chat: Chat) -> None:
    chat.says(CASE)
    assert chat.sends(Tap(action="launch", token=chat.reply.token)).card == "answer"


@pytest.mark.parametrize(
    "tap",
    [
        Tap(action="answer", fact="no_such_fact", value=1),
        Tap(action="flip", fact="holding_team", value=3),
        Tap(action="change", fact="no_such_fact"),
        Tap(action="what_if", fact="age", value="old"),
        Tap(action="section", value="no.such.section"),
        Tap(action="council", value="atlantis"),
    ],
    ids=lambda tap: tap.action,
)
def test_a_tap_that_makes_no_sense_is_survived(chat: Chat, tap: Tap) -> None:
    chat.says(CASE)
    before = chat.facts
    assert chat.sends(tap).text
    assert chat.facts == before


def test_what_was_typed_is_not_remembered(chat: Chat) -> None:
    chat.says("cswt. my unusual phrase about her, ISO made, stays with nan")
    assert "unusual" not in chat.conversation.model_dump_json()


def test_a_conversation_survives_storage_in_the_middle(chat: Chat) -> None:
    chat.says(OPEN)
    chat.conversation = Conversation.model_validate_json(chat.conversation.model_dump_json())
    assert chat.says("still wants the child in care").kind == "answer"


def test_a_fact_that_the_pack_no_longer_takes_is_left_out(chat: Chat) -> None:
    chat.says(CASE)
    stored = chat.conversation.model_dump(mode="json")
    stored["facts"].append({"fact": "a_fact_of_last_year", "value": 1})
    chat.conversation = Conversation.model_validate(stored)
    assert chat.says("why").card == "why"


def test_history_does_not_grow_for_ever(chat: Chat) -> None:
    chat.says(CASE)
    for age in range(LONGEST_HISTORY + 5):
        chat.says(f"change age to {age % 17}")
    assert len(chat.conversation.history) == LONGEST_HISTORY


def test_back_at_the_beginning_says_so(chat: Chat) -> None:
    assert "nothing to go back to" in chat.says("back").text


def test_every_step_back_undoes_one_change(chat: Chat) -> None:
    chat.says(OPEN)
    chat.taps("Wants care")
    chat.says("change age to 4")
    chat.says("back")
    assert chat.facts["age"] == 0
    chat.says("back")
    assert "authority_position" not in chat.facts
    chat.says("back")
    assert chat.facts == {}


def test_the_same_turn_gives_the_same_reply(services: Services) -> None:
    message = Message(text=CASE, today=TODAY, council="kent")
    assert turn(Conversation(), message, services) == turn(Conversation(), message, services)


def test_facts_given_as_data_win_over_those_read(services: Services) -> None:
    message = Message(text=CASE, today=TODAY, council="kent", facts={"age": 7})
    outcome = turn(Conversation(), message, services)
    assert outcome.replies[0].facts["age"] == 7


def test_facts_given_as_data_have_to_exist(services: Services) -> None:
    with pytest.raises(FactError, match="no_such_fact"):
        turn(Conversation(), Message(text="x", today=TODAY, council="kent", facts={"no_such_fact": 1}), services)


def test_the_users_own_council_wins_over_the_callers(services: Services) -> None:
    chosen = Conversation(council="kent")
    outcome = turn(chosen, Message(text=CASE, today=TODAY, council="somewhere"), services)
    assert outcome.replies[0].council == "kent"


def test_a_pasted_document_is_not_read(chat: Chat) -> None:
    assert "main facts in a few lines" in chat.says("CSWT " * 2000).text


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂", "%s {x}", "what if {", "(((", "\\", "½", "0", "-1", "\x00", "why not ("]
)
def test_odd_messages_are_survived(chat: Chat, text: str) -> None:
    assert chat.says(text).text
    chat.says(OPEN)
    assert chat.says(text).text


def test_every_button_of_a_reply_does_something(chat: Chat) -> None:
    for text in (CASE, "back", OPEN, "dunno", "change", "what if", "child on a CP plan moving from Ashford to Thanet"):
        for button in chat.says(text).buttons:
            assert button.action in TAPS, button


def test_every_phrase_has_a_dialog(services: Services) -> None:
    assert {action for action, _ in services.phrases.steering} == set(SAID)


def test_every_reply_names_its_token_and_council(chat: Chat) -> None:
    seen: list[Any] = []
    for text in (CASE, "why", "help", "what does CIN mean?"):
        reply = chat.says(text)
        assert reply.council == "kent"
        seen.append(reply.token)
    assert len(set(seen)) == len(seen)


def test_a_number_of_thousands_of_digits_picks_nothing(chat):
    chat.says("help")
    assert chat.says("1" * 3_990).text
