"""A data folder for the doctor to look at, and the looking."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.people.sealing import write_keyring
from tests.conftest import ROOT
from tests.servers import Postgres, own_redis, postgres, redis
from tests.stores import RING, new_store
from tests.webhooks.doctor.looking import Look, Told

__all__ = ["own_redis", "postgres", "redis"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a store in use by nobody, and its keys."""
    new_store(tmp_path / "data" / "bangban.sqlite3").close()
    write_keyring(tmp_path / "data" / "keys.json", RING)
    return tmp_path / "data"


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """`look()`: the findings by what they are about. What `status` it ends with is looked at, too."""
    for name in ("STORE", "REDIS", "KEYS", "DATA"):
        monkeypatch.delenv(f"BANGBAN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    content = ["--content", str(ROOT / "conversations"), "--locales", str(ROOT / "locales")]

    def run(*words: str, settings: str = "", status: int = 0) -> Told:
        if settings:
            (tmp_path / "bangban.toml").write_text(settings, encoding="utf-8")
        done = CliRunner().invoke(app, ["doctor", *content, *words, "--json"])
        assert done.exit_code == status, done.output
        found = json.loads(done.output)
        assert found["ok"] is (status == 0)
        assert found["wrong"] == sum(one["state"] == "wrong" for one in found["findings"])
        for one in found["findings"]:
            assert one["says"].endswith((".", "?")), one
            assert one["state"] == "ok" or (one["move"] and one["do"]), one
        worst = sorted(found["findings"], key=lambda one: ("ok", "warning", "wrong").index(one["state"]))
        return {one["about"]: one for one in worst}

    return run


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> str:
    """A store on a server, with its keys, and settings that say so."""
    url = postgres.database()
    new_store(url).close()
    write_keyring(tmp_path / "keys.json", RING)
    return f'store = "{url}"\nkeys = "keys.json"\n'


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Nothing of it takes longer than it has to."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 30
