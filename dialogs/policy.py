"""Questions about the policy itself: what a section says, what the policy leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import prose
from dialogs.case import NO_LEAD, Lead, button
from dialogs.services import Found, Turn
from dialogs.source import policy_notices
from dialogs.turn import Button, Reply
from knowledge.rules.model import SectionHit

MOST_FOUND = 3
MOST_POINTS = 4
"""As many points of a section as answer a question; the whole section is one tap away."""


def search(turn: Turn, text: str) -> Found:
    """What the council's policy has on a question."""
    return turn.services.finders[turn.chosen.slug](text, MOST_FOUND)


def sections(
    turn: Turn, hits: Sequence[SectionHit], lead: Lead = NO_LEAD, *, close: bool = False, points: int = MOST_POINTS
) -> Reply:
    """The sections that answer a question: one in full where it is clear, else (`close`) the closest in brief."""
    pack = turn.chosen
    alone = len(hits) == 1 or not close
    shown = tuple(hits[:1] if alone else hits)
    words = turn.services.words
    lines = [
        *([turn.say("policy.several", council=pack.identity.name)] if not alone else []),
        *(line for hit in shown for line in prose.section_lines(words, hit, points if alone else 1)),
    ]
    hint = turn.say("policy.case_hint")
    more = [hits[0]] if alone and len(hits[0].points) > points else []
    others = hits[1:] if alone else hits
    return Reply(
        kind="sections",
        card="sections",
        text="\n".join(filter(None, [*prose.warnings(words, lead.warnings), lead.text, *lines, hint])),
        sections=tuple(hits),
        warnings=(*lead.warnings, *policy_notices(turn, pack)),
        title=turn.say("policy.title"),
        lead=lead.text,
        buttons=(
            *(_section_button(hit).model_copy(update={"label": turn.say("buttons.all_of_it")}) for hit in more),
            *(_section_button(hit) for hit in others),
            *(() if alone else (button(turn, "none_of_these"),)),
            *lead.buttons,
        ),
    )


def answered(turn: Turn, text: str) -> Reply:
    """A question as a reply: the sections that answer it, or that the policy does not."""
    found = search(turn, text)
    if not found.covered:
        return not_found(turn, found)
    return sections(turn, found.hits, close=found.close)


def section(turn: Turn, section_id: str) -> Reply | None:
    """One section in full; None if the pack has none of this id."""
    pack = turn.chosen
    try:
        hit = pack.section(section_id).hit()
    except KeyError:
        return None
    near = tuple(pack.section(name).hit() for name in pack.section(section_id).see_also)
    reply = sections(turn, (hit,), points=len(hit.points))
    return reply.model_copy(update={"buttons": (*map(_section_button, near[:MOST_FOUND]), *reply.buttons)})


def not_found(turn: Turn, found: Found, lead: Lead = NO_LEAD) -> Reply:
    """The policy does not answer this question: said plainly, with its nearest heading and what to do instead."""
    pack, words = turn.chosen, turn.services.words
    hits = () if found.outside else found.hits
    lines = (
        turn.say("not_covered.outside", council=pack.identity.name, about=found.outside)
        if found.outside
        else turn.say("not_covered.question", council=pack.identity.name),
        *(turn.say("not_covered.nearest_heading", heading=hit.heading) for hit in hits[:1]),
        turn.say("not_covered.ask_manager_only"),
        turn.say("not_covered.try"),
    )
    return Reply(
        kind="not_covered",
        card="not_covered",
        text="\n".join(
            filter(
                None,
                [
                    *prose.warnings(words, lead.warnings),
                    lead.text,
                    *lines,
                ],
            )
        ),
        sections=found.hits,
        warnings=lead.warnings,
        title=turn.say("not_covered.title"),
        lead=lead.text,
        lines=lines,
        buttons=(*map(_section_button, hits), *lead.buttons, button(turn, "guide"), button(turn, "help")),
    )


def gaps(turn: Turn) -> Reply:
    """What the policy leaves out."""
    pack = turn.chosen
    heading = turn.say("not_covered.in_general")
    return Reply(
        kind="help",
        card="help",
        text="\n".join([heading, *(f"  - {gap}" for gap in pack.identity.not_covered)]),
        title=turn.say("not_covered.title"),
        lines=(heading, *pack.identity.not_covered),
        buttons=(button(turn, "help"),),
    )


def escalation(turn: Turn) -> Reply:
    """The ladder to climb: that of the rule which holds, else the council's usual one."""
    pack = turn.chosen
    holding = turn.assessment.holding if turn.conversation.facts else ()
    ladder = pack.escalation(next((rule.escalation for rule in holding if rule.escalation), pack.identity.escalation))
    steps = tuple(
        turn.say("escalate.step_within", who=step.who, does=step.does, within=step.within)
        if step.within
        else turn.say("escalate.step", who=step.who, does=step.does)
        for step in ladder.steps
    )
    cited = dict.fromkeys(step.section for step in ladder.steps)
    says = turn.say("escalate.says", sections="; ".join(pack.section(name).reference for name in cited))
    title = turn.say("escalate.title")
    return Reply(
        kind="help",
        card="checklist",
        text="\n".join([f"{title}:", *(f"  {number}. {step}" for number, step in enumerate(steps, 1)), says]),
        title=title,
        lead=says,
        lines=steps,
        sections=tuple(pack.section(name).hit() for name in cited),
        buttons=(button(turn, "show"),) if turn.conversation.facts else (),
    )


def _section_button(hit: SectionHit) -> Button:
    return Button(label=hit.heading, action="section", value=hit.id, says=hit.heading.lower())
