"""One turn of the bot: which dialog takes this message. Pure; everything it does is in the `Outcome` it returns.

Three tables hold the whole talk: `TAPS` for buttons, `SAID` for phrases that steer, `READINGS` for everything else,
tried in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dialogs import (
    answering,
    case,
    correcting,
    councils,
    glossary,
    looking,
    policy,
    prose,
    second_look,
    talk,
    telling,
    unanswered,
    views,
)
from dialogs.case import Lead, readable
from dialogs.services import Proposal, Services, Step, Told, Turn
from dialogs.turn import Button, Conversation, Message, Outcome, Stated, Tap
from knowledge.facts import FactKind
from knowledge.search.journey import Journey

LONGEST = 4000
"""Characters that are read in one message; more is a pasted document."""
FACTS_OF_A_CASE = 2
"""A cry for help states fewer facts than this; a message that states as many asks about a case."""
POINTS_IN_PASSING = 2
MOST_COUNCILS_READ = 8
"""For as many councils each one's own teams are read before it is known which is meant."""
MOST_DIGITS = 3
"""Of a number that may pick a button. One of thousands of digits is none that Python would read."""
FEW_WORDS = 3
"""Up to so many words that mean nothing are a slip, not a question the policy leaves open."""


def turn(conversation: Conversation, message: Message, services: Services) -> Outcome:
    """What a message does to a conversation, and what is said to it.

    Raises FactError when `message.facts` holds a fact or value that the council's pack does not have; nothing typed or
    tapped raises.
    """
    now = Turn(conversation, message, services)
    tap = message.tap or _typed_tap(now)
    if tap is not None:
        if tap.token is not None and tap.token != str(conversation.turn):
            return _old_card(now)
        dialog = TAPS.get(tap.action)
        step = dialog(now, tap) if dialog else None
    else:
        step = _read(now)
    after, reply = step or _current(now)
    after, commands = unanswered.to_be_noted(after, reply)
    after = after.model_copy(update={"turn": conversation.turn + 1, "offered": reply.buttons})
    council = Turn(after, message, services).pack
    reply = reply.model_copy(update={"token": str(after.turn), "council": council.slug if council else None})
    return Outcome(conversation=after, replies=(reply,), commands=commands)


def _old_card(now: Turn) -> Outcome:
    """An old card was tapped: the present state again, and nothing changed."""
    _, reply = _current(now)
    notice = now.say("case.old_card")
    reply = reply.model_copy(
        update={
            "lead": "\n".join(filter(None, (notice, reply.lead))),
            "text": f"{notice}\n{reply.text}",
            "token": str(now.conversation.turn),
            "council": now.pack.slug if now.pack else None,
        }
    )
    return Outcome(conversation=now.conversation, replies=(reply,))


def _current(now: Turn) -> Step:
    """What was shown last, worked out again."""
    view = now.conversation.view
    if now.pack is None or not (now.conversation.facts or now.conversation.unknown):
        return now.conversation, talk.welcome(now)
    if view in views.VIEWS:
        return now.conversation, views.VIEWS[view](now)
    if view == "ask" and now.asked:
        return case.ask_for(now, now.asked.id)
    return case.reply(now)


def _typed_tap(now: Turn) -> Tap | None:
    """The button of the last reply that somebody typed the number or the words of."""
    offered, text = now.conversation.offered, now.message.text.strip().casefold().rstrip(".!")
    if not text or not offered:
        return None
    if text.isdecimal() and len(text) <= MOST_DIGITS and not asks_for_a_number(now) and 0 < int(text) <= len(offered):
        return _tap_of(offered[int(text) - 1])
    for one in offered:
        if text.rstrip("?…") in (one.label.casefold().rstrip("?…"), one.says.casefold().rstrip("?…")):
            return _tap_of(one)
    return None


def asks_for_a_number(now: Turn) -> bool:
    """Whether a bare number answers the open question, and so cannot stand for a button."""
    return now.asked is not None and now.asked.kind in (FactKind.NUMBER, FactKind.DATE)


def _tap_of(one: Button) -> Tap:
    return Tap(action=one.action, fact=one.fact, value=one.value)


# --- typed messages ---------------------------------------------------------------------------------------------------


def _read(now: Turn) -> Step:
    text = now.message.text.strip()
    if len(text) > LONGEST:
        return now.conversation, talk.line(now, now.say("lost.too_long"))
    if now.services.danger(text):
        return _danger(now, text)
    for heard in now.services.phrases.all_heard(text):
        step = SAID[heard.action](now, heard.parts)
        if step is not None:
            return step
    for reading in READINGS:
        step = reading(now, text)
        if step is not None:
            return step
    return unanswered.of_a_remark(now, text, answering.not_followed(now))


def _danger(now: Turn, text: str) -> Step:
    """999 first. A message that tells of a case as well is still answered, under the warning."""
    told = telling.heard_of_the_case(now, text).facts if now.pack else ()
    if len(told) >= FACTS_OF_A_CASE:
        step = telling.take(now, text, warnings=(talk.danger_notice(now),))
        if step is not None:
            return step
    return now.conversation, talk.danger(now)


def _no_text(now: Turn, text: str) -> Step | None:
    return _current(now) if not text and not now.message.facts else None


def _meaning(now: Turn, text: str) -> Step | None:
    """A question about a word: answered, and the open question put again."""
    return glossary.asked(now, text)


def _council_named(now: Turn, text: str) -> Step | None:
    """While no council is known: take the one the message names, or keep what it says and ask.

    Once one is known, another's bare name still switches to it, unless it answers where the family is moving.
    """
    slug = councils.called(now, now.services.phrases.plain(text))
    if now.pack is not None:
        asked_where = now.asked is not None and now.asked.id == "move"
        return councils.choose(now, slug) if slug not in (None, now.pack.slug) and not asked_where else None
    if slug is not None:
        return councils.choose(now, slug)
    elsewhere = councils.unknown(now, now.services.phrases.plain(text))
    if elsewhere is not None:
        return elsewhere
    told = now.services.reader.read(text, None, now.today)
    slug = told.council or _end_of(told.journey)
    if slug is not None:
        return _read(now.with_(council=slug))
    told_in = _told_in_each(now, text, told)
    pending = {slug: _kept(told.facts) for slug, told in told_in.items()}
    if not any(pending.values()):
        return now.conversation, talk.welcome(now)
    kinds = tuple(now.services.privacy(text))
    if kinds and all(one.fact in telling.ABOUT_AGE for facts in pending.values() for one in facts):
        return now.conversation, talk.private(now, kinds)
    half_said = {slug: _kept(told.doubted) for slug, told in told_in.items()}
    warnings = (talk.private_notice(now, kinds),) if kinds else ()
    lead = "\n".join((*(one.text for one in warnings), now.say("council.kept")))
    in_doubt = dict(_in_doubt(now, text, pending))
    kept = now.conversation.model_copy(
        update={"pending": pending, "pending_half_said": half_said, "pending_in_doubt": in_doubt}
    )
    return kept, talk.ask_council(now, lead).model_copy(update={"warnings": warnings})


def _told_in_each(now: Turn, text: str, told: Told) -> Mapping[str, Told]:
    """What a message tells under each council's policy, whose teams have names of their own.

    Of many councils no team is read: somebody who writes one more line is not kept waiting for a hundred readings.
    """
    packs = now.services.knowledge.packs
    if len(packs) <= MOST_COUNCILS_READ:
        return {slug: telling.heard_of_the_case(now.with_(council=slug), text) for slug in packs}
    return {
        slug: replace(told, facts=readable(pack, told.facts), doubted=readable(pack, told.doubted))
        for slug, pack in packs.items()
    }


def _in_doubt(now: Turn, text: str, pending: Mapping[str, tuple[Stated, ...]]) -> Iterator[tuple[str, str]]:
    """For each council under whose policy the answer to a message is doubtful, the fact to ask for before it."""
    if len(pending) > MOST_COUNCILS_READ:
        return
    for slug, facts in pending.items():
        then = now.becoming(now.conversation.model_copy(update={"council": slug, "facts": facts}))
        fact = second_look.fact_in_doubt(then, text, case.reply(then)[1]) if facts else None
        if fact is not None:
            yield slug, fact


def _end_of(journey: Journey) -> str | None:
    """The council whose policy comes first where a message names both ends of a move: the one that is left."""
    ends = (journey.start, journey.end)
    return next((one.slug for one in ends if one is not None and one.slug), None) if all(ends) else None


def _in_a_council(now: Turn, parts: Mapping[str, str]) -> Step | None:
    """Handle "I'm in Kent" and "I'm in Kent CIC"; also with a case right behind it: "im in kent now, 4yo on an ICO"."""
    step = councils.named(now, parts)
    if step is not None:
        return step
    words = parts["council"].split()
    for length in (3, 2, 1):
        slug = councils.called(now, " ".join(words[:length]).strip(" ,.;:-"))
        if slug is not None and len(words) > length and words[length] not in ("to", "into"):
            conversation, said = councils.choose(now, slug)
            return _case(now.becoming(conversation), now.message.text) or (conversation, said)
    return None


def _kept(told: Iterable[Proposal]) -> tuple[Stated, ...]:
    return tuple(Stated(fact=one.fact, value=one.value) for one in told)


def _case(now: Turn, text: str) -> Step | None:
    """The message states facts of a case."""
    return telling.take(now, text)


def _question(now: Turn, text: str) -> Step | None:
    """A question about the policy, in the middle of a case or on its own."""
    asking, has_case = now.services.phrases.is_asking(text), bool(now.conversation.facts or now.conversation.unknown)
    if has_case and not asking:
        return None  # a remark about the case that states nothing: better not understood than answered at random
    found = policy.search(now, text)
    if now.conversation.asking is not None:
        if not found.covered:
            return None
        said = prose.section_lines(now.services.words, found.hits[0], POINTS_IN_PASSING)
        return answering.interruption(now, "\n".join(said))
    if not has_case and telling.asks_of_a_case_not_told(now, text, found):
        return case.ask_first(now, Lead(text=now.say("case.tell_me")))
    if found.covered or asking or len(text.split()) > FEW_WORDS:
        return unanswered.of_a_question(now, text, policy.answered(now, text))
    return None


def _stray_number(now: Turn, text: str) -> Step | None:
    """A bare number that picks no button and answers no question: it must not turn into an age."""
    stray = text.isdecimal() and bool(now.conversation.facts or now.conversation.unknown) and not asks_for_a_number(now)
    return answering.not_followed(now) if stray else None


READINGS: Sequence[Callable[[Turn, str], Step | None]] = (
    _no_text,
    _stray_number,
    _meaning,
    _council_named,
    _case,
    _question,
)
"""What an ordinary message may be, tried in order. Each declines with None."""


# --- steering --------------------------------------------------------------------------------------------------------


def _back(now: Turn, _parts: object = None) -> Step:
    """From a page to the case; from the case to where it stood before the last change."""
    if now.pack is None:
        return now.conversation, talk.welcome(now)
    if now.conversation.view:
        return _show(now)
    earlier = case.gone_back(now.conversation)
    if earlier is None:
        return case.reply(now, Lead(text=now.say("case.nothing_to_undo")))
    return case.reply(now.becoming(earlier, view=""), Lead(text=now.say("case.back")))


def _show(now: Turn, _parts: object = None) -> Step:
    if now.pack is None:
        return now.conversation, talk.welcome(now)
    return case.reply(now.with_(view=""))


def _start_again(now: Turn, _parts: object = None) -> Step:
    after = now.becoming(case.cleared(now.conversation))
    if now.pack is None:
        return after.conversation, talk.welcome(after)
    return after.conversation, talk.line(after, now.say("case.start_again"), case.button(after, "guide"))


def _guide(now: Turn, _parts: object = None) -> Step:
    """The questions one by one; with a case under way, where it stands."""
    if now.pack is None:
        return now.conversation, talk.welcome(now)
    return case.reply(now) if now.conversation.facts else case.ask_first(now)


def _cancel(now: Turn, _parts: object = None) -> Step:
    after = now.becoming(case.cleared(now.conversation))
    return after.conversation, talk.line(after, now.say("case.cancelled"))


def _new_case(now: Turn, parts: Mapping[str, str]) -> Step:
    """Handle "new case: …": the last one put away, the rest read as the first message of the next."""
    message = now.message.model_copy(update={"text": parts["rest"]})
    return _read(Turn(case.cleared(now.conversation), message, now.services))


# --- small talk ------------------------------------------------------------------------------------------------------


def _small_talk(key: str) -> Callable[..., Step]:
    """A word in passing; an open question is put again after it."""

    def step(now: Turn, _parts: object = None) -> Step:
        if now.conversation.asking and now.pack:
            return answering.again(now, Lead(text=now.say(key)))
        return now.conversation, talk.line(now, now.say(key))

    return step


def _greeting(now: Turn, _parts: object = None) -> Step:
    if now.pack is not None and now.conversation.facts:
        return answering.again(now, Lead(text=now.say("talk.greeting_resume")))
    return now.conversation, talk.welcome(now)


def _thanks(now: Turn, _parts: object = None) -> Step | None:
    """Thanks; while a question is open, "ok" and "sure" may be its answer."""
    if now.conversation.asking is not None and now.pack is not None:
        return telling.take(now, now.message.text) or answering.again(now, case.NO_LEAD)
    return now.conversation, talk.line(now, now.say("talk.thanks_more"))


def _who(now: Turn, _parts: object = None) -> Step:
    if now.pack is None:
        return now.conversation, talk.line(now, now.say("talk.who_any"))
    return now.conversation, talk.line(now, now.say("talk.who", policy=now.pack.identity.policy.title))


def _help(now: Turn, _parts: object = None) -> Step:
    return now.conversation, talk.help_(now)


def _onboarding(now: Turn, _parts: object = None) -> Step:
    return now.conversation, talk.onboarding(now)


def _meeting(now: Turn, _parts: object = None) -> Step:
    """A command to a list of meetings that is not there; an open question is put again after it."""
    if now.conversation.asking and now.pack:
        return answering.again(now, Lead(text=now.say("meeting.none")))
    return now.conversation, talk.meeting(now)


TAPS: Mapping[str, Callable[[Turn, Tap], Step | None]] = {
    "answer": answering.tapped_answer,
    "flip": answering.flip,
    "council": councils.tapped,
    "section": looking.tapped_section,
    "none_of_these": unanswered.none_of_these,
    "what_if": looking.tapped_what_if,
    "change": correcting.tapped_change,
    "dont_know": answering.dont_know,
    "why_ask": looking.why_ask,
    "why": looking.page("why"),
    "checklist": looking.page("checklist"),
    "summary": looking.page("summary"),
    "escalate": looking.of_the_policy(policy.escalation),
    "same_child": correcting.same_child,
    "back": _back,
    "show": _show,
    "start_again": _start_again,
    "guide": _guide,
    "cancel": _cancel,
    "help": _help,
}
"""What each button does. An action that is not here shows the present state again."""

SAID: Mapping[str, Callable[[Turn, Mapping[str, str]], Step | None]] = {
    "start_again": _start_again,
    "guide": _guide,
    "new_case": _new_case,
    "same_child": correcting.same_child,
    "cancel": _cancel,
    "back": _back,
    "show": _show,
    "why_ask": looking.why_ask,
    "escalate": looking.of_the_policy(policy.escalation),
    "what_if": looking.what_if,
    "why_not": looking.why_not,
    "why": looking.why,
    "dont_know": answering.dont_know,
    "checklist": looking.page("checklist"),
    "summary": looking.page("summary"),
    "later": looking.page("later"),
    "change": correcting.change,
    "correction": correcting.correction,
    "help": _help,
    "onboarding": _onboarding,
    "meeting": _meeting,
    "who": _who,
    "gaps": looking.of_the_policy(policy.gaps),
    "councils": lambda now, parts: (now.conversation, talk.ask_council(now)),
    "council": _in_a_council,
    "my_team": telling.my_team,
    "greeting": _greeting,
    "thanks": _thanks,
    "bye": _small_talk("talk.bye"),
    "sworn_at": _small_talk("talk.sworn_at"),
    "look_up": looking.look_up,
}
"""What each phrase of `heard.yaml` does. A handler declines with None, and the next fit is tried."""
