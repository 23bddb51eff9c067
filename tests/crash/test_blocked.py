"""The engine hangs on one message: everybody else's are acknowledged all the same, and answered when it is through."""

import asyncio
import os
from pathlib import Path

from tests.crash.gateway import Try
from tests.crash.place import Place, people

#: `make crash` makes it hang for a minute.
SECONDS = float(os.environ.get("BANGBAN_BLOCKED", "5"))
SLEEPER = {"19999": [f"sleep {SECONDS} m0"]}


async def blocked(place: Place, words: dict[str, list[str]]) -> list[Try]:
    """The tries that were over while the engine hung: it did until the first answer came."""
    async with place:
        await place.start("serve")
        await place.talk(SLEEPER)
        place.gateway.tries.clear()
        talking = asyncio.create_task(place.talk(words, at_once=8))
        while not place.gateway.arrivals:
            await asyncio.sleep(0.01)
        tries = [*place.gateway.tries]
        await talking
        await place.drain()
        assert not place.judge(SLEEPER | words).faults
    return tries


def test_while_the_engine_hangs_messages_are_acknowledged(tmp_path: Path) -> None:
    tries = asyncio.run(blocked(Place(tmp_path), people(50, int(80 * SECONDS))))
    assert {one.status for one in tries} == {200}
    took = sorted(one.ended - one.began for one in tries)
    p99 = took[int(0.99 * len(took))]
    print(f"acknowledged while the engine hung for {SECONDS:g} s: {len(took)}, p99 {1000 * p99:.1f} ms")
    assert len(took) > 100 and p99 < 1.0
