"""Redis is flushed, killed, frozen, or was never there: nothing is lost, it only takes longer."""

import asyncio
from pathlib import Path

from tests.crash.place import Place, people
from tests.crash.storm import Storm
from tests.servers import Postgres, Redis

NAMES = ("serve", "worker")


class Trouble:
    """What can happen to a Redis."""

    def __init__(self, storm: Storm, redis: Redis) -> None:
        self.storm, self.redis, self.done = storm, redis, list[str]()
        storm.blow = self.happen

    async def happen(self) -> None:
        """One of all, in turn, so that none is left out."""
        what = (self.flushed, self.killed, self.frozen)[len(self.done) % 3]
        self.done.append(what.__name__)
        await what()

    async def flushed(self) -> None:
        """It forgets everything."""
        await asyncio.to_thread(self.redis.flush)

    async def killed(self) -> None:
        """It is gone for a while, and empty when it comes back."""
        await asyncio.to_thread(self.redis.stop)
        await asyncio.sleep(self.storm.random.uniform(0, 1.5))
        await asyncio.to_thread(self.redis.start)

    async def frozen(self) -> None:
        """Connections stay open and nothing answers."""
        await asyncio.to_thread(self.redis.pause)
        await asyncio.sleep(self.storm.random.uniform(0, 1.5))
        self.redis.resume()


def stormed(folder: Path, postgres: Postgres, redis: Redis, times: int) -> Storm:
    """Much load, and *times* trouble."""
    return Storm(Place(folder, 5, postgres.database(), redis.url), NAMES, people(30, 600), times)


def test_whatever_happens_to_redis_nothing_is_lost(tmp_path: Path, postgres: Postgres, own_redis: Redis) -> None:
    storm = stormed(tmp_path, postgres, own_redis, 9)
    trouble = Trouble(storm, own_redis)
    result = asyncio.run(storm.run("redis gone"))
    print(f"{trouble.done}: {result}")
    assert len(trouble.done) == 9
    assert not result.verdict.faults and not result.verdict.repeats, result


def test_a_redis_that_is_not_there_at_the_start_is_found_later(
    tmp_path: Path, postgres: Postgres, own_redis: Redis
) -> None:
    storm = stormed(tmp_path, postgres, own_redis, 1)
    own_redis.stop()

    async def come() -> None:
        await asyncio.to_thread(own_redis.start)

    storm.blow = come
    result = asyncio.run(storm.run("no redis at first"))
    print(result)
    assert not result.verdict.faults and not result.verdict.repeats, result
