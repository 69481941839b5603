"""What a person in Teams meets: their words are taken once, in order, and nobody else's are mixed in."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.settings import Settings
from dialogs.turn import Conversation, Message, Outcome, Reply
from tests.bot.conftest import ANN, BEN, BOT, remembering, said, tapped

GROUP = {"id": "19:group@thread.v2", "conversationType": "groupChat", "tenantId": "tenant-1", "isGroup": True}
THREAD = {"id": "19:chan@thread.tacv2;messageid=1", "conversationType": "channel", "tenantId": "tenant-1"}


async def test_a_message_is_answered_with_a_card_under_that_message(teams):
    await teams.says("fifteen", id="act/1")
    [sent] = teams.channel.sent
    assert sent.path == "/teams/v3/conversations/a%3Apersonal-1/activities/act%2F1"
    assert sent.body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "text" not in sent.body
    assert sent.body["from"] == BOT
    assert sent.body["recipient"]["id"] == ANN["id"]
    assert sent.body["replyToId"] == "act/1"


async def test_what_was_said_before_is_remembered(teams):
    await teams.says("fifteen")
    assert await teams.says("cin") == ["fifteen cin"]


async def test_a_tap_is_taken_with_its_fact_and_value(teams):
    await teams.post(tapped(action="answer", fact="lac", value=True))
    assert teams.channel.texts == ["<answer:lac=True>"]


async def test_a_value_chosen_from_a_list_stands_for_the_taps_value(teams):
    await teams.post(tapped(action="answer", fact="plan", choice="cin"))
    assert teams.channel.texts == ["<answer:plan=cin>"]


async def test_a_value_that_no_card_of_ours_sends_does_no_harm(teams):
    for value in ([1], "x", {"action": ["a"]}, {"action": {"a": 1}}, {"action": "a", "value": {"b": 1}}, {}):
        assert (await teams.post({"type": "message", "value": value})).status == 200


async def test_a_dialog_goes_on_after_a_restart(start):
    async with start() as teams:
        await teams.says("fifteen")
    async with start() as teams:
        assert await teams.says("cin") == ["fifteen cin"]


async def test_the_same_activity_twice_is_answered_once(teams):
    await teams.says("fifteen", id="twice")
    assert await teams.says("fifteen", id="twice") == []
    assert await teams.says("cin") == ["fifteen cin"]


async def test_the_same_activity_twice_at_once_is_answered_once(teams):
    await asyncio.gather(*(teams.post(said("fifteen", id="twice")) for _ in range(4)))
    assert teams.channel.texts == ["fifteen"]


async def test_the_same_activity_at_another_replica_is_answered_once(start):
    async with start() as one, start() as other:
        await one.says("fifteen", id="twice")
        assert await other.says("fifteen", id="twice") == []


async def test_messages_that_come_at_once_are_all_remembered(teams):
    await asyncio.gather(*(teams.post(said(f"word{number}")) for number in range(10)))
    [everything] = await teams.says("end")
    assert sorted(everything.split()) == sorted([*(f"word{number}" for number in range(10)), "end"])


async def test_messages_that_reach_two_replicas_at_once_are_all_remembered(start):
    async with start() as one, start() as other:
        await asyncio.gather(*((one, other)[number % 2].post(said(f"word{number}")) for number in range(8)))
        [everything] = await one.says("end")
    assert sorted(everything.split()) == sorted([*(f"word{number}" for number in range(8)), "end"])


async def test_a_turn_runs_again_on_what_somebody_else_wrote_meanwhile(start, tmp_path):
    def overtaken(conversation: Conversation, message: Message) -> Outcome:
        if message.text == "second" and "meanwhile" not in str(conversation.facts):
            meanwhile = remembering(conversation, message.model_copy(update={"text": "meanwhile"})).conversation
            overwrite(tmp_path, "UPDATE conversations SET version = version + 1, body = ?", meanwhile.model_dump_json())
        return remembering(conversation, message)

    async with start(overtaken) as teams:
        await teams.says("first")
        assert await teams.says("second") == ["first meanwhile second"]


async def test_a_conversation_that_never_holds_still_ends_in_an_apology(start, tmp_path):
    def overtaken(conversation: Conversation, message: Message) -> Outcome:
        if message.text == "second":
            overwrite(tmp_path, "UPDATE conversations SET version = version + 1")
        return remembering(conversation, message)

    async with start(overtaken) as teams:
        await teams.says("first")
        [apology] = await teams.says("second")
        assert "quote reference" in apology
        assert await teams.says("third") == ["first third"]


def overwrite(folder: Path, statement: str, *values: str) -> None:
    """Write to the database behind the bot's back."""
    with closing(sqlite3.connect(folder / "transfer-bot.sqlite3")) as connection, connection:
        connection.execute(statement, values)


async def test_people_in_a_group_have_a_conversation_each(teams):
    for person, word in ((ANN, "anns"), (BEN, "bens"), (ANN, "again")):
        await teams.post({"type": "message", "text": word, "from": person, "conversation": GROUP})
    assert teams.channel.texts == ["anns", "bens", "anns again"]


async def test_threads_of_a_channel_are_conversations_of_their_own(teams):
    other = THREAD | {"id": "19:chan@thread.tacv2;messageid=2"}
    for thread, word in ((THREAD, "one"), (other, "two"), (THREAD, "three")):
        await teams.post({"type": "message", "text": word, "conversation": thread})
    assert teams.channel.texts == ["one", "two", "one three"]
    assert "messageid%3D1" in teams.channel.sent[0].path


async def test_the_mention_of_the_bot_is_no_part_of_what_was_said(teams):
    mention = {"type": "mention", "mentioned": BOT, "text": "<at>Transfer</at>"}
    await teams.post({"type": "message", "text": "<at>Transfer</at>&nbsp;Transfer point?", "entities": [mention],
                      "conversation": GROUP})
    assert teams.channel.texts == ["Transfer point?"]


async def test_who_adds_the_bot_is_welcomed_once(teams):
    joined = {"type": "conversationUpdate", "membersAdded": [BOT]}
    await teams.post(joined)
    await teams.post({"type": "conversationUpdate", "membersAdded": [ANN]})
    assert teams.channel.texts == ["Welcome"]
    assert (await teams.says("fifteen")) == ["fifteen"]


async def test_a_group_is_not_bothered_when_somebody_joins(teams):
    await teams.post({"type": "conversationUpdate", "membersAdded": [BEN], "conversation": GROUP})
    assert teams.channel.texts == []


async def test_nothing_is_kept_after_the_bot_is_removed(teams):
    await teams.says("fifteen")
    await teams.post({"type": "installationUpdate", "action": "remove"})
    assert await teams.says("cin") == ["cin"]


async def test_a_channel_that_removes_the_bot_is_forgotten_with_all_its_threads_and_people(teams):
    await teams.post({"type": "message", "text": "old", "conversation": THREAD})
    base = {"id": "19:chan@thread.tacv2", "conversationType": "channel"}
    await teams.post({"type": "conversationUpdate", "membersRemoved": [BOT], "from": BEN, "conversation": base})
    await teams.post({"type": "message", "text": "new", "conversation": THREAD})
    assert teams.channel.texts == ["old", "new"]


async def test_other_events_are_acknowledged_and_left(teams):
    for kind in ("typing", "messageReaction", "messageUpdate", "messageDelete", "event", "endOfConversation", "new"):
        assert (await teams.post({"type": kind})).status == 200
    assert teams.channel.sent == []


async def test_replies_are_given_in_the_answer_when_the_channel_expects_them_there(teams):
    answer = await teams.post(said("fifteen", deliveryMode="expectReplies", id="expected"))
    again = await teams.post(said("fifteen", deliveryMode="expectReplies", id="expected"))
    body = await answer.json()
    assert body["activities"][0]["attachments"][0]["content"]["fallbackText"] == "fifteen"
    assert (await again.json()) == body
    assert teams.channel.sent == []


async def test_today_is_the_persons_own_date(start):
    dates: list[str] = []

    def dated(conversation: Conversation, message: Message) -> Outcome:
        dates.append(message.today.isoformat())
        return Outcome(conversation=conversation, replies=(Reply(kind="help", text="ok"),))

    async with start(dated, now=lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) as teams:
        await teams.says("by their clock", localTimestamp="2026-07-04T00:15:00.000+05:00")
        await teams.says("by their zone", localTimestamp=None, localTimezone="America/New_York")
        await teams.says("in England, in summer time", localTimestamp=None)
        await teams.says("nonsense", localTimestamp="2026-13-45T00:00:00", localTimezone="../etc/passwd")
    assert dates == ["2026-07-04", "2026-06-30", "2026-07-01", "2026-07-01"]


async def test_a_case_left_alone_for_a_week_does_not_slip_into_the_next(start, settings):
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    async with start(now=lambda: at) as teams:
        await teams.says("fifteen")
    async with start(now=lambda: at + timedelta(days=8)) as teams:
        assert await teams.says("six") == ["six"]


async def test_a_very_long_message_is_turned_away_unread(teams):
    [answer] = await teams.says("word " * 1000)
    assert "4,000 characters" in answer
    assert await teams.says("short") == ["short"]


async def test_too_many_messages_get_one_notice_and_then_silence(start, settings):
    async with start(chosen=settings.model_copy(update={"rate_limit": 2})) as teams:
        answers = [await teams.says(str(number)) for number in range(5)]
        bens = await teams.post({"type": "message", "text": "ben", "from": BEN, "conversation": {"id": "a:ben"}})
    assert answers[:2] == [["0"], ["0 1"]]
    assert "more messages than I can answer" in answers[2][0]
    assert answers[3:] == [[], []]
    assert bens.status == 200
    assert teams.channel.texts[-1] == "ben"


async def test_a_tap_on_an_execute_button_is_answered_in_its_own_shape(teams):
    answer = await teams.post({"type": "invoke", "name": "adaptiveCard/action", "value": {
        "action": {"type": "Action.Execute", "verb": "x", "data": {"action": "answer", "fact": "lac", "value": True}}}})
    assert answer.status == 200
    assert (await answer.json())["statusCode"] == 200
    assert teams.channel.texts == ["<answer:lac=True>"]


async def test_no_invoke_shows_the_user_a_red_error(teams):
    names = ("message/submitAction", "message/fetchTask", "composeExtension/query", "task/fetch", "task/submit",
             "application/search", "signin/verifyState", "made/up", None)
    for name in names:
        for value in ({}, None, [], "x", {"action": 1}, {"actionValue": 3}):
            answer = await teams.post({"type": "invoke", "name": name, "value": value})
            assert answer.status == 200
            assert isinstance(await answer.json(), dict)


async def test_state_is_kept_in_the_folder_that_only_its_owner_can_read(start, tmp_path):
    folder = tmp_path / "new" / "data"
    async with start(chosen=Settings(data_dir=folder)) as teams:
        await teams.says("fifteen")
    assert (folder / "transfer-bot.sqlite3").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
