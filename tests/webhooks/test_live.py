"""Live updates over a real connection: what a second page sees, and what a page that was cut off gets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from bot.dialogue.events import Said
from bot.pipeline.assistant import Assistant
from tests.webhooks.conftest import Running
from webhooks.live import Hub
from webhooks.phone.view import read_cursors
from webhooks.thread import Cursor, read_cursor

ONE = "13900000001"


@pytest.fixture
def browser(server: Running) -> Iterator[httpx.Client]:
    """A browser with an open conversation."""
    with httpx.Client(base_url=server.address, follow_redirects=True, timeout=10) as client:
        client.get("/")
        yield client


@contextmanager
def listening(browser: httpx.Client, path: str = "/events", **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The updates of a stream, as they come."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with browser.stream("GET", path, headers=named) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        yield (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: "))


def say(browser: httpx.Client, text: str, after: str = "0.0") -> dict[str, Any]:
    """Send as our script does."""
    answer = browser.post("/say", data={"text": text, "after": after}, headers={"Accept": "application/json"})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def test_what_is_said_in_one_tab_shows_in_the_other(browser: httpx.Client) -> None:
    with listening(browser, "/events?after=2.0") as updates:
        answered = say(browser, "轮椅", after="2.0")
        told = next(updates)
    assert "您：" in told["add"]["log"]
    assert "轮椅" in told["add"]["log"]
    assert told["cursor"] == answered["cursor"]
    assert told["add"] == answered["add"]


def test_a_page_that_was_cut_off_gets_exactly_what_it_missed(browser: httpx.Client) -> None:
    with listening(browser, "/events?after=2.0") as updates:
        say(browser, "轮椅")
        seen = next(updates)["cursor"]
    say(browser, "低保是什么")
    with listening(browser, "/events?after=2.0", Last_Event_ID=seen) as updates:
        missed = next(updates)["add"]["log"]
    assert "低保是什么" in missed
    assert "轮椅</p>" not in missed


def test_a_page_that_has_everything_is_left_alone(browser: httpx.Client, assistant: Assistant) -> None:
    now = say(browser, "轮椅")["cursor"]
    with listening(browser, f"/events?after={now}") as updates:
        threading.Timer(0.3, say, (browser, "低保是什么")).start()
        assert "低保是什么" in next(updates)["add"]["log"]


def test_a_cursor_that_is_nonsense_is_the_beginning(browser: httpx.Client) -> None:
    with listening(browser, "/events?after=%00;drop", Last_Event_ID="x.y") as updates:
        assert "我是帮办" in next(updates)["add"]["log"]


def test_without_a_conversation_there_is_nothing_to_listen_to(server: Running) -> None:
    assert httpx.get(f"{server.address}/events").status_code == 204


def test_a_stream_tells_nothing_of_other_conversations(browser: httpx.Client, assistant: Assistant) -> None:
    with listening(browser, "/events?after=2.0") as updates:
        assistant.receive("web", "f" * 32, "x", Said("我是别人"))
        say(browser, "轮椅")
        assert "我是别人" not in json.dumps(next(updates), ensure_ascii=False)


def test_a_phone_hears_its_own_messages_only(browser: httpx.Client, assistant: Assistant) -> None:
    start = "0.0-0.0-0.0"
    with listening(browser, f"/phone/events?n={ONE}&n=13900000002&after={start}") as updates:
        assistant.receive("sms", ONE, "a", Said("轮椅", "sms"))
        told = next(updates)
    assert "轮椅" in told["add"][f"log-{ONE}"]
    assert told["add"]["log-13900000002"].strip() == ""
    assert "发出1条" in told["fill"][f"totals-{ONE}"]


def test_cursors() -> None:
    assert read_cursor("12.7") == Cursor(12, 7)
    assert read_cursor("-1.2") == read_cursor("１.２") == read_cursor("") == Cursor()
    assert read_cursors("1.2-3.4", 2) == [Cursor(1, 2), Cursor(3, 4)]
    assert read_cursors("1.2", 2) == [Cursor(), Cursor()]


def test_a_reply_while_no_server_runs_wakes_nobody_and_breaks_nothing() -> None:
    Hub().wake(b"x")
