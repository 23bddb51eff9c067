"""The tables of 0.1.0."""

from alembic import op

from bot.store.migrations.first import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """There is nothing before them."""
    raise NotImplementedError("the first version has none before it")
