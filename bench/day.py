"""A day in the province, played: a sample of its people through the real worker, on SQLite, with a clock of its own.

The gateway takes as many parts a second as is the sample's share, and takes each at once. What is measured is what a
turn costs (`bench.costs`), and how long replies and notices wait in the outbox as it is. The clock moves in steps, so
waits are known to a step.
"""

import math
import time
from collections.abc import Sequence
from pathlib import Path

from bench.assumed import Assumed
from bench.costs import Costs, Moment, kept, left, reckon
from bench.crowd import CHANNEL, letter
from bench.home import the_directory, the_library
from bench.result import BrokenError, Tell
from bench.sample import MIDNIGHT, Sample
from bot.people.sealing import Sealer, new_keyring
from bot.pipeline.outbox import Outcome
from bot.pipeline.outlet import Outlet
from bot.pipeline.worker import Work, Worker
from bot.store.database import open_store
from bot.store.migrate import upgrade


class _Counting(Sealer):
    sealed = 0

    def seal(self, data: bytes, place: bytes, row: bytes) -> bytes:
        self.sealed += 1
        return super().seal(data, place, row)


class Played:
    """One day of one person in *one_in*, in steps of *step* seconds."""

    def __init__(self, folder: Path, day: Assumed, one_in: int, step: float) -> None:
        self._step, self.now = step, MIDNIGHT
        self._store, self._sealer = open_store(folder / "day.sqlite3"), _Counting(new_keyring())
        upgrade(self._store, self._sealer)
        library = the_library()
        self._sample = Sample(day, one_in)
        self._notified = self._sample.known(self._store, self._sealer, library.current.hash)
        self._worker = Worker(
            self._store, self._sealer, library, the_directory(), {CHANNEL: _gateway(day.rate / one_in, step)},
            clock=lambda: self.now, monotonic=lambda: self.now,
        )  # fmt: skip
        self._moments: list[Moment] = []

    def run(self, tell: Tell) -> Costs:
        """Play it."""
        self._worker.join()
        before = kept(self._store, self._sealer.sealed)
        for step in range(int(86_400 / self._step)):
            self.now = MIDNIGHT + step * self._step
            if step % 100 == 0:
                tell(f"played until {step * self._step / 3600:.0f} h", step * self._step / 86_400)
            arrived = self._sample.arrived(self.now)
            if arrived or self._worker.anything(thinking=False):
                self._moments.append(self._work(arrived))
        after = kept(self._store, self._sealer.sealed)
        notices, replies = left(self._store, self._sealer, self._notified, self.now)
        self._store.close()
        return reckon(self._moments, before, after, notices, replies)

    def _work(self, arrived: Sequence[tuple[int, str, str]]) -> Moment:
        """Cycles until nothing is left to do at this moment."""
        turns = sent = transactions = 0
        began, busy = time.perf_counter(), True
        work = Work([letter(self._sealer, number, name, text, self.now) for number, name, text in arrived])
        while busy:
            cycle = self._worker.cycle(work)
            plans = self._worker.think(cycle.claims)
            if any(plan.failure or plan.aside for plan in plans):
                raise BrokenError("a turn failed")
            work = Work((), plans, [Outcome(parcel) for parcel in cycle.parcels])
            busy = bool(work.plans or work.outcomes)
            turns += sum(len(plan.done) for plan in plans)
            sent, transactions = sent + len(work.outcomes), transactions + 1
            for parcel in cycle.parcels:
                self._sample.hears(parcel.address, self.now)
        return Moment(turns, sent, transactions, time.perf_counter() - began)


def _gateway(rate: float, step: float) -> Outlet:
    """A gateway that takes *rate* messages a second, and at a step of the clock what it takes in all of it."""
    burst = math.ceil(rate * step) + 1
    return Outlet("sms", True, at_once=2 * burst, rate=rate, burst=burst)
