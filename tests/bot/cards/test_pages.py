"""The plainer cards: what each has to show."""

from __future__ import annotations

from bot.teams.cards import render
from dialogs.turn import Button
from tests.bot.cards.replies import REPLIES
from tests.bot.cards.seen import blocks, headings, of_type, read, titles


def test_sections_come_closest_first_each_with_its_place_in_the_policy() -> None:
    card = render(REPLIES["sections"]).card
    panels = of_type(card, "Container")
    assert [headings(panel)[0] for panel in panels] == ["CSWT to AST", "CSWT to CIC", "When teams disagree"]
    assert "• 10 working days from the end of the assessment" in blocks(panels[0])
    assert blocks(panels[0])[-1] == "Policy: 6 · Children Social Work Team · Transfers to Adolescent Support Teams"


def test_sections_with_buttons_of_their_own_are_in_brief_until_one_is_clearly_meant() -> None:
    reply = REPLIES["sections"]
    buttons = tuple(Button(label=hit.heading, action="section", value=hit.id) for hit in reply.sections)
    several = render(reply.model_copy(update={"buttons": buttons})).card
    assert len(of_type(several, "Container")) == 3
    assert "• 10 working days from the end of the assessment" not in blocks(several)
    alone = render(reply.model_copy(update={"buttons": buttons[1:]})).card
    assert len(of_type(alone, "Container")) == 1
    assert "• 10 working days from the end of the assessment" in blocks(alone)
    assert titles(alone) == ["CSWT to CIC", "When teams disagree"]


def test_close_sections_can_all_be_turned_down() -> None:
    card = render(REPLIES["sections_close"]).card
    assert titles(card) == ["CSWT to AST", "CSWT to CIC", "When teams disagree", "None of these"]
    assert titles(render(REPLIES["none_of_these"]).card) == ["Ask me step by step", "Who to escalate to"]


def test_lines_that_bring_their_own_marks_keep_them() -> None:
    reply = REPLIES["why"].model_copy(update={
        "lines": ("AST takes over:", "✓ age is 13 or over", "? consent", "Says: 6"),
    })
    assert blocks(render(reply).card)[1:] == ["AST takes over", "✓ age is 13 or over", "? consent", "Says: 6"]


def test_sentences_without_a_heading_are_no_list() -> None:
    reply = REPLIES["welcome"].model_copy(update={"lines": ("Hello.", "Tell me about a case."), "lead": ""})
    assert blocks(render(reply).card)[1:] == ["Hello.", "Tell me about a case."]


def test_at_most_three_sections_are_shown() -> None:
    reply = REPLIES["sections"]
    assert len(of_type(render(reply.model_copy(update={"sections": reply.sections * 2})).card, "Container")) == 3


def test_silence_is_said_outright_with_the_nearest_section() -> None:
    card = render(REPLIES["not_covered"]).card
    assert headings(card) == ["Kent's procedure does not say", "Nearest in the policy", "When teams disagree"]
    assert "Ask your team manager; I have not guessed." in blocks(card)


def test_a_checklist_is_numbered_under_its_headings() -> None:
    text = read(render(REPLIES["checklist"]).card)
    assert "Before the meeting\n1. Agree the transfer with the AST Team Manager" in text
    assert "After the meeting\n1. Complete the Case Transfer form" in text


def test_a_summary_can_be_read_and_copied() -> None:
    reply = REPLIES["summary"]
    card = render(reply).card
    (box,) = of_type(card, "Input.Text")
    assert box["value"] == reply.text
    assert all(line in blocks(card) for line in reply.text.splitlines())


def test_a_page_without_lines_shows_its_text_and_repeats_neither_title_nor_lead() -> None:
    reply = REPLIES["notice"]
    card = render(reply.model_copy(update={"text": f"{reply.title}\n{reply.lead}\nOnly his age, please."})).card
    assert blocks(card) == [reply.title, reply.lead, "Only his age, please."]


def test_the_councils_are_buttons_while_they_are_few() -> None:
    assert titles(render(REPLIES["council"]).card) == [
        "Kent", "Hertfordshire", "Northamptonshire", "Somerset", "Stoke-on-Trent",
    ]
