"""What waits, what was put aside, and who works."""

import time
from pathlib import Path

import pytest

from tests.webhooks.doctor.looking import Look, change
from webhooks.checks import work


def letter(data: Path, state: int, age: float) -> None:
    """A row of the inbox."""
    change(
        data,
        "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error)"
        " VALUES (x'00', 0, 'sms', randomblob(16), x'00', ?, ?, 0, '')",
        time.time() - age,
        state,
    )


def test_what_was_put_aside_is_pointed_out(data: Path, look: Look) -> None:
    letter(data, 2, 10)
    told = look()["aside"]
    assert told["state"] == "warning"
    assert told["do"].startswith("bangban aside")


def test_what_waits_while_nobody_works_is_wrong(data: Path, look: Look) -> None:
    letter(data, 0, 300)
    told = look(status=1)
    assert told["workers"]["state"] == told["inbox"]["state"] == "wrong"
    assert "5 min" in told["inbox"]["says"]


def test_a_timer_that_nobody_fired(data: Path, look: Look) -> None:
    row = "(conversation, timer, slot, channel, due) VALUES (x'00', '1', 0, 'sms', ?)"
    change(data, f"INSERT INTO timers {row}", time.time() - 7300)
    assert "2 h" in look(status=1)["timers"]["says"]


@pytest.mark.parametrize(("age", "state"), [(30, "ok"), (300, "warning")])
def test_what_waits_while_somebody_works_is_late_at_most(
    data: Path, look: Look, monkeypatch: pytest.MonkeyPatch, age: float, state: str
) -> None:
    monkeypatch.setattr(work, "_workers", lambda store, sleep: (1, ["here"]))
    letter(data, 0, age)
    assert look()["inbox"]["state"] == state


def test_messages_that_do_not_leave(data: Path, look: Look) -> None:
    change(
        data,
        "INSERT INTO outbox (conversation, slot, channel, cause, part, body, created, state, attempts, urgency, due,"
        " error) VALUES (x'00', 0, 'sms', 1, 0, x'00', ?, 0, 1, 1, 0, '')",
        time.time() - 3600,
    )
    told = look()["outbox"]
    assert told["state"] == "warning" and "60 min" in told["says"]


def test_a_worker_that_was_killed_is_named_and_nothing_is_lost(data: Path, look: Look) -> None:
    change(data, "INSERT INTO workers (name, beat, claimed, fenced, started) VALUES ('host:7', 5, '', 0, 0)")
    told = look()["workers"]
    assert told["state"] == "warning"
    assert "host:7 ended without leaving" in told["says"]
