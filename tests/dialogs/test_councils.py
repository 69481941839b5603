"""Several councils: whose policy answers, and that no other council's slips in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dialogs import router
from tests.dialogs.conftest import Chat

ChatOf = Callable[[str | None], Chat]


def test_every_council_is_offered_while_none_is_known(chat_of: ChatOf):
    chat = chat_of(None)
    reply = chat.says("hello")
    names = [pack.identity.name for pack in chat.services.knowledge.packs.values()]
    assert [button.label for button in reply.buttons] == names


def test_what_was_told_before_the_council_was_known_is_kept(chat_of: ChatOf):
    chat = chat_of(None)
    chat.says("15, child in need plan")
    reply = chat.taps("Stoke-on-Trent")
    assert (reply.council, chat.facts["age"]) == ("stoke-on-trent", 15)


def test_of_many_councils_what_was_told_is_read_once_and_kept_all_the_same(
    chat_of: ChatOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "MOST_COUNCILS_READ", 2)
    chat = chat_of(None)
    chat.says("15, child in need plan")
    reply = chat.taps("Stoke-on-Trent")
    assert (reply.council, chat.facts["age"]) == ("stoke-on-trent", 15)


def test_somebody_who_says_where_they_are_is_answered_from_there(chat_of: ChatOf):
    chat = chat_of(None)
    chat.says("stoke")
    reply = chat.says("im in herts now, AT. 4yo, CP conference on 8 Dec, who takes it")
    assert reply.council == "hertfordshire"
    assert reply.answer is not None
    assert all(section.startswith("hertfordshire.") for section in reply.answer.sections)


def test_another_council_named_in_passing_is_noticed_and_can_be_switched_to(chat_of: ChatOf):
    chat = chat_of(None)
    chat.says("herts")
    reply = chat.says("my kent case, CIC, 17, care order")
    assert reply.council == "hertfordshire"
    assert "You named Kent. This is Hertfordshire's policy" in reply.text
    switched = chat.taps("Answer for Kent")
    assert (switched.council, chat.facts["holding_team"], chat.facts["age"]) == ("kent", "cic", 17)


def test_a_move_to_another_council_is_no_wish_to_switch(chat_of: ChatOf):
    reply = chat_of("kent").says("CP plan, moving for good from Kent to Somerset")
    assert reply.council == "kent"
    assert "You named" not in reply.text


def test_another_councils_bare_name_switches_to_it(chat_of: ChatOf):
    chat = chat_of(None)
    chat.says("herts")
    chat.says("AT, 4yo, CP conference on 8 Dec")
    assert chat.says("somerset").council == "somerset"
    assert chat.facts == {}
