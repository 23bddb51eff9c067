"""What runs beside the pages: the timers, and the content that conversations stand on across a restart."""

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.content.load import Loaded, read_version
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.store.database import open_sqlite
from bot.store.versions import keep_version, versions_in_use
from webhooks.app import create_app
from webhooks.serve import _library


def test_timers_are_looked_for_and_a_failure_does_not_end_that(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[float] = []

    def fire_due() -> int:
        looked.append(time.monotonic())
        raise OSError("the disk is away for a moment")

    monkeypatch.setattr(assistant, "fire_due", fire_due)
    with TestClient(create_app(assistant)):
        time.sleep(1.5)
    count = len(looked)
    assert count >= 2
    time.sleep(1.2)
    assert len(looked) == count, "the timers went on after the end"


def edited(loaded: Loaded) -> Loaded:
    """The content after somebody in the office changed a sentence."""
    sources = dict(loaded.sources)
    sources["facts.yaml"] = sources["facts.yaml"].replace("您叫什么名字？", "请问您叫什么？")
    return read_version(sources, loaded.catalogues)


def test_an_edit_strands_nobody_in_the_middle_of_a_form(tmp_path: Path, loaded: Loaded, directory: Directory) -> None:
    engine = open_sqlite(tmp_path / "bangban.sqlite3")
    before = Assistant(engine, _library(engine, loaded), directory)
    for number, words in enumerate(("你好", "1", "报名学技术")):
        before.receive("sms", "13900000001", str(number), Said(words, "sms"))
    newer = edited(loaded)
    assert newer.content.hash != loaded.content.hash
    after = Assistant(engine, _library(engine, newer), directory)
    (_, _, session) = after.sessions()[0]
    assert after.library.version(session).hash == loaded.content.hash


def test_only_versions_that_somebody_stands_on_are_read_again(tmp_path: Path, loaded: Loaded) -> None:
    engine = open_sqlite(tmp_path / "bangban.sqlite3")
    keep_version(engine, "000000000000", {"facts.yaml": "age: {}"})
    keep_version(engine, "000000000000", {"facts.yaml": "age: {}"})
    assert versions_in_use(engine, loaded.content.hash) == {}


def test_a_version_that_the_engine_can_no_longer_read_is_left_behind(
    tmp_path: Path, loaded: Loaded, directory: Directory
) -> None:
    engine = open_sqlite(tmp_path / "bangban.sqlite3")
    old = Assistant(engine, _library(engine, loaded), directory)
    old.receive("sms", "13900000001", "1", Said("你好", "sms"))
    keep_version(engine, loaded.content.hash, {"facts.yaml": "[not, content"})
    assert _library(engine, edited(loaded)).current.hash == edited(loaded).content.hash
