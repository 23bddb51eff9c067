"""Settings: a file `bangban.toml`, and environment variables over it.

    store = "postgresql://bangban@db/bangban"   # without it: one SQLite file in the data folder
    redis = "redis://cache:6379/0"              # without it: nothing is lost, other processes only notice later
    lease = 10                                  # seconds of silence after which other workers take over
    keys  = "/etc/bangban/keys.json"            # without it: keys.json in the data folder

    [channels.simulated]                        # a channel's own settings, see docs/operations.md
    secret = "…"

BANGBAN_STORE, BANGBAN_REDIS, BANGBAN_KEYS and BANGBAN_DATA name the same four things.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec


class SettingsError(ValueError):
    """Settings that cannot be used; names the one, and what it may be."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where everything is. Empty strings stand for the usual places in the folder `data`."""

    data: str = "data"
    store: str = ""
    redis: str = ""
    keys: str = ""
    #: Seconds a worker may be silent before the others take its conversations over.
    lease: Annotated[float, msgspec.Meta(ge=0.5, le=300)] = 10.0
    channels: dict[str, dict[str, Any]] = {}

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data)

    @property
    def store_url(self) -> str:
        """The database's address."""
        return self.store or f"sqlite:///{self.folder / 'bangban.sqlite3'}"

    @property
    def keys_file(self) -> Path:
        """The file with the keys."""
        return Path(self.keys) if self.keys else self.folder / "keys.json"


def read_settings(
    file: Path | None = None, environ: Mapping[str, str] = os.environ, data: Path | None = None
) -> Settings:
    """Settings from *file* (by default `bangban.toml` here, if there is one) and *environ*; *data* over both."""
    path = file or Path("bangban.toml")
    found: dict[str, Any] = {}
    if file is not None or path.is_file():
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SettingsError(f"cannot read the settings {path}: {error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} is not TOML: {error}") from None
    for name in ("store", "redis", "keys", "data"):
        if value := environ.get(f"BANGBAN_{name.upper()}"):
            found[name] = value
    if data is not None:
        found["data"] = str(data)
    try:
        return msgspec.convert(found, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {error}") from None
