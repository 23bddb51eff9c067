"""What the pipeline tells of itself: counts as it goes, and a look at the queues when somebody asks.

Names follow Prometheus's conventions; `webhooks.metrics` shows them. Nothing here is paid by message: a cycle is
counted once, however many turns it held.
"""

import bisect
import time
from collections.abc import Callable, Sequence

import msgspec

from bot.pipeline.outbox import Outcome
from bot.pipeline.worker import Cycle, Work
from bot.store.database import Store, ask

#: Upper bounds of the turn times counted, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Tally:
    """How long something took, counted by upper bounds."""

    def __init__(self, bounds: Sequence[float] = BOUNDS) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect.bisect_left(self.bounds, seconds)] += 1
        self.total += seconds


class Gauges:
    """The counts of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.received = self.repeated = self.turns = self.failed = self.aside = self.cycles = 0
        #: From the arrival of a message until its answer was written; and how long a transaction took.
        self.turn_seconds, self.cycle_seconds = Tally(), Tally()
        #: By channel and what became of the try: sent, failed, refused.
        self.sent: dict[tuple[str, str], int] = {}

    def cycle(self, work: Work, cycle: Cycle, seconds: float) -> None:
        """Count a cycle; given to `Service.on_cycle`."""
        now = self._clock()
        self.cycles += 1
        self.cycle_seconds.add(seconds)
        self.received += cycle.kept
        self.repeated += len(work.letters) - cycle.kept
        for plan in work.plans:
            self.turns += len(plan.done)
            self.aside += len(plan.aside)
            self.failed += plan.failure is not None
            for letter in plan.done:
                self.turn_seconds.add(now - letter.received)
        for outcome in work.outcomes:
            key = outcome.parcel.channel, _became(outcome)
            self.sent[key] = self.sent.get(key, 0) + 1


def _became(outcome: Outcome) -> str:
    if not outcome.error:
        return "sent"
    return "refused" if outcome.final else "failed"


class Queue(msgspec.Struct, frozen=True):
    """A queue at one moment: rows that wait, how long the oldest has waited (seconds), rows put aside."""

    waiting: int
    oldest: float
    aside: int


def queues(store: Store, now: float) -> dict[str, Queue]:
    """The three queues as they are."""
    found = {}
    with store.reading() as connection:
        for name, state, since in (("inbox", "state = 0", "received"), ("outbox", "state IN (0, 3)", "created")):
            oldest = f"SELECT {since} FROM {name} WHERE id = (SELECT min(id) FROM {name} WHERE {state})"  # noqa: S608
            row = ask(connection, f"SELECT count(*), ({oldest}) FROM {name} WHERE {state}").one()  # noqa: S608
            aside = ask(connection, f"SELECT count(*) FROM {name} WHERE state = 2").scalar_one()  # noqa: S608
            found[name] = Queue(row[0], max(0.0, now - row[1]) if row[1] is not None else 0.0, aside)
        due = store.sql("SELECT count(*), min(due) FROM timers WHERE fired IS NULL AND due <= ?")
        row = ask(connection, due, (now,)).one()
        found["timers"] = Queue(row[0], max(0.0, now - row[1]) if row[1] is not None else 0.0, 0)
    return found
