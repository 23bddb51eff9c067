"""A message can be followed from door to door by its id, and nothing about the person stands beside it."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.logs import id_of
from bot.pipeline import turn
from bot.store.rows import dedupe_key
from tests.webhooks.gateway import Gateway, refused, taken, until
from tests.webhooks.home import NUMBER, Home, settings_for

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def home(
    tmp_path: Path, loaded: Loaded, directory: Directory, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> Iterator[Home]:
    """A process that sends to it, and writes everything down."""
    caplog.set_level(logging.INFO, "bangban.trail")
    with Home(settings_for(tmp_path, gateway.url), loaded, directory) as home:
        yield home


def lines(caplog: pytest.LogCaptureFixture, what: str) -> list[dict[str, Any]]:
    """What the lines that say *what* hold."""
    return [vars(record) for record in caplog.records if record.name == "bangban.trail" and record.message == what]


def name_of(home: Home, external_id: str) -> str:
    """A message's id as logs name it."""
    return id_of(dedupe_key(home.house.assistant.sealer, "simulated", external_id))


def test_a_message_is_followed_from_door_to_door(
    home: Home, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    home.say("你好")
    until(lambda: lines(caplog, "sent"))
    message, parcel = name_of(home, "m1"), gateway.arrived[0]["key"][:12]
    cycles = lines(caplog, "cycle")
    assert [line["kept"] for line in cycles if line["kept"]] == [[message]]
    assert [line["answered"] for line in cycles if line["answered"]] == [[message]]
    (sent,) = lines(caplog, "sent")
    assert (sent["parcel"], sent["answers"], sent["channel"], sent["attempt"]) == (parcel, message, "simulated", 1)


def test_a_parcel_is_followed_through_its_tries(home: Home, gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    gateway.answer = lambda asked: taken(asked) if len(gateway.asked) == 3 else refused(503)(asked)
    home.say("你好")
    until(lambda: lines(caplog, "sent"))
    tries = [(line["attempt"], line["why"]) for line in lines(caplog, "not sent yet")]
    assert tries == [(1, "HTTP 503"), (2, "HTTP 503")]
    assert lines(caplog, "sent")[0]["attempt"] == 3


def test_a_parcel_that_is_put_aside_names_the_row_an_operator_can_send_again(
    home: Home, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.answer = refused(400)
    home.say("你好")
    until(lambda: lines(caplog, "put aside"))
    (line,) = lines(caplog, "put aside")
    assert (line["row"], line["why"], line["levelname"]) == ("o1", "HTTP 400", "WARNING")
    assert line["answers"] == name_of(home, "m1")


def test_a_letter_that_fails_names_its_row_and_the_kind_of_error_only(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ValueError("words of a person")

    monkeypatch.setattr(turn, "talk", broken)
    home.say("words of a person")
    until(lambda: lines(caplog, "put aside"))
    failed = [(line["row"], line["attempt"], line["why"]) for line in lines(caplog, "turn failed")]
    assert failed == [("i1", number, "ValueError") for number in (1, 2, 3, 4)]
    assert lines(caplog, "put aside")[0]["row"] == "i1"
    assert "words of a person" not in caplog.text


def test_a_repeat_is_counted_and_names_the_same_message(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.say("你好")
    until(lambda: lines(caplog, "sent"))
    home.send({"id": "m1", "from": NUMBER, "text": "你好"})
    until(lambda: any("repeats" in line for line in lines(caplog, "cycle")))
    (again,) = [line for line in lines(caplog, "cycle") if "repeats" in line]
    assert (again["kept"], again["repeats"]) == ([name_of(home, "m1")], 1)


def test_a_cycle_in_which_nothing_happens_is_not_written_down(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.say("你好")
    until(lambda: lines(caplog, "sent"))
    before = len(caplog.records)
    service = home.house.assistant.service
    assert service is not None
    cycles = home.house.assistant.gauges.cycles
    service.wake()
    until(lambda: home.house.assistant.gauges.cycles > cycles)
    assert len(caplog.records) == before


def test_what_nobody_reads_is_not_put_together(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING, "bangban.trail")
    monkeypatch.setattr("bot.pipeline.trail.ids_of", None)
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 1"))
    assert home.house.assistant.service is not None
    assert home.house.assistant.service.trouble == ""
    assert not lines(caplog, "cycle")
