"""The providers' door: what is refused and with which word, and that nothing acknowledged is lost or taken twice."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.store.database import ask
from tests.webhooks.gateway import until
from tests.webhooks.home import NUMBER, Home, settings_for, sign
from webhooks.door import LIMIT

HELLO = {"id": "m1", "from": NUMBER, "text": "你好"}


@pytest.fixture
def home(tmp_path: Path, loaded: Loaded, directory: Directory) -> Iterator[Home]:
    """A process behind its door; nothing is sent anywhere."""
    with Home(settings_for(tmp_path), loaded, directory) as home:
        yield home


def test_a_signed_message_is_acknowledged_and_answered(home: Home) -> None:
    answer = home.send(HELLO)
    assert (answer.status_code, answer.text) == (200, "ok")
    until(lambda: home.rows("outbox"))
    assert home.rows("inbox", "state = 1") == 1


@pytest.mark.parametrize("signature", ["", "0" * 64, sign(b"another body"), "not hexadecimal"])
def test_a_wrong_signature_is_refused(home: Home, signature: str) -> None:
    assert home.send(HELLO, signature or " ").status_code == 403
    assert home.rows("inbox") == 0


def test_a_signature_of_any_bytes_is_refused(home: Home) -> None:
    answer = home.client.post("/hooks/simulated", content=b"{}", headers={b"x-signature": b"\xe9"})
    assert answer.status_code == 403


def test_no_signature_at_all_is_refused(home: Home) -> None:
    assert home.client.post("/hooks/simulated", content=b"{}").status_code == 403
    assert home.rows("inbox") == 0


@pytest.mark.parametrize("path", ["nowhere", "", "simulated/", "simulated/more"])
def test_an_unknown_channel_is_not_there(home: Home, path: str) -> None:
    assert home.send(HELLO, path=path).status_code == 404


BAD = [
    b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"{}", b'{"id": "1"}', b'{"id": "", "from": "1"}',
    b'{"id": "1", "from": ""}', b'{"id": 1, "from": "1"}', b'{"id": "1", "from": "1", "text": 5}',
    b'{"id": "' + b"x" * 129 + b'", "from": "1"}', b"[" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("body", BAD)
def test_what_is_not_in_the_protocol_is_refused_with_a_reason(home: Home, body: bytes) -> None:
    answer = home.send(body)
    assert answer.status_code == 400
    assert len(answer.text.strip()) > 5
    assert home.rows("inbox") == 0


def test_more_than_the_limit_is_refused_and_the_limit_is_not(home: Home) -> None:
    assert home.send(b"x" * (LIMIT + 1)).status_code == 413
    padded = b'{"id": "m1", "from": "1", "text": "hello"}'.ljust(LIMIT)
    assert home.send(padded).status_code == 200


def test_a_body_in_pieces_is_measured_too(home: Home) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(LIMIT // 1024 + 1):
            yield b"x" * 1024

    assert home.client.post("/hooks/simulated", content=pieces()).status_code == 413


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_a_post_is_taken(home: Home, method: str) -> None:
    assert home.client.request(method, "/hooks/simulated").status_code == 405


def test_a_repeat_is_acknowledged_and_is_one_row_and_one_answer(home: Home) -> None:
    for _ in range(3):
        assert home.send(HELLO).status_code == 200
    assert home.send({**HELLO, "text": "something else"}).status_code == 200
    until(lambda: home.rows("inbox", "state = 1"))
    time.sleep(0.2)
    assert (home.rows("inbox"), home.rows("outbox")) == (1, 1)


def test_a_repeat_after_a_restart_is_still_known(home: Home) -> None:
    home.send(HELLO)
    until(lambda: home.rows("outbox"))
    home.restart()
    assert home.send(HELLO).status_code == 200
    assert (home.rows("inbox"), home.rows("outbox")) == (1, 1)


def test_while_the_store_is_down_nothing_is_acknowledged_and_nothing_is_lost(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = home.house.assistant.worker.slots.check

    def away(connection: Any) -> None:
        raise OperationalError("SELECT 1", (), Exception("the disk is away"))

    monkeypatch.setattr(home.house.assistant.worker.slots, "check", away)
    answer = home.send(HELLO)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert home.rows("inbox") == 0
    monkeypatch.setattr(home.house.assistant.worker.slots, "check", real)
    until(lambda: home.send(HELLO).status_code == 200)
    until(lambda: home.rows("outbox"))
    assert home.rows("inbox") == 1


def test_before_the_service_works_it_says_when_to_come_again(home: Home) -> None:
    service, home.house.assistant.service = home.house.assistant.service, None
    answer = home.send(HELLO)
    home.house.assistant.service = service
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_what_was_acknowledged_outlives_the_process(home: Home) -> None:
    """The answers are not waited for: the process ends right after the last acknowledgement."""
    numbers = [f"1390000{n:04}" for n in range(50)]
    for number in numbers:
        assert home.say("你好", number).status_code == 200
    home.restart()
    until(lambda: home.rows("inbox", "state = 1") == len(numbers))
    with home.house.store.reading() as connection:
        answered = ask(connection, "SELECT count(DISTINCT conversation) FROM outbox").scalar_one()
    assert answered == len(numbers)


def test_other_addresses_are_the_pages(home: Home) -> None:
    assert "Content-Security-Policy" in home.client.get("/").headers
    assert home.client.get("/hooks").status_code == 404
