"""Putting a backup back, into either database: checked before, whole or not at all, and checked after."""

import time
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from bot.store.backup import Checked, backup, check_backup, open_backup
from bot.store.copy import copy_tables, hold_still, people_in
from bot.store.database import Store, StoreError, ask
from bot.store.migrate import check_keys, upgrade
from bot.store.rows import Sealing
from bot.store.sealed import try_values
from bot.store.served import nobody_serving
from bot.store.tables import Progress

#: Receipts may have been given out after the backup was made. Going on this much higher, no number is given out twice.
SKIPPED = 1000


class Restored(msgspec.Struct, frozen=True):
    """What was put back, and where the database is kept that was there before, if there was anything in it."""

    checked: Checked
    before: Path | None


def restore(
    store: Store, sealer: Sealing, file: Path, keep_in: Path | None = None, progress: Progress | None = None
) -> Restored:
    """Put the backup *file* into *store*, which nobody may be serving.

    If it holds anything about people, that is first backed up into the folder *keep_in*; without one, StoreError.
    """
    checked = check_backup(file, sealer)
    with store.reading() as connection:
        _refuse_people(connection, keep_in)
    upgrade(store, sealer)
    with nobody_serving(store):
        before = _keep(store, sealer, keep_in) if keep_in else None
        with open_backup(file) as source, store.writing() as target:
            hold_still(target)
            _refuse_people(target, before)
            _replace(source, target, sealer, progress)
        check_keys(store, sealer)
    return Restored(checked, before)


def _refuse_people(connection: Connection, kept_in: Path | None) -> None:
    if kept_in is None and (rows := people_in(connection)):
        raise StoreError(f"the database holds {rows} rows about people: with --force they are backed up, then replaced")


def _keep(store: Store, sealer: Sealing, folder: Path) -> Path | None:
    with store.reading() as connection:
        if not people_in(connection):
            return None
    file = folder / f"bangban-before-restore-{time.strftime('%Y-%m-%d-%H%M%S')}.backup"
    backup(store, sealer, file)
    return file


def _replace(source: Connection, target: Connection, sealer: Sealing, progress: Progress | None) -> None:
    given = _last_number(target)
    copy_tables(source, target, progress)
    last = max(given, _last_number(target)) + SKIPPED
    ask(target, f"UPDATE counters SET value = {last} WHERE name = 'requests'")  # noqa: S608 - a number
    try_values(target, sealer)


def _last_number(connection: Connection) -> int:
    return int(ask(connection, "SELECT value FROM counters WHERE name = 'requests'").scalar_one())
