"""Moving a store into another database, in either direction: everything, or nothing.

What is written is read back and compared before it counts, all in one transaction of the target, while the source lets
nobody write. A copy that fails leaves both as they were. Once it is whole, the source says where it went, so that it is
not served by mistake. Workers are carried over like everything else: to the next one they are workers that fell.
"""

import hashlib
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, Table

from bot.store.create import tables_of
from bot.store.database import Store, StoreError, ask
from bot.store.migrate import check_keys, is_current, upgrade
from bot.store.notes import MOVED, SCRUB, moved_to, write_note
from bot.store.rows import Sealing
from bot.store.served import nobody_serving
from bot.store.tables import TABLES, Progress, Rows, count_rows, insert_into, read_table, set_sequences

#: What a store that has met nobody has no rows in.
PEOPLE = ("contacts", "inbox", "outbox", "requests", "alerts", "timers", "attachments")
#: Notes that are about the database itself, not about what is kept in it.
_OWN = (MOVED, SCRUB)

_pack = msgspec.msgpack.Encoder().encode


class Copied(msgspec.Struct, frozen=True):
    """A table as it was copied: how many rows, and the digest over all their values."""

    rows: int
    digest: str


def move(source: Store, target: Store, sealer: Sealing, progress: Progress | None = None) -> dict[str, Copied]:
    """Copy *source*, which nobody may be serving, into *target*, which must be empty; StoreError says what is in the
    way. One that was interrupted can be begun again.
    """
    with target.reading() as before:
        kept = people_in(before)
    if kept and not is_current(target):
        raise _not_empty(kept)
    _prepare(source, sealer)
    upgrade(target, sealer)
    with nobody_serving(source), nobody_serving(target), source.writing() as old:
        hold_still(old)
        with target.writing() as new:
            hold_still(new)
            kept = people_in(new)
            copied = _compare(old, new, kept) if kept else copy_tables(old, new, progress)
        write_note(old, MOVED, shown(target).encode())
    return copied


def _prepare(source: Store, sealer: Sealing) -> None:
    upgrade(source, sealer)
    check_keys(source, sealer)
    if went := moved_to(source):
        raise StoreError(f"this database was moved to {went} before: serve and move that one")


def copy_tables(source: Connection, target: Connection, progress: Progress | None = None) -> dict[str, Copied]:
    """Replace everything in *target* by what is in *source*, and read it back; StoreError if it is not the same."""
    _empty(target)
    copied = {table.name: _copy_table(source, target, table, progress) for table in TABLES}
    set_sequences(target)
    for table in TABLES:
        if _digest(target, table) != copied[table.name]:
            raise StoreError(f"the table {table.name} reads back otherwise than it was written: nothing was changed")
    return copied


def people_in(connection: Connection) -> int:
    """How many rows about people the database has, whatever its version; none if it is new."""
    there = tables_of(connection)
    return sum(count_rows(connection, table) for table in PEOPLE if table in there)


def shown(store: Store) -> str:
    """The URL of *store* as in the settings, without its password."""
    url = store.engine.url
    return url.set(drivername="sqlite" if store.sqlite else "postgresql").render_as_string()


def same_place(one: Store, other: Store) -> bool:
    """Whether both are the same database, as far as their addresses tell."""
    if one.file is not None and other.file is not None:
        return one.file.resolve() == other.file.resolve()
    return one.engine.url == other.engine.url


def hold_still(connection: Connection) -> None:
    """Until this transaction ends, nobody else writes. SQLite has it so in any case."""
    if connection.dialect.name == "postgresql":
        ask(connection, f"LOCK TABLE {', '.join(table.name for table in TABLES)} IN SHARE ROW EXCLUSIVE MODE")


def _compare(source: Connection, target: Connection, kept: int) -> dict[str, Copied]:
    """What a copy came to whose last word was missing; StoreError if *target* holds anything else."""
    found = {table.name: _digest(source, table) for table in TABLES}
    if any(_digest(target, table) != found[table.name] for table in TABLES):
        raise _not_empty(kept)
    return found


def _not_empty(kept: int) -> StoreError:
    return StoreError(f"the target is not empty, it holds {kept} rows about people: name a new database")


def _empty(target: Connection) -> None:
    if target.dialect.name == "postgresql":
        ask(target, f"TRUNCATE {', '.join(table.name for table in TABLES)}")
        return
    for table in TABLES:
        ask(target, f"DELETE FROM {table.name}")  # noqa: S608 - our own names


def _copy_table(source: Connection, target: Connection, table: Table, progress: Progress | None) -> Copied:
    hashed, done, total = hashlib.blake2b(digest_size=16), 0, count_rows(source, table.name)
    for rows in _rows(source, table):
        insert_into(target, table, rows)
        for row in rows:
            hashed.update(_pack(row))
        done += len(rows)
        if progress is not None:
            progress(table.name, done, max(done, total))
    return Copied(done, hashed.hexdigest())


def _digest(connection: Connection, table: Table) -> Copied:
    hashed, done = hashlib.blake2b(digest_size=16), 0
    for rows in _rows(connection, table):
        for row in rows:
            hashed.update(_pack(row))
        done += len(rows)
    return Copied(done, hashed.hexdigest())


def _rows(connection: Connection, table: Table) -> Iterator[Rows]:
    for rows in read_table(connection, table):
        yield [row for row in rows if row[0] not in _OWN] if table.name == "notes" else rows
