"""Looks at the case and at the policy that change nothing: pages, "what if", "why", sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogs import answering, policy, talk, telling, unanswered, views
from dialogs.case import Lead, readable
from dialogs.services import Proposal, Step, Turn
from dialogs.turn import Reply, Tap
from knowledge.rules.interview import question


def page(name: str) -> Callable[..., Step | None]:
    """The dialog that shows one page of `dialogs.views`."""
    return lambda now, _parts=None: views.shown(now, name)


def what_if(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "what if she was 12": read as facts, tried on the case, not kept."""
    if not parts or now.pack is None:
        return views.shown(now, "what_if")
    supposed = now.services.phrases.supposed(parts.get("rest") or parts["happens"])
    changes = telling.heard_of_the_case(now.with_(asking=None), supposed).facts
    if not changes and ("happens" in parts or not now.conversation.facts):
        return None  # "what happens if nobody is allocated?" asks about the policy
    if not changes or not now.conversation.facts:
        return now.conversation, talk.line(now, now.say("what_if.not_understood" if not changes else "what_if.nothing"))
    return now.conversation.model_copy(update={"view": "what_if"}), views.supposed(now, changes)


def tapped_what_if(now: Turn, tap: Tap) -> Step | None:
    """One thing to try, or the list of them."""
    if now.pack is None or tap.fact is None or tap.value is None or not now.conversation.facts:
        return views.shown(now, "what_if")
    changes = readable(now.pack, [Proposal(tap.fact, tap.value)])
    if not changes:
        return None
    return now.conversation.model_copy(update={"view": "what_if"}), views.supposed(now, changes)


def why_not(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "why not AST": what stands in the way."""
    if now.pack is None or not now.conversation.facts:
        return None
    return now.conversation.model_copy(update={"view": "why"}), views.reasons_against(now, parts["team"])


def why(now: Turn, _parts: object = None) -> Step | None:
    """Why: of the answer, or while a question is open, of the question."""
    return why_ask(now) if now.conversation.asking and now.conversation.view == "" else views.shown(now, "why")


def why_ask(now: Turn, _parts: object = None) -> Step | None:
    """Why the open question is asked, and who can answer it."""
    if now.pack is None:
        return now.conversation, talk.ask_council(now, now.say("council.why"))
    fact = now.asked
    if fact is None:
        return None
    lines = [now.say("question.why", why=question(now.pack, fact, now.assessment).why)]
    if fact.who_knows:
        lines.append(now.say("case.who_knows", who=fact.who_knows))
    return answering.again(now, Lead(text="\n".join(lines)))


def tapped_section(now: Turn, tap: Tap) -> Step | None:
    """One section in full."""
    reply = policy.section(now, str(tap.value)) if now.pack else None
    return (now.conversation, reply) if reply else None


def look_up(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Search the policy for what somebody asks to look up."""
    if now.pack is None:
        return None
    return unanswered.of_a_question(now, parts["rest"], policy.answered(now, parts["rest"]))


def of_the_policy(reply: Callable[[Turn], Reply]) -> Callable[..., Step]:
    """The dialog that gives a reply which needs a council's policy."""

    def step(now: Turn, _parts: object = None) -> Step:
        if now.pack is None:
            return now.conversation, talk.ask_council(now)
        return now.conversation, reply(now)

    return step
