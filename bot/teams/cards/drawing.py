"""From a reply to its card: one table of bodies, the common frame, and the size that Teams takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from microsoft_teams.cards import AdaptiveCard, CardElement, TeamsCardProperties

from bot.teams.cards import answer, pages, passages, question
from bot.teams.cards.actions import Plan, arrange
from bot.teams.cards.frame import bold, buttons, heading, paragraph, paragraphs, subtle
from bot.teams.cards.rendered import RenderedCard
from bot.teams.cards.text import clip
from dialogs.turn import Reply
from knowledge.rules.model import Answer

Body: TypeAlias = Callable[[Reply, Plan], list[CardElement]]

BODIES: Mapping[str, Body] = {
    "welcome": pages.page,
    "council": pages.page,
    "question": question.question,
    "answer": answer.answer,
    "why": pages.page,
    "what_if": pages.page,
    "sections": passages.sections,
    "not_covered": passages.not_covered,
    "checklist": pages.steps,
    "summary": pages.summary,
    "help": pages.page,
    "notice": pages.page,
}

LARGEST = 28 * 1024 - 1024
"""Bytes of JSON a card may have: Teams' 28 KB less what the message around it takes."""
LONGEST_FALLBACK = 1500
MOST_SUGGESTED = 3


def draw(reply: Reply) -> RenderedCard:
    """The card of a reply, at most 28 KB with at most six actions.

    Whatever is too long is shortened step by step, never in silence, and never where the case goes, when, or which
    section says so.
    """
    plan = arrange(reply)
    card = next(card for card in _shorter_and_shorter(reply, plan) if size(card) <= LARGEST)
    words = (button.says or button.label for button in plan.left_out)
    return RenderedCard(card, reply.text, tuple(word for word in words if len(word) <= 60)[:MOST_SUGGESTED])


def size(card: Mapping[str, Any]) -> int:
    """Bytes of the card in the widest JSON that a client library may write: ASCII only, with spaces."""
    return len(json.dumps(card))


def _shorter_and_shorter(reply: Reply, plan: Plan) -> Iterator[dict[str, Any]]:
    """The card whole, then with its lists and texts cut ever shorter, at last the bare essentials in plain words."""
    yield _card(reply, plan, BODIES[reply.card](reply, plan))
    for items, length in ((12, 600), (8, 300), (5, 150), (3, 80)):
        shortened = _tightened(reply, items, length)
        yield _card(shortened, plan, [*BODIES[reply.card](shortened, plan), _cut_note()])
    for length, foot in ((4000, plan.row), (1000, plan.row), (300, ()), (0, ())):
        bare = Plan(plan.token, row=foot)
        body = [*_essentials(reply), *paragraphs(clip(reply.text, length)), _cut_note()]
        yield _card(reply, bare, body, fallback=200)
    yield _card(reply, Plan(plan.token), [paragraph(clip(reply.text, 300)), _cut_note()], fallback=200)


def _cut_note() -> CardElement:
    return paragraph(subtle("Shortened to fit a Teams card. Ask about one part to see it in full."), gap="Medium")


def _card(reply: Reply, plan: Plan, body: list[CardElement], fallback: int = LONGEST_FALLBACK) -> dict[str, Any]:
    """The frame that all cards share."""
    card = AdaptiveCard(
        version="1.5",
        fallback_text=clip(reply.text.strip() or reply.title or "This card needs a newer Teams.", fallback),
        msteams=TeamsCardProperties(width="full"),
        body=[*body, *buttons(plan.row, plan)],
    )
    return card.model_dump(mode="json", exclude_none=True)


def _tightened(reply: Reply, items: int, length: int) -> Reply:
    """The reply with at most so many entries in each list and so many characters in each, milestones left out.

    Where the case goes, when, which sections say so, what is presumed, what is unclear and every reading where they
    differ all stay.
    """

    def cut(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(clip(text, length) for text in texts[:items])

    def cut_answer(found: Answer) -> Answer:
        return found.model_copy(update={
            "because": clip(found.because, length),
            "counted": clip(found.counted, length),
            "tasks": cut(found.tasks),
            "milestones": (),
            "cautions": tuple(clip(caution, length) for caution in found.cautions),
            "escalation": clip(found.escalation, length),
            "responsible": clip(found.responsible, length),
            "consent": clip(found.consent, length),
            "departure": clip(found.departure, length),
            "afterwards": clip(found.afterwards, length),
            "meanwhile": clip(found.meanwhile, length),
            "version": clip(found.version, length),
            "presumed": tuple(
                presumed.model_copy(update={"text": clip(presumed.text, length)}) for presumed in found.presumed
            ),
            "also": tuple(map(cut_answer, found.also[:items])),
            "readings": tuple(map(cut_answer, found.readings)),
        })

    return reply.model_copy(update={
        "answer": reply.answer and cut_answer(reply.answer),
        "text": clip(reply.text, length * items),
        "lead": clip(reply.lead, length * 2),
        "lines": cut(reply.lines),
        "other_side": reply.other_side
        and reply.other_side.model_copy(update={"lines": cut(reply.other_side.lines)}),
        "understood": tuple(
            fact.model_copy(update={"text": clip(fact.text, length)}) for fact in reply.understood[: items * 2]
        ),
        "sections": tuple(
            hit.model_copy(update={"digest": clip(hit.digest, length), "points": cut(hit.points)})
            for hit in reply.sections
        ),
        "warnings": tuple(
            notice.model_copy(update={"text": clip(notice.text, length)}) for notice in reply.warnings[:items]
        ),
    })


def _essentials(reply: Reply) -> list[CardElement]:
    """Where, when, which sections, and what is being asked, each cut only if it is absurdly long."""
    elements: list[CardElement] = [heading(clip(reply.title, 200))] if reply.title else []
    if found := reply.answer:
        said = found.readings or (found,)
        cited = dict.fromkeys(section for each in (*said, found) for section in each.sections)
        elements += [
            *(paragraph(bold(clip(answer.in_brief(each), 400))) for each in said),
            paragraph(bold("Policy: "), clip(answer.section_names(list(cited), reply.sections), 1200)),
        ]
    if reply.question:
        elements.append(heading(clip(reply.question.text, 300)))
    return elements
