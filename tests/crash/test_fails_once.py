"""Something fails a process once, and the process lives on: it must find its way by itself, without a restart.

The hardest case is a commit that takes effect and whose answer is lost: the process has to go on as if it had failed.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from bot.content.library import Library
from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.pipeline import turn, worker
from bot.pipeline.assistant import Assistant
from bot.pipeline.delivery import Delivery
from bot.pipeline.desk import Desk
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.outlet import Outlet
from bot.pipeline.service import Service, StoreDown
from bot.pipeline.talk import Spoken
from bot.store.database import Store, ask
from tests.crash.echo import echo, seen_in
from tests.crash.life import CHANNEL, DIRECTORY, FIRST, LEFT, SECOND, WAITING
from tests.stores import sealer

#: What a transaction does whose commit is not answered.
ACCEPT, WRITE, SEND, SETTLE = "INSERT INTO inbox", "INSERT INTO outbox", "outbox SET state = 3", "outbox SET state = 1"


class Unanswered:
    """Loses the answer to the first commit of a transaction with *words* in it."""

    def __init__(self, store: Store, words: str) -> None:
        self.words, self.lost, self._within = words, False, False
        self._real, self._error = store.engine.dialect.do_commit, broken(store)
        event.listen(store.engine, "before_cursor_execute", self._statement)
        vars(store.engine.dialect)["do_commit"] = self._commit

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._within |= self.words in statement

    def _commit(self, connection: Any) -> None:
        self._real(connection)
        within, self._within = self._within, False
        if within and not self.lost:
            self.lost = True
            raise self._error


def broken(store: Store) -> Exception:
    """What the driver raises when the connection breaks, or the disk."""
    text = "it does not answer"
    return sqlite3.OperationalError(text) if store.sqlite else psycopg.OperationalError(text)


@pytest.fixture
def sent() -> list[Parcel]:
    """What left."""
    return []


@pytest.fixture
def assistant(
    store: Store, library: Library, sent: list[Parcel], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Assistant]:
    """An assistant whose messages leave at once."""
    monkeypatch.setattr(turn, "talk", echo)
    monkeypatch.setattr(worker, "LOOK", 0.05)
    assistant = Assistant(store, sealer(), library, DIRECTORY, outlets={CHANNEL: Outlet("sms", True)}, lease=0.5)

    def connect(service: Service) -> None:
        def send(parcels: Any) -> None:
            sent.extend(parcels)
            for parcel in parcels:
                service.settle(Outcome(parcel, reference=parcel.key))

        service.on_parcels = send

    assistant.on_service = connect
    assistant.serve()
    yield assistant
    assistant.rest()


@pytest.mark.parametrize("words", [ACCEPT, WRITE, SEND, SETTLE])
def test_a_commit_whose_answer_is_lost_loses_nothing(
    store: Store, assistant: Assistant, sent: list[Parcel], words: str
) -> None:
    unanswered = Unanswered(store, words)
    for number in range(3):
        deliver(assistant, Delivery(CHANNEL, FIRST, str(number), Said(f"m{number}", "sms")))
    until(lambda: not any(left(store)), f"{words}: something waits for ever")
    assert unanswered.lost
    assert seen_in(assistant.session(CHANNEL, FIRST)) == ["m0", "m1", "m2"]
    texts = dict.fromkeys(parcel.message.text for parcel in sent)
    assert list(texts) == [f"{half} m{n}" for n in range(3) for half in ("re", "and")]
    assert len([parcel for parcel in sent if not parcel.repeat]) <= 6 and len(sent) <= 7


def test_a_look_into_the_store_that_fails_ends_nothing(store: Store, assistant: Assistant, sent: list[Parcel]) -> None:
    """Looking whether there is something to do is reading, outside of any transaction."""
    failed: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT") and not failed:
            failed.append(statement)
            raise broken(store)

    event.listen(store.engine, "before_cursor_execute", fail)
    until(lambda: bool(failed), "it never looks")
    event.remove(store.engine, "before_cursor_execute", fail)
    deliver(assistant, Delivery(CHANNEL, FIRST, "0", Said("m0", "sms")))
    until(lambda: not any(left(store)), "something waits for ever")
    assert [parcel.message.text for parcel in sent] == ["re m0", "and m0"]


def test_a_turn_that_cannot_be_written_down_is_nobody_elses_trouble(
    store: Store, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unwritable(library: Library, session: Session, event: Said, now: float, desk: Desk) -> Spoken:
        spoken = echo(library, session, event, now, desk)
        if event.text == "unwritable":
            spoken.session.base["unwritable"] = object()  # type: ignore[assignment]
        return spoken

    monkeypatch.setattr(turn, "talk", unwritable)
    deliver(assistant, Delivery(CHANNEL, FIRST, "0", Said("unwritable", "sms")))
    deliver(assistant, Delivery(CHANNEL, SECOND, "1", Said("m0", "sms")))
    until(lambda: seen_in(assistant.session(CHANNEL, SECOND)) == ["m0"], "nobody is answered any more")


def deliver(assistant: Assistant, delivery: Delivery) -> None:
    """Until it is acknowledged."""
    assert assistant.service is not None and assistant.service.alive, "the committer has ended"
    try:
        assistant.service.deliver_and_wait(delivery, 0.5)
    except StoreDown:
        deliver(assistant, delivery)


def left(store: Store) -> list[int]:
    with store.reading() as connection:
        return [ask(connection, LEFT.format(what)).scalar_one() for what in WAITING]


def until(done: Callable[[], bool], otherwise: str, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, otherwise
        time.sleep(0.02)
