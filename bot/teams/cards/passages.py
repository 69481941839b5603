"""Cards that show what a policy says, section by section, and the card for what it does not say."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from bot.teams.cards.actions import Plan
from bot.teams.cards.frame import (
    buttons,
    heading,
    label,
    lines,
    listed,
    opening,
    other_side,
    panel,
    paragraph,
    paragraphs,
    policy_warnings,
    subtle,
    top_warnings,
    understood,
)
from bot.teams.cards.text import one_line
from dialogs.turn import Reply
from knowledge.rules.model import SectionHit

MOST_CANDIDATES = 3


def sections(reply: Reply, plan: Plan) -> list[CardElement]:
    """The passages that answer a question.

    A section with a button of its own is opened by that button. Where all have one, all are shown in brief, closest
    first; else those without are the answer and stand in full.
    """
    openable = {button.value for button in reply.buttons if button.action == "section"}
    meant = [hit for hit in reply.sections if hit.id not in openable]
    shown = (meant or reply.sections)[:MOST_CANDIDATES]
    return [
        *opening(reply),
        heading(reply.title or "What the policy says"),
        *lines(reply.lines),
        *([] if shown else paragraphs(reply.text)),
        *([paragraph(subtle("Closest first."), gap="Small")] if len(shown) > 1 else []),
        *(panel(passage(hit, points=bool(meant))) for hit in shown),
        *([label("See also")] if meant and plan.options else []),
        *buttons(plan.options, plan),
        *policy_warnings(reply),
    ]


def passage(hit: SectionHit, *, points: bool) -> list[CardElement]:
    """One section: its heading, our digest, its exact points if wanted, and where it stands in the policy."""
    return [
        label(hit.heading),
        *paragraphs(hit.digest, gap="Small"),
        *(listed(hit.points) if points else []),
        paragraph(subtle(f"Policy: {one_line(hit.reference)}"), gap="Small"),
    ]


def not_covered(reply: Reply, plan: Plan) -> list[CardElement]:
    """What the policy does not say, the nearest that it does say, and what to do instead."""
    said = [*paragraphs(reply.lead), *lines(reply.lines)] or paragraphs(reply.text)
    nearest = reply.sections[:MOST_CANDIDATES]
    return [
        *top_warnings(reply),
        *understood(reply),
        heading(reply.title or "The policy does not say"),
        *said,
        *([label("Nearest in the policy")] if nearest else []),
        *(panel(passage(hit, points=False)) for hit in nearest),
        *other_side(reply),
        *buttons(plan.options, plan),
        *policy_warnings(reply),
    ]
