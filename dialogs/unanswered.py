"""What could not be answered, noted for whoever keeps the policy: the shape of the question and nothing of a person.

A text that seems to hold personal details, or speaks of danger now, is not noted at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dialogs import policy, talk
from dialogs.case import button
from dialogs.services import Step, Turn
from dialogs.turn import Conversation, NoteUnanswered, Reply, Tap
from knowledge.rules.model import SectionHit

FEWEST_WORDS = 3
"""A remark of fewer words that means nothing is a slip."""
NONE_OF_THESE = "none_of_these"


def of_a_question(now: Turn, text: str, reply: Reply) -> Step:
    """A policy question with its reply, and what there is to note: that it is not covered, or that none may fit."""
    if reply.kind == "not_covered":
        return _remembered(now, _note(now, text, "not_covered", reply.sections)), reply
    if _offers_none_of_these(reply):
        return _remembered(now, _note(now, text, "offered", reply.sections)), reply
    return now.conversation, reply


def of_a_remark(now: Turn, text: str, step: Step) -> Step:
    """What was not understood, noted if it is more than a slip and answers no open question."""
    conversation, reply = step
    if now.asked is not None or now.pack is None or not now.message.keeps_notes or len(text.split()) < FEWEST_WORDS:
        return step
    note = _note(now, text, "not_understood", policy.search(now, text).hits)
    return conversation.model_copy(update={"unanswered": note}), reply


def none_of_these(now: Turn, _tap: Tap) -> Step | None:
    """A tap that says that none of the sections shown answers the question."""
    if now.pack is None:
        return None
    offered = now.conversation.unanswered
    note = offered.model_copy(update={"kind": NONE_OF_THESE}) if offered is not None else None
    lines = (now.say("none_of_these.noted" if note else "none_of_these.not_noted"), now.say("none_of_these.try"))
    said = talk.line(now, "\n".join(lines), button(now, "guide"), button(now, "escalate"))
    return _remembered(now, note), said.model_copy(update={"title": now.say("none_of_these.title")})


def to_be_noted(after: Conversation, reply: Reply) -> tuple[Conversation, tuple[NoteUnanswered, ...]]:
    """What a turn leaves to note, and the conversation without it; what hangs on a tap stays while that is offered."""
    note = after.unanswered
    if note is None or (note.kind == "offered" and _offers_none_of_these(reply)):
        return after, ()
    return after.model_copy(update={"unanswered": None}), () if note.kind == "offered" else (note,)


def _remembered(now: Turn, note: NoteUnanswered | None) -> Conversation:
    return now.conversation.model_copy(update={"unanswered": note})


def _note(
    now: Turn, text: str, kind: Literal["not_covered", "not_understood", "offered"], nearest: Sequence[SectionHit]
) -> NoteUnanswered | None:
    """The note of a question; None where nothing is kept, or where nothing may be or too little is left."""
    if not now.message.keeps_notes or now.services.privacy(text) or now.services.danger(text):
        return None
    shape = now.services.shapes.of(text, now.chosen, now.today)
    if shape is None:
        return None
    section = nearest[0].id if nearest else None
    return NoteUnanswered(council=now.chosen.slug, kind=kind, key=shape.key, shape=shape.text, section=section)


def _offers_none_of_these(reply: Reply) -> bool:
    return any(one.action == NONE_OF_THESE for one in reply.buttons)
