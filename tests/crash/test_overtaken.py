"""Workers are stopped for longer than their lease and go on: what they had in mind until then is not written.

One process that serves and two that work share a PostgreSQL; again and again one of them is stopped (SIGSTOP), the
others take its conversations over, and it is continued. A stale commit would show in the sessions, which remember
every message in the order in which it was acted on.
"""

import asyncio
import os
import time
from pathlib import Path

import psutil

from bot.store.database import ask
from tests.crash.place import Place, people
from tests.crash.storm import SCALE, Storm
from tests.servers import Postgres

LEASE = 0.6
#: `make crash` stops more often.
STOPS = int(os.environ.get("BANGBAN_STOPS", "5"))
PATIENCE = 30.0
#: Workers by the number of their process: all of its rows, those that were overtaken, and slots that it holds.
ROWS = (
    "SELECT count(*), sum(fenced), sum((SELECT count(*) FROM slots WHERE owner = workers.id)) FROM workers"
    " WHERE split_part(name, ':', 2) = %s"
)
#: The ports of connections that stand still within a transaction in which a worker holds on to its own row.
WITHIN = (
    "SELECT client_port FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE state = 'idle in transaction'"
    " AND relation = 'workers'::regclass AND mode IN ('RowShareLock', 'RowExclusiveLock')"
)


class Stopper:
    """Stops one process after the other."""

    def __init__(self, storm: Storm) -> None:
        self.storm, self.place, self.overtaken = storm, storm.place, 0
        storm.blow = self.stop

    async def stop(self) -> None:
        """Stop somebody until the others have taken over, and see it come back."""
        name = self.storm.random.choice(self.storm.names)
        await self.joined(name)
        self.place.keeper.freeze(name)
        self.overtaken += await self._overtaken(name)
        self.place.keeper.thaw(name)
        await self.joined(name)

    async def _overtaken(self, name: str) -> bool:
        """Whether it is, in good time: one that stands still within a transaction may not be."""
        end = time.monotonic() + 10 * LEASE
        while time.monotonic() < end:
            rows, fenced, _ = await asyncio.to_thread(self._rows, name)
            if rows == fenced:
                return True
            await asyncio.sleep(0.05)
        return False

    async def joined(self, name: str) -> None:
        """It has joined by itself: it holds slots, under a number that nobody has overtaken."""
        end = time.monotonic() + PATIENCE
        while True:
            rows, fenced, slots = await asyncio.to_thread(self._rows, name)
            if rows > fenced and slots:
                return
            assert time.monotonic() < end, f"{name} has not joined: {self.place.keeper.said()}"
            await asyncio.sleep(0.05)

    def _rows(self, name: str) -> tuple[int, int, int]:
        with self.place.store.reading() as connection:
            rows, fenced, slots = ask(connection, ROWS, (str(self.place.keeper.pids[name]),)).one()
        return rows, fenced or 0, slots or 0


def test_whoever_was_stopped_past_its_lease_writes_nothing_stale_and_joins_again(
    tmp_path: Path, postgres: Postgres
) -> None:
    place = Place(tmp_path, 11, postgres.database(), lease=LEASE)
    stopper = Stopper(storm := Storm(place, SCALE, people(40, 100 * STOPS), STOPS))
    result = asyncio.run(storm.run("overtaken"))
    print(f"stopped {STOPS} times, overtaken {stopper.overtaken} times: {result}")
    assert not result.verdict.faults, result
    assert stopper.overtaken, "nobody was ever overtaken"


def test_whoever_stands_still_within_a_transaction_does_not_hold_up_the_others(
    tmp_path: Path, postgres: Postgres
) -> None:
    """A machine that is gone keeps its connection, and what it had locked, until somebody gives up on it."""
    place, before = Place(tmp_path, 12, postgres.database(), lease=LEASE), people(40, 800)
    after = {f"2{address}": words[:5] for address, words in before.items()}

    async def story() -> None:
        async with place:
            await place.start(*SCALE)
            talking = asyncio.create_task(place.talk(before))
            await Stopper(Storm(place, SCALE, before, 0)).joined("worker-1")
            await stopped_within(place, "worker-1")
            await asyncio.wait_for(place.talk(after), PATIENCE)
            await asyncio.wait_for(talking, PATIENCE)
            await place.drain(PATIENCE)
            assert not place.judge(before | after).faults

    asyncio.run(story())


async def stopped_within(place: Place, name: str) -> None:
    """Stop it in the middle of a transaction."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        await asyncio.sleep(place.random.uniform(0, 0.02))
        place.keeper.freeze(name)
        await asyncio.sleep(0.1)  # what it had asked for before is answered by then
        ports = {line.laddr.port for line in psutil.Process(place.keeper.pids[name]).net_connections()}
        with place.store.reading() as connection:
            if ports & {row[0] for row in ask(connection, WITHIN)}:
                return
        place.keeper.thaw(name)
    raise AssertionError("it was never caught within a transaction")
