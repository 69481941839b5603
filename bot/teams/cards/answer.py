"""The answer card: where, when, why, what first, and which section says so, in the order they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from microsoft_teams.cards import CardElement

from bot.teams.cards.actions import Plan
from bot.teams.cards.frame import (
    bold,
    buttons,
    eyebrow,
    heading,
    label,
    listed,
    opening,
    other_side,
    panel,
    paragraph,
    policy_warnings,
    subtle,
    understood,
)
from bot.teams.cards.text import one_line, sentence
from dialogs.turn import Button, Reply
from knowledge.rules.model import Answer, Milestone, SectionHit, TeamRef

MOST_TASKS = 5
NOT_SO = "Not so"
COUNTS = {2: "two", 3: "three", 4: "four"}


def answer(reply: Reply, plan: Plan) -> list[CardElement]:
    """The body of an answer card, most needed first."""
    found = reply.answer
    if found is None:
        return [*opening(reply), *understood(reply)]
    return [
        *opening(reply),
        *eyebrow(reply, headline(found)),
        *(_readings(found, reply.sections) if found.readings else where_and_when(found)),
        *_rests_on(reply, found, plan),
        *_first(found),
        *_also(found),
        *_unclear(found),
        *_later(found),
        *_disagree(found),
        *_sections(_not_yet_cited(found), reply.sections),
        *policy_warnings(reply),
        *other_side(reply),
    ]


def where_and_when(found: Answer) -> list[CardElement]:
    """The answer in three lines: where to, when, because."""
    return [
        heading(headline(found)),
        *([paragraph(bold(sentence(found.when)), gap="Small")] if found.when else []),
        *([paragraph(subtle(sentence(found.counted)), gap="Small")] if found.counted else []),
        *(
            paragraph("Or ", bold(long_date(other.date)), f", {one_line(other.reading)}", gap="Small")
            for other in found.deadline_readings
        ),
        *([paragraph(bold("Why: "), one_line(found.because))] if found.because else []),
        *([paragraph("The policy allows this but does not require it.", gap="Small")] if found.force == "may" else []),
    ]


def headline(found: Answer) -> str:
    """Where the case goes, in a few words: "Transfers to Adolescent Support Team (AST)"."""
    to, holder = team(found.to), team(found.from_team)
    match found.outcome:
        case "transfers":
            return f"Transfers to {to or 'another team'}"
        case "stays":
            return f"Stays with {holder or to or 'the team that holds it'}"
        case "closes":
            return "The case closes"
        case "joint_working":
            both = " and ".join(filter(None, (holder, to)))
            return f"Joint working: {both}" if both else "The teams work jointly"
        case "panel":
            return f"Goes to {to or 'a panel'}"
        case "notify":
            return f"Tell {to or 'the other team'}"


def team(ref: TeamRef | None) -> str:
    """A team's name with its abbreviation, once."""
    if ref is None:
        return ""
    if ref.abbreviation and ref.abbreviation not in ref.name:
        return f"{ref.name} ({ref.abbreviation})"
    return ref.name


def long_date(day: date) -> str:
    """A date in words: "Tuesday 15 December 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _readings(found: Answer, hits: Sequence[SectionHit]) -> list[CardElement]:
    """Clauses that point different ways, each as a whole, the safer one first and named as such."""
    total = len(found.readings)
    elements: list[CardElement] = [
        heading(f"The policy points {COUNTS.get(total, total)} ways" if total > 1 else "The policy is not clear"),
        *([paragraph(one_line(found.clash.say))] if found.clash else []),
    ]
    for number, reading in enumerate(found.readings, start=1):
        rank = ": the safer one to raise" if number == 1 and total > 1 else ""
        elements.append(panel([
            label(f"Reading {number} of {total}{rank}"),
            *where_and_when(reading),
            *_sections(reading.sections, hits),
        ]))
    if found.clash:
        elements.append(paragraph(bold("Reading 1 is the safer one to raise: "), one_line(found.clash.safer_because)))
        elements.append(paragraph(bold("Who settles it: "), one_line(found.clash.raise_with)))
    return elements


def _rests_on(reply: Reply, found: Answer, plan: Plan) -> list[CardElement]:
    """What the answer stands on: what the user said, and what is presumed because nobody said otherwise."""
    said = understood(reply)
    shown = [each for each in found.presumed if not each.quiet]
    beneath = {one.fact: _not_so(one) for one in plan.options}
    others = [one for one in plan.options if one.fact not in {each.fact for each in shown}]
    if not shown and not plan.options:
        return said
    presumed: list[CardElement] = []
    for each in shown:
        presumed.append(paragraph(bold("Taking it that "), _after_the_lead(each.text), gap="Small"))
        presumed.extend(buttons([beneath[each.fact]], plan) if each.fact in beneath else [])
    return [panel([*said, *presumed, *buttons(others, plan)])]


def _not_so(flip: Button) -> Button:
    """The button that turns a presumption round, short enough to stand right beneath it on a phone."""
    return flip.model_copy(update={"label": NOT_SO, "says": flip.says or flip.label})


def _after_the_lead(text: str) -> str:
    line = one_line(text)
    lead = "taking it that "
    return line[len(lead):] if line.lower().startswith(lead) else line


def _first(found: Answer) -> list[CardElement]:
    """What has to be done first and who sees to it, cut short after five things."""
    more = len(found.tasks) - MOST_TASKS
    return [
        *([label("First do"), *listed(found.tasks[:MOST_TASKS], "numbers")] if found.tasks else []),
        *([paragraph(subtle(f"and {more} more: see the checklist"), gap="Small")] if more > 0 else []),
        *([paragraph(bold("Who sees to it: "), one_line(found.responsible), gap="Small")] if found.responsible else []),
        *([paragraph(bold("Consent: "), one_line(found.consent), gap="Small")] if found.consent else []),
    ]


def _also(found: Answer) -> list[CardElement]:
    """Duties that run beside the answer."""
    texts = [
        ". ".join(filter(None, (in_brief(beside).rstrip("."), sentence(beside.because).rstrip(".")))) + "."
        for beside in found.also
    ]
    return [label("Also"), *listed(texts)] if texts else []


def in_brief(found: Answer) -> str:
    """Where and when as one clause: "Transfers to Children in Care Team (CIC), at the next review"."""
    return ", ".join(filter(None, (headline(found), one_line(found.when))))


def _unclear(found: Answer) -> list[CardElement]:
    """What the policy leaves open, who may depart from it, and what holds afterwards."""
    return [
        *([paragraph(bold("Version: "), one_line(found.version))] if found.version else []),
        *([paragraph(bold("Until then: "), one_line(found.meanwhile))] if found.meanwhile else []),
        *([paragraph(bold("Afterwards: "), one_line(found.afterwards))] if found.afterwards else []),
        *([paragraph(bold("Discretion: "), one_line(found.departure))] if found.departure else []),
        *([label("The policy can be read more than one way"), *listed(found.cautions)] if found.cautions else []),
    ]


def _later(found: Answer) -> list[CardElement]:
    return [label("What changes later"), *listed(map(_milestone, found.milestones))] if found.milestones else []


def _milestone(milestone: Milestone) -> str:
    return f"{long_date(milestone.date)}: {milestone.text}" if milestone.date else milestone.text


def _disagree(found: Answer) -> list[CardElement]:
    return [paragraph(bold("If teams disagree: "), one_line(found.escalation))] if found.escalation else []


def _not_yet_cited(found: Answer) -> list[str]:
    """The sections that no reading shown above cites itself."""
    cited = {section for reading in found.readings for section in reading.sections}
    return [section for section in found.sections if section not in cited]


def _sections(ids: Sequence[str], hits: Sequence[SectionHit]) -> list[CardElement]:
    names = section_names(ids, hits)
    return [paragraph(bold("Policy: "), subtle(names), gap="Medium")] if names else []


def section_names(ids: Sequence[str], hits: Sequence[SectionHit]) -> str:
    """The sections in the policy's own numbering where the reply carries them, by their ids otherwise."""
    references = {hit.id: hit.reference for hit in hits}
    return "; ".join(one_line(references.get(section, section)) for section in ids)
