"""Alembic, set up in code: there is no file of settings that could be lost or say something else."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.store.rows import Sealing
from bot.store.tables import Progress


def config() -> Config:
    """Alembic's settings: where the steps are."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found


def run_from_here(connection: Connection, sealer: Sealing, progress: Progress | None) -> None:
    """Take every step that is missing, in the transaction that *connection* is in."""
    settings = config()
    settings.attributes.update(connection=connection, sealer=sealer, progress=progress or _silent)
    command.upgrade(settings, "head")


def _silent(_table: str, _done: int, _total: int) -> None:
    """Nobody watches."""
