"""Reading a store for `bangban check --against`: its conversations and their versions. Nothing is written."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bot.content.load import Loaded, read_version
from bot.content.source import nearest, read_folder
from bot.dialogue.session import Session, SessionError, decode


class StoredError(RuntimeError):
    """The store or the older version cannot be read; the message is for whoever typed the command."""


def read_sessions(store: Path) -> list[tuple[str, str, Session]]:
    """Every conversation in *store*: channel, address, session."""
    try:
        rows = _rows(store, "channel, address, session", "contacts")
        return [(channel, address, decode(session)) for channel, address, session in rows]
    except SessionError as error:
        raise StoredError(f"{store}: {error}.") from None


def old_version(name: str, store: Path, catalogues: Mapping[str, Mapping[str, str]]) -> Loaded:
    """The content in the folder *name*, or the version of that hash kept in *store*."""
    if Path(name).is_dir():
        return read_version(read_folder(Path(name)), catalogues)
    versions = dict(_rows(store, "hash, sources", "versions"))
    found = [key for key in versions if key.startswith(name)] if len(name) >= 4 else []
    if len(found) != 1:
        near = nearest(name, versions)
        raise StoredError(f"There is no folder {name}, and no version {name} in {store}.{f' {near}' if near else ''}")
    return read_version(msgspec.json.decode(versions[found[0]], type=dict[str, str]), catalogues)


def _rows(store: Path, columns: str, table: str) -> list[tuple[Any, ...]]:
    if not store.is_file():
        raise StoredError(f"There is no database {store}. Name it with --store.")
    try:
        with closing(sqlite3.connect(f"file:{store.resolve()}?mode=ro", uri=True)) as connection:
            return connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - our own two names
    except sqlite3.Error as error:
        raise StoredError(f"{store} is no database of Bangban: {error}.") from None
