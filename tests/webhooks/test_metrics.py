"""What an operator's machines ask: does it live, can it take messages, what happened. Nothing is about a person."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.pipeline import outbox, turn
from tests.webhooks.gateway import Gateway, refused, until
from tests.webhooks.home import NUMBER, Home, settings_for


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The other side."""
    with Gateway() as gateway:
        yield gateway


@pytest.fixture
def home(tmp_path: Path, loaded: Loaded, directory: Directory, gateway: Gateway) -> Iterator[Home]:
    """A process that sends to it."""
    with Home(settings_for(tmp_path, gateway.url), loaded, directory) as home:
        yield home


def metrics(home: Home) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample, by its name and its labels."""
    answer = home.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(home: Home, name: str, **labels: str) -> float:
    """One sample; 0 if it is not there."""
    return metrics(home).get((name, frozenset(labels.items())), 0.0)


def test_messages_turns_and_repeats_are_counted(home: Home) -> None:
    for text in ("你好", "1"):
        home.say(text)
    home.send({"id": "m1", "from": NUMBER, "text": "你好"})
    until(lambda: value(home, "bangban_turns_total") == 2)
    assert value(home, "bangban_messages_total") == 2
    assert value(home, "bangban_repeats_total") == 1
    assert value(home, "bangban_cycles_total") >= 2


def test_a_histogram_adds_up(home: Home) -> None:
    home.say("你好")
    until(lambda: value(home, "bangban_turn_seconds_count") == 1)
    found = metrics(home)
    buckets = sorted(
        (float(dict(labels)["le"]), count)
        for (name, labels), count in found.items()
        if name == "bangban_turn_seconds_bucket"
    )
    counts = [count for _, count in buckets]
    assert buckets[-1] == (float("inf"), 1.0)
    assert counts == sorted(counts)
    assert 0 < value(home, "bangban_turn_seconds_sum") < 10


def test_what_became_of_sending_is_counted_by_channel(
    home: Home, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "FIRST", 0.01)
    gateway.answer = refused(503)
    home.say("你好")
    until(lambda: value(home, "bangban_sends_total", channel="simulated", became="failed") >= 1)
    gateway.answer = refused(400)
    until(lambda: value(home, "bangban_sends_total", channel="simulated", became="refused") == 1)
    assert value(home, "bangban_queue_aside", queue="outbox") == 1
    gateway.answer = Gateway().answer
    home.say("1")
    until(lambda: value(home, "bangban_sends_total", channel="simulated", became="sent") == 1)


def test_what_waits_is_measured_when_somebody_asks(home: Home, gateway: Gateway) -> None:
    gateway.answer = refused(503, Retry_After="600")
    home.say("你好")
    until(lambda: gateway.asked)
    until(lambda: value(home, "bangban_queue_depth", queue="outbox") == 1)
    time.sleep(0.1)
    assert 0.1 < value(home, "bangban_queue_age_seconds", queue="outbox") < 20
    assert value(home, "bangban_queue_depth", queue="inbox") == 0


def test_a_turn_that_fails_is_counted_until_it_is_put_aside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pipeline.worker.RETRY", 0.005)

    def broken(*_: Any) -> Any:
        raise ValueError(NUMBER)

    monkeypatch.setattr(turn, "talk", broken)
    home.say("你好")
    until(lambda: value(home, "bangban_turns_aside_total") == 1)
    assert value(home, "bangban_turns_failed_total") == 4
    assert value(home, "bangban_queue_aside", queue="inbox") == 1


def test_nothing_in_it_is_about_a_person(home: Home) -> None:
    home.say("我叫王光明，13985700001")
    until(lambda: value(home, "bangban_turns_total") == 1)
    text = home.client.get("/metrics").text
    assert not any(word in text for word in (NUMBER, "13985700001", "王光明"))


def test_it_lives_and_is_ready_while_it_serves(home: Home) -> None:
    assert home.client.get("/healthz").json() == {"alive": True}
    assert home.client.get("/readyz").json() == {"ready": True}


def test_it_is_not_ready_while_the_store_is_away_and_is_again_afterwards(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(connection: Any) -> None:
        raise OperationalError("SELECT 1", (), Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr(home.house.assistant.worker.slots, "check", away)
        assert home.say("你好").status_code == 503
        answer = home.client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"]) == (503, False)
        assert home.client.get("/healthz").status_code == 200, "a restart would not bring the store back"
    until(lambda: home.say("你好").status_code == 200)
    assert home.client.get("/readyz").status_code == 200


def test_it_is_not_ready_before_it_works_nor_when_it_stops(home: Home) -> None:
    service = home.house.assistant.service
    assert service is not None
    home.house.assistant.service = None
    assert home.client.get("/readyz").status_code == 503
    assert home.client.get("/healthz").status_code == 200
    home.house.assistant.service = service
    service._stopping = True
    assert home.client.get("/readyz").status_code == 503


def test_a_committer_that_died_is_not_alive(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    service = home.house.assistant.service
    assert service is not None
    monkeypatch.setattr(type(service), "alive", False)
    answer = home.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"alive": False})


def test_a_transaction_that_stands_still_for_a_minute_is_not_alive(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    service = home.house.assistant.service
    assert service is not None
    monkeypatch.setattr(type(service), "waits_since", 61.0)
    assert home.client.get("/healthz").status_code == 503
