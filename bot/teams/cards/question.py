"""The question card: what was understood, one question in large type, and the easiest way to answer it."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, DateInput, TextInput

from bot.teams.cards.actions import Plan, question_kind
from bot.teams.cards.answer import in_brief
from bot.teams.cards.frame import (
    bold,
    buttons,
    choose_from_list,
    eyebrow,
    heading,
    lines,
    listed,
    opening,
    other_side,
    panel,
    paragraph,
    policy_warnings,
    send,
    understood,
)
from bot.teams.cards.taps import INPUT
from bot.teams.cards.text import one_line
from dialogs.turn import Reply
from knowledge.rules.model import Answer


def question(reply: Reply, plan: Plan) -> list[CardElement]:
    """The body of a question card."""
    asked = one_line(reply.question.text) if reply.question else one_line(reply.title or reply.text)
    return [
        *opening(reply),
        *eyebrow(reply, asked),
        *understood(reply),
        *(_so_far(reply.answer) if reply.answer else []),
        *lines(reply.lines),
        *other_side(reply),
        heading(asked, gap="Medium"),
        *_ways_to_answer(reply, plan),
        *policy_warnings(reply),
    ]


def _so_far(found: Answer) -> list[CardElement]:
    """What holds unless the open question changes it: one answer, or what it turns on."""
    if found.readings:
        return [panel([paragraph(bold("It turns on this:")), *listed(map(in_brief, found.readings))])]
    return [panel([paragraph(bold("So far: "), in_brief(found))])]


def _ways_to_answer(reply: Reply, plan: Plan) -> list[CardElement]:
    if plan.options_as == "list":
        return choose_from_list(plan)
    if plan.entry:
        return [*buttons(plan.options, plan), _input(reply), *send(plan.entry, plan)]
    return buttons(plan.options, plan)


def _input(reply: Reply) -> DateInput | TextInput:
    """An input for a date, or for whatever people write: ages come as "15½" or "15y 6m", so not a number field."""
    if question_kind(reply) == "date":
        return DateInput(id=INPUT, label="Date", is_required=True,
                         error_message="Choose a date, or type it as a message.")
    return TextInput(id=INPUT, label="Your answer", max_length=200, is_required=True,
                     placeholder="For example 15, or 15½" if question_kind(reply) == "number" else None,
                     error_message="Write an answer, or type it as a message.")
