"""Conversations and what was answered in them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "conversations",
        sa.Column("place", sa.String(512), primary_key=True),
        sa.Column("person", sa.String(512), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_conversations_touched", "conversations", ["touched"])
    op.create_table(
        "turns",
        sa.Column("place", sa.String(512), primary_key=True),
        sa.Column("person", sa.String(512), primary_key=True),
        sa.Column("activity_id", sa.String(512), primary_key=True),
        sa.Column("replies", sa.Text, nullable=False),
        sa.Column("delivered", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_turns_at", "turns", ["at"])


def downgrade() -> None:
    """Drop both tables, and with them every open conversation."""
    op.drop_table("turns")
    op.drop_table("conversations")
