"""From a question in Teams that nothing answers to the line that the keeper of the policy reads."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import dialogs
from bot import cli
from bot.settings import Settings
from bot.storage.state import open_state
from bot.storage.unanswered import Unanswered, most_often
from dialogs.turn import Conversation, Message, NoteUnanswered, Outcome
from tests import shipped
from tests.bot.conftest import tapped

ASKED = "who pays for Zanele's taxi to contact"
SHAPE = "who pays for … taxi to contact"
PERSONAL = "who pays for the taxi for Jane Smith, dob 3/4/2011"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, default_council="kent")


def answered(conversation: Conversation, message: Message) -> Outcome:
    """A turn of the bot as it ships."""
    return dialogs.turn(conversation, message, shipped.services())


def near_even(conversation: Conversation, message: Message) -> Outcome:
    """The same, in which whatever is typed has been answered with close candidates."""
    note = NoteUnanswered(council="kent", kind="offered", key="k", shape=SHAPE)
    return answered(conversation.model_copy(update={"unanswered": note}), message)


async def noted(settings: Settings) -> dict[str, int]:
    return {one.shape: one.times for one in await most_often(settings.database, None, 100)}


# --- in Teams ---------------------------------------------------------------------------------------------------------


async def test_what_the_policy_does_not_answer_is_counted_each_time_it_is_asked(start, settings):
    async with start(answered) as teams:
        await teams.says(ASKED)
        await teams.says("taxi to contact: who pays?")
        await teams.says(PERSONAL)
    assert await noted(settings) == {SHAPE: 2}


async def test_a_message_that_the_channel_repeats_is_counted_once(start, settings):
    async with start(answered) as one, start(answered) as other:
        await one.says(ASKED, id="twice")
        await one.says(ASKED, id="twice")
        await other.says(ASKED, id="twice")
    assert await noted(settings) == {SHAPE: 1}


async def test_a_turn_that_is_run_again_is_counted_once(start, settings, tmp_path):
    overtaken = []

    def overtaken_once(conversation: Conversation, message: Message) -> Outcome:
        if message.text == ASKED and not overtaken:
            overtaken.append(message)
            with closing(sqlite3.connect(tmp_path / "transfer-bot.sqlite3")) as file:
                file.execute("UPDATE conversations SET version = version + 1")
                file.commit()
        return answered(conversation, message)

    async with start(overtaken_once) as teams:
        await teams.says("hello")
        await teams.says(ASKED)
    assert overtaken
    assert await noted(settings) == {SHAPE: 1}


async def test_a_tap_on_none_of_these_is_counted(start, settings):
    async with start(near_even) as teams:
        await teams.post(tapped(action="none_of_these"))
        assert "whoever keeps the policy" in teams.channel.texts[-1]
    assert await noted(settings) == {SHAPE: 1}


async def test_no_word_of_a_person_is_in_the_database(start, settings, tmp_path):
    async with start(answered) as teams:
        await teams.says(ASKED)
        await teams.says(PERSONAL)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert SHAPE.encode() in stored
    assert b"anele" not in stored
    assert b"Smith" not in stored


# --- the command ------------------------------------------------------------------------------------------------------


def note(shape: str, **more: Any) -> NoteUnanswered:
    whole = {"council": "kent", "kind": "not_covered", "key": f"{shape[:4]}0123456789", "shape": shape}
    return NoteUnanswered.model_validate(whole | more)


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., None]:
    """`keep(note, …)`: note these, each in a conversation of its own."""

    async def write(notes: tuple[NoteUnanswered, ...]) -> None:
        from bot.state import Key

        state = await open_state(Settings(data_dir=tmp_path).database)
        for number, one in enumerate(notes):
            await state.commit(Key(f"a:{number}"), 0, Conversation(), "act-1", (), (one,))
        await state.close()

    return lambda *notes: asyncio.run(write(notes))


@pytest.fixture
def call(call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line of a deployment whose database is in this test's folder."""
    monkeypatch.setenv("TRANSFER_BOT_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("TRANSFER_BOT_DATABASE_URL", raising=False)
    monkeypatch.setattr(cli, "load_knowledge", lambda packs_dir=None: shipped.knowledge())
    return call


def test_the_list_says_how_often_when_and_what_and_suggests_an_alias(call: Any, keep: Callable[..., None]) -> None:
    asked = note("who pays for the taxi", section="kent.4")
    keep(note("is there a parking permit"), asked, asked)
    first, about, alias, *_ = call("unanswered").out.splitlines()
    assert first == "2 × who pays for the taxi"
    assert about.split(" · ")[0].strip() == "who 0123"
    assert about.split(" · ")[1:3] == ["kent", "found nothing"]
    assert "week of" in about
    assert alias.strip() == "if kent.4 answers it, add there  aliases: [pays taxi]"


def test_without_a_section_near_it_asks_whether_the_policy_speaks_of_it(call: Any, keep: Callable[..., None]) -> None:
    keep(note("is there a parking permit"), note("taxi of a section gone", section="kent.99"))
    assert call("unanswered").out.count("no section near: does the policy speak of it?") == 2


def test_a_section_that_somebody_said_is_not_it_gets_no_alias(call: Any, keep: Callable[..., None]) -> None:
    keep(note("who pays for the taxi", section="kent.4", kind="none_of_these"))
    out = call("unanswered").out
    assert "not kent.4, somebody said: does another section speak of it?" in out
    assert "aliases" not in out


def test_the_list_as_json(call: Any, keep: Callable[..., None]) -> None:
    keep(note("who pays for the taxi", section="kent.4"))
    [one] = call("unanswered", "--json").json["unanswered"]
    assert one == one | {
        "id": "who 0123", "council": "kent", "kind": "not_covered", "shape": "who pays for the taxi", "times": 1,
        "section": "kent.4", "alias": "pays taxi",
    }
    assert one["first_week"] == one["last_week"]


def test_one_council_and_the_first_few_alone(call: Any, keep: Callable[..., None]) -> None:
    keep(note("who pays for the taxi"), note("is there a passport", council="somerset"))
    assert "passport" not in call("unanswered", "--council", "kent").out
    assert len(call("unanswered", "--limit", "1", "--json").json["unanswered"]) == 1


def test_an_empty_list_is_said_to_be_empty(call: Any, keep: Callable[..., None]) -> None:
    keep()
    called = call("unanswered")
    assert called.status == 0
    assert "Nothing is noted" in called.out
    assert call("unanswered", "--json").json == {"unanswered": []}


def test_what_is_dealt_with_is_forgotten(call: Any, keep: Callable[..., None]) -> None:
    keep(note("who pays for the taxi", key="abcdef0123"), note("is there a passport", key="fedcba0123"))
    assert call("unanswered", "--forget", "ABCDEF01").out == "Erased abcdef01.\n"
    assert [one["id"] for one in call("unanswered", "--json").json["unanswered"]] == ["fedcba01"]
    assert call("unanswered", "--forget-all").out == "Erased 1 note.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--forget", "zzz"), "There is no note 'zzz'"),
        (("--forget", "ab"), "Several notes begin with 'ab'"),
        (("--forget", ""), "There is no note ''"),
        (("--forget", "ab", "--forget-all"), "not both"),
        (("--council", "atlantis"), "no pack called 'atlantis'"),
        (("--limit", "0"), "--limit"),
    ],
)
def test_a_wrong_call_is_told_in_one_line_and_erases_nothing(
    call: Any, keep: Callable[..., None], words: tuple[str, ...], says: str
) -> None:
    keep(note("who pays for the taxi", key="ab1"), note("is there a passport", key="ab2"))
    called = call("unanswered", *words)
    assert called.status == 2
    assert says in called.err
    assert called.err.count("\n") == 1
    assert len(call("unanswered", "--json").json["unanswered"]) == 2


def test_a_database_that_is_not_there_yet_is_said_so_and_not_made(call: Any, tmp_path: Path) -> None:
    called = call("unanswered")
    assert called.status == 2
    assert "no database here yet" in called.err
    assert called.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_an_older_version_is_said_so(call: Any, keep: Callable[..., None], tmp_path: Path) -> None:
    keep()
    with closing(sqlite3.connect(tmp_path / "transfer-bot.sqlite3")) as file:
        file.execute("UPDATE alembic_version SET version_num = '0001'")
        file.commit()
    called = call("unanswered")
    assert called.status == 2
    assert "older version" in called.err


def test_what_the_terminal_is_asked_is_not_noted(call: Any, keep: Callable[..., None]) -> None:
    keep()
    call("ask", "--council", "kent", ASKED)
    called = call("chat", "--json", "--council", "kent", typed=f"{ASKED}\nnone of these\n")
    assert called.lines[0]["kind"] == "not_covered"
    assert "I have noted" not in called.out
    assert call("unanswered", "--json").json == {"unanswered": []}


def test_a_note_is_named_by_the_beginning_of_its_key() -> None:
    one = Unanswered("0123456789", "kent", "not_covered", "x", None, 1, *[None] * 2)  # type: ignore[arg-type]
    assert one.id == "01234567"
