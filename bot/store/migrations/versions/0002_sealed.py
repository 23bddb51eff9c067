"""What is about a person is sealed; work is shared out, sent, and recorded as sent."""

from alembic import context, op

from bot.store.migrations.sealed.aside import drop_old, set_aside
from bot.store.migrations.sealed.carry import carry_over
from bot.store.migrations.sealed.tables import metadata, versions

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables beside the old ones, carry every row over, and drop the old ones."""
    connection, given = op.get_bind(), context.config.attributes
    set_aside(connection)
    metadata.create_all(connection, tables=[t for t in metadata.tables.values() if t is not versions], checkfirst=False)
    carry_over(connection, given["sealer"], given["progress"])
    drop_old(connection)


def downgrade() -> None:
    """The way back is a backup."""
    raise NotImplementedError("restore the backup that was made before the upgrade: bangban restore FILE")
