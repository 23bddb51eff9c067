"""A sample of the province on one day: who writes when, who gets a notice, and what each of them says.

Everybody waits for a reply before they write again. Those who get the notice are people known from before, each with a
timer that comes due at eight, so the notice goes the way of everything that the assistant says by itself.
"""

import heapq
import itertools
import random
from collections.abc import Iterator

import msgspec

from bench.assumed import Assumed
from bench.crowd import CHANNEL, address_of
from bench.step import LINES
from bot.dialogue.session import Frame, Parked, Session, encode
from bot.people.sealing import Sealer
from bot.pipeline.player import MORNING
from bot.store.database import Store, run
from bot.store.rows import CONTACT_ADDRESS, CONTACT_SESSION, conversation_key, slot_of

#: `MORNING` is nine o'clock.
MIDNIGHT = MORNING - 9 * 3600
_DANGER = "我不想活了"
#: What the notice offers, and what those say who answer it.
_NOTICE = Parked("notice", Frame("training", "hello"))
_ANSWERS = ("李秀英", "2", "58", "1", "1", "4")
#: The number of the first who gets the notice.
_NOTIFIED = 5_000_000

_CONTACT = (
    "INSERT INTO contacts (conversation, channel, address, session, content, stopped, created, updated)"
    " VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
)
_TIMER = "INSERT INTO timers (conversation, timer, slot, channel, due) VALUES (?, ?, ?, ?, ?)"


class _Person(msgspec.Struct):
    """Somebody: what they will say, whether they are about to, and whether the notice has yet to come."""

    number: int
    lines: Iterator[str]
    writing: bool = False
    notified: bool = True


class Sample:
    """One person in *one_in*; everything random comes from one seed."""

    def __init__(self, day: Assumed, one_in: int) -> None:
        self._day, self._dice = day, random.Random(1)
        self._people: dict[str, _Person] = {}
        self._coming: list[tuple[float, int, str]] = []
        self._names = itertools.count()
        self._writers(round(day.people * day.writing / one_in))
        for number in range(_NOTIFIED, _NOTIFIED + round(day.notified / one_in)):
            self._people[address_of(number)] = _Person(number, iter(_ANSWERS), notified=False)

    def _writers(self, count: int) -> None:
        """Those who write by themselves, each from some minute of the day on."""
        minutes = self._dice.choices(range(1440), self._day.by_minute(), k=count)
        for number, minute in enumerate(minutes):
            first = (_DANGER,) if self._dice.random() < self._day.urgent else ()
            self._people[address_of(number)] = _Person(number, iter((*first, *LINES)))
            self._will_write(address_of(number), MIDNIGHT + 60 * (minute + self._dice.random()))

    def known(self, store: Store, sealer: Sealer, content: str) -> set[bytes]:
        """Write those into *store* who get the notice, with their timers; their conversations' keys."""
        plain = encode(Session(content=content, base={"for_whom": "self"}, prompts=1, last=1.0, parked=(_NOTICE,)))
        contacts, timers, due = [], [], MIDNIGHT + 3600 * self._day.opens
        for address in (address for address, person in self._people.items() if not person.notified):
            key = conversation_key(sealer, CHANNEL, address)
            sealed = (
                sealer.seal(address.encode(), CONTACT_ADDRESS, key),
                sealer.seal(plain, CONTACT_SESSION, key),
            )
            contacts.append((key, CHANNEL, *sealed, content, MIDNIGHT, MIDNIGHT))
            timers.append((key, _NOTICE.timer, slot_of(key), CHANNEL, due))
        with store.writing() as connection:
            run(connection, _CONTACT, contacts)
            run(connection, _TIMER, timers)
        return {bytes(row[0]) for row in contacts}

    def arrived(self, now: float) -> list[tuple[int, str, str]]:
        """Who has written by *now*: their number, the message's name, its text."""
        found = []
        while self._coming and self._coming[0][0] <= now:
            _, name, address = heapq.heappop(self._coming)
            person = self._people[address]
            if (text := next(person.lines, None)) is not None:
                person.writing = False
                found.append((person.number, f"d{name}", text))
        return found

    def hears(self, address: str, now: float) -> None:
        """A message to *address* left; whoever has more to say will say it."""
        person = self._people[address]
        if person.writing:
            return
        pause = self._day.pause
        if not person.notified:
            person.notified = True
            pause = self._dice.expovariate(1 / self._day.answer_delay)
            if self._dice.random() >= self._day.answering:
                person.lines = iter(())
        self._will_write(address, now + pause)

    def _will_write(self, address: str, at: float) -> None:
        self._people[address].writing = True
        heapq.heappush(self._coming, (at, next(self._names), address))
