"""The store and its keys, for commands that look after them; whatever is wrong ends in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.setting import fail
from bot.people.sealing import Keyring, Sealer, SealError, keyring_at, read_keyring
from bot.settings import Settings, SettingsError, read_settings
from bot.store.database import Store, StoreError, open_store
from bot.store.migrate import is_current, revision

SettingsFile = Annotated[Path | None, typer.Option("--settings", help="The settings; bangban.toml, if there is one.")]
DataFolder = Annotated[Path | None, typer.Option("--data", help="The folder that keeps the conversations: data.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]


class Opened(msgspec.Struct, frozen=True):
    """The settings, the store they name, and its keys."""

    settings: Settings
    store: Store
    sealer: Sealer


def settings_or_fail(file: Path | None, data: Path | None) -> Settings:
    """The settings, or one line that says which of them is wrong."""
    try:
        return read_settings(file, data=data)
    except SettingsError as error:
        fail(f"The settings cannot be used: {error}.")


@contextmanager
def opened(file: Path | None, data: Path | None, *, new: bool = False, new_keys: bool = False) -> Iterator[Opened]:
    """The store with its keys. With *new*, *new_keys* they may be made; otherwise they have to be there already."""
    settings = settings_or_fail(file, data)
    with told():
        store = open_or_fail(settings.store_url, new=new)
        try:
            ring = _keys_of(settings.keys_file, store, new_keys)
            yield Opened(settings, store, Sealer(ring, reread=lambda: read_keyring(settings.keys_file)))
        finally:
            store.close()


@contextmanager
def current_store(file: Path | None, data: Path | None) -> Iterator[Store]:
    """The store without its keys, for commands that unseal nothing; it has to stand at the newest version."""
    settings = settings_or_fail(file, data)
    with told():
        store = open_or_fail(settings.store_url, new=False)
        try:
            if not is_current(store):
                raise StoreError("the database has an older schema: run `bangban migrate` first")
            yield store
        finally:
            store.close()


def open_or_fail(url: str, *, new: bool) -> Store:
    """The database at *url*; unless it may be *new*, a file that is not there ends the command."""
    name = make_url(url).database if url.startswith("sqlite") else None
    if name is not None and not new and not Path(name).is_file():
        fail(f"There is no database {name}. Name its folder with --data, or the settings with --settings.")
    return open_store(url)


def _keys_of(file: Path, store: Store, new: bool) -> Keyring:
    """The keys, made now only for a store in which nothing is sealed yet."""
    if new and revision(store) in (None, "0001"):
        return keyring_at(file)
    if not file.is_file():
        raise SealError(f"there are no keys in {file}: put the file back from where you keep its copy")
    return read_keyring(file)


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong in this block is said in one line, and ends the command with status 1."""
    try:
        yield
    except (StoreError, SealError) as error:
        fail(_sentence(str(error)), 1)
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip()
        fail(f"The database does not answer as it should: {cause.splitlines()[0]}. Nothing was changed.", 1)
    except OSError as error:
        fail(f"{error.filename or 'A file'}: {error.strerror}.", 1)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    first = text.split(" ", 1)[0]
    begun = text[:1].upper() + text[1:] if first.isalpha() else text  # a path stays as it is
    return begun if begun.endswith((".", "?", "!")) else f"{begun}."
