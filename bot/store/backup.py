"""A backup is one SQLite file, whatever the store is, made while it serves, and read back before it gets its name.

SQLite copies its pages from one snapshot; on PostgreSQL everything is read in one transaction that sees one moment.
What is sealed stays sealed: the keys are not in the file.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DatabaseError

from bot.store.copy import copy_tables
from bot.store.create import tables_of
from bot.store.database import Store, StoreError, ask, open_store
from bot.store.migrate import check_keys, fits, is_current, newest, upgrade
from bot.store.rows import Sealing
from bot.store.sealed import try_values
from bot.store.tables import TABLES, Progress, count_rows

#: Pages copied at once.
_PAGES = 2000


class Checked(msgspec.Struct, frozen=True):
    """What a backup was found to hold: rows by table, how many sealed values were tried, its size in bytes."""

    rows: dict[str, int]
    opened: int
    size: int


def backup(store: Store, sealer: Sealing, file: Path, progress: Progress | None = None) -> Checked:
    """Write everything in *store* to the new *file*; StoreError says what went wrong, and then there is no file."""
    if file.exists():
        raise StoreError(f"{file} is there already: name a new file")
    if not is_current(store):
        raise StoreError("the database has an older schema: run `bangban migrate` first")
    check_keys(store, sealer)
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, 0o600))
        rows = _copy_file(store, part, progress) if store.sqlite else _copy_rows(store, sealer, part, progress)
        checked = check_backup(part, sealer)
        if checked.rows != rows:
            raise StoreError("the backup does not hold as many rows as the database: try again")
        part.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise StoreError(f"cannot write {file}: {error.strerror}") from None
    finally:
        for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
            left.unlink(missing_ok=True)
    return checked


def check_backup(file: Path, sealer: Sealing) -> Checked:
    """Read the backup *file* back: it is whole, and its values open. StoreError if not."""
    try:
        with open_backup(file) as connection:
            if (found := ask(connection, "PRAGMA integrity_check").scalar()) != "ok":
                raise _damaged(file, found)
            if not fits(connection, sealer):
                raise StoreError(f"{file} was made with other keys: put back the file of keys of that time")
            rows = {table.name: count_rows(connection, table.name) for table in TABLES}
            return Checked(rows, try_values(connection, sealer), file.stat().st_size)
    except DatabaseError as error:
        raise _damaged(file, error.orig) from None


def _damaged(file: Path, found: object) -> StoreError:
    return StoreError(f"{file} is damaged ({str(found).splitlines()[-1]}): use another backup")


@contextmanager
def open_backup(file: Path) -> Iterator[Connection]:
    """The backup *file*, to be read only. StoreError if it is none, or one of another version."""
    _must_be_backup(file)
    engine = create_engine(
        "sqlite://",
        poolclass=NullPool,
        creator=lambda: sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True),
    )
    with engine.connect() as connection:
        there = tables_of(connection)
        at = ask(connection, "SELECT version_num FROM alembic_version").scalar() if "alembic_version" in there else None
        if at is None:
            raise StoreError(f"{file} is no backup of Bangban")
        if at != newest():
            raise StoreError(
                f"{file} is a backup of version {at}, this program works with {newest()}: restore it with"
                " the program that made it, then update"
            )
        yield connection


def _must_be_backup(file: Path) -> None:
    """A database that is in use may have more beside its file; a backup is whole in one."""
    try:
        with file.open("rb") as opened:
            head = opened.read(20)
    except OSError as error:
        raise StoreError(f"cannot read {file}: {error.strerror}") from None
    if not head.startswith(b"SQLite format 3\0"):
        raise StoreError(f"{file} is no backup of Bangban")
    if head[18] != 1:
        raise StoreError(f"{file} is a database in use, not a backup: make one with `bangban backup`")


def _copy_file(store: Store, part: Path, progress: Progress | None) -> dict[str, int]:
    """The pages, as they are at one moment: the read transaction keeps it while others write."""
    with store.reading() as connection, closing(sqlite3.connect(part)) as target:
        rows = {table.name: count_rows(connection, table.name) for table in TABLES}
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)

        def tell(_status: int, left: int, total: int) -> None:
            if progress is not None:
                progress("pages", total - left, total)

        source.backup(target, pages=_PAGES, progress=tell)
        target.execute("PRAGMA journal_mode=DELETE")
    return rows


def _copy_rows(store: Store, sealer: Sealing, part: Path, progress: Progress | None) -> dict[str, int]:
    target = open_store(part)
    try:
        upgrade(target, sealer)
        with store.engine.connect() as plain, target.writing() as new:
            old = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            copied = copy_tables(old, new, progress)
    finally:
        target.close()
    with closing(sqlite3.connect(part)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    return {name: table.rows for name, table in copied.items()}


def _sync(folder: Path) -> None:
    """The new name is on the disk, too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
