"""Growth: how a turn's time, the file and the memory change from a thousand conversations to a million.

A store is filled directly with people in the middle of an application (`bench.crowd`), sealed as they are in earnest,
on SQLite with synchronous=FULL. Then the real worker takes turns, in a process of its own, without HTTP: every cycle 32
people anywhere in the crowd write; their letters are stored, claimed, thought over and answered. A turn lasts from the
letter's arrival until its answer is committed. The sizes take turns, so that a slow minute hits all of them.
"""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex

import msgspec

from bench.child import run_child
from bench.crowd import Crowd, fill, letter
from bench.home import the_directory, the_library
from bench.result import Figure, Options, Result, Tell, percentile, ratio
from bench.server import resident
from bot.people.sealing import Sealer, keyring_at, read_keyring
from bot.pipeline.outlet import OWN
from bot.pipeline.player import MORNING
from bot.pipeline.worker import Work, Worker
from bot.store.database import open_store
from bot.store.migrate import upgrade

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK = (1_000, 50_000)
#: People who write in one cycle, and cycles before the clock starts.
_TOGETHER, _WARM = 32, 20
#: The clock while they write.
_NOW = MORNING + 60.0


class Measured(msgspec.Struct, frozen=True):
    """One measurement of one size: seconds of each turn, and the megabytes its process held at the end."""

    turns: list[float]
    resident: float


class _Size:
    """One size: its file, how long it took to fill, and everything measured on it."""

    def __init__(self, options: Options, count: int, crowd: Crowd, tell: Tell) -> None:
        self.count, self.file, self._keys = count, options.work / f"{count}.sqlite3", options.work / "keys.json"
        began = time.perf_counter()
        store, sealer = open_store(self.file), Sealer(keyring_at(self._keys))
        upgrade(store, sealer)
        fill(store, sealer, crowd, count, tell)
        store.close()  # folds the write-ahead log into the file
        self.filled = time.perf_counter() - began
        self.bytes = self.file.stat().st_size / count
        self.measured: list[Measured] = []

    def measure(self, seconds: float) -> None:
        """Once more, in a process of its own."""
        found = run_child("bench.growth", str(self.file), str(self._keys), str(self.count), str(seconds))
        self.measured.append(msgspec.msgpack.decode(found, type=Measured))

    def times(self, share: float) -> list[float]:
        """Milliseconds, one value a round, that *share* of the turns did not exceed."""
        return [1000 * percentile(measured.turns, share) for measured in self.measured]


def bench(options: Options, tell: Tell) -> Result:
    """Fill every size, then measure them in turn."""
    crowd, sizes = Crowd(the_library(), the_directory()), []
    for number, count in enumerate(QUICK if options.quick else SIZES):
        sizes.append(_Size(options, count, crowd, lambda text, share, at=number: tell(text, (at + share) / 8)))  # type: ignore[misc]
    for number in range(options.rounds):
        for size in sizes:
            tell(f"round {number + 1} of {options.rounds}: {size.count:,} people", 0.5 + number / options.rounds / 2)
            size.measure(options.seconds)
    return Result("growth", f"From {sizes[0].count:,} to {sizes[-1].count:,} conversations", _figures(sizes))


def _figures(sizes: Sequence[_Size]) -> list[Figure]:
    small, large = sizes[0], sizes[-1]
    figures = []
    for word, share, most in (("median", 0.5, 1.2), ("p99", 0.99, 1.5)):
        figures += [Figure(f"a turn, {word}, {size.count:,} people", "ms", size.times(share)) for size in sizes]
        name = f"a turn, {word}, {large.count:,} people"
        figures.append(
            ratio(f"{word}, the largest ÷ the smallest", large.times(share), small.times(share), name, most=most)
        )
    figures += [
        Figure(f"memory, {size.count:,} people", "MB", [measured.resident for measured in size.measured],
               most=200.0 if size is large else None)
        for size in sizes
    ]  # fmt: skip
    return [
        *figures,
        Figure("file, an idle conversation", "bytes", [large.bytes], most=2048.0),
        Figure(f"filling it with {large.count:,} people", "s", [large.filled], drawn=False),
    ]


def measure(file: Path, keys: Path, count: int, seconds: float) -> Measured:
    """Take turns with people anywhere in a crowd of *count*, for about *seconds*; the file remembers whom it met."""
    store, sealer = open_store(file), Sealer(read_keyring(keys))
    library, directory = the_library(), the_directory()
    crowd, met = Crowd(library, directory), file.with_suffix(".met")
    crowd.turned = set(msgspec.msgpack.decode(met.read_bytes())) if met.exists() else set()
    worker = Worker(store, sealer, library, directory, OWN, clock=lambda: _NOW)
    worker.join()
    turns = _take_turns(worker, sealer, crowd, count, seconds)
    worker.leave()
    met.write_bytes(msgspec.msgpack.encode(list(crowd.turned)))
    return Measured(turns, resident())


def _take_turns(worker: Worker, sealer: Sealer, crowd: Crowd, count: int, seconds: float) -> list[float]:
    """How long each turn took."""
    turns: list[float] = []
    dice, run = random.Random(), token_hex(4)
    plans, before, cycles = worker.think(()), 0.0, 0
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end or cycles < 2 * _WARM:
        people = dice.sample(range(count), _TOGETHER)
        letters = [letter(sealer, person, f"{run}{cycles}.{person}", crowd.says(person), _NOW) for person in people]
        cycle = worker.cycle(Work(letters, plans))
        if cycles > _WARM:
            turns += [time.perf_counter() - before] * len(cycle.answered)
        plans, before, cycles = worker.think(cycle.claims), began, cycles + 1
    worker.cycle(Work(plans=plans), claiming=False)
    return turns


def main() -> None:
    """Measure in this process: FILE for what is found, the database, its keys, how many people, seconds."""
    found, file, keys, count, seconds = sys.argv[1:]
    measured = measure(Path(file), Path(keys), int(count), float(seconds))
    Path(found).write_bytes(msgspec.msgpack.encode(measured))


if __name__ == "__main__":
    main()
