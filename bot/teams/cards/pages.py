"""Cards that are a heading and a body: welcome, choosing a council, why, what if, checklist, summary, help, notices."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, TextInput

from bot.teams.cards.actions import Plan
from bot.teams.cards.frame import (
    buttons,
    choose_from_list,
    heading,
    lines,
    opening,
    paragraphs,
    policy_warnings,
    understood,
)
from bot.teams.cards.text import one_line
from dialogs.turn import Reply

MOST_COPIED = 6000
"""Characters of a summary that are given a second time in a box to copy from."""


def page(reply: Reply, plan: Plan) -> list[CardElement]:
    """A heading, what was said first, then the lines, or the whole text where there are none."""
    return [*_top(reply), *(lines(reply.lines) or _text(reply)), *_foot(reply, plan)]


def steps(reply: Reply, plan: Plan) -> list[CardElement]:
    """A page whose lines are done in order, and so are numbered."""
    return [*_top(reply), *(lines(reply.lines, "numbers") or _text(reply)), *_foot(reply, plan)]


def summary(reply: Reply, plan: Plan) -> list[CardElement]:
    """The answer as plain text: to read, and in a box from which a phone can copy it too."""
    copied = TextInput(id="copy", label="Copy from here", value=reply.text, is_multiline=True)
    return [
        *_top(reply),
        *paragraphs(reply.text, gap="Small"),
        *([copied] if len(reply.text) <= MOST_COPIED else []),
        *_foot(reply, plan),
    ]


def _top(reply: Reply) -> list[CardElement]:
    return [*([heading(reply.title)] if reply.title else []), *opening(reply), *understood(reply)]


def _text(reply: Reply) -> list[CardElement]:
    """The plain text without the lines that the title and lead have said already."""
    said = set(map(one_line, (reply.title, *reply.lead.splitlines())))
    return paragraphs("\n".join(line for line in reply.text.splitlines() if one_line(line) not in said))


def _foot(reply: Reply, plan: Plan) -> list[CardElement]:
    if plan.options_as == "list":
        return [*choose_from_list(plan), *policy_warnings(reply)]
    return [*buttons(plan.options, plan), *policy_warnings(reply)]
