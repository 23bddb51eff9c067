"""Photos, voice and files are kept."""

from alembic import op

from bot.store.migrations.attached import metadata

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make their table; nobody has sent any yet."""
    metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    """The way back is a backup."""
    raise NotImplementedError("restore the backup that was made before the upgrade: bangban restore FILE")
