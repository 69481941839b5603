"""Bringing the tables up to date when the bot starts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.state import StorageUnavailable

HERE = Path(__file__).parent
_TURNSTILE = 7_305_118_244
"""Names the lock that lets one replica migrate at a time; any constant does."""


async def upgrade(engine: AsyncEngine) -> None:
    """Run every migration that this database has not seen. Replicas that start together take turns.

    Raises StorageUnavailable if a newer version of the bot has changed the tables.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(revision) == newest():
            return
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _TURNSTILE})
        else:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(_run)


def newest() -> str:
    """The newest revision, which names its file: `versions/v0001_conversations.py` is "0001"."""
    return max(path.name[1:5] for path in (HERE / "versions").glob("v*.py"))


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None if it has none of the bot's tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _run(connection: Connection) -> None:
    # Imported here: a third of a second and ten megabytes that only a first start needs.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageUnavailable(
            "The database was last used by a newer version of the bot. Run that version, or give this one "
            "another database."
        ) from error
