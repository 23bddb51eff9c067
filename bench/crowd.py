"""A store full of people who are in the middle of something: written directly, as the pipeline would have written it.

Everybody is near the end of the application of `bench.step`, with a session of about 1 KB, the last message they wrote
and the last one they got. Half of them are about to answer the question on the table, half have just answered one and
are about to take that back; whoever is met changes sides. So however often a person is met their session stays as
large, and a crowd of any size says the same things in the same mixture.
"""

from collections.abc import Iterator

import msgspec

from bench.result import BrokenError, Tell
from bench.step import LINES
from bot.content.library import Library
from bot.dialogue.events import Said
from bot.dialogue.reply import Message
from bot.dialogue.session import Session, encode
from bot.liaisons.directory import Directory
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery
from bot.pipeline.desk import PaperDesk
from bot.pipeline.inbox import InboxRow, inbox_row
from bot.pipeline.player import MORNING
from bot.pipeline.talk import talk
from bot.store.database import Store, run
from bot.store.rows import CONTACT_ADDRESS, CONTACT_SESSION, OUTBOX_BODY, conversation_key, outbox_row, slot_of

#: How many lines those have said who are about to answer.
_SAID = (10, 11, 12)
_BACK = "返回"
#: People written in one transaction.
_AT_ONCE = 20_000
CHANNEL = "sms"

Row = tuple[object, ...]


class _Standing(msgspec.Struct, frozen=True):
    """Where a person stands: what they said last, what they heard, what they are about to say."""

    said: str
    heard: bytes
    next: str
    session: bytes
    content: str


class Crowd:
    """People by their number. What somebody says next follows from the number and from how often they were met."""

    def __init__(self, library: Library, directory: Directory) -> None:
        self._asked = [self._play(library, directory, said) for said in _SAID]
        self._answered = [self._play(library, directory, said + 1) for said in _SAID]
        #: People who were met an odd number of times.
        self.turned: set[int] = set()

    def _play(self, library: Library, directory: Directory, count: int) -> _Standing:
        """Somebody who has said *count* lines."""
        session, messages = Session(), [Message("")]
        for line in LINES[:count]:
            spoken = talk(library, session, Said(line, "sms"), MORNING, PaperDesk(directory))
            session, messages = spoken.session, spoken.messages
        back = talk(library, session, Said(_BACK, "sms"), MORNING, PaperDesk(directory)).session
        if back.prompt is None or session.prompt is None or len(back.answers) != len(session.answers) - 1:
            raise BrokenError("the crowd cannot take its last answer back; bench/crowd.py needs new lines")
        heard = msgspec.json.encode(messages[-1])
        return _Standing(LINES[count - 1], heard, LINES[count], encode(session), session.content)

    def standing(self, person: int) -> _Standing:
        """Where *person* stands in a new store."""
        group = self._answered if self._has_answered(person) else self._asked
        return group[person % len(group)]

    def says(self, person: int) -> str:
        """What *person* says now that they are met."""
        answered = self._has_answered(person) != (person in self.turned)
        self.turned ^= {person}
        return _BACK if answered else self._asked[person % len(_SAID)].next

    @staticmethod
    def _has_answered(person: int) -> bool:
        return person // len(_SAID) % 2 == 1


def address_of(person: int) -> str:
    """The phone number of *person*."""
    return f"1{person:010}"


def letter(sealer: Sealer, person: int, name: str, text: str, now: float) -> InboxRow:
    """What *person* writes, as the inbox keeps it; *name* is the provider's id for it."""
    return inbox_row(sealer, Delivery(CHANNEL, address_of(person), name, Said(text, "sms")), now)


def fill(store: Store, sealer: Sealer, crowd: Crowd, count: int, tell: Tell) -> None:
    """Write *count* people into an empty store."""
    contact = (
        "INSERT INTO contacts (conversation, channel, address, session, content, stopped, created, updated)"
        " VALUES (?, ?, ?, ?, ?, 0, ?, ?)"
    )
    inbox = (
        "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error, id)"
        " VALUES (?, ?, ?, ?, ?, ?, 1, 0, '', ?)"
    )
    outbox = (
        "INSERT INTO outbox (conversation, slot, channel, cause, part, body, created, state, urgency, due, attempts,"
        " error) VALUES (?, ?, ?, ?, 0, ?, ?, 1, 1, ?, 1, '')"
    )
    for first in range(0, count, _AT_ONCE):
        tell(f"{count:,} people", first / count)
        rows = list(_rows(sealer, crowd, range(first, min(count, first + _AT_ONCE))))
        with store.writing() as connection:
            for statement, part in ((contact, 0), (inbox, 1), (outbox, 2)):
                run(connection, store.sql(statement), [row[part] for row in rows])


def _rows(sealer: Sealer, crowd: Crowd, people: range) -> Iterator[tuple[Row, Row, Row]]:
    """Each person's rows of the three tables."""
    for person in people:
        at, address = crowd.standing(person), address_of(person)
        key, cause = conversation_key(sealer, CHANNEL, address), person + 1
        session, sealed = (
            sealer.seal(at.session, CONTACT_SESSION, key),
            sealer.seal(address.encode(), CONTACT_ADDRESS, key),
        )
        body = sealer.seal(at.heard, OUTBOX_BODY, outbox_row(cause, 0))
        yield (
            (key, CHANNEL, sealed, session, at.content, MORNING, MORNING),
            (*letter(sealer, person, f"filled{person}", at.said, MORNING), cause),
            (key, slot_of(key), CHANNEL, cause, body, MORNING, MORNING),
        )
