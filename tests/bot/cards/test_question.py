"""The question card: the easiest way to answer, and a way out that always works."""

from __future__ import annotations

from bot.teams.cards import render, tapped
from dialogs.turn import Button, Reply, Tap
from knowledge.rules.model import Question
from tests.bot.cards.replies import REPLIES, TOKEN
from tests.bot.cards.seen import actions, blocks, button, headings, of_type, titles


class KnownKind(Question):
    """A question that says which kind of fact it asks for."""

    kind: str


def asking(kind: str) -> Reply:
    known = KnownKind(fact="assessment_completed", text="When was it completed?", why="The days count from it.",
                      kind=kind)
    return REPLIES["question_date"].model_copy(update={"question": known})


def test_what_was_understood_stands_before_the_question_and_the_question_is_the_heading() -> None:
    card = render(REPLIES["question"]).card
    assert blocks(card)[:2] == [
        "Two things decide this in Kent.",
        "You told me: In proceedings yes · Legal status interim supervision order · Living with family",
    ]
    assert headings(card) == ["Does the authority agree the baby is safe with family, or does it still want care?"]


def test_a_few_answers_are_buttons_and_come_before_everything_else() -> None:
    card = render(REPLIES["question"]).card
    assert titles(card)[:3] == ["Safe with family", "Still wants care", "I don't know"]
    assert button(card, "Still wants care")["data"] == {
        "action": "answer", "fact": "authority_position", "value": "care", "token": TOKEN,
    }


def test_five_answers_leave_room_for_i_dont_know() -> None:
    assert titles(render(REPLIES["question_five"]).card) == [
        "Foster care", "With a connected person", "With parents", "Residential home", "Hospital", "I don't know",
    ]


def test_buttons_without_room_are_offered_to_be_typed() -> None:
    assert render(REPLIES["question_five"]).suggested == ("why do you ask?", "change", "back")


def test_many_answers_are_a_list_of_which_the_chosen_one_is_sent() -> None:
    card = render(REPLIES["question_list"]).card
    (choices,) = of_type(card, "Input.ChoiceSet")
    assert choices["id"] == "choice"
    assert {"title": "18+ Team", "value": "18plus"} in choices["choices"]
    assert tapped({**button(card, "Choose")["data"], "choice": "18plus"}) == Tap(
        action="answer", fact="holding_team", value="18plus", token=TOKEN)


def test_an_empty_input_never_blocks_i_dont_know() -> None:
    card = render(REPLIES["question_list"]).card
    sending = [action["title"] for action in actions(card) if "associatedInputs" not in action]
    assert sending == ["Choose"]


def test_a_date_is_asked_for_with_a_date_input() -> None:
    card = render(asking("date")).card
    (field,) = of_type(card, "Input.Date")
    assert field["id"] == "choice"
    assert tapped({**button(card, "Send")["data"], "choice": "2026-12-01"}) == Tap(
        action="answer", fact="assessment_completed", value="2026-12-01", token=TOKEN)


def test_a_number_can_be_written_as_people_write_ages() -> None:
    card = render(asking("number")).card
    (field,) = of_type(card, "Input.Text")
    assert field["placeholder"] == "For example 15, or 15½"
    assert "Or just type it as a message." in blocks(card)


def test_a_choice_of_facts_to_change_sends_the_fact() -> None:
    card = render(REPLIES["change_list"]).card
    assert tapped({**button(card, "Choose")["data"], "choice": "age"}) == Tap(
        action="change", fact="age", token=TOKEN)


def test_an_answer_that_splits_shows_what_it_turns_on_above_the_question() -> None:
    text = blocks(render(REPLIES["question_split"]).card)
    where = text.index("• Stays with Children's Social Work Team (CSWT), if the child is safe with family")
    assert text.index("It turns on this:") < where < text.index(
        "Is a brother or sister in care in the same proceedings?")


def test_help_and_start_again_are_dropped_before_anything_else() -> None:
    reply = REPLIES["question"].model_copy(update={"buttons": (
        Button(label="Help", action="help"), *REPLIES["question"].buttons,
    )})
    shown = titles(render(reply).card)
    assert "Help" not in shown
    assert "Start again" not in shown
    assert "Back" in shown


def test_data_that_no_card_wrote_are_no_tap() -> None:
    assert tapped({}) is None
    assert tapped({"choice": "x"}) is None
    assert tapped({"action": 7}) is None
    assert tapped({"action": "answer", "fact": ["age"], "value": {"a": 1}}) == Tap(action="answer")
