"""Opening the database.

SQLite runs in WAL mode with synchronous=FULL: a commit that returned is on the disk, so a message that was
acknowledged survives a power cut. Every transaction takes the write lock at once (BEGIN IMMEDIATE), because a
transaction that first reads and then wants to write fails without waiting when another one wrote in between.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from bot.store.schema import metadata


class StoreError(RuntimeError):
    """The database cannot be used as it is; says what to do."""


def open_sqlite(path: Path) -> Engine:
    """Open (and, if need be, create) the database file at *path*."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False, "timeout": 30})
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin_immediate)
        metadata.create_all(engine)
    except Exception as error:
        raise StoreError(f"cannot open the database {path}: {error}. Is the folder writable?") from error
    return engine


def _configure(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def reading(engine: Engine) -> Connection:
    """A connection that only reads: it waits for nobody, and nobody waits for it."""
    return engine.connect().execution_options(reading=True)


def _begin_immediate(connection: Connection) -> None:
    lock = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {lock}")
