"""Replies reach the channel in spite of its hiccups, and stop where they are not welcome."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.teams.cards import RenderedCard
from dialogs.turn import Conversation, Message, Outcome, Reply
from tests.bot.conftest import said

BUSY = (429, {"Retry-After": "2"}, {"error": {"code": "TooManyRequests"}})


def failing(status: int, code: str = "ServiceError") -> tuple[int, dict[str, str], object]:
    return status, {}, {"error": {"code": code, "message": "no"}}


async def test_a_busy_channel_is_given_the_time_it_asks_for(teams, no_waiting):
    teams.channel.answers = [BUSY, BUSY]
    assert await teams.says("fifteen") == ["fifteen"] * 3
    assert no_waiting == [2.0, 2.0]


async def test_a_date_in_retry_after_is_understood(teams, no_waiting):
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    teams.channel.answers = [(429, {"Retry-After": when}, {})]
    await teams.says("fifteen")
    assert 1 <= no_waiting[0] <= 3


@pytest.mark.parametrize("status", [412, 502, 503, 504])
async def test_a_passing_failure_is_tried_again_after_growing_pauses(teams, no_waiting, status):
    teams.channel.answers = [failing(status)] * 3
    assert (await teams.post(said("fifteen"))).status == 200
    assert len(teams.channel.sent) == 4
    assert no_waiting[0] < no_waiting[2]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
async def test_a_final_failure_is_not_tried_again(teams, no_waiting, status):
    teams.channel.answers = [failing(status)]
    assert (await teams.post(said("fifteen"))).status == 200
    assert len(teams.channel.sent) == 1
    assert no_waiting == []


async def test_a_channel_that_asks_for_too_much_time_gets_its_activity_back_and_the_reply_later(teams, no_waiting):
    teams.channel.answers = [(429, {"Retry-After": "60"}, {})]
    answer = await teams.post(said("fifteen", id="slow"))
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert await teams.says("fifteen", id="slow") == ["fifteen"], "the stored reply, not a second turn"
    assert await teams.says("cin") == ["fifteen cin"]


async def test_a_crash_between_commit_and_send_is_healed_by_the_channels_retry(start, no_waiting):
    async with start() as teams:
        teams.channel.answers = [(503, {"Retry-After": "60"}, {})]
        await teams.post(said("fifteen", id="crashed"))
    async with start() as teams:
        assert await teams.says("fifteen", id="crashed") == ["fifteen"]
        assert await teams.says("fifteen", id="crashed") == []


async def test_an_unreachable_channel_is_not_the_end(teams, no_waiting, closed_port):
    nowhere = f"http://127.0.0.1:{closed_port}/"
    assert (await teams.post(said("fifteen", serviceUrl=nowhere, id="lost"))).status == 503
    assert await teams.says("fifteen", id="lost") == ["fifteen"]


@pytest.mark.parametrize("code", ["ConversationBlockedByUser", "BotDisabledByAdmin"])
async def test_whoever_blocks_the_bot_is_forgotten(teams, code):
    await teams.says("fifteen")
    teams.channel.answers = [failing(403, code)]
    await teams.says("cin")
    assert await teams.says("again") == ["again"]


async def test_a_bot_that_is_not_in_the_roster_yet_keeps_the_conversation(teams):
    await teams.says("fifteen")
    teams.channel.answers = [failing(403, "BotNotInConversationRoster")]
    await teams.says("cin")
    assert await teams.says("again") == ["fifteen cin again"]


async def test_the_bot_does_not_follow_a_redirect(teams):
    teams.channel.answers = [(302, {"Location": "http://127.0.0.1:1/"}, {})]
    assert (await teams.post(said("fifteen"))).status == 200
    assert len(teams.channel.sent) == 1


def big(_conversation: Conversation, _message: Message) -> Outcome:
    return Outcome(conversation=Conversation(turn=1), replies=(Reply(kind="help", text="in plain words"),))


async def test_a_card_too_large_for_teams_is_sent_as_plain_text(start):
    async with start(big, render=lambda reply: RenderedCard({"body": "é" * 15_000}, reply.text, ())) as teams:
        await teams.says("fifteen")
    [sent] = teams.channel.sent
    assert sent.body["text"] == "in plain words"
    assert "attachments" not in sent.body


async def test_a_card_that_the_channel_finds_too_large_is_sent_as_plain_text(teams):
    teams.channel.answers = [failing(413, "MessageSizeTooBig")]
    await teams.says("fifteen")
    assert [("attachments" in sent.body, sent.body.get("text")) for sent in teams.channel.sent] == [
        (True, None), (False, "fifteen")]


async def test_at_most_three_suggestions_stand_above_the_compose_box(start):
    async with start(big, render=lambda reply: RenderedCard({}, reply.text, ("a", "b", "c", "d"))) as teams:
        await teams.says("fifteen")
    [sent] = teams.channel.sent
    assert [action["value"] for action in sent.body["suggestedActions"]["actions"]] == ["a", "b", "c"]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
