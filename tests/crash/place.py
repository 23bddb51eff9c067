"""One installation that is to be hurt: its folder, its processes, its gateway, and what must hold afterwards."""

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.people.sealing import write_keyring
from bot.pipeline.records import Records
from bot.store.database import ask
from tests.crash.content import the_library
from tests.crash.echo import seen_in
from tests.crash.gateway import SECRET, Arrival, Gateway
from tests.crash.launcher import Keeper
from tests.processes import free_port
from tests.stores import RING, new_store, sealer
from webhooks.house import label_of

CHANNEL = "simulated"
#: Seconds after which nothing is expected to happen any more.
DRAIN = 120.0
LEFT = "SELECT (SELECT count(*) FROM inbox WHERE state = 0), (SELECT count(*) FROM outbox WHERE state IN (0, 3))"


@dataclass
class Verdict:
    """What was found afterwards. All but `repeats` must be 0."""

    lost: int = 0
    twice: int = 0
    out_of_order: int = 0
    aside: int = 0
    unanswered: int = 0
    answers_out_of_order: int = 0
    unlabelled: int = 0
    repeats: int = 0

    @property
    def faults(self) -> dict[str, int]:
        """What must not have happened and did."""
        return {name: count for name, count in asdict(self).items() if count and name != "repeats"}


class Place:
    """Embedded in one process by default; with the URLs of a PostgreSQL (and a Redis) for any number of them."""

    def __init__(self, folder: Path, seed: int = 1, store: str = "", redis: str = "", lease: float = 1.0) -> None:
        self.random = random.Random(seed)
        port, outward = free_port(), free_port()
        self.gateway, self._outward = Gateway(port, random.Random(seed + 1)), outward
        settings = {"data": str(folder), "store": store, "redis": redis, "lease": lease}
        channel = {"secret": SECRET, "url": f"http://127.0.0.1:{outward}/"}
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items() if value]
        lines += ["[channels.simulated]", *(f"{name} = {json.dumps(value)}" for name, value in channel.items())]
        (folder / "bangban.toml").write_text("\n".join(lines))
        write_keyring(folder / "keys.json", RING)
        self.store = new_store(store or folder / "bangban.sqlite3")
        self.keeper = Keeper(folder, port)

    async def __aenter__(self) -> "Place":
        await self.gateway.listen(self._outward)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.keeper.close)
        await self.gateway.close()
        self.store.close()

    async def start(self, *names: str) -> None:
        """Start processes."""
        for name in names:
            await asyncio.to_thread(self.keeper.start, name)

    async def talk(self, words: Mapping[str, Sequence[str]], at_once: int = 32) -> None:
        """Everybody writes; returns when everything was acknowledged."""
        lanes = asyncio.Semaphore(at_once)

        async def one(address: str) -> None:
            async with lanes:
                await self.gateway.converse(address, words[address])

        async with asyncio.TaskGroup() as everybody:
            for address in words:
                everybody.create_task(one(address))

    def left(self) -> tuple[int, int]:
        """How many letters and messages wait."""
        with self.store.reading() as connection:
            letters, messages = ask(connection, LEFT).one()
        return letters, messages

    async def drain(self, seconds: float = DRAIN) -> None:
        """Until nothing waits any more."""
        end, left = time.monotonic() + seconds, (1, 1)
        while any(left):
            assert time.monotonic() < end, f"{left} are still there after {seconds} s: {self.keeper.said()}"
            try:
                left = await asyncio.to_thread(self.left)
            except DBAPIError:
                self.store.close()
            await asyncio.sleep(0.05)

    def judge(self, words: Mapping[str, Sequence[str]]) -> Verdict:
        """Look at every conversation, inside and outside."""
        verdict, came = Verdict(), defaultdict[str, list[Arrival]](list)
        for arrival in self.gateway.arrivals:
            came[arrival.to].append(arrival)
        records = Records(self.store, sealer(), the_library())
        label = label_of(the_library())(False)
        for address, said in words.items():
            _acted(verdict, said, seen_in(records.session(CHANNEL, address)))
            _answered(verdict, [f"{half} {text}" for text in said for half in ("re", "and")], came[address], label)
        with self.store.reading() as connection:
            verdict.aside = ask(connection, "SELECT count(*) FROM inbox WHERE state = 2").scalar_one()
        return verdict


def people(count: int, messages: int) -> dict[str, list[str]]:
    """*count* people who write *messages* messages between them."""
    return {f"1{n:04}": [f"m{i}" for i in range(n, messages, count)] for n in range(count)}


def _acted(verdict: Verdict, said: Sequence[str], seen: Sequence[str]) -> None:
    first = list(dict.fromkeys(seen))
    verdict.lost += len(set(said) - set(seen))
    verdict.twice += len(seen) - len(first)
    verdict.out_of_order += _inversions([said.index(text) for text in first])


def _answered(verdict: Verdict, expected: Sequence[str], came: Sequence[Arrival], label: str) -> None:
    """Every answer came; first arrivals in order; at most one arrival of each that does not say it is a repeat."""
    first, plain = dict[str, str](), set[str]()
    for arrival in came:
        labelled = arrival.repeat and arrival.text.startswith(label)
        verdict.repeats += arrival.key in first
        verdict.unlabelled += not labelled and (arrival.key in plain or arrival.repeat)
        first.setdefault(arrival.key, arrival.text.removeprefix(label))
        plain |= set() if labelled else {arrival.key}
    places = [expected.index(text) for text in first.values() if text in expected]
    verdict.unanswered += len(expected) - len(set(places))
    verdict.answers_out_of_order += _inversions(places)


def _inversions(places: Sequence[int]) -> int:
    return sum(a > b for a, b in pairwise(places))
