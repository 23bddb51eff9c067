"""What runs beside the pages: the timers, and the content that conversations stand on across a restart."""

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.content.load import Loaded, read_version
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.pipeline.opening import open_library
from bot.store.database import ask, run
from bot.store.rows import slot_of
from bot.store.versions import keep_version, versions_in_use
from tests.stores import new_store, sealer
from webhooks import app as app_module
from webhooks.app import create_app


def test_timers_fire_while_the_pages_are_served(assistant: Assistant) -> None:
    """A timer that somebody's tree waits for comes due, and nobody has to write."""
    assistant.receive("sms", "13900000001", "1", Said("你好", "sms"))
    with assistant.store.writing() as connection:
        row = (
            assistant.key("sms", "13900000001"),
            "t1",
            slot_of(assistant.key("sms", "13900000001")),
            "sms",
            time.time(),
        )
        run(connection, "INSERT INTO timers (conversation, timer, slot, channel, due) VALUES (?, ?, ?, ?, ?)", [row])
    with TestClient(create_app(assistant)):
        time.sleep(1.5)
    with assistant.store.reading() as connection:
        assert ask(connection, "SELECT count(*) FROM timers WHERE fired IS NULL").scalar() == 0
        assert ask(connection, "SELECT count(*) FROM inbox WHERE state = 1").scalar() == 2


def test_a_store_that_is_away_at_first_is_waited_for(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def away() -> None:
        tries.append(1)
        raise OSError("the disk is away for a moment")

    monkeypatch.setattr(assistant, "serve", away)
    monkeypatch.setattr(app_module, "_PATIENT", 0.1)
    with TestClient(create_app(assistant)) as client:
        assert client.get("/readyz").status_code == 503
        time.sleep(1.3)
    assert len(tries) >= 2


def edited(loaded: Loaded) -> Loaded:
    """The content after somebody in the office changed a sentence."""
    sources = dict(loaded.sources)
    sources["facts.yaml"] = sources["facts.yaml"].replace("您叫什么名字？", "请问您叫什么？")
    return read_version(sources, loaded.catalogues)


def test_an_edit_strands_nobody_in_the_middle_of_a_form(tmp_path: Path, loaded: Loaded, directory: Directory) -> None:
    store = new_store(tmp_path / "bangban.sqlite3")
    before = Assistant(store, sealer(), open_library(store, loaded), directory)
    for number, words in enumerate(("你好", "1", "报名学技术")):
        before.receive("sms", "13900000001", str(number), Said(words, "sms"))
    newer = edited(loaded)
    assert newer.content.hash != loaded.content.hash
    after = Assistant(store, sealer(), open_library(store, newer), directory)
    (_, _, session) = after.sessions()[0]
    assert after.library.version(session).hash == loaded.content.hash


def test_only_versions_that_somebody_stands_on_are_read_again(tmp_path: Path, loaded: Loaded) -> None:
    store = new_store(tmp_path / "bangban.sqlite3")
    keep_version(store, "000000000000", {"facts.yaml": "age: {}"})
    keep_version(store, "000000000000", {"facts.yaml": "age: {}"})
    assert versions_in_use(store, loaded.content.hash) == {}


def test_a_version_that_the_store_can_no_longer_read_is_left_behind(
    tmp_path: Path, loaded: Loaded, directory: Directory
) -> None:
    store = new_store(tmp_path / "bangban.sqlite3")
    old = Assistant(store, sealer(), open_library(store, loaded), directory)
    old.receive("sms", "13900000001", "1", Said("你好", "sms"))
    keep_version(store, loaded.content.hash, {"facts.yaml": "[not, content"})
    assert open_library(store, edited(loaded)).current.hash == edited(loaded).content.hash
