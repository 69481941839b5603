"""Storage keeps its promises on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.state import Conflict, Key, State, StorageUnavailable
from bot.storage import unanswered
from bot.storage.models import metadata
from bot.storage.state import KEEP_CONVERSATIONS, KEEP_REPLIES, open_state
from bot.storage.unanswered import KEEP, Unanswered, forget, forget_all, most_often
from dialogs.turn import Conversation, NoteUnanswered, Reply, Stated, Understood

ANN = Key("a:1")
REPLIES = (Reply(kind="help", text="Fünfzehn 15½ 👍", facts={"age": 15.5}),)
PLACES = itertools.count(1)
CASE = Conversation(turn=1, council="kent", facts=(Stated(fact="age", value=15.5),))


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server: TEST_POSTGRES_DSN, or one that is started for these tests and thrown away."""
    if dsn := os.environ.get("TEST_POSTGRES_DSN"):
        yield dsn
        return
    if not (shutil.which("initdb") and shutil.which("postgres")):
        pytest.skip("PostgreSQL's initdb and postgres are not on the PATH, and TEST_POSTGRES_DSN is not set")
    folder = tmp_path_factory.mktemp("postgres")
    data, port = folder / "data", _free_port()
    whose: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL does not run as root.
        whose = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for part in (folder, *folder.parents[:3]):
            part.chmod(0o755)
        shutil.chown(folder, "nobody")
    subprocess.run(["initdb", "-D", data, "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True,
                   capture_output=True, cwd=folder, **whose)
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            ["postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=folder, **whose,
        )
        try:
            _wait_for(port, server)
            yield f"postgresql+asyncpg://bot@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'state.sqlite3'}"
        return
    dsn = request.getfixturevalue("postgres")
    yield dsn
    await _drop_all(dsn)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def state(url: str, clock: Clock) -> AsyncIterator[State]:
    state = await open_state(url, clock)
    yield state
    await state.close()


async def test_nothing_is_known_of_a_new_conversation(state):
    held = await state.load(ANN, "act-1")
    assert (held.conversation, held.version, held.told) == (None, 0, None)


async def test_what_was_committed_is_loaded_whole(state):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    held = await state.load(ANN, "act-1")
    assert (held.conversation, held.version) == (CASE, 1)
    assert held.told.replies == REPLIES
    assert not held.told.delivered
    assert (await state.load(ANN, "act-2")).told is None


async def test_a_delivery_is_remembered(state):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    await state.mark_delivered(ANN, "act-1")
    assert (await state.load(ANN, "act-1")).told.delivered


@pytest.mark.parametrize("version", [0, 2, 7])
async def test_a_commit_on_another_version_writes_nothing(state, version):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    with pytest.raises(Conflict):
        await state.commit(ANN, version, Conversation(turn=9), "act-2", REPLIES)
    held = await state.load(ANN, "act-2")
    assert (held.conversation, held.version, held.told) == (CASE, 1, None)


async def test_an_activity_is_answered_only_once(state):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    with pytest.raises(Conflict):
        await state.commit(ANN, 1, Conversation(turn=9), "act-1", REPLIES)
    assert (await state.load(ANN, "act-1")).conversation == CASE


async def test_of_many_that_write_at_once_one_wins(state):
    await state.commit(ANN, 0, CASE, "act-0", REPLIES)
    outcomes = await asyncio.gather(
        *(state.commit(ANN, 1, Conversation(turn=number), f"act-{number}", ()) for number in range(1, 9)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 7 + ["NoneType"]
    assert (await state.load(ANN, "x")).version == 2


async def test_people_in_one_place_are_kept_apart(state):
    await state.commit(Key("19:g", "ann"), 0, CASE, "act-1", REPLIES)
    assert (await state.load(Key("19:g", "ben"), "act-1")).version == 0


async def test_a_place_is_forgotten_with_its_threads_and_people_and_nothing_else(state):
    gone = (Key("19:c", "ann"), Key("19:c;messageid=1", "ann"), Key("19:c;messageid=2", "ben"))
    kept = (Key("19:c2", "ann"), Key("19:", "ann"), Key("19%c;x", "ann"))
    for key in gone + kept:
        await state.commit(key, 0, CASE, "act-1", REPLIES)
    await state.forget("19:c")
    for key in gone:
        held = await state.load(key, "act-1")
        assert (held.version, held.told) == (0, None)
    for key in kept:
        assert (await state.load(key, "act-1")).told is not None


async def test_wildcards_in_a_place_are_taken_literally(state):
    await state.commit(Key("abc;1"), 0, CASE, "act-1", REPLIES)
    await state.forget("%")
    await state.forget("a_c")
    assert (await state.load(Key("abc;1"), "act-1")).version == 1


async def test_replies_expire_within_a_day_and_conversations_after_a_week(state, clock):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    clock.at += KEEP_REPLIES + timedelta(seconds=1)
    await state.sweep()
    held = await state.load(ANN, "act-1")
    assert (held.conversation, held.told) == (CASE, None)
    clock.at += KEEP_CONVERSATIONS
    await state.sweep()
    assert (await state.load(ANN, "act-1")).version == 0


async def test_what_is_fresh_is_not_swept(state, clock):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    clock.at += KEEP_REPLIES - timedelta(minutes=1)
    await state.sweep()
    assert (await state.load(ANN, "act-1")).told is not None


async def test_the_users_own_words_are_not_stored(state):
    understood = Understood(fact="age", label="Age", value=15, text="15", words="she is fifteen")
    await state.commit(ANN, 0, CASE, "act-1", (Reply(kind="answer", text="…", understood=(understood,)),))
    [reply] = (await state.load(ANN, "act-1")).told.replies
    assert reply.understood[0].words == ""
    assert reply.understood[0].text == "15"


# --- what went unanswered ---------------------------------------------------------------------------------------------


def note(shape: str = "who pays for the taxi", key: str = "", **more: Any) -> NoteUnanswered:
    whole = {"council": "kent", "kind": "not_covered", "key": key or f"key of {shape}", "shape": shape, "section": None}
    return NoteUnanswered.model_validate(whole | more)


async def noted(state: State, *notes: NoteUnanswered, place: str = "") -> None:
    """One conversation, begun and at once noted."""
    where = Key(place or f"a:{next(PLACES)}")
    await state.commit(where, 0, Conversation(turn=1), "act-1", (), notes)


async def kept(url: str) -> dict[str, int]:
    return {one.shape: one.times for one in await most_often(url, None, 100)}


async def test_a_shape_is_counted_each_time_under_the_words_it_first_had(state, url, clock):
    await noted(state, note("who pays for taxis", "k", section="kent.1"))
    clock.at += timedelta(weeks=2, days=2)
    await noted(state, note("taxis, who pays", "k", kind="none_of_these", section="kent.2"))
    [one] = await most_often(url, None, 10)
    assert one == Unanswered(
        "k", "kent", "none_of_these", "who pays for taxis", "kent.2", 2, date(2026, 11, 23), date(2026, 12, 7)
    )


async def test_a_turn_that_was_overtaken_or_repeated_counts_nothing(state, url):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES, (note(),))
    for version, activity in ((0, "act-2"), (7, "act-3"), (1, "act-1")):
        with pytest.raises(Conflict):
            await state.commit(ANN, version, CASE, activity, REPLIES, (note(),))
    assert await kept(url) == {"who pays for the taxi": 1}


async def test_many_that_note_the_same_at_once_are_all_counted(state, url):
    await asyncio.gather(*(noted(state, note()) for _ in range(8)))
    assert await kept(url) == {"who pays for the taxi": 8}


async def test_nothing_of_a_shape_says_when_where_or_who(state, url):
    await noted(state, note(), place="a:somebody")
    [one] = await most_often(url, None, 10)
    assert "somebody" not in repr(one)
    assert one.first_week.weekday() == 0
    assert set(vars(one)) == {
        "key", "council", "kind", "shape", "section", "times", "first_week", "last_week",
    }


async def test_the_most_often_met_come_first_and_one_councils_alone_if_wanted(state, url):
    for shape in ("rare", "often", "often", "often", "twice", "twice"):
        await noted(state, note(shape))
    await noted(state, note("elsewhere", council="somerset"))
    assert [one.shape for one in await most_often(url, None, 2)] == ["often", "twice"]
    assert [one.shape for one in await most_often(url, "somerset", 10)] == ["elsewhere"]


async def test_a_shape_not_met_for_half_a_year_is_erased(state, url, clock):
    await noted(state, note("gone"))
    await noted(state, note("met again"))
    clock.at += KEEP - timedelta(days=1)
    await noted(state, note("met again"))
    await state.sweep()
    assert await kept(url) == {"gone": 1, "met again": 2}
    clock.at += timedelta(days=8)
    await state.sweep()
    assert await kept(url) == {"met again": 2}


async def test_of_too_many_the_rarest_go_and_of_those_the_longest_unmet(state, url, clock, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_KEPT", 3)
    for shape in ("old but often", "old but often", "old and rare", "older still"):
        await noted(state, note(shape))
    clock.at += timedelta(weeks=1)
    for shape in ("old and rare", "new", "newer"):
        await noted(state, note(shape))
    await state.sweep()
    assert len(await kept(url)) == 3
    assert {"old but often", "old and rare"} < set(await kept(url))
    assert "older still" not in await kept(url)


async def test_a_shape_is_forgotten_by_the_beginning_of_its_key(state, url):
    for key in ("abc1", "abc2", "b%"):
        await noted(state, note(key, key))
    assert len(await forget(url, "abc")) == 2
    assert await forget(url, "%") == ()
    assert await forget(url, "abc2") == ("abc2",)
    assert set(await kept(url)) == {"abc1", "b%"}


async def test_all_shapes_of_a_council_or_of_all_are_forgotten(state, url):
    await noted(state, note("one"))
    await noted(state, note("two", council="somerset"))
    assert await forget_all(url, "somerset") == 1
    assert await kept(url) == {"one": 1}
    assert await forget_all(url, None) == 1


async def test_a_place_is_forgotten_without_what_was_noted_there_which_names_no_place(state, url):
    await noted(state, note(), place="a:left")
    await state.forget("a:left")
    assert await kept(url) == {"who pays for the taxi": 1}


async def test_reading_makes_no_database(tmp_path):
    for url in (f"sqlite+aiosqlite:///{tmp_path}/no/where.sqlite3", "sqlite+aiosqlite://"):
        with pytest.raises(StorageUnavailable, match="no database here yet"):
            await most_often(url, None, 10)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE alembic_version SET version_num = '0001'", "older version"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer version"),
        ("DROP TABLE alembic_version", "none of the bot's tables"),
    ],
)
async def test_reading_leaves_a_database_of_another_version_alone(state, url, statement, says):
    await _run(url, statement)
    with pytest.raises(StorageUnavailable, match=says):
        await most_often(url, None, 10)


async def test_a_database_from_before_there_were_notes_is_brought_up_to_date(url, clock):
    first = await open_state(url, clock)
    await first.commit(ANN, 0, CASE, "act-1", REPLIES)
    await first.close()
    await _run(url, "DROP TABLE unanswered")
    await _run(url, "UPDATE alembic_version SET version_num = '0001'")
    second = await open_state(url, clock)
    assert (await second.load(ANN, "act-1")).conversation == CASE
    await noted(second, note())
    await second.close()
    assert await kept(url) == {"who pays for the taxi": 1}


# --- opening ----------------------------------------------------------------------------------------------------------


async def test_everything_is_still_there_after_a_restart(url, clock):
    first = await open_state(url, clock)
    await first.commit(ANN, 0, CASE, "act-1", REPLIES)
    await first.close()
    second = await open_state(url, clock)
    assert (await second.load(ANN, "act-1")).conversation == CASE
    await second.close()


async def test_replicas_that_start_together_make_the_tables_once(url, clock):
    states = await asyncio.gather(*(open_state(url, clock) for _ in range(3)))
    await states[0].commit(ANN, 0, CASE, "act-1", REPLIES)
    assert (await states[2].load(ANN, "act-1")).version == 1
    for state in states:
        await state.close()


async def test_the_migrations_make_exactly_the_tables_that_are_used(url, clock):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy.ext.asyncio import create_async_engine

    await (await open_state(url, clock)).close()
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        missing = await connection.run_sync(lambda sync: compare_metadata(MigrationContext.configure(sync), metadata))
    await engine.dispose()
    assert missing == []


async def test_a_database_of_a_newer_version_of_the_bot_is_left_alone(state, url):
    await _run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageUnavailable, match="newer version of the bot"):
        await open_state(url)


async def test_a_conversation_of_another_version_of_the_bot_is_started_afresh(state, url):
    await state.commit(ANN, 0, CASE, "act-1", REPLIES)
    await _run(url, "UPDATE conversations SET body = '{\"schema_version\": 99}'")
    held = await state.load(ANN, "act-2")
    assert (held.conversation, held.version) == (None, 1)


async def test_storage_that_cannot_be_opened_is_said_in_one_line_without_the_password(tmp_path):
    (tmp_path / "file").write_text("")
    for url in (f"sqlite+aiosqlite:///{tmp_path}/file/x.sqlite3", f"sqlite+aiosqlite:///{tmp_path}",
                f"postgresql+asyncpg://bot:very-secret-word@127.0.0.1:{_free_port()}/x"):
        with pytest.raises(StorageUnavailable, match="TRANSFER_BOT_DATABASE_URL") as refused:
            await open_state(url)
        assert "very-secret-word" not in str(refused.value)
        assert "\n" not in str(refused.value)


async def _run(url: str, statement: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _drop_all(url: str) -> None:
    for table in ("turns", "conversations", "unanswered", "alembic_version"):
        await _run(url, f"DROP TABLE IF EXISTS {table}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    import time

    for _ in range(100):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the PostgreSQL server did not start")
