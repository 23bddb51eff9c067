"""The whole pipeline in one thread, with a clock, a network, a gateway and crashes that come from a seed.

The workers, the SQL and the database are the real ones; only what surrounds them is played. Every choice is drawn from
one generator, so a seed that fails replays exactly: `python -m tests.crash.simulation SEED` tells its story.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.content.library import Library
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory, Liaison
from bot.pipeline import turn
from bot.pipeline.delivery import Delivery
from bot.pipeline.inbox import inbox_row
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.outlet import Outlet
from bot.pipeline.plan import TRIES, Claim, Plan
from bot.pipeline.records import Records
from bot.pipeline.slots import Overtaken
from bot.pipeline.worker import Work, Worker
from bot.store.database import Store, ask
from bot.store.rows import dedupe_key
from tests.crash.echo import echo, seen_in
from tests.stores import new_store, sealer

CHANNEL = "sim"
LEASE = 5.0
TABLES = ("contacts", "inbox", "outbox", "requests", "alerts", "timers", "workers", "limits")


class Crash(BaseException):
    """The process is gone, in the middle of whatever it did."""


@dataclass
class Person:
    """Writes `m0`, `m1`, …, each when the one before was acknowledged; their gateway delivers again at will."""

    address: str
    words: list[str]
    acknowledged: list[str] = field(default_factory=list)
    tries: int = 0


@dataclass
class Process:
    """One worker, what it has in mind, and whether it is frozen."""

    number: int
    worker: Worker | None = None
    claims: list[Claim] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    frozen_until: float = 0.0


@dataclass
class Arrival:
    """A message as the gateway of the other side took it."""

    key: str
    address: str
    text: str
    repeat: bool


class Simulation:
    """One seed's world. `run` plays it to its end and looks whether everything held."""

    def __init__(self, store: Store, library: Library, seed: int) -> None:
        self.random = random.Random(seed)
        self.store, self.library, self.seed = store, library, seed
        self.now, self.monotonic, self.skew = 1_000_000.0, 0.0, 0.0
        self.crashes = self.failures = 0
        self.story: list[str] = []
        self.people = [self._person(n) for n in range(self.random.randint(1, 5))]
        self.outlets = {CHANNEL: Outlet("sms", True, at_once=self.random.choice((1, 1, 3)))}
        self.processes = [Process(n) for n in range(self.random.randint(1, 3))]
        self.arrivals: list[Arrival] = []
        self._fuse: int | None = None
        self._sealer = sealer()
        event.listen(store.engine, "before_cursor_execute", self._burn)

    def _person(self, number: int) -> Person:
        words = [f"m{i}" for i in range(self.random.randint(1, 6))]
        for place in range(len(words)):
            if self.random.random() < 0.1:
                words[place] = f"{self.random.choice(('poison', 'timer'))} {words[place]}"
        return Person(f"1{number}", words)

    # --- what can happen ---------------------------------------------------------------------------------------

    def run(self) -> None:
        """Play."""
        for _ in range(self.random.randint(20, 60)):
            self._tick(self.random.choice((0.0, 0.05, 0.5, 3.0)))
            self.random.choice(
                [self._deliver] * 2 + [self._cycle] * 4 + [self._crash_somewhere, self._freeze, self._set_clock]
            )()
        self._calm()
        self._look()

    def close(self) -> None:
        """Give the store back, empty."""
        event.remove(self.store.engine, "before_cursor_execute", self._burn)
        with self.store.writing() as connection:
            for table in TABLES:
                ask(connection, f"DELETE FROM {table}")
            ask(connection, "UPDATE slots SET owner = NULL, fence = 0")

    def _tick(self, seconds: float) -> None:
        self.now += seconds
        self.monotonic += seconds

    def _clock(self) -> float:
        return self.now + self.skew

    def _set_clock(self) -> None:
        self.skew = self.random.choice((0.0, -3600.0, 7200.0, 0.5))
        self._tell(f"the clock is set by {self.skew}")

    def _deliver(self) -> None:
        """A gateway delivers: the next message, or the last one once more."""
        person = self.random.choice(self.people)
        done = len(person.acknowledged)
        again = done and self.random.random() < 0.3
        if not again and done == len(person.words):
            return
        number = done - 1 if again else done
        process = self._somebody()
        if process is None:
            return
        words = person.words[number]
        delivery = Delivery(CHANNEL, person.address, f"{person.address}-{number}", Said(words, "sms"))
        copies = [inbox_row(self._sealer, delivery, self._clock()) for _ in range(self.random.choice((1, 1, 1, 5)))]
        if self._commit(process, copies) and not again:
            person.acknowledged.append(words)

    def _somebody(self) -> Process | None:
        """A process that can work now; it is started if it had crashed."""
        process = self.random.choice(self.processes)
        if process.worker is None:
            self._start(process)
        return process if process.frozen_until <= self.monotonic else None

    def _start(self, process: Process) -> None:
        directory = Directory([Liaison("x", "x", "1", "")])
        process.claims, process.plans, process.outcomes = [], [], []
        process.worker = Worker(
            self.store, self._sealer, self.library, directory, self.outlets, name=str(process.number),
            clock=self._clock, monotonic=lambda: self.monotonic, alone=False, lease=LEASE,
        )  # fmt: skip
        process.worker.outbox._random = random.Random(self.random.random())
        process.worker.join()

    def _cycle(self) -> None:
        """A process goes on with whatever it has in mind."""
        process = self._somebody()
        if process is None:
            return
        if process.claims and self.random.random() < 0.8:
            assert process.worker is not None
            process.plans, process.claims = process.worker.think(process.claims), []
        self._commit(process, [])

    def _commit(self, process: Process, letters: list[Any]) -> bool:
        """One cycle of *process*, which may crash in it, or find the store away; whether it was committed."""
        assert process.worker is not None
        crash = self.random.random() < 0.12
        self._fuse = self.random.randint(0, 14) if crash else None
        work = Work(letters, process.plans, process.outcomes)
        try:
            cycle = process.worker.cycle(work, claiming=not process.claims)
        except Crash:
            self._die(process)
            return False
        except Overtaken:
            self._fuse = None
            self._tell(f"{process.number} was overtaken")
            process.plans, process.claims = [], []
            process.worker.join()
            return False
        finally:
            self._fuse = None
        process.plans, process.outcomes = [], []
        process.claims += cycle.claims
        committed = self.random.random() > 0.03
        if not committed:
            self._die(process)  # it ended between the commit and whatever it would have done next
            return False
        for parcel in cycle.parcels:
            self._send(process, parcel)
        return True

    def _burn(self, *_: Any) -> None:
        """Before every statement: the fuse of a crash that was drawn burns down."""
        if self._fuse is not None:
            if self._fuse == 0:
                self._fuse = None
                raise Crash
            self._fuse -= 1

    def _die(self, process: Process) -> None:
        self.crashes += 1
        self._tell(f"{process.number} crashed")
        process.worker = None

    def _crash_somewhere(self) -> None:
        process = self.random.choice(self.processes)
        if process.worker is not None and self.random.random() < 0.5:
            self._die(process)

    def _freeze(self) -> None:
        """A process stands still, perhaps longer than its lease, and then goes on as if nothing had been."""
        process = self.random.choice(self.processes)
        if process.worker is not None:
            process.frozen_until = self.monotonic + self.random.choice((0.5, 2 * LEASE, 6 * LEASE))

    def _send(self, process: Process, parcel: Parcel) -> None:
        """The network and the gateway of the other side: taken or not, and the answer arrives or not."""
        drawn = self.random.random()
        taken = drawn < 0.8
        if taken:
            self.arrivals.append(Arrival(parcel.key, parcel.address, parcel.message.text, parcel.repeat))
        if drawn < 0.7:
            outcome = Outcome(parcel, reference=parcel.key)
        elif drawn < 0.85:
            self.failures += 1
            outcome = Outcome(parcel, error="ReadTimeout", unknown=True)
        elif drawn < 0.95:
            outcome = Outcome(parcel, error="HTTP 429", wait=self.random.choice((0.0, 4.0)))
        else:
            outcome = Outcome(parcel, error="ConnectError")
        if self.random.random() < 0.05:
            self._die(process)
            return
        process.outcomes.append(outcome)

    def _tell(self, what: str) -> None:
        self.story.append(f"{self.monotonic:8.2f} {what}")

    # --- the end -----------------------------------------------------------------------------------------------

    def _calm(self) -> None:
        """Nothing fails any more; everybody finishes what they have to say, and everything is worked off."""
        self.skew = 0.0
        self.random.random()
        steady = _Steady(self.random)
        self.random, before = steady, self.random
        for process in self.processes[1:]:
            process.worker = None
        self._tick(10 * LEASE)
        for round_ in range(400):
            self._tick(1.0 if round_ < 100 else 60.0)
            if self.processes[0].worker is None:
                self._start(self.processes[0])
            self.processes[0].frozen_until = 0.0
            for person in self.people:
                self._deliver_next(person)
            self._cycle()
            if self._finished():
                break
        self.random = before

    def _deliver_next(self, person: Person) -> None:
        number = len(person.acknowledged)
        if number < len(person.words):
            delivery = Delivery(
                CHANNEL, person.address, f"{person.address}-{number}", Said(person.words[number], "sms")
            )
            if self._commit(self.processes[0], [inbox_row(self._sealer, delivery, self._clock())]):
                person.acknowledged.append(person.words[number])

    def _finished(self) -> bool:
        if any(len(person.acknowledged) < len(person.words) for person in self.people):
            return False
        with self.store.reading() as connection:
            waiting = ask(connection, "SELECT count(*) FROM inbox WHERE state = 0").scalar_one()
            going = ask(connection, "SELECT count(*) FROM outbox WHERE state IN (0, 3)").scalar_one()
            timers = ask(connection, "SELECT count(*) FROM timers WHERE fired IS NULL").scalar_one()
        return not (waiting or going or timers)

    def _look(self) -> None:
        """What must always hold."""
        assert self._finished(), "something is left over"
        records = Records(self.store, self._sealer, self.library)
        for person in self.people:
            seen = seen_in(records.session(CHANNEL, person.address))
            said = [words for words in seen if not words.startswith("due")]
            expected = self._expected(person)
            assert said == expected, f"{person.address} said {person.words}, acted on was {seen}"
            timers = sum(words.startswith("timer") for words in expected)
            assert len(seen) - len(said) == timers, f"timers: {seen}"
            self._look_at_what_left(person, expected)
        repeats = len(self.arrivals) - len({arrival.key for arrival in self.arrivals})
        most = self.outlets[CHANNEL].at_once
        with self.store.reading() as connection:
            fenced = ask(connection, "SELECT count(*) FROM workers WHERE fenced = 1").scalar_one()
        assert repeats <= self.failures + most * fenced, "more repeats than reasons"

    def _expected(self, person: Person) -> list[str]:
        """What must have been acted on: everything but poison, and but what was in hand in five crashes."""
        expected = []
        for number, words in enumerate(person.words):
            dedupe = dedupe_key(self._sealer, CHANNEL, f"{person.address}-{number}")
            with self.store.reading() as connection:
                sql = "SELECT state, attempts, error FROM inbox WHERE dedupe = ?"
                state, attempts, error = ask(connection, sql, (dedupe,)).one()
            if state == 2:
                assert attempts == TRIES, "put aside too early"
                assert words.startswith("poison") or error == "Crash", f"{words} put aside for {error}"
            else:
                expected.append(words)
        return expected

    def _look_at_what_left(self, person: Person, expected: list[str]) -> None:
        """Every answer left, in order; what left twice was labelled the second time."""
        first: dict[str, str] = {}
        for arrival in self.arrivals:
            if arrival.address != person.address:
                continue
            assert arrival.key not in first or arrival.repeat, f"{arrival} is not labelled"
            first.setdefault(arrival.key, arrival.text)
        with self.store.reading() as connection:
            aside = ask(connection, "SELECT count(*) FROM outbox WHERE state = 2").scalar_one()
        answers = [text for text in first.values() if text.startswith("re ")]
        if not aside:
            assert [a for a in answers if not a.startswith("re due")] == [f"re {w}" for w in expected], f"{answers}"
        seen: dict[str, int] = {}
        for place, text in enumerate(first.values()):
            kind, _, words = text.partition(" ")
            if kind == "and" and not aside:
                assert seen.get(words) == place - 1, f"{text} came before its other half: {list(first.values())}"
            seen[words] = place


class _Steady(random.Random):
    """Draws as if nothing ever failed."""

    def __init__(self, other: random.Random) -> None:
        super().__init__(other.random())

    def random(self) -> float:
        """Far from every threshold of a failure, and below those of what goes well."""
        return 0.5


@contextmanager
def playing() -> Iterator[Store]:
    """A store for many simulations, with the stand-in for the dialogue in its place."""
    real = turn.talk
    turn.talk = echo
    try:
        with tempfile.TemporaryDirectory() as folder:
            store = new_store(Path(folder) / "simulation.sqlite3")
            event.listen(store.engine, "connect", _no_power_cuts)
            store.engine.dispose()
            yield store
            store.close()
    finally:
        turn.talk = real


def _no_power_cuts(connection: Any, _record: Any) -> None:
    """Processes crash here, the machine does not: nothing has to wait for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def play(store: Store, library: Library, seed: int) -> Simulation:
    """One seed; what did not hold is an AssertionError that begins with the seed."""
    simulation = Simulation(store, library, seed)
    try:
        simulation.run()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}") from error
    finally:
        simulation.close()
    return simulation


def main() -> None:
    """Tell the story of the seeds that are named."""
    from tests.crash.content import the_library

    library = the_library()
    with playing() as store:
        for seed in map(int, sys.argv[1:]):
            simulation = Simulation(store, library, seed)
            try:
                simulation.run()
            finally:
                print("\n".join(simulation.story))
                print(f"seed {seed}: {simulation.crashes} crashes, {len(simulation.arrivals)} messages arrived")
                simulation.close()


if __name__ == "__main__":
    main()
