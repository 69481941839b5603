"""A case that moves between two councils: what the other council's own policy says, beside what the user's says.

Neither policy stands in for the other. Each side is labelled with its council and cites its own sections; only facts
that both councils share are carried across, never a team or a fact of one council's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dialogs import prose
from dialogs.services import Turn, case_of
from dialogs.source import cited, policy_notices
from dialogs.turn import OtherSide, Reply
from dialogs.words import sentence
from knowledge import Assessment, Pack, answer, assess, next_question
from knowledge.facts import FactKind
from knowledge.rules.model import Answer

MOVE = "move"
ACROSS = {"into_council": "out_of_council", "out_of_council": "into_council"}
"""A move out of one council is a move into the other."""
Role: TypeAlias = Literal["leaving", "receiving"]
NOT_SHARED = frozenset({"situation", "notified_of_move"})
"""Facts that mean something else on the other side: what the question is about, and who was notified when."""


def beside(turn: Turn, reply: Reply) -> Reply:
    """The reply with the other council's side of the move, where the case moves between councils."""
    way = str(turn.case.stated.get(MOVE, "")) if turn.pack is not None else ""
    if way not in ACROSS or reply.kind not in ("answer", "not_covered", "question"):
        return reply
    other = turn.conversation.other_council
    if other is None:
        hint = turn.say("two_councils.which")
        return reply.model_copy(update={"text": f"{reply.text}\n{hint}"} if reply.kind != "question" else {})
    side = _side(turn, other, way)
    own = _named(turn, turn.chosen.identity.name, "leaving" if side.role == "receiving" else "receiving")
    both = ([own, reply.text], side.lines) if reply.kind != "question" else (side.lines, [own, reply.text])
    return reply.model_copy(
        update={
            "other_side": side,
            "text": "\n".join([*both[0], "", *both[1]]),
            "lead": f"{reply.lead}\n{own}" if reply.lead else own,
        }
    )


def _named(turn: Turn, name: str, role: str) -> str:
    return turn.say(f"two_councils.{role}", name=name)


def _side(turn: Turn, other: str, way: str) -> OtherSide:
    role: Role = "receiving" if way == "out_of_council" else "leaving"
    pack = turn.services.knowledge.packs.get(other)
    if pack is None:
        said = turn.say("two_councils.no_policy", name=other)
        return OtherSide(name=other, role=role, kind="unknown", lines=(said,))
    shared = [
        fact
        for fact in turn.conversation.facts
        if fact.fact in pack.vocabulary
        and fact.fact not in NOT_SHARED
        and pack.vocabulary[fact.fact].kind is not FactKind.TEAM
        and fact.fact not in turn.chosen.own_facts
    ]
    case = case_of(pack, shared).with_fact(MOVE, ACROSS[way])
    found = assess(pack, case, today=turn.today)
    reached = answer(found)
    asked = next_question(found) if found.status == "open" else None
    lines = (
        _named(turn, pack.identity.name, role),
        *_told(turn, pack, found, reached),
        *([turn.say("two_councils.needs", question=asked.text)] if asked else []),
    )
    return OtherSide(
        council=pack.slug,
        name=pack.identity.name,
        role=role,
        kind="answer" if reached else "question" if asked else "not_covered",
        answer=reached,
        question=asked,
        sections=cited(pack, reached.sections if reached else _silent_sections(found)),
        lines=lines,
    )


def _told(turn: Turn, pack: Pack, found: Assessment, reached: Answer | None) -> Iterator[str]:
    words = turn.services.words
    if reached:
        yield from prose.answer_text(words, pack, reached)
        if not reached.meanwhile and reached.outcome == "transfers":
            yield turn.say("two_councils.meanwhile_unsaid")
    elif found.status == "silent":
        silent = [rule for rule in found.holding if rule.outcome == "silent"]
        if silent:
            yield turn.say("two_councils.silent_because", because=sentence(silent[0].because))
            yield prose.source(words, pack, [silent[0].section])
        else:
            yield turn.say("two_councils.silent")
    elif found.status == "contradiction":
        yield turn.say("two_councils.unclear")
    yield from prose.warnings(words, policy_notices(turn, pack))


def _silent_sections(found: Assessment) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.section for rule in found.holding if rule.outcome == "silent"))
