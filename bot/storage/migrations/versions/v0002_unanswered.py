"""What could not be answered: shapes of questions, counted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "unanswered",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("council", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("shape", sa.Text, nullable=False),
        sa.Column("section", sa.String(256), nullable=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_week", sa.Date, nullable=False),
        sa.Column("last_week", sa.Date, nullable=False),
    )
    op.create_index("ix_unanswered_last_week", "unanswered", ["last_week"])


def downgrade() -> None:
    """Drop it, and with it every count."""
    op.drop_table("unanswered")
