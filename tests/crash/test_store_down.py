"""The store goes down while messages come in: nothing is acknowledged that is not kept, and afterwards all is done."""

import asyncio
import resource
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.crash.gateway import Gateway
from tests.crash.place import Place, people
from tests.crash.storm import Storm
from tests.servers import Postgres

WORDS = people(20, 300)


def refused(gateway: Gateway, began: float, ended: float) -> list[int]:
    """What was answered to deliveries that began and ended within that time."""
    return [one.status for one in gateway.tries if one.began >= began and one.ended <= ended]


async def away(storm: Storm, go: Callable[[], object], come: Callable[[], object], enough: int) -> list[int]:
    """The store goes, *enough* deliveries meet its absence, and it comes back; how those were answered."""
    await asyncio.to_thread(go)
    began, met = time.monotonic(), list[int]()
    while len(met) < enough:
        await asyncio.sleep(0.05)
        met = refused(storm.place.gateway, began, time.monotonic())
    await asyncio.to_thread(come)
    return met


async def through(storm: Storm, blow: Callable[[], Awaitable[list[int]]], times: int) -> list[int]:
    """The storm, *times* blown; everything held. How deliveries were answered while the store was away."""
    met: list[int] = []

    async def blown() -> None:
        met.extend(await blow())

    storm.blow = blown
    storm.moments = [storm.whole * (n + 1) / (4 * times) for n in range(times)]
    result = await storm.run("store down")
    print(f"{len(met)} deliveries while the store was away, answered {sorted(set(met))}; {result}")
    assert not result.verdict.faults, result
    return met


def test_a_server_that_stops_at_once_and_comes_back(tmp_path: Path, own_postgres: Postgres) -> None:
    place = Place(tmp_path, store=own_postgres.database())
    storm = Storm(place, ("serve", "worker"), WORDS, 0)
    met = asyncio.run(
        through(storm, lambda: away(storm, lambda: own_postgres.stop(True), own_postgres.start, enough=40), 3)
    )
    assert set(met) <= {0, 503} and met.count(503) > len(met) // 2


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """The process may not write into any file: its system says so, as it does of a disk that is full."""
    storm = Storm(Place(tmp_path), ("serve",), WORDS, 0)

    def limit(size: int) -> None:
        resource.prlimit(storm.place.keeper.pids["serve"], resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    met = asyncio.run(through(storm, lambda: away(storm, lambda: limit(1), lambda: limit(-1), enough=40), 3))
    assert set(met) == {503}


def test_a_file_that_somebody_else_has_locked(tmp_path: Path, seconds: float = 2.0) -> None:
    """It waits for the lock: whoever delivers meanwhile is told nothing, and nothing false."""
    storm = Storm(Place(tmp_path), ("serve",), WORDS, 0)
    storm.place.gateway.patience = seconds / 4

    async def locked() -> list[int]:
        other = sqlite3.connect(tmp_path / "bangban.sqlite3", isolation_level=None, timeout=30)
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        await asyncio.sleep(seconds)
        met = refused(storm.place.gateway, began, time.monotonic())
        other.execute("ROLLBACK")
        other.close()
        return met

    assert set(asyncio.run(through(storm, locked, 2))) == {0}
