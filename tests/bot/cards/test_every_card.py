"""What holds for every card, whatever is on it."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from bot.teams.cards import RenderedCard, render, tapped
from bot.teams.cards.drawing import BODIES
from dialogs.turn import Reply
from tests.bot.cards.replies import REPLIES, TOKEN
from tests.bot.cards.seen import actions, blocks, nodes, of_type, size

COMMON = {"type", "id", "spacing"}
IN_VERSION_1_5 = {
    "AdaptiveCard": {"type", "version", "body", "fallbackText", "msteams"},
    "TextBlock": COMMON | {"text", "size", "weight", "style", "wrap"},
    "RichTextBlock": COMMON | {"inlines"},
    "TextRun": {"type", "text", "weight", "isSubtle"},
    "Container": COMMON | {"items", "style"},
    "ActionSet": COMMON | {"actions"},
    "Action.Submit": {"type", "title", "data", "style", "associatedInputs", "tooltip"},
    "Input.ChoiceSet": COMMON | {"choices", "label", "style", "wrap", "isRequired", "errorMessage"},
    "Input.Date": COMMON | {"label", "isRequired", "errorMessage"},
    "Input.Text": COMMON | {"label", "isRequired", "errorMessage", "value", "isMultiline", "maxLength", "placeholder"},
}
"""What these cards use of Adaptive Cards 1.5; all of it is in that version."""


@pytest.fixture(params=REPLIES)
def reply(request: pytest.FixtureRequest) -> Reply:
    return REPLIES[request.param]


@pytest.fixture
def rendered(reply: Reply) -> RenderedCard:
    return render(reply)


def test_there_is_a_card_for_every_kind_that_a_reply_can_name() -> None:
    assert set(BODIES) == set(get_args(Reply.model_fields["card"].annotation))
    assert set(BODIES) <= {reply.card for reply in REPLIES.values()}


def test_only_elements_and_properties_of_version_1_5_are_used(rendered: RenderedCard) -> None:
    assert rendered.card["version"] == "1.5"
    for node in nodes(rendered.card):
        assert set(node) <= IN_VERSION_1_5[node["type"]], node


def test_at_most_six_buttons(rendered: RenderedCard) -> None:
    assert len(actions(rendered.card)) <= 6


def test_at_most_28_kilobytes_with_room_for_the_message_around_it(rendered: RenderedCard) -> None:
    assert size(rendered.card) <= 27 * 1024


def test_the_plain_form_is_there_for_clients_without_cards(rendered: RenderedCard, reply: Reply) -> None:
    assert rendered.text == reply.text
    assert rendered.card["fallbackText"].startswith(reply.text[:200])


def test_text_wraps_on_a_phone(rendered: RenderedCard) -> None:
    assert all(block["wrap"] for block in of_type(rendered.card, "TextBlock"))
    assert all(choices["wrap"] for choices in of_type(rendered.card, "Input.ChoiceSet"))


def test_no_row_of_buttons_is_wider_than_a_phone(rendered: RenderedCard) -> None:
    for row in of_type(rendered.card, "ActionSet"):
        assert len(row["actions"]) == 1 or sum(len(action["title"]) + 4 for action in row["actions"]) <= 36


def test_every_card_has_a_heading_that_screen_readers_announce(rendered: RenderedCard) -> None:
    assert any(block["style"] == "heading" for block in of_type(rendered.card, "TextBlock"))


def test_every_input_says_what_it_is_for(rendered: RenderedCard) -> None:
    inputs = [node for node in nodes(rendered.card) if node["type"].startswith("Input.")]
    assert all(field["label"] for field in inputs)
    assert all(field["errorMessage"] for field in inputs if field.get("isRequired"))


def test_every_tap_carries_the_one_time_token_and_is_read_back(rendered: RenderedCard, reply: Reply) -> None:
    offered = {(button.action, button.fact, button.value) for button in reply.buttons}
    for action in actions(rendered.card):
        tap = tapped(action["data"])
        assert tap is not None
        assert tap.token == TOKEN
        assert action.get("style") == "positive" or (tap.action, tap.fact, tap.value) in offered


def test_nothing_is_said_twice_in_a_row(rendered: RenderedCard) -> None:
    said = blocks(rendered.card)
    assert all(one != next_one for one, next_one in pairwise(said))
