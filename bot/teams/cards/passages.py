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
    """The passages that answer a question, closest first; where one is clearly meant it stands alone."""
    found = reply.sections[:MOST_CANDIDATES]
    return [
        *opening(reply),
        heading(reply.title or "What the policy says"),
        *lines(reply.lines),
        *(paragraphs(reply.text) if not found else []),
        *([paragraph(subtle("Closest first."), gap="Small")] if len(found) > 1 else []),
        *(panel(passage(hit)) for hit in found),
        *buttons(plan.options, plan),
        *policy_warnings(reply),
    ]


def passage(hit: SectionHit) -> list[CardElement]:
    """One section: its heading, our digest, its exact points, and where it stands in the policy."""
    return [
        label(hit.heading),
        *paragraphs(hit.digest, gap="Small"),
        *listed(hit.points),
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
        *(panel(passage(hit)) for hit in nearest),
        *buttons(plan.options, plan),
        *policy_warnings(reply),
    ]
