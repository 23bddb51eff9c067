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
    """The tries while the engine hung. Everything must have been acknowledged before it went on."""
    async with place:
        await place.start("serve")
        await place.talk(SLEEPER)
        place.gateway.tries.clear()
        await place.talk(words, at_once=8)
        tries = [*place.gateway.tries]
        waiting, _ = place.left()
        assert waiting == 1 + sum(map(len, words.values())), "the engine did not hang while it was written to"
        await place.drain(SECONDS + 60)
        assert not place.judge(SLEEPER | words).faults
    return tries


def test_while_the_engine_hangs_messages_are_acknowledged(tmp_path: Path) -> None:
    tries = asyncio.run(blocked(Place(tmp_path), people(20, 200)))
    assert {one.status for one in tries} == {200}
    took = sorted(one.ended - one.began for one in tries)
    p99 = took[int(0.99 * len(took))]
    print(f"acknowledged while the engine hung for {SECONDS:g} s: {len(took)}, p99 {1000 * p99:.1f} ms")
    assert p99 < 1.0
