"""What could not be answered, counted by its shape: no time but the week, no place and no person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Delete, Executable, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state import StorageUnavailable
from bot.storage.engine import engine_of, unavailable
from bot.storage.migrations import newest, revision
from bot.storage.models import unanswered
from dialogs.turn import NoteUnanswered

KEEP = timedelta(days=180)
"""What was not asked for half a year is either answered by now or was a whim."""
MOST_KEPT = 5_000
SHORTEST_ID = 8
"""So many signs of a key tell 5,000 of them apart, all but certainly."""


@dataclass(frozen=True)
class Unanswered:
    """One shape with how often it came. A week is given by its Monday."""

    key: str
    council: str
    kind: str
    shape: str
    section: str | None
    times: int
    first_week: date
    last_week: date

    @property
    def id(self) -> str:
        """The beginning of the key, enough to name it by."""
        return self.key[:SHORTEST_ID]


def counting(backend: str) -> Executable:
    """The statement that counts a shape, whoever else does so at the same moment; the kind and section are the last."""
    insert = postgresql.insert if backend == "postgresql" else sqlite.insert
    new = insert(unanswered)
    later = {name: new.excluded[name] for name in ("kind", "section", "last_week")}
    return new.on_conflict_do_update(index_elements=["key"], set_={"times": unanswered.c.times + 1, **later})


def counted(note: NoteUnanswered, now: datetime) -> dict[str, Any]:
    """A note as the row of a shape that is met for the first time."""
    monday = week_of(now)
    row = note.model_dump(include={"key", "council", "kind", "shape", "section"})
    return row | {"times": 1, "first_week": monday, "last_week": monday}


def out_of_time(now: datetime) -> tuple[Delete, ...]:
    """Erase what was not met for long, and of too many the rarest, the longest unmet first."""
    often = select(unanswered.c.key).order_by(
        unanswered.c.times.desc(), unanswered.c.last_week.desc(), unanswered.c.key
    )
    return (
        delete(unanswered).where(unanswered.c.last_week < week_of(now - KEEP)),
        delete(unanswered).where(unanswered.c.key.not_in(often.limit(MOST_KEPT))),
    )


def week_of(moment: datetime) -> date:
    """The Monday of the week."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


async def most_often(url: str, council: str | None, limit: int) -> tuple[Unanswered, ...]:
    """The shapes met most often, of one council or of all. Raises StorageUnavailable."""
    wanted = select(unanswered).order_by(
        unanswered.c.times.desc(), unanswered.c.last_week.desc(), unanswered.c.key
    ).limit(limit)
    if council is not None:
        wanted = wanted.where(unanswered.c.council == council)
    async with _reading(url) as connection:
        return tuple(Unanswered(**row) for row in (await connection.execute(wanted)).mappings())


async def forget(url: str, beginning: str) -> tuple[str, ...]:
    """Erase the one shape whose key begins so; give the keys that do.

    Only where that is one has anything been erased. Raises StorageUnavailable.
    """
    begins = unanswered.c.key.startswith(beginning, autoescape=True)
    async with _reading(url) as connection:
        keys = tuple((await connection.execute(select(unanswered.c.key).where(begins).limit(2))).scalars())
        if len(keys) == 1:
            await connection.execute(delete(unanswered).where(unanswered.c.key == keys[0]))
        return keys


async def forget_all(url: str, council: str | None) -> int:
    """Erase every shape, of one council or of all; give how many. Raises StorageUnavailable."""
    everything = delete(unanswered)
    if council is not None:
        everything = everything.where(unanswered.c.council == council)
    async with _reading(url) as connection:
        return int((await connection.execute(everything)).rowcount)


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a database that is there and up to date: this never makes one, nor changes its tables."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and not _has_content(parsed.database):
            raise StorageUnavailable(
                "There is no database here yet: nothing has been noted. `transfer-bot serve` makes it; if the bot runs "
                "elsewhere, set TRANSFER_BOT_DATABASE_URL or TRANSFER_BOT_DATA_DIR as it is set there."
            )
        engine = engine_of(url)
    except (OSError, ArgumentError) as error:
        raise unavailable(error) from error
    try:
        async with engine.begin() as connection:
            found = await connection.run_sync(revision)
            if found != newest():
                raise StorageUnavailable(_of_another_version(found))
            yield connection
    except (OSError, SQLAlchemyError) as error:
        raise unavailable(error) from error
    finally:
        await engine.dispose()


def _has_content(file: str | None) -> bool:
    return bool(file) and Path(str(file)).is_file() and Path(str(file)).stat().st_size > 0


def _of_another_version(found: str | None) -> str:
    if found is None:
        return "The database has none of the bot's tables yet: nothing has been noted. `transfer-bot serve` makes them."
    if found > newest():
        return "The database was last used by a newer version of the bot. Read it with that version."
    return "The database is of an older version of the bot. Start `transfer-bot serve` once to bring it up to date."
