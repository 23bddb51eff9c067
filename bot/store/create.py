"""A new store: every table at once, its version, and the rows that are there from the beginning."""

from sqlalchemy import Connection

from bot.store.database import ask
from bot.store.notes import KEYS, read_note, write_note
from bot.store.rows import NOTE_VALUE, SLOTS, Sealing
from bot.store.schema import metadata
from bot.store.tables import insert


def create(connection: Connection, sealer: Sealing, revision: str) -> None:
    """Every table, at *revision*."""
    metadata.create_all(connection, checkfirst=False)
    stamp(connection, revision)
    first_rows(connection, sealer, 0)


def stamp(connection: Connection, revision: str) -> None:
    """Write down the version, where Alembic looks for it."""
    ask(
        connection,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
        " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
    )
    ask(connection, f"INSERT INTO alembic_version (version_num) VALUES ('{revision}')")  # noqa: S608 - our own word


def first_rows(connection: Connection, sealer: Sealing, last_request: int) -> None:
    """The slots, the counter of requests at *last_request*, and the word that tells the right keys from wrong ones."""
    insert(connection, "slots (slot, owner, fence)", [(slot, None, 0) for slot in range(SLOTS)])
    insert(connection, "counters (name, value)", [("requests", last_request)])
    if read_note(connection, KEYS) is None:
        write_note(connection, KEYS, sealer.seal(b"bangban", NOTE_VALUE, KEYS.encode()))


def tables_of(connection: Connection) -> set[str]:
    """The names of the tables in the database, or in the schema that is in use there."""
    if connection.dialect.name == "sqlite":
        return set(ask(connection, "SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    return set(ask(connection, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").scalars())
