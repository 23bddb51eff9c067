"""The settings, the folder and the keys."""

import os
import shutil
import time
from pathlib import Path

import pytest

from bot.people.sealing import new_keyring, write_keyring
from bot.settings import Settings
from tests.webhooks.doctor.looking import Look


def test_settings_that_are_not_known_are_named_with_those_that_are(look: Look) -> None:
    told = look(settings='databse = "x"', status=1)["settings"]
    assert "databse" in told["says"]
    assert all(name in told["do"] for name in Settings.__struct_fields__)


def test_what_the_environment_says_is_told(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_KEYS", str(data / "keys.json"))
    assert "BANGBAN_KEYS" in look()["settings"]["says"]


def test_a_folder_that_is_a_file(tmp_path: Path, look: Look) -> None:
    (tmp_path / "data").write_text("x")
    assert "--data" in look(status=1)["folder"]["do"]


@pytest.mark.parametrize(("free", "state"), [(10**7, "wrong"), (5 * 10**8, "warning"), (5 * 10**9, "ok")])
def test_little_room(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = shutil.disk_usage(data)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert look(status=int(state == "wrong"))["folder"]["state"] == state


@pytest.mark.skipif(os.name != "posix", reason="NO POSIX: there are no such rights here")
def test_keys_that_others_can_read(data: Path, look: Look) -> None:
    (data / "keys.json").chmod(0o644)
    assert look(status=1)["keys"]["do"] == "chmod 600 data/keys.json"


def test_keys_that_are_gone(data: Path, look: Look) -> None:
    (data / "keys.json").unlink()
    assert "put the file back" in look(status=1)["keys"]["do"]
    assert not (data / "keys.json").exists(), "none are made: new ones would open nothing"


def test_keys_of_another_store(data: Path, look: Look) -> None:
    write_keyring(data / "keys.json", new_keyring())
    assert "not the keys" in look(status=1)["keys"]["says"]


@pytest.mark.parametrize("text", ["", "{", '{"keys": {}, "current": 1, "index": ""}'])
def test_keys_that_are_damaged(data: Path, look: Look, text: str) -> None:
    (data / "keys.json").write_text(text)
    assert look(status=1)["keys"]["state"] == "wrong"


def test_a_key_of_more_than_a_year(data: Path, look: Look) -> None:
    long_ago = time.time() - 400 * 86_400
    os.utime(data / "keys.json", (long_ago, long_ago))
    told = look()["keys"]
    assert told["state"] == "warning"
    assert "400 days" in told["says"] and "bangban keys rotate" in told["do"]
