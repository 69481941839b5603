"""Whole turns over any messages at all: whatever is typed, there is one reply, it can be sent, and nothing leaks.

`make fuzz` sends 100,000 messages (FUZZ=100000) and also fails on a reply that takes over a second.
"""

from __future__ import annotations

import gc
import json
import os
import string
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import thread_time

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bot.ask import as_json
from bot.teams.cards import render
from dialogs import Conversation, Message, Reply, turn
from knowledge.search.personal import looks_personal
from tests import shipped
from tests.bot.cards.seen import size
from tests.dialogs.conftest import TODAY
from tests.random_cases import tried

COUNCILS = (*shipped.knowledge().packs, None)
LONGEST_TALK = 4
FUZZ = int(os.environ.get("FUZZ", "0"))
"""Messages to send in all, by a long run."""
MEAN_TALK = 2.5
DAY_BY_DAY = 1
"""Conversations with each council, and as many with none, by default: some 15 messages, and 18 that are fixed."""
TOO_SLOW = 1.0
VERY_LONG = 20_000
LARGEST = 27 * 1024

as_often = (
    settings(
        tried(DAY_BY_DAY),
        max_examples=max(1, round(FUZZ / MEAN_TALK / len(COUNCILS))),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    if FUZZ
    else tried(DAY_BY_DAY)
)


# --- what people may send ---------------------------------------------------------------------------------------------


def trade_words() -> Iterator[str]:
    """Words that lead deep into the dialogs: teams, facts, places, and what steers a conversation."""
    for pack in shipped.knowledge().packs.values():
        yield pack.identity.name
        for team in pack.teams:
            yield from filter(None, (team.name, team.abbreviation, *team.aliases))
        for fact in pack.vocabulary:
            yield fact.label
            yield from (option.label for option in fact.options)
    yield from ["ICO", "ISO", "s20", "CIN", "CP", "EPO", "SGO", "C&F", "LAC", "ICPC", "IRO", "EHCP", "UASC"]
    yield from ("3 month old", "15", "17½", "aged 12", "on an interim care order", "made today", "1 December", "30 Feb",
                "moving to Medway", "with foster carers", "stays with nan", "home about to break down", "or", "not",
                "maybe", "and", "?", ".", ",", "if", "who", "when does it go", "her sister", "she is", "last Tuesday")


STEERING = ("back", "why", "why not CIC", "what if she was 12", "yes", "no", "I don't know", "1", "2", "7", "summary",
            "checklist", "later", "change age to 16", "change plan", "actually she is 12", "not 15 its 16",
            "start again", "same child", "new case: 4, ICO, foster care", "I'm in Kent", "I'm in Somerset", "glossary",
            "what does CIN mean", "CIN vs CP", "section 4", "escalate", "add to the meeting list", "im new", "thanks",
            "what does the policy say about moves", "dad is hitting her right now", "none of these", "")
MARKUP = ("<script>alert(1)</script>", "<at>Bot</at>", "&lt;b&gt;&nbsp;", "**bold** _it_ `code`", "[a](javascript:x)",
          "![](http://x.example/y.png)", "# heading\n- list\n1. one", "| a | b |\n|---|---|", "{{DATE(2026-01-01)}}",
          '{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"${x}"}]}', "%s %d {0} {name}",
          '{"action":"answer","fact":"age","value":1}', "\\", "((((", "[a-", "(?P<x>", "'; DROP TABLE x;--")
LONE = [chr(code) for code in (0xD800, 0xDBFF, 0xDC00, 0xDFFF)]
RIGHT_TO_LEFT = "\u202eabc\u202c \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u200f\u2067x\u2069"
EMOJI = ("🙂", "👩‍👩‍👧", "🏴\U000e0067\U000e0062", "🇬🇧", "👍🏽", "1️⃣", "\ufe0f")

plain = st.text(st.characters(categories=("L", "M", "N", "P", "S", "Z")), max_size=80)
anything = st.text(st.characters(), max_size=80)
control = st.text(st.sampled_from([*map(chr, range(32)), "\x7f", "\x85", "\u2028", "\ufeff", "\u200b", *LONE, "1"]),
                  min_size=1, max_size=30)
trade = st.lists(st.sampled_from(sorted(set(trade_words()))), min_size=1, max_size=12).map(" ".join)
odd = st.sampled_from([*MARKUP, *EMOJI, RIGHT_TO_LEFT, "\x00", *LONE])
very_long = st.builds(
    lambda unit, length: (unit * (length // len(unit) + 1))[:length],
    st.sampled_from(["cswt ", "word ", "15 ", "x", "7", "0", " ", "\n", "a-", "ico, ", "why not ", "the same ", "🙂",
                     "not ", "? ", "1/", "(", "what if ", "and who ", "no it's ", "A.", "is x and ", "07", "a@", "a."]),
    st.sampled_from([500, 2000, 3990, 4000, 4001, VERY_LONG]),
)
mixture = st.lists(trade | odd | control | plain, min_size=2, max_size=5).map(" ".join)
PRIVATE = ("ring me on 07700 900123", "mail jo.qzxv@example.org", "nhs 943 476 5919", "she lives at 12 Qzxvacia Avenue",
           "it's for Jane Qzxvsmith dob 3/4/2011", "CT1 2QX")
SECRETS = ("07700", "900123", "qzxv", "943 476", "9434765919", "ct1 2qx", "3/4/2011", "2011-04-03", "smith")
private = st.builds(lambda before, told: f"{before} {told}".strip(), st.just("") | trade, st.sampled_from(PRIVATE))

message = st.one_of(trade, st.sampled_from(STEERING), trade, mixture, plain, anything, control, odd, very_long, private)
talks = st.lists(message, min_size=1, max_size=LONGEST_TALK)


# --- what has to hold -------------------------------------------------------------------------------------------------


@dataclass
class Slowest:
    """The slowest reply so far, for the report at the end of a long run."""

    seconds: float = 0.0
    talk: tuple[str, ...] = ()
    """What had been written by then, the message that took so long at the end."""


@pytest.fixture(scope="module", autouse=True)
def slowest() -> Iterator[Slowest]:
    """The slowest reply of this process; a long run prints it, and fails if it took too long."""
    if FUZZ:  # as when serving: what the first message would wait for is loaded
        for load in (*shipped.services().warm_ups, shipped.services().shapes.warm_up):
            load()
        for council in COUNCILS:
            everything_holds(["cswt. ICO today on 3mth old", "do drafts hold up a transfer"], council, Slowest())
    seen = Slowest()
    yield seen
    if FUZZ:
        talk = " / ".join(f"{text[:300]!a} ({len(text):,} characters)" for text in seen.talk)
        said = f"slowest reply: {seen.seconds:.2f} s, to the last of {talk}"
        sys.stderr.write(f"\n{said}\n")
        assert seen.seconds < TOO_SLOW, said


@contextmanager
def only_what_is_new_collected() -> Iterator[None]:
    """Garbage is collected among what a reply makes, as when serving, and not in all that a long run remembers of the
    messages it has tried: to go through that takes over a second by the end."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def everything_holds(talk: list[str], council: str | None, slowest: Slowest) -> None:
    conversation = Conversation()
    for said, text in enumerate(talk, 1):
        message = Message(text=text, today=TODAY, council=council, keeps_notes=bool(FUZZ))
        with only_what_is_new_collected():
            started = thread_time()
            outcome = turn(conversation, message, shipped.services())
            took = thread_time() - started
        if took > slowest.seconds:
            slowest.seconds, slowest.talk = took, tuple(talk[:said])
        [reply] = outcome.replies
        can_be_sent(reply)
        stored = outcome.conversation.model_dump_json()
        conversation = Conversation.model_validate_json(stored)
        assert conversation == outcome.conversation
        if looks_personal(text):
            kept = stored + "".join(note.model_dump_json() for note in outcome.commands)
            assert not [secret for secret in SECRETS if secret in kept.casefold()]


def can_be_sent(reply: Reply) -> None:
    assert reply.text.strip()
    json.dumps(as_json(reply), ensure_ascii=False).encode()
    rendered = render(reply)
    json.dumps(rendered.card, ensure_ascii=False).encode()
    assert size(rendered.card) <= LARGEST
    assert rendered.text.strip()


@pytest.mark.parametrize("council", COUNCILS, ids=str)
@as_often
@given(talk=talks)
@example(talk=[f"cswt. ICO \ud800 today \x00 on 3mth old{string.whitespace} in care", "change age to \udfff", "1"])
def test_any_conversation_has_one_reply_a_message_that_can_be_sent_and_keeps_nothing_private(
    council: str | None, slowest: Slowest, talk: list[str]
) -> None:
    everything_holds(talk, council, slowest)
