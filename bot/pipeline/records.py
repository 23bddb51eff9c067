"""What was kept, read back: a conversation as a person sees it, and the requests as a liaison does."""

from typing import Any

import msgspec
from sqlalchemy import Engine, Row, select

from bot.content.library import Library
from bot.dialogue.reply import Choice
from bot.dialogue.session import Session, decode
from bot.store.database import reading
from bot.store.schema import contacts, inbox, outbox, requests

_CHOICES = msgspec.json.Decoder(tuple[Choice, ...])


def choices_of(data: bytes) -> tuple[Choice, ...]:
    """The choices as they stand in the outbox."""
    return _CHOICES.decode(data)


class Entry(msgspec.Struct, frozen=True):
    """One line of a conversation as a person sees it. `id` orders the lines; inbound and outbound ids are separate."""

    id: int
    inbound: bool
    text: str
    at: float
    choices: tuple[Choice, ...] = ()
    prompt: int = 0


class Handed(msgspec.Struct, frozen=True):
    """A request as a liaison sees it in a list."""

    number: int
    matter: str
    form: str
    about: str
    facts: dict[str, Any]
    urgent: bool
    liaison: str
    office: str
    phone: str
    within: int
    at: float


class Standing(msgspec.Struct, frozen=True):
    """The language of a conversation, the number of the prompt on the table (0: none), and whether it takes several
    answers.
    """

    language: str
    prompt: int = 0
    several: bool = False


class Records:
    """Reads what an assistant has kept. Its methods block."""

    def __init__(self, engine: Engine, library: Library) -> None:
        self._engine, self.library = engine, library

    def history(self, channel: str, address: str, after: int = 0) -> list[Entry]:
        """The conversation, oldest first; if *after* is given, only what went out after that outbound line."""
        with reading(self._engine) as connection:
            sent = connection.execute(
                select(outbox)
                .where(outbox.c.channel == channel, outbox.c.address == address, outbox.c.id > after)
                .order_by(outbox.c.id)
            ).all()
            asked = select(inbox).where(inbox.c.channel == channel, inbox.c.address == address).order_by(inbox.c.id)
            came = [] if after else connection.execute(asked).all()
        lines = [((row.cause or 0, 1, row.id), _outbound(row)) for row in sent]
        lines += [((row.id, 0, row.id), Entry(row.id, True, row.shown, row.received)) for row in came if row.shown]
        return [entry for _, entry in sorted(lines, key=lambda line: line[0])]

    def handed(self, limit: int = 50) -> list[Handed]:
        """The newest requests."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(requests).order_by(requests.c.number.desc()).limit(limit)).all()
        return [
            Handed(
                row.number,
                row.matter,
                row.form,
                row.about,
                msgspec.json.decode(row.facts),
                bool(row.urgent),
                row.liaison,
                row.office,
                row.phone,
                row.within,
                row.created,
            )
            for row in rows
        ]

    def language(self, channel: str, address: str) -> str:
        """The language a conversation is held in."""
        return self.standing(channel, address).language

    def standing(self, channel: str, address: str) -> Standing:
        """Where a conversation stands, as far as a page has to know."""
        with reading(self._engine) as connection:
            known = connection.execute(
                select(contacts.c.session).where(contacts.c.channel == channel, contacts.c.address == address)
            ).scalar()
        session = decode(known) if known is not None else Session()
        if session.prompt is None:
            return Standing(session.language)
        question = self.library.version(session).questions.get(session.prompt.key)
        return Standing(session.language, session.prompt.id, question is not None and question.kind == "choices")

    def sessions(self) -> list[tuple[str, str, Session]]:
        """Every live session with its conversation's key, for `bangban check --against`."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(contacts.c.channel, contacts.c.address, contacts.c.session)).all()
        return [(row.channel, row.address, decode(row.session)) for row in rows]


def _outbound(row: Row[Any]) -> Entry:
    return Entry(row.id, False, row.text, row.created, choices_of(row.choices), row.prompt)
