"""A worker that sends, driven by hand: each cycle, each outcome and each second is the test's."""

from collections.abc import Mapping
from typing import Any

from bot.content.library import Library
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline.allowance import Allowance
from bot.pipeline.delivery import Delivery, Happening, Report
from bot.pipeline.inbox import inbox_row
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.outlet import Outlet
from bot.pipeline.player import MORNING
from bot.pipeline.worker import Cycle, Work, Worker
from bot.store.database import Store, ask
from tests.stores import new_store, sealer

CHANNEL = "gateway"
ONE, OTHER = "13800001111", "13800002222"


class Sender:
    """The worker, its clock, and the parcels it was given."""

    def __init__(self, store: Store | str, library: Library, directory: Directory, **outlet: Any) -> None:
        self.store = new_store(store) if isinstance(store, str) else store
        self.now, self.count = MORNING, 0
        self.outlets: Mapping[str, Outlet] = {CHANNEL: Outlet("sms", **{"pushed": True, "at_once": 10, **outlet})}
        self._library, self._directory = library, directory
        self.worker = self.another()

    def another(self, allowance: Allowance | None = None) -> Worker:
        """One more worker, which takes everything over."""
        worker = Worker(
            self.store, sealer(), self._library, self._directory, self.outlets, clock=lambda: self.now,
            monotonic=lambda: self.now, alone=True, allowance=allowance,
        )  # fmt: skip
        worker.join()
        return worker

    def say(self, text: str = "你好", address: str = ONE) -> list[Parcel]:
        """Somebody writes; the parcels that leave in the cycle in which the answer is written."""
        return self.happens(Said(text, "sms"), address)

    def happens(self, event: Happening, address: str = ONE, channel: str = CHANNEL) -> list[Parcel]:
        """Something comes in and is dealt with."""
        self.count += 1
        row = inbox_row(sealer(), Delivery(channel, address, f"m{self.count}", event), self.now)
        cycle = self.worker.cycle(Work(letters=[row]))
        found = list(cycle.parcels)
        while cycle.claims:
            cycle = self.worker.cycle(Work(plans=self.worker.think(cycle.claims)))
            found += cycle.parcels
        return found

    def report(self, reference: str, arrived: bool, error: str = "", channel: str = CHANNEL) -> None:
        """The provider says what became of a message."""
        self.happens(Report(reference, arrived, error), channel=channel)

    def cycle(self, *outcomes: Outcome, after: float = 0.0) -> list[Parcel]:
        """Some time passes, then a cycle with what became of parcels; those that leave in it."""
        self.now += after
        found: Cycle = self.worker.cycle(Work(outcomes=outcomes))
        return list(found.parcels)

    def settle(self, outcome: Outcome) -> list[Parcel]:
        """What became of a parcel is written; those that leave then, and once its place is free."""
        return [*self.cycle(outcome), *self.cycle()]

    def row(self, number: int = 1, columns: str = "state, attempts, error, due") -> Any:
        """A row of the outbox."""
        with self.store.reading() as connection:
            return ask(connection, self.store.sql(f"SELECT {columns} FROM outbox WHERE id = ?"), (number,)).one()

    def alerts(self) -> list[str]:
        """What the people on duty are told."""
        with self.store.reading() as connection:
            return list(ask(connection, "SELECT category FROM alerts ORDER BY id").scalars())
