"""What could not be answered is handed to the host to be counted: its shape, and nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from dialogs import Conversation, Message, Reply, Services, Tap, turn
from dialogs.services import Found
from dialogs.turn import NoteUnanswered
from tests.dialogs.conftest import TODAY

NOT_COVERED = "who pays for Jane's taxi to contact"
CLOSE = "Which teams have transfer points in it?"
CLEAR = "Who tells the reviewing officer?"


@dataclass
class Noting:
    """A chat whose host keeps notes."""

    services: Services
    conversation: Conversation
    keeps_notes: bool = True
    council: str | None = "kent"
    reply: Reply | None = None

    def says(self, text: str) -> tuple[NoteUnanswered, ...]:
        return self._sends(Message(text=text, today=TODAY, council=self.council, keeps_notes=self.keeps_notes))

    def taps(self, **tap: str) -> tuple[NoteUnanswered, ...]:
        token = self.reply.token if self.reply else None
        pressed = Tap.model_validate({"token": token} | tap)
        return self._sends(Message(tap=pressed, today=TODAY, council=self.council, keeps_notes=self.keeps_notes))

    def _sends(self, message: Message) -> tuple[NoteUnanswered, ...]:
        # What a host stores between two turns is the conversation as JSON.
        stored = Conversation.model_validate_json(self.conversation.model_dump_json())
        outcome = turn(stored, message, self.services)
        self.conversation, self.reply = outcome.conversation, outcome.replies[0]
        return outcome.commands

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.reply.buttons] if self.reply else []


@pytest.fixture
def services(services: Services) -> Services:
    """As they ship, but that Kent's search finds two sections near even for `CLOSE`, and one clear one for `CLEAR`."""
    search = services.finders["kent"]

    def find(text: str, limit: int) -> Found:
        found = search(text, limit)
        return replace(found, covered=True, close=text.startswith(CLOSE)) if text.startswith((CLOSE, CLEAR)) else found

    return replace(services, finders={**services.finders, "kent": find})


@pytest.fixture
def noting(services: Services) -> Noting:
    return Noting(services, Conversation())


def test_a_policy_question_that_the_policy_does_not_answer_is_noted(noting: Noting) -> None:
    [note] = noting.says(NOT_COVERED)
    assert (note.council, note.kind, note.shape) == ("kent", "not_covered", "who pays for … taxi to contact")
    assert note.section in {section.id for section in noting.services.knowledge.packs["kent"].sections}


def test_the_same_holds_for_what_somebody_asks_to_look_up(noting: Noting) -> None:
    [note] = noting.says("what does the policy say about parking permit and mileage")
    assert note.shape == "parking permit and mileage"


def test_a_remark_that_is_not_understood_is_noted(noting: Noting) -> None:
    noting.says("cswt. ICO today on 3mth old in foster care")
    [note] = noting.says("Emma keeps losing her passport again")
    assert (note.kind, note.shape) == ("not_understood", "… keeps losing her passport again")


@pytest.mark.parametrize(
    "text",
    [
        "cswt. ICO today on 3mth old in foster care",
        "do drafts hold up a transfer",
        "whats an ICPC",
        "help",
        "hello",
        "asdf",
        "passport visa",
        "what about Olivia and Zanele?",
    ],
)
def test_what_is_answered_and_what_says_nothing_is_not_noted(noting: Noting, text: str) -> None:
    assert noting.says(text) == ()


def test_nothing_is_noted_while_a_question_is_open(noting: Noting) -> None:
    noting.says("cswt. baby, ISO made, stays with nan")
    assert noting.reply is not None
    assert noting.reply.kind == "question"
    assert noting.says("the passport office keeps losing the visa") == ()


@pytest.mark.parametrize(
    "text",
    [
        "who pays for the taxi for Jane Smith, dob 3/4/2011",
        "who pays for the taxi, ring me on 07700 900123",
        "who pays for the taxi to 12 Acacia Avenue",
        "who pays for the taxi, mail someone@example.org",
        "who pays for the taxi, nhs 943 476 5919",
        "who pays for the taxi, dad is hitting him right now",
    ],
)
def test_a_text_with_personal_details_or_danger_in_it_is_never_noted(noting: Noting, text: str) -> None:
    assert noting.says(text) == ()
    assert noting.conversation.unanswered is None


def test_nothing_is_noted_before_a_council_is_known(noting: Noting) -> None:
    noting.council = None
    assert noting.says(NOT_COVERED) == ()


# --- none of these ----------------------------------------------------------------------------------------------------


def test_close_candidates_come_with_none_of_these(noting: Noting) -> None:
    assert noting.says(CLOSE) == ()
    assert "None of these" in noting.labels


def test_one_clear_answer_does_not(noting: Noting) -> None:
    noting.says(CLEAR)
    assert noting.reply is not None
    assert noting.reply.kind == "sections"
    assert "None of these" not in noting.labels


def test_a_tap_on_none_of_these_notes_the_question_and_shows_other_ways(noting: Noting) -> None:
    noting.says(CLOSE)
    [note] = noting.taps(action="none_of_these")
    assert (note.kind, note.shape) == ("none_of_these", "which teams have transfer points in it")
    assert noting.reply is not None
    assert "not who asked" in noting.reply.text
    assert {"Ask me step by step", "Who to escalate to"} <= set(noting.labels)
    assert noting.conversation.unanswered is None


def test_none_of_these_can_be_typed(noting: Noting) -> None:
    noting.says(CLOSE)
    assert len(noting.says("none of these")) == 1


def test_a_second_tap_notes_nothing_more(noting: Noting) -> None:
    noting.says(CLOSE)
    noting.taps(action="none_of_these")
    assert noting.taps(action="none_of_these") == ()
    assert noting.reply is not None
    assert "kept nothing" in noting.reply.text


def test_any_other_turn_after_close_candidates_notes_nothing_and_forgets_the_shape(noting: Noting) -> None:
    for after in ("thanks", "help", "what does CIN mean?"):
        noting.says(CLOSE)
        assert noting.conversation.unanswered is not None
        assert noting.says(after) == ()
        assert noting.conversation.unanswered is None


def test_what_a_tap_brings_along_is_not_noted_but_what_was_kept(noting: Noting) -> None:
    noting.says(CLOSE)
    [note] = noting.taps(action="none_of_these", value="Jane Smith of 12 Acacia Avenue")
    assert note.shape == "which teams have transfer points in it"


def test_the_conversation_keeps_the_shape_and_no_word_of_a_person(noting: Noting) -> None:
    noting.says(f"{CLOSE} Zanele asked.")
    assert noting.conversation.unanswered is not None
    assert "anele" not in noting.conversation.model_dump_json()


# --- where nothing is kept --------------------------------------------------------------------------------------------


def test_where_the_host_keeps_no_notes_none_are_made_and_none_are_claimed(services: Services) -> None:
    chat = Noting(services, Conversation(), keeps_notes=False)
    assert chat.says(NOT_COVERED) == ()
    assert chat.says(CLOSE) == ()
    assert chat.conversation.unanswered is None
    assert chat.taps(action="none_of_these") == ()
    assert chat.reply is not None
    assert "I have kept nothing of your question" in chat.reply.text


def test_a_conversation_stored_before_there_were_notes_still_loads() -> None:
    stored = Conversation(turn=3, council="kent").model_dump(mode="json")
    del stored["unanswered"]
    assert Conversation.model_validate(stored).turn == 3
