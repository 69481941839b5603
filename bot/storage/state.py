"""Conversations in SQL: SQLite on one machine, PostgreSQL when there is more than one replica."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Delete, and_, bindparam, delete, insert, or_, select, text, update
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.state import Conflict, Key, Remembered, State, Told
from bot.storage.engine import engine_of, unavailable
from bot.storage.migrations import upgrade
from bot.storage.models import conversations, turns
from bot.storage.unanswered import counted, counting, out_of_time
from dialogs.turn import Conversation, NoteUnanswered, Reply

KEEP_REPLIES = timedelta(days=1)
"""Long enough for every repeat a channel makes, and no longer: replies repeat what is known of a case."""
KEEP_CONVERSATIONS = timedelta(days=7)
"""A case left alone for a week is over; its facts must not slip into the next one, nor gather here."""

log = structlog.get_logger(__name__)
_replies = TypeAdapter(tuple[Reply, ...])

# The statements of a turn, built once: putting one together costs more than running it.
_ITS_CONVERSATION = and_(
    conversations.c.place == bindparam("whose_place"), conversations.c.person == bindparam("whose_person")
)
# A commit writes the conversation and the replies together, so the outer join misses nothing.
LOAD = (
    select(conversations.c.version, conversations.c.body, turns.c.replies, turns.c.delivered)
    .select_from(conversations.outerjoin(turns, and_(
        turns.c.place == conversations.c.place,
        turns.c.person == conversations.c.person,
        turns.c.activity_id == bindparam("which_activity"),
    )))
    .where(_ITS_CONVERSATION)
)
BEGIN = insert(conversations)
REPLACE = (
    update(conversations)
    .values({name: bindparam(name) for name in ("version", "body", "touched")})
    .where(_ITS_CONVERSATION, conversations.c.version == bindparam("held"))
)
TELL = insert(turns)
DELIVERED = update(turns).values(delivered=True).where(
    turns.c.place == bindparam("whose_place"),
    turns.c.person == bindparam("whose_person"),
    turns.c.activity_id == bindparam("which_activity"),
)


async def open_state(url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> State:
    """Connect to the database at `url`, bring its tables up to date, and give the state kept in it.

    For SQLite the folder is made if need be, readable by its owner alone.
    Raises bot.state.StorageUnavailable when the database cannot be opened.
    """
    try:
        engine = engine_of(url)
    except (OSError, ArgumentError) as error:
        raise unavailable(error) from error
    try:
        await upgrade(engine)
    except (OSError, SQLAlchemyError) as error:
        await engine.dispose()
        raise unavailable(error) from error
    except BaseException:
        await engine.dispose()
        raise
    return SqlState(engine, now)


class SqlState:
    """`bot.state.State` over SQLAlchemy."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self._count = counting(engine.dialect.name)

    async def load(self, key: Key, activity_id: str) -> Remembered:
        async with self._engine.connect() as connection:
            held = (await connection.execute(LOAD, _whose(key, activity_id))).one_or_none()
        if held is None:
            return Remembered(conversation=None, version=0, told=None)
        return Remembered(
            conversation=_conversation(held.body),
            version=held.version,
            told=Told(_replies.validate_json(held.replies), held.delivered) if held.replies is not None else None,
        )

    async def commit(
        self,
        key: Key,
        version: int,
        conversation: Conversation,
        activity_id: str,
        replies: tuple[Reply, ...],
        notes: tuple[NoteUnanswered, ...] = (),
    ) -> None:
        now = self._now()
        content = {"version": version + 1, "body": conversation.model_dump_json(), "touched": now}
        stored = _replies.dump_json(tuple(map(_without_words, replies)), by_alias=True).decode()
        try:
            async with self._engine.begin() as connection:
                if version:
                    changed = await connection.execute(REPLACE, _whose(key) | {"held": version} | content)
                    if changed.rowcount != 1:
                        raise Conflict
                else:
                    await connection.execute(BEGIN, {"place": key.place, "person": key.person} | content)
                await connection.execute(TELL, {
                    "place": key.place, "person": key.person, "activity_id": activity_id,
                    "replies": stored, "delivered": False, "at": now,
                })
                for note in notes:
                    await connection.execute(self._count, counted(note, now))
        except IntegrityError:
            raise Conflict from None

    async def mark_delivered(self, key: Key, activity_id: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(DELIVERED, _whose(key, activity_id))

    async def forget(self, place: str) -> None:
        await self._erase(*(
            delete(table).where(or_(table.c.place == place, table.c.place.startswith(f"{place};", autoescape=True)))
            for table in (conversations, turns)
        ))

    async def sweep(self) -> None:
        now = self._now()
        await self._erase(
            delete(turns).where(turns.c.at < now - KEEP_REPLIES),
            delete(conversations).where(conversations.c.touched < now - KEEP_CONVERSATIONS),
            *out_of_time(now),
        )

    async def _erase(self, *statements: Delete) -> None:
        async with self._engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)

    async def ready(self) -> None:
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._engine.dispose()


def _whose(key: Key, activity_id: str | None = None) -> dict[str, str]:
    whose = {"whose_place": key.place, "whose_person": key.person}
    return whose if activity_id is None else whose | {"which_activity": activity_id}


def _conversation(body: str) -> Conversation | None:
    try:
        return Conversation.model_validate_json(body)
    except ValidationError:
        # Written by another version of the bot. Starting afresh is safe; guessing at old facts is not.
        log.warning("conversation_unreadable")
        return None


def _without_words(reply: Reply) -> Reply:
    """The reply without the user's own words, which are shown back once and never stored."""
    return reply.model_copy(update={"understood": tuple(
        understood.model_copy(update={"words": ""}) for understood in reply.understood
    )})
