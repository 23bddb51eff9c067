"""The settings, the data folder and the keys."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.people.sealing import Sealer, SealError, read_keyring, readable_by_others
from bot.settings import Settings, SettingsError, read_settings
from bot.store.database import Store, StoreError
from bot.store.migrate import check_keys, revision
from webhooks.checks.finding import Finding, ok, sentence, warning, wrong

#: Bytes of free space below which it is said, and below which it is wrong.
_LITTLE, _TOO_LITTLE = 1_000_000_000, 100_000_000
#: Days after which a key should be followed by a new one.
_OLD = 366
_VARIABLES = ("BANGBAN_DATA", "BANGBAN_STORE", "BANGBAN_REDIS", "BANGBAN_KEYS")


def check_settings(file: Path | None, data: Path | None) -> tuple[Settings | None, Finding]:
    """The settings, if they can be used."""
    try:
        settings = read_settings(file, data=data)
    except SettingsError as error:
        known = ", ".join(field.name for field in msgspec.structs.fields(Settings))
        return None, wrong("settings", sentence(error), f"correct it; there are {known} (docs/operations.md)")
    path = file or Path("bangban.toml")
    read = f"{path} is read" if path.is_file() else f"There is no {path} here: everything is in its usual place"
    over = ", ".join(name for name in _VARIABLES if os.environ.get(name))
    return settings, ok("settings", f"{read}{f'; over it {over}' if over else ''}.")


def check_folder(settings: Settings, folder: Path | None) -> Finding:
    """The *folder* of a store in one file: whether it can be written, and how much room is left."""
    if folder is None:
        return ok("folder", "The database is a server's: this machine keeps no conversations.")
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        return wrong("folder", f"{there} is a file, not a folder.", "name another folder with --data")
    try:
        with tempfile.TemporaryFile(dir=there):
            free = shutil.disk_usage(there).free
    except OSError as error:
        return wrong("folder", f"{there} cannot be written: {error.strerror}.", f"chown it: chown $(id -un) {there}")
    room = f"{folder} {'can be written' if there == folder else 'will be made'}, {free / 1e9:.1f} GB are free."
    if free < _LITTLE:
        about = wrong if free < _TOO_LITTLE else warning
        return about("folder", room, "make room: a full disk takes no message in (`bangban sweep`, older backups)")
    return ok("folder", room)


def check_keys_file(settings: Settings, store: Store | None) -> Iterator[Finding]:
    """The file of keys: there, ours alone, the right one, and not too old."""
    path = settings.keys_file
    if not path.is_file():
        yield _missing(settings, store)
        return
    if readable_by_others(path):
        yield wrong("keys", f"Others on this machine can read {path}.", f"chmod 600 {path}")
    try:
        ring = read_keyring(path)
        if store is not None and revision(store) not in (None, "0001"):
            check_keys(store, Sealer(ring))
    except (SealError, StoreError) as error:
        yield wrong("keys", sentence(error), f"put the right file back at {path}")
        return
    days = int((time.time() - path.stat().st_mtime) / 86_400)
    if days > _OLD:
        yield warning("keys", f"Key {ring.current} is {days} days old.", "bangban keys rotate, then keep a new copy")
    else:
        yield ok("keys", f"{path} opens this store; key {ring.current} of {len(ring.keys)}, {days} days old.")


def _missing(settings: Settings, store: Store | None) -> Finding:
    path = settings.keys_file
    try:
        sealed = store is not None and revision(store) not in (None, "0001")
    except StoreError:
        sealed = True
    if sealed:
        return wrong("keys", f"There is no {path}, and the conversations are sealed with it.", "put the file back")
    if settings.store_url.startswith("sqlite"):
        return ok("keys", f"There is no {path} yet: the first start makes it. Then keep a copy of it elsewhere.")
    return warning("keys", f"There is no {path} yet.", "bangban migrate makes it; every machine needs the same file")
