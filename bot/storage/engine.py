"""Connections to the database of a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.state import StorageUnavailable


def unavailable(error: Exception) -> StorageUnavailable:
    """That the database cannot be opened, in one line with the mend."""
    cause = getattr(error, "orig", None) or error
    # Not the URL: it may hold a password.
    return StorageUnavailable(
        f"The database cannot be opened ({type(cause).__name__}: {cause}). "
        "Check TRANSFER_BOT_DATABASE_URL, or TRANSFER_BOT_DATA_DIR for the embedded one, and that this account may "
        "write there."
    )


def engine_of(url: str) -> AsyncEngine:
    """The engine for a database; for SQLite its folder and file are made if need be, readable by their owner alone.

    Raises OSError and ArgumentError.
    """
    parsed = make_url(url)
    # hide_parameters: an error of the database must not carry a conversation into the log.
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(parsed.database).touch(mode=0o600)
    # No reset on return: every use ends its own transaction, and each needless call is a hop between threads.
    engine = create_async_engine(parsed, hide_parameters=True, pool_reset_on_return=None)

    @event.listens_for(engine.sync_engine, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine
