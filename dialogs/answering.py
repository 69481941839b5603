"""The open question: an answer to it, "I don't know", an answer that makes no sense, and something else in between."""

from __future__ import annotations

from dialogs import case, councils, prose, talk
from dialogs.case import Lead, button, readable
from dialogs.services import Proposal, Step, Turn
from dialogs.turn import Asking, Conversation, Tap
from knowledge import read_value, write_value
from knowledge.facts import Fact, Json

WAY_OUT_AT = 3
"""The miss at which the bot stops asking the same way and shows the ways round."""


def tapped_answer(now: Turn, tap: Tap) -> Step | None:
    """An answer to a question: an option, or what was entered on the card."""
    pack = now.pack
    if tap.fact == talk.COUNCIL:
        return councils.choose(now, str(tap.value))
    if pack is None or tap.fact is None or tap.fact not in pack.vocabulary or tap.value is None:
        return None
    value = entered(now, tap.fact, tap.value)
    if value is None:
        return not_followed(now.with_(asking=_asking_now(now, tap.fact)))
    return state(now, tap.fact, value)


def entered(now: Turn, fact: str, raw: Json) -> Json | None:
    """A value from a button or a card's input, which takes words too; None if it cannot be read."""
    if readable(now.chosen, [Proposal(fact, raw)]):
        return write_value(read_value(now.chosen, fact, raw))
    told = now.services.reader.read(str(raw), now.chosen, now.today, fact)
    return next((one.value for one in readable(now.chosen, told.facts) if one.fact == fact), None)


def _asking_now(now: Turn, fact: str) -> Asking:
    asking = now.conversation.asking
    return asking if asking and asking.fact == fact else Asking(fact=fact)


def state(now: Turn, fact: str, value: Json) -> Step:
    """State one fact; in a contradiction this settles which of the two holds."""
    heard = case.compared(now.chosen, now.conversation, [Proposal(fact, value)])
    after = settle(now, case.stated(case.remembered(now.conversation), {fact: value}), fact, value)
    return case.reply(now.becoming(after, view=""), Lead(text=said_of_changes(now, heard), fresh=heard.new))


def settle(now: Turn, after: Conversation, fact: str, value: Json) -> Conversation:
    """Drop what was said on the other side of a contradiction that has just been asked about."""
    contradictions = now.assessment.contradictions if now.conversation.facts else ()
    for found in contradictions:
        if found.fact == fact:
            keeps_implied = read_value(now.chosen, fact, value) == found.implied
            wrong = case.said_first(now.assessment, found.fact if keeps_implied else found.by)
            return case.without(after, wrong) if wrong != fact or keeps_implied else after
    return after


def flip(now: Turn, tap: Tap) -> Step | None:
    """Turn a presumption round; one with several other values is asked for."""
    if now.pack is None or tap.fact is None or tap.fact not in now.pack.vocabulary:
        return None
    if tap.value is None:
        return case.ask_for(now, tap.fact)
    value = entered(now, tap.fact, tap.value)
    return None if value is None else state(now, tap.fact, value)


def dont_know(now: Turn, _parts: object = None) -> Step | None:
    """The open question stays unanswered: the answer splits over it, and the next question is asked."""
    if now.asked is None:
        return None
    after = case.not_known(case.remembered(now.conversation), now.asked.id)
    return case.reply(now.becoming(after, view=""), Lead(text=now.say("case.dont_know")))


def said_of_changes(now: Turn, heard: case.Compared) -> str:
    """What to say of the facts that were changed, or only said again; nothing of new ones, which are echoed."""
    if not heard.new and not heard.changed:
        confirmed = any(one.fact == now.conversation.in_doubt for one in heard.same)
        return now.say("case.confirmed" if confirmed else "case.unchanged")
    echoes = case.echoed(now.chosen, heard.changed)
    if len(echoes) == 1:
        label = echoes[0].label
        return now.say("case.changed", label=label[0].lower() + label[1:], value=echoes[0].text)
    return now.say("case.changed_several", facts=prose.facts_line(echoes)) if echoes else ""


def again(now: Turn, lead: Lead) -> Step:
    """The open question once more."""
    asking = now.conversation.asking
    if now.conversation.view == "ask" and asking:
        return case.ask_for(now, asking.fact, lead)
    return case.reply(now, lead)


def not_followed(now: Turn) -> Step:
    """Nothing fits: a kinder second try at the open question, and a way out at the third."""
    asking, fact = now.conversation.asking, now.asked
    if asking is None or fact is None:
        return now.conversation, talk.lost(now)
    misses = asking.misses + 1
    missed = now.with_(asking=Asking(fact=asking.fact, misses=misses))
    if misses >= WAY_OUT_AT:
        who = fact.who_knows or now.say("question.who_default")
        ways = (button(now, "start_again"), button(now, "help"))
        return again(missed, Lead(text=now.say("question.way_out", who=who), buttons=ways))
    return again(missed, Lead(text=now.say(f"question.miss_{misses}", hint=hint(now, fact))))


def hint(now: Turn, fact: Fact) -> str:
    """What kind of answer a question takes, with an example."""
    examples = {"years": "15, or 15½", "weeks": "6", "months": "6"}
    return now.say(f"question.hint_{fact.kind.value}", example=examples.get(fact.unit, "4"))


def interruption(now: Turn, said: str) -> Step:
    """Something said in the middle, and then the open question once more."""
    if now.conversation.asking is None or now.pack is None:
        return now.conversation, talk.line(now, said)
    return again(now, Lead(text=f"{said}\n{now.say('case.resumes')}"))
