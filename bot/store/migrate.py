"""The schema's version, and bringing a store to the newest.

A new store is made at the newest version at once, and one that is there already costs one look: Alembic is loaded only
where there is something to migrate. Everything happens in one transaction under a lock, so it is whole or not at all,
and several processes may ask for it at the same time, also while others serve.
"""

import logging
import time

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.store.create import create, stamp, tables_of
from bot.store.database import Store, StoreError, ask
from bot.store.notes import KEYS, SCRUB, read_note
from bot.store.rows import NOTE_VALUE, Sealing
from bot.store.scrub import scrub
from bot.store.tables import Progress

_log = logging.getLogger("bangban.migrate")

#: Every version, oldest first. The first is the schema of 0.1.0, which kept no record of its version.
REVISIONS = ("0001", "0002", "0003")
_FIRST_TABLES = {"contacts", "inbox", "outbox", "requests", "alerts", "timers", "versions"}
#: PostgreSQL's advisory lock for migrations: "bangban" in ASCII.
_LOCK = int.from_bytes(b"bangban", "big")
#: Seconds to wait for another process that migrates the same file.
_PATIENCE = 600.0


def newest() -> str:
    """The version this program works with."""
    return REVISIONS[-1]


def revision(store: Store) -> str | None:
    """The version *store* stands at; None if it has no tables yet. StoreError if it is no store of ours."""
    with store.reading() as connection:
        return _revision(connection)


def is_current(store: Store) -> bool:
    """Whether *store* stands at the newest version; StoreError if a newer program made it."""
    return _known(revision(store)) == newest()


def upgrade(store: Store, sealer: Sealing, progress: Progress | None = None) -> None:
    """Bring *store* to the newest version, from whatever it is. StoreError if that cannot be; nothing changed then."""
    end = time.monotonic() + _PATIENCE
    while not is_current(store):
        try:
            with store.writing() as connection:
                _bring(connection, sealer, progress)
        except OperationalError as error:
            if not _busy(store, error) or time.monotonic() > end:
                raise StoreError(f"the database could not be brought to version {newest()}: {error.orig}") from None
    if store.sqlite and unclean(store) and not scrub(store):
        _log.warning("old plain text is still in the database file: restart once nobody else reads it")


def unclean(store: Store) -> bool:
    """Whether the file may still hold what was in it before it was sealed; the next `upgrade` tries again."""
    with store.reading() as connection:
        return read_note(connection, SCRUB) is not None


def check_keys(store: Store, sealer: Sealing) -> None:
    """StoreError if *sealer* has not the keys that *store* was made with."""
    with store.reading() as connection:
        if not fits(connection, sealer):
            raise StoreError("these are not the keys this database was made with: put its own file of keys back")


def fits(connection: Connection, sealer: Sealing) -> bool:
    """Whether *sealer* has the keys of the database: its own word opens."""
    sealed = read_note(connection, KEYS)
    try:
        return sealed is not None and sealer.unseal(sealed, NOTE_VALUE, KEYS.encode()) == b"bangban"
    except RuntimeError:
        return False


def _bring(connection: Connection, sealer: Sealing, progress: Progress | None) -> None:
    if connection.dialect.name == "postgresql":
        ask(connection, f"SELECT pg_advisory_xact_lock({_LOCK})")
    at = _known(_revision(connection))
    if at is None:
        create(connection, sealer, newest())
    elif at != newest():
        if "alembic_version" not in tables_of(connection):
            stamp(connection, at)
        from bot.store.migrations.running import run_from_here  # Alembic takes its time to load

        run_from_here(connection, sealer, progress)


def _revision(connection: Connection) -> str | None:
    tables = tables_of(connection)
    if "alembic_version" in tables:
        return str(ask(connection, "SELECT version_num FROM alembic_version").scalar_one())
    if tables >= _FIRST_TABLES and "notes" not in tables:
        return REVISIONS[0]
    if tables & (_FIRST_TABLES | {"notes"}):
        raise StoreError("the database has tables of the same names that are not ours: use an empty database")
    return None


def _known(at: str | None) -> str | None:
    if at is not None and at not in REVISIONS:
        raise StoreError(f"the database stands at version {at}, this program at {newest()}: update the program")
    return at


def _busy(store: Store, error: OperationalError) -> bool:
    return store.sqlite and ("locked" in str(error.orig) or "busy" in str(error.orig))
