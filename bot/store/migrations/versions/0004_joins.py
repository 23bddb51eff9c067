"""Codes by which one conversation joins another."""

from alembic import op
from sqlalchemy import Column, Float, LargeBinary, String

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "joins",
        Column("code", LargeBinary(16), primary_key=True),
        Column("conversation", LargeBinary(16), nullable=False),
        Column("channel", String(32), nullable=False),
        Column("expires", Float, nullable=False),
    )


def downgrade() -> None:
    """The way back is a backup."""
    raise NotImplementedError("restore the backup that was made before the upgrade: bangban restore FILE")
