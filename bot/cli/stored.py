"""Reading a store for `bangban check --against`: its conversations and their versions. Nothing is written."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bot.content.load import Loaded, read_version
from bot.content.source import nearest, read_folder
from bot.dialogue.session import Session, SessionError, decode
from bot.people.sealing import Sealer, SealError, read_keyring
from bot.store.database import StoreError, ask, open_store
from bot.store.rows import CONTACT_ADDRESS, CONTACT_SESSION


class StoredError(RuntimeError):
    """The store or the older version cannot be read; the message is for whoever typed the command."""


def read_sessions(store: str) -> list[tuple[str, str, Session]]:
    """Every conversation in *store* (a file or a URL): channel, address, session."""
    rows = _rows(store, "conversation, channel, address, session", "contacts")
    try:
        sealer = Sealer(read_keyring(_keys(store)))
        return [
            (
                channel,
                sealer.unseal(bytes(address), CONTACT_ADDRESS, bytes(key)).decode(),
                decode(sealer.unseal(bytes(session), CONTACT_SESSION, bytes(key))),
            )
            for key, channel, address, session in rows
        ]
    except (SessionError, SealError) as error:
        raise StoredError(f"{store}: {error}.") from None


def _keys(store: str) -> Path:
    """The file of keys: where the settings say, or beside the database file."""
    named = os.environ.get("BANGBAN_KEYS")
    return Path(named) if named else (Path("data") if "://" in store else Path(store).parent) / "keys.json"


def old_version(name: str, store: str, catalogues: Mapping[str, Mapping[str, str]]) -> Loaded:
    """The content in the folder *name*, or the version of that hash kept in *store*."""
    if Path(name).is_dir():
        return read_version(read_folder(Path(name)), catalogues)
    versions = dict(_rows(store, "hash, sources", "versions"))
    found = [key for key in versions if key.startswith(name)] if len(name) >= 4 else []
    if len(found) != 1:
        near = nearest(name, versions)
        raise StoredError(f"There is no folder {name}, and no version {name} in {store}.{f' {near}' if near else ''}")
    return read_version(msgspec.json.decode(bytes(versions[found[0]]), type=dict[str, str]), catalogues)


def _rows(store: str, columns: str, table: str) -> list[tuple[Any, ...]]:
    """Our own two names, so nothing a person typed is in the statement."""
    statement = f"SELECT {columns} FROM {table}"  # noqa: S608
    if "://" in store:
        try:
            opened = open_store(store)
            with opened.reading() as connection:
                return [tuple(row) for row in ask(connection, statement)]
        except StoreError as error:
            raise StoredError(str(error)) from None
    path = Path(store)
    if not path.is_file():
        raise StoredError(f"There is no database {store}. Name it with --store.")
    try:
        with closing(sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()
    except sqlite3.Error as error:
        raise StoredError(f"{store} is no database of Bangban: {error}.") from None
