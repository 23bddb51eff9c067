"""Random `kill -9` while messages are delivered: none lost, none acted on twice, none out of order.

    python -m tests.crash.storm --messages 20000 --kills 1000 --seed 1 --json

Two installations are stormed, one after the other: `embedded`, one process on SQLite, and `scale`, one that serves and
two that work on PostgreSQL and Redis. Everything is real but the dialogue (`tests.crash.echo`). The kills hang on the
progress of the work and not on the clock, so that a slow machine has as many of them in the middle of things.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.crash.place import Place, Verdict, people
from tests.postgres import Postgres
from tests.servers import Redis

#: Seconds without any progress after which it hangs.
STALLED = 60.0
EMBEDDED, SCALE = ("serve",), ("serve", "worker-1", "worker-2")


@dataclass
class Result:
    """What a storm came to."""

    setup: str
    messages: int
    deliveries: int
    kills: int
    seconds: float
    verdict: Verdict

    @property
    def held(self) -> bool:
        """Nothing was wrong, and no kill repeated more than one message."""
        return not self.verdict.faults and self.verdict.repeats <= self.kills


class Storm:
    """One storm over one place with the processes *names*: *blows* times, at random moments, `blow` is called."""

    def __init__(self, place: Place, names: Sequence[str], words: Mapping[str, Sequence[str]], blows: int) -> None:
        self.place, self.names, self.words, self.random = place, names, words, place.random
        self.blow: Callable[[], Awaitable[None]] = self._kill_somebody
        self.messages = sum(map(len, words.values()))
        #: A message is delivered twice and answered twice. The last blows come while nothing but answers is left.
        self.whole = 4 * self.messages
        self.moments = sorted(self.random.uniform(0, 0.98 * self.whole) for _ in range(blows))
        self.kills, self._moved, self._before = 0, time.monotonic(), -1

    @property
    def progress(self) -> int:
        """Deliveries that were acknowledged, and messages that came out, up to now."""
        return self.place.gateway.acknowledged + len(self.place.gateway.arrivals)

    async def run(self, setup: str) -> Result:
        """Storm until everything is through."""
        began = time.monotonic()
        async with self.place:
            await self.place.start(*self.names)
            async with asyncio.TaskGroup() as together:
                together.create_task(self.place.talk(self.words))
                together.create_task(self._rage())
            await self.place.drain()
            seconds = round(time.monotonic() - began, 1)
            verdict = await asyncio.to_thread(self.place.judge, self.words)
        return Result(setup, self.messages, len(self.place.gateway.tries), self.kills, seconds, verdict)

    async def _rage(self) -> None:
        for moment in self.moments:
            while self.progress < moment:
                self._watch()
                await asyncio.sleep(0.002)
            await self.blow()
            self._moved = time.monotonic()  # while it blew nothing could move

    async def _kill_somebody(self) -> None:
        """Mostly in the middle of work, sometimes while it still starts, sometimes it stays away for a while."""
        name = self.random.choice(self.names)
        await asyncio.sleep(self.random.choice((0.0, 0.0, self.random.uniform(0, 0.1))))
        await asyncio.to_thread(self.place.keeper.kill, name)
        self.kills += 1
        await asyncio.sleep(self.random.choice((0.0, 0.0, self.random.uniform(0, 0.1))))
        await self.place.start(name)

    def _watch(self) -> None:
        """A process that ended by itself, or work that stands still: the storm has found a fault."""
        now = time.monotonic()
        assert not (fallen := self.place.keeper.fallen()), f"{fallen} fell: {self.place.keeper.said()}"
        if self.progress != self._before:
            self._before, self._moved = self.progress, now
        stood = now - self._moved
        assert stood < STALLED, f"nothing moved for {stood:.0f} s: {self.place.keeper.said()}"


def embedded(folder: Path, messages: int, kills: int, seed: int) -> Storm:
    """One process on SQLite."""
    return Storm(Place(folder, seed), EMBEDDED, people(max(10, messages // 50), messages), kills)


def scale(folder: Path, messages: int, kills: int, seed: int, postgres: Postgres, redis: Redis) -> Storm:
    """One process that serves and two that work."""
    place = Place(folder, seed, postgres.database(), redis.url)
    return Storm(place, SCALE, people(max(10, messages // 50), messages), kills)


async def told(storm: Storm, setup: str) -> Result:
    """Run it, with a line that says how far it is."""
    running = asyncio.create_task(storm.run(setup))
    while not running.done():
        await asyncio.wait([running], timeout=1.0)
        line = f"{setup}: {storm.kills} of {len(storm.moments)} kills, {storm.progress} of {storm.whole} steps"
        print(f"\r{line}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return await running


def main() -> None:
    """The full run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("messages", 20_000), ("kills", 1_000), ("seed", 1)):
        arguments.add_argument(f"--{name}", type=int, default=usual)
    arguments.add_argument("--setup", choices=("embedded", "scale", "both"), default="both")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    results = list(_storms(given.setup, given.messages, given.kills, given.seed))
    for result in results:
        print(json.dumps(asdict(result)) if given.json else result)
    sys.exit(not all(result.held for result in results))


def _storms(setup: str, messages: int, kills: int, seed: int) -> "list[Result]":
    """The storms that were asked for, each in a folder of its own."""
    results = []
    with ExitStack() as stack:
        if setup != "scale":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            results.append(asyncio.run(told(embedded(folder, messages, kills, seed), "embedded")))
        if setup != "embedded":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            servers = stack.enter_context(Postgres()), stack.enter_context(Redis())
            results.append(asyncio.run(told(scale(folder, messages, kills, seed, *servers), "scale")))
    return results


if __name__ == "__main__":
    main()
