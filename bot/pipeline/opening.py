"""Opening what a process works with: the store with its keys, and the versions of the content people stand on."""

import logging
from collections.abc import Mapping
from pathlib import Path

from bot.content.library import Library
from bot.content.load import Loaded, read_version
from bot.content.source import ContentError
from bot.people.sealing import Sealer, SealError, keyring_at, read_keyring
from bot.settings import Settings
from bot.store.database import Store, StoreError, open_store
from bot.store.migrate import check_keys, is_current, upgrade
from bot.store.notes import moved_to
from bot.store.versions import keep_version, versions_in_use

_log = logging.getLogger("bangban.opening")


def open_sealer(settings: Settings) -> Sealer:
    """The keys. On one machine they are made at the first start; where there is a server of databases they must be
    there, since every process needs the same.
    """
    path = settings.keys_file
    if not settings.store and not path.exists() and (settings.folder / "bangban.sqlite3").exists():
        _refuse_new_keys(settings, path)
    ring = keyring_at(path) if settings.store_url.startswith("sqlite") else read_keyring(path)
    return Sealer(ring, reread=lambda: read_keyring(path))


def _refuse_new_keys(settings: Settings, path: Path) -> None:
    """A sealed store without its keys: new ones would not open it. A store of 0.1.0 is not sealed yet."""
    store = open_store(settings.store_url)
    try:
        if is_current(store):
            raise SealError(
                f"the keys in {path} are gone, and the conversations are sealed with them: put the file back"
            )
    finally:
        store.close()


def open_kept(settings: Settings) -> tuple[Store, Sealer]:
    """The store and its keys, ready to be used; StoreError or SealError says what to do.

    A store in one file is brought to the newest schema at once. On a server that is an operator's decision.
    """
    sealer = open_sealer(settings)
    store = open_store(settings.store_url)
    if store.sqlite:
        upgrade(store, sealer)
    elif not is_current(store):
        raise StoreError("the database has an older schema: run `bangban migrate` first; it is safe while serving")
    check_keys(store, sealer)
    if went := moved_to(store):
        raise StoreError(f"this database was moved to {went}: serve that one")
    return store, sealer


def open_library(store: Store, loaded: Loaded) -> Library:
    """The current content, and the older versions that conversations still stand on."""
    current = loaded.content.hash
    keep_version(store, current, loaded.sources)
    older = [_read_older(name, sources, loaded) for name, sources in versions_in_use(store, current).items()]
    return Library(loaded, [version for version in older if version is not None])


def _read_older(name: str, sources: Mapping[str, str], loaded: Loaded) -> Loaded | None:
    """An older version with today's translations; None where the engine can no longer read it."""
    try:
        older = read_version(sources, loaded.catalogues)
    except ContentError:
        _log.warning("content %s can no longer be read; its conversations go on with the current one", name)
        return None
    return None if any(problem.severity == "error" for problem in older.problems) else older
