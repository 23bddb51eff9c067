"""A day in the province, played: a sample of its people through the real worker, on SQLite, with a clock of its own.

The gateway takes as many parts a second as is the sample's share, and each at once. What is measured is what a turn
costs: seconds (with its share of every commit and of sending), rows written, bytes kept, parts sent; and how long
replies and notices wait in the outbox as it is. The clock moves in steps, so waits are known to a step.
"""

import math
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.assumed import Assumed
from bench.crowd import CHANNEL, letter
from bench.home import the_directory, the_library
from bench.result import BrokenError, Tell
from bench.sample import MIDNIGHT, Sample
from bot.dialogue.reply import Message
from bot.language.sms import count_parts
from bot.people.sealing import Sealer, new_keyring
from bot.pipeline.outbox import Outcome
from bot.pipeline.outlet import Outlet
from bot.pipeline.turn import Plan
from bot.pipeline.worker import Work, Worker
from bot.store.database import Store, ask, open_store
from bot.store.migrate import upgrade
from bot.store.rows import OUTBOX_BODY, outbox_row


class Costs(msgspec.Struct, frozen=True):
    """What was measured; by turn, where nothing else is said. A notice is a turn as well."""

    turns: int
    transactions: int
    seconds: float
    writes: float
    bytes: float
    seals: float
    #: Parts of the reply to a message, and of a notice.
    reply_parts: float
    notice_parts: float
    #: Seconds that the slowest reply and the slowest notice waited for the gateway.
    reply_wait: float
    notice_wait: float


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
        rate = day.rate / one_in
        burst = math.ceil(rate * step) + 1
        outlets = {CHANNEL: Outlet("sms", True, at_once=2 * burst, rate=rate, burst=burst)}
        self._worker = Worker(
            self._store, self._sealer, library, the_directory(), outlets, clock=lambda: self.now,
            monotonic=lambda: self.now,
        )  # fmt: skip
        self._turns = self._transactions = 0
        self._spent = 0.0

    def run(self, tell: Tell) -> Costs:
        """Play it."""
        self._worker.join()
        before = self._kept()
        for step in range(int(86_400 / self._step)):
            self.now = MIDNIGHT + step * self._step
            if step % 360 == 0:
                tell(f"played until {step * self._step / 3600:.0f} h", step * self._step / 86_400)
            arrived = self._sample.arrived(self.now)
            if arrived or self._worker.anything(thinking=False):
                self._work(arrived)
        costs = self._costs(before, self._kept())
        self._store.close()
        return costs

    def _work(self, arrived: Sequence[tuple[int, str, str]]) -> None:
        """Cycles until nothing is left to do at this moment; only they are timed."""
        began = time.perf_counter()
        work = Work([letter(self._sealer, number, name, text, self.now) for number, name, text in arrived])
        busy = True
        while busy:
            cycle = self._worker.cycle(work)
            plans = self._worker.think(cycle.claims)
            outcomes = [Outcome(parcel) for parcel in cycle.parcels]
            work, busy = Work((), plans, outcomes), bool(plans or outcomes)
            self._note(plans)
            self._transactions += 1
            for outcome in outcomes:
                self._sample.hears(outcome.parcel.address, self.now)
        self._spent += time.perf_counter() - began

    def _note(self, plans: Sequence[Plan]) -> None:
        if any(plan.failure or plan.aside for plan in plans):
            raise BrokenError("a turn failed")
        self._turns += sum(len(plan.done) for plan in plans)

    def _kept(self) -> tuple[int, int, int]:
        """Rows written so far, bytes of the database, values sealed."""
        held = self._store.engine.raw_connection()
        changes: int = held.driver_connection.total_changes  # type: ignore[union-attr]
        held.close()
        with self._store.reading() as connection:
            pages, size = (ask(connection, f"PRAGMA page_{word}").scalar_one() for word in ("count", "size"))
        return changes, pages * size, self._sealer.sealed

    def _costs(self, before: Sequence[int], after: Sequence[int]) -> Costs:
        turns = self._turns
        writes, kept, seals = ((now - then) / turns for now, then in zip(after, before, strict=True))
        notices, replies = self._sent()
        return Costs(
            turns, self._transactions, self._spent / turns, writes, kept, seals,
            sum(parts for parts, _ in replies) / (turns - len(self._notified)),
            sum(parts for parts, _ in notices) / len(self._notified),
            max(wait for _, wait in replies), max(wait for _, wait in notices),
        )  # fmt: skip

    def _sent(self) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """Parts and wait of every notice, and of every reply. The first message to those who get the notice is it."""
        notices: list[tuple[int, float]] = []
        replies: list[tuple[int, float]] = []
        due, decode = set(self._notified), msgspec.json.Decoder(Message).decode
        for key, cause, part, body, created, settled in _outbox(self._store):
            text = decode(self._sealer.unseal(body, OUTBOX_BODY, outbox_row(cause, part))).text
            found = count_parts(text), (settled or self.now) - created
            if key in due:
                due.remove(key)
                notices.append(found)
            else:
                replies.append(found)
        return notices, replies


def _outbox(store: Store) -> list[tuple[bytes, int, int, bytes, float, float | None]]:
    sql = "SELECT conversation, cause, part, body, created, settled FROM outbox ORDER BY id"
    with store.reading() as connection:
        return [tuple(row) for row in ask(connection, sql)]  # type: ignore[misc]
