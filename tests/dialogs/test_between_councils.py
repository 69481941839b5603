"""A case that moves between two councils: both councils' own policies side by side, neither in place of the other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from dialogs import Reply
from tests import shipped
from tests.dialogs.conftest import Chat

ChatOf = Callable[[str | None], Chat]
NAMES = {slug: pack.identity.name for slug, pack in shipped.knowledge().packs.items()}
PAIRS = list(permutations(NAMES, 2))
MOVE = "child on a CP plan, family has moved for good from {start} to {end}"


def said(chat_of: ChatOf, *texts: str, council: str | None = None) -> Reply:
    """The reply to the last of some messages."""
    chat = chat_of(council)
    for text in texts:
        chat.says(text)
    return chat.reply


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_the_leaving_council_sees_the_receiving_councils_side(chat_of: ChatOf, start: str, end: str):
    reply = said(chat_of, MOVE.format(start=NAMES[start], end=NAMES[end]), council=start)
    assert reply.facts["move"] == "out_of_council"
    assert reply.other_side is not None
    assert (reply.other_side.council, reply.other_side.role) == (end, "receiving")
    assert f"{NAMES[start]} is the council the case leaves" in reply.text
    assert f"{NAMES[end]} receives the case" in reply.text


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_the_receiving_council_sees_the_leaving_councils_side(chat_of: ChatOf, start: str, end: str):
    reply = said(chat_of, MOVE.format(start=NAMES[start], end=NAMES[end]), council=end)
    assert reply.facts["move"] == "into_council"
    assert reply.other_side is not None
    assert (reply.other_side.council, reply.other_side.role) == (start, "leaving")


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_each_side_cites_its_own_policy_only(chat_of: ChatOf, start: str, end: str):
    reply = said(chat_of, MOVE.format(start=NAMES[start], end=NAMES[end]), council=start)
    other = reply.other_side
    assert other is not None
    own = (*(hit.id for hit in reply.sections), *(reply.answer.sections if reply.answer else ()))
    packs = chat_of(start).services.knowledge.packs
    assert all(packs[start].section(name) for name in own)
    assert all(packs[end].section(hit.id) for hit in other.sections)
    assert other.kind in ("answer", "question", "not_covered")


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_each_side_that_takes_the_case_says_who_holds_it_meanwhile(chat_of: ChatOf, start: str, end: str):
    reply = said(chat_of, MOVE.format(start=NAMES[start], end=NAMES[end]), council=start)
    for answer in (reply.answer, reply.other_side and reply.other_side.answer):
        if answer and answer.outcome == "transfers":
            assert answer.meanwhile or "meanwhile" in reply.text


def test_a_council_without_a_policy_here_is_named_and_not_guessed_for(chat_of: ChatOf):
    reply = said(chat_of, "CP plan, family moved from Kent to Essex for good", council="kent")
    assert reply.other_side is not None
    assert (reply.other_side.kind, reply.other_side.name) == ("unknown", "Essex")
    assert "I have no policy for Essex" in reply.text


def test_a_move_within_one_council_has_one_side_only(chat_of: ChatOf):
    reply = said(chat_of, "CIN plan, moved from Ashford to Thanet", council="kent")
    assert reply.facts["move"] == "within_council"
    assert reply.other_side is None


def test_without_a_council_the_one_that_is_left_comes_first(chat_of: ChatOf):
    reply = said(chat_of, "child on a CP plan, family moved from Kent to Medway")
    assert reply.council == "kent"


def test_the_other_council_may_be_named_later(chat_of: ChatOf):
    reply = said(chat_of, "CP plan, family moved out of county", "they moved to Essex", council="kent")
    assert reply.other_side is not None
    assert reply.other_side.name == "Essex"


def test_a_new_case_has_no_other_council(chat_of: ChatOf):
    told = ("CP plan, moved from Kent to Essex", "start again", "CP plan, moved out of area")
    reply = said(chat_of, *told, council="kent")
    assert reply.other_side is None
