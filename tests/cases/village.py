"""A thousand people, their offices and ten months, on the real assistant with its store, timers and restarts.

Only the clock, the people and the offices are played. All that happens on one day at once goes in one batch, so ten
months take a minute. `python -m tests.cases.village [SEED] [PEOPLE]` tells how it ended.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.content.library import Library
from bot.content.load import read_catalogues, read_version
from bot.content.source import read_folder
from bot.dialogue.events import Moved, Said
from bot.language.receipt import code_of
from bot.liaisons.directory import Directory, read_directory
from bot.pipeline.assistant import Assistant
from bot.pipeline.caseload import CaseFile, every_case, letter
from bot.pipeline.delivery import Delivery
from bot.pipeline.inbox import inbox_row
from bot.pipeline.player import MORNING
from bot.store.database import Store, ask
from tests.cases.endings import Ending, ending, table
from tests.cases.killed import take_in_and_die
from tests.cases.offices import manner_of
from tests.cases.people import Person, Script, somebody
from tests.stores import new_store, sealer

DAY = 86400.0
#: How long the village is watched (days), and when the process ends in the middle of its work.
DAYS, RESTARTS = 300, (20, 41, 77, 120, 171, 230, 281)
#: What is no matter of a person's own.
_NOT_CASES = ("correction", "danger", "share")


class Village:
    """One seed's village; `live` plays it."""

    def __init__(self, path: Path | str, library: Library, directory: Directory, seed: int, people: int) -> None:
        self.path, self.library, self.directory = path, library, directory
        self.dice = random.Random(seed)
        self.day, self.now, self.letters, self._known = 0, MORNING, 0, 0
        self.people = [somebody(n, random.Random(f"{seed}-{n}"), library.current) for n in range(people)]
        self.store: Store = new_store(path)
        self.assistant = self._start()
        self._person = {self.assistant.key("sms", person.address): person for person in self.people}
        self._acts: dict[int, list[tuple[str, Moved]]] = {}
        self.manners: Counter[str] = Counter()
        self.restarts = self.kills = 0

    def _start(self) -> Assistant:
        return Assistant(self.store, sealer(), self.library, self.directory, lambda: self.now, alone=True)

    def restart(self) -> None:
        """The process is gone; another one begins with what the store holds."""
        self.store.close()
        self.store = new_store(self.path)
        self.assistant = self._start()
        self.restarts += 1

    # --- ten months --------------------------------------------------------------------------------------------

    def live(self, days: int = DAYS) -> "Village":
        """Day after day."""
        for self.day in range(days):
            self.now = MORNING + self.day * DAY
            self._timers()
            self._offices()
            self._talk({person: s for person in self.people for s in self._today(person)})
            self._new_cases()
        return self

    def _today(self, person: Person) -> list[Script]:
        scripts = person.plan.pop(self.day, [])
        for late in scripts[1:]:
            person.on(self.day + 1, late)
        return scripts[:1]

    def _talk(self, talking: dict[Person, Script]) -> None:
        """All who write today, a message each at a time, until they have said what they wanted."""
        while talking:
            said = {person: text for person, script in talking.items() if (text := next(script, None)) is not None}
            if not said:
                return
            self.now += 60
            rows = [self._row(person, text) for person, text in said.items()]
            if self.day in RESTARTS and self.dice.random() < 0.2:
                self._killed(rows)
            else:
                self._settle(rows)
            self._look(said)
            talking = {person: script for person, script in talking.items() if person in said}

    def _row(self, person: Person, text: str) -> tuple[object, ...]:
        self.letters += 1
        delivery = Delivery("sms", person.address, f"m{self.letters}", Said(text, "sms"))
        return inbox_row(sealer(), delivery, self.now)

    def _settle(self, rows: Sequence[tuple[object, ...]] = ()) -> list[bytes]:
        """Take letters in, and all there is to do; the conversations that heard something."""
        self.assistant._join()
        cycle = self.assistant.worker.settle(rows)  # type: ignore[arg-type]
        return [plan.conversation for plan in cycle.replied]

    def _killed(self, rows: Sequence[tuple[object, ...]]) -> None:
        """The letters are kept and in hand when the process is killed; the next one finds them."""
        self.store.close()
        take_in_and_die(str(self.path), rows, self.now)
        self.kills += 1
        self.restart()
        self._settle()

    def _look(self, people: Sequence[Person] | dict[Person, str]) -> None:
        for person in people:
            person.session = self.assistant.session("sms", person.address)

    def _timers(self) -> None:
        """What has come due, a few hundred at a time, and what people make of it."""
        if self.day in RESTARTS:
            self.restart()
        sql = self.store.sql("SELECT count(*) FROM timers WHERE fired IS NULL AND due <= ?")
        while self._count_of(sql, self.now):
            self.assistant._join()
            self.assistant.worker.look()
            self._asked([self._person[key] for key in self._settle() if key in self._person])

    def _count_of(self, sql: str, *values: float) -> int:
        with self.store.reading() as connection:
            return int(ask(connection, sql, values).scalar_one())

    def _asked(self, people: Sequence[Person]) -> None:
        """Who is asked whether it arrived answers soon, or late, or never."""
        self._look(people)
        for person in people:
            if not person.asked() or "silent" in person.manners:
                continue
            if "forgetful" in person.manners and person.dice.random() < 0.5:
                continue
            person.on(self.day + person.dice.choice((0, 0, 1, 3, 20)), person.answer_whether())

    # --- offices -----------------------------------------------------------------------------------------------

    def _new_cases(self) -> None:
        """What reached an office since yesterday: it will be dealt with in that office's manner."""
        with self.store.reading() as connection:
            sql = "SELECT number FROM requests WHERE number > ? ORDER BY number"
            new = ask(connection, self.store.sql(sql), (self._known,)).scalars().all()
        if not new:
            return
        self._known = new[-1]
        for found in every_case(self.store, sealer(), above=new[0] - 1):
            name, acts = manner_of(self.dice, bool(found.after))
            self.manners[name] += 1
            for after, state, why in acts:
                self._acts.setdefault(self.day + max(1, after), []).append(
                    (found.code, Moved(found.code, state, found.liaison, why))
                )

    def _offices(self) -> None:
        acts = self._acts.pop(self.day, [])
        if acts:
            now = self.now
            self._settle([letter(self.store, sealer(), *act, now + place / 1000) for place, act in enumerate(acts)])

    # --- the end -----------------------------------------------------------------------------------------------

    def endings(self) -> list[Ending]:
        """Every application and request somebody made of their own, and what is known of it."""
        cases = every_case(self.store, sealer())
        followers: dict[str, list[CaseFile]] = {}
        for case in cases:
            followers.setdefault(case.after, []).append(case)
        with self.store.reading() as connection:
            timers = ask(connection, "SELECT conversation, timer FROM timers WHERE fired IS NULL").fetchall()
            numbers = ask(connection, "SELECT number, conversation FROM requests").fetchall()
        waiting = {(bytes(row.conversation), row.timer) for row in timers}
        key_of = {code_of(row.number): bytes(row.conversation) for row in numbers}
        asked_about = {
            parked.frame.arg
            for key, person in self._person.items()
            for parked in self.assistant.session("sms", person.address).parked
            if (key, parked.timer) in waiting
        }
        return [
            ending(case, followers.get(case.code, []), case.code in asked_about, self.now)
            for case in cases
            if not case.after and case.matter not in _NOT_CASES and key_of[case.code] in self._person
        ]

    @property
    def told(self) -> str:
        """What it was put through."""
        return f"{self.letters} messages, {self.restarts} restarts, {self.kills} of them after kill -9"

    def troubles(self) -> int:
        """Letters put aside, and alerts: there should be none."""
        with self.store.reading() as connection:
            aside = ask(connection, "SELECT count(*) FROM inbox WHERE state <> 1").scalar_one()
            alerts = ask(connection, "SELECT count(*) FROM alerts").scalar_one()
        return int(aside) + int(alerts)


def main(seed: int, people: int) -> None:
    """One village from its first to its last day."""
    root = Path(__file__).resolve().parents[2]
    library = Library(read_version(read_folder(root / "conversations"), read_catalogues(root / "locales")))
    directory = read_directory((root / "conversations/samples/liaisons.csv").read_text(encoding="utf-8"))
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        village = Village(f"sqlite:///{folder}/village.sqlite3", library, directory, seed, people).live()
        endings = village.endings()
        village.store.close()
    print(f"{people} people, seed {seed}: {village.told}, {len(endings)} cases")
    print(table(endings))
    print(f"in {time.perf_counter() - began:.0f} s")
    for one in endings:
        if not one.settled:
            print("LOST", one)


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [1, 1000][len(given) :]))
