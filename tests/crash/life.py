"""A short life of one store, in which a turn does everything that a turn can do.

Two new people write; one message holds a number that may not be kept, asks for a request, an alert and a timer; one is
poison; what is sent is settled, and the provider reports on it. One worker does it all, in one thread.
"""

from collections.abc import Sequence
from typing import Any

from bot.content.library import Library
from bot.dialogue.effects import Alert, Submit
from bot.dialogue.events import Event, Said
from bot.dialogue.session import Session
from bot.liaisons.directory import Directory, Liaison
from bot.pipeline.delivery import Delivery, Happening, Report
from bot.pipeline.desk import Desk
from bot.pipeline.inbox import inbox_row
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.outlet import Outlet
from bot.pipeline.plan import Plan
from bot.pipeline.talk import Spoken
from bot.pipeline.worker import Work, Worker
from bot.store.database import Store, ask
from bot.store.schema import metadata
from tests.crash.echo import echo
from tests.crash.fuse import rows_of
from tests.stores import sealer

CHANNEL = "sim"
FIRST, SECOND = "11", "12"
#: A number that may not be kept is in it, so its row of the inbox is written again.
SAID = "timer m0 520102196601011234"
LEFT = "SELECT count(*) FROM {}"
WAITING = ("inbox WHERE state = 0", "outbox WHERE state IN (0, 3)", "timers WHERE fired IS NULL")
DIRECTORY = Directory([Liaison("x", "x", "1", "")])


def everything(library: Library, session: Session, event: Event, now: float, desk: Desk) -> Spoken:
    """The echo, and all that a turn can ask for."""
    spoken = echo(library, session, event, now, desk)
    if not isinstance(event, Said):
        return spoken
    desk.take(Submit("form", "matter", {}, 3), "")
    return Spoken(spoken.session, spoken.messages, (*spoken.effects, Alert("danger")))


class Life:
    """What came in, what went out, and the worker in between."""

    def __init__(self, store: Store, library: Library) -> None:
        self.store, self.library, self.now, self.sealer = store, library, 1_000_000.0, sealer()
        self.arrivals: list[Parcel] = []
        self.acknowledged = 0
        self.worker = self._worker()
        self._plans: list[Plan] = []
        self._outcomes: list[Outcome] = []

    def _worker(self) -> Worker:
        return Worker(
            self.store, self.sealer, self.library, DIRECTORY, {CHANNEL: Outlet("sms", True)},
            clock=lambda: self.now, monotonic=lambda: self.now, lease=1.0,
        )  # fmt: skip

    def begin(self) -> None:
        """A new process begins: it knows nothing."""
        self.worker, self._plans, self._outcomes = self._worker(), [], []
        self.worker.join()

    def go_on(self) -> None:
        """Until everything was delivered and nothing is left to do."""
        for _ in range(200):
            busy = self._step([])
            if not busy and self._left():
                self.now += 31.0
            elif not busy and not self._deliver():
                return
        raise AssertionError(f"it never ends: {rows_of(self.store)}")

    def _step(self, letters: Sequence[Any]) -> bool:
        """One cycle, and what follows from it; whether there was anything to do. If it fails its plans are dropped."""
        plans, self._plans = self._plans, []
        self.worker.look()
        cycle = self.worker.cycle(Work(letters, plans, self._outcomes))
        self._outcomes = [self._send(parcel) for parcel in cycle.parcels]
        self._plans = self.worker.think(cycle.claims)
        return bool(cycle.parcels or cycle.claims or self._plans)

    def _send(self, parcel: Parcel) -> Outcome:
        self.arrivals.append(parcel)
        return Outcome(parcel, reference=parcel.key)

    def _deliver(self) -> bool:
        """The next letters, until they are acknowledged; whether there were any."""
        said: list[tuple[str, Happening]] = [(FIRST, Said(SAID, "sms")), (SECOND, Said("m0", "sms"))]
        reports: list[tuple[str, Happening]] = [(FIRST, Report(parcel.key, True)) for parcel in self.arrivals[:1]]
        posts: list[list[tuple[str, Happening]]] = [said, reports, [(FIRST, Said("poison"))]]
        if self.acknowledged == len(posts):
            return False
        rows = [
            inbox_row(self.sealer, Delivery(CHANNEL, address, f"{self.acknowledged}{address}", event), self.now)
            for address, event in posts[self.acknowledged]
        ]
        self._step(rows)
        self.acknowledged += 1
        return True

    def _left(self) -> int:
        with self.store.reading() as connection:
            return sum(ask(connection, LEFT.format(what)).scalar_one() for what in WAITING)

    def wipe(self) -> None:
        """As if nobody had ever written."""
        with self.store.writing() as connection:
            for name in metadata.tables.keys() - {"slots", "counters", "notes", "versions"}:
                ask(connection, f"DELETE FROM {name}")
            ask(connection, "UPDATE slots SET owner = NULL, fence = 0")
