"""The tables. A change here needs a migration in `bot/storage/migrations/versions`."""

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, MetaData, String, Table, Text

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("place", String(512), primary_key=True),
    Column("person", String(512), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("touched", DateTime(timezone=True), nullable=False, index=True),
)

turns = Table(
    "turns",
    metadata,
    Column("place", String(512), primary_key=True),
    Column("person", String(512), primary_key=True),
    Column("activity_id", String(512), primary_key=True),
    Column("replies", Text, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("council", String(128), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("shape", Text, nullable=False),
    Column("section", String(256), nullable=True),
    Column("times", Integer, nullable=False),
    Column("first_week", Date, nullable=False),
    Column("last_week", Date, nullable=False, index=True),
)
