"""The durable turn: a message stored once, its turn taken, and the reply queued, in one transaction.

A provider that delivers the same message again gets the same answer and causes nothing. Nothing here knows a channel's
protocol; a channel hands in events and reads what is to be sent.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.content.library import Library
from bot.dialogue.effects import Alert, Request, SetTimer, Submit
from bot.dialogue.events import Due, Event, Said, Sent, Tapped
from bot.dialogue.reply import Choice, Message
from bot.dialogue.session import Session, decode, encode
from bot.liaisons.directory import Directory
from bot.pipeline.talk import Taken, talk, within
from bot.store.database import reading
from bot.store.schema import alerts, contacts, inbox, outbox, requests, timers

_JSON = msgspec.json.Encoder()
_CHOICES = msgspec.json.Decoder(tuple[Choice, ...])


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


class Assistant:
    """Receives events and keeps conversations. Its methods block; servers call them in a thread."""

    def __init__(
        self, engine: Engine, library: Library, directory: Directory, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine, self.library, self.directory, self._clock = engine, library, directory, clock
        self._one_at_a_time = threading.Lock()
        #: Called with (channel, address) after a commit that put something into the outbox.
        self.on_reply: Callable[[str, str], None] = lambda channel, address: None

    def receive(self, channel: str, address: str, external_id: str, event: Event) -> bool:
        """Take one event in. False if it had been taken before; when this returns, it is kept."""
        with self._one_at_a_time:
            try:
                with self._engine.begin() as connection:
                    replied = self._turn(connection, channel, address, external_id, event)
            except IntegrityError as error:
                if "inbox_once" in str(error) or "inbox.channel, inbox.external_id" in str(error):
                    return False
                raise
        if replied:
            self.on_reply(channel, address)
        return True

    def _turn(self, connection: Connection, channel: str, address: str, external_id: str, event: Event) -> bool:
        now = self._clock()
        cause = self._store_event(connection, channel, address, external_id, event, now)
        known = connection.execute(
            select(contacts.c.session).where(contacts.c.channel == channel, contacts.c.address == address)
        ).scalar()
        session = decode(known) if known is not None else Session()
        if known is None:
            row = {"channel": channel, "address": address, "session": encode(session), "content": ""}
            connection.execute(insert(contacts).values(**row, created=now, updated=now))
        spoken = talk(self.library, session, event, now, _StoreDesk(connection, self.directory, channel, address, now))
        connection.execute(
            update(contacts)
            .where(contacts.c.channel == channel, contacts.c.address == address)
            .values(
                session=encode(spoken.session),
                content=spoken.session.content,
                stopped=int(spoken.session.stopped),
                updated=now,
            )
        )
        self._queue(connection, channel, address, cause, spoken.messages, now)
        for effect in spoken.effects:
            if isinstance(effect, SetTimer):
                self._set_timer(connection, channel, address, effect)
            elif isinstance(effect, Alert):
                alert = {"channel": channel, "address": address, "category": effect.category}
                connection.execute(insert(alerts).values(**alert, created=now))
        return bool(spoken.messages)

    def _store_event(
        self, connection: Connection, channel: str, address: str, external_id: str, event: Event, now: float
    ) -> int:
        result = connection.execute(
            insert(inbox).values(
                channel=channel,
                address=address,
                external_id=external_id,
                event=_JSON.encode(_safe(event)),
                shown=self._shown(connection, channel, address, event),
                received=now,
            )
        )
        return _key(result)

    def _shown(self, connection: Connection, channel: str, address: str, event: Event) -> str:
        """The event as the person sees it in their own history; a tapped button shows its label."""
        if isinstance(event, Said):
            return _printable(event.text)
        if isinstance(event, Tapped):
            row = connection.execute(
                select(outbox.c.choices)
                .where(outbox.c.channel == channel, outbox.c.address == address, outbox.c.prompt == event.prompt)
                .order_by(outbox.c.id.desc())
                .limit(1)
            ).scalar()
            labels = {choice.digit: choice.label for choice in _CHOICES.decode(row)} if row else {}
            return labels.get(event.digit, str(event.digit))
        return f"[{event.media}]" if isinstance(event, Sent) else ""

    def _queue(
        self, connection: Connection, channel: str, address: str, cause: int, messages: list[Message], now: float
    ) -> None:
        rows: list[dict[str, Any]] = [
            {
                "channel": channel, "address": address, "cause": cause, "text": m.text,
                "choices": _JSON.encode(m.choices), "prompt": m.prompt, "created": now,
            }
            for m in messages
        ]  # fmt: skip
        if rows:
            connection.execute(insert(outbox), rows)

    def _set_timer(self, connection: Connection, channel: str, address: str, effect: SetTimer) -> None:
        row = {"channel": channel, "address": address, "timer": effect.timer, "due": effect.due}
        connection.execute(insert(timers).values(**row))

    def fire_due(self) -> int:
        """Send every timer that has come due into its conversation; how many there were. Each fires once."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(timers).where(timers.c.fired.is_(None), timers.c.due <= self._clock()).limit(500)
            ).all()
        for row in rows:
            self.receive(
                row.channel, row.address, f"timer:{row.address}:{row.timer}", Due(row.timer, _form(row.channel))
            )
            with self._engine.begin() as connection:
                connection.execute(
                    update(timers)
                    .where(
                        timers.c.channel == row.channel, timers.c.address == row.address, timers.c.timer == row.timer
                    )
                    .values(fired=self._clock())
                )
        return len(rows)

    def history(self, channel: str, address: str, after: int = 0) -> list[Entry]:
        """The conversation, oldest first; only what came out after outbound line *after*, if given (then no inbound)."""
        with reading(self._engine) as connection:
            sent = connection.execute(
                select(outbox)
                .where(outbox.c.channel == channel, outbox.c.address == address, outbox.c.id > after)
                .order_by(outbox.c.id)
            ).all()
            came = (
                []
                if after
                else connection.execute(
                    select(inbox).where(inbox.c.channel == channel, inbox.c.address == address).order_by(inbox.c.id)
                ).all()
            )
        lines = [
            (
                row.created,
                row.cause or 0,
                1,
                Entry(row.id, False, row.text, row.created, _CHOICES.decode(row.choices), row.prompt),
            )
            for row in sent
        ]
        lines += [(row.received, row.id, 0, Entry(row.id, True, row.shown, row.received)) for row in came if row.shown]
        return [line[3] for line in sorted(lines, key=lambda line: (line[1], line[2], line[3].id))]

    def handed(self, limit: int = 50) -> list[Handed]:
        """The newest requests."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(requests).order_by(requests.c.number.desc()).limit(limit)).all()
        return [
            Handed(
                row.number, row.matter, row.form, msgspec.json.decode(row.facts), bool(row.urgent), row.liaison,
                row.office, row.phone, row.within, row.created,
            )
            for row in rows
        ]  # fmt: skip

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


class _StoreDesk:
    """Takes requests in within the turn's transaction."""

    def __init__(self, connection: Connection, directory: Directory, channel: str, address: str, now: float) -> None:
        self._connection, self._directory = connection, directory
        self._channel, self._address, self._now = channel, address, now

    def take(self, effect: Submit | Request, place: str) -> Taken:
        liaison = self._directory.answer_for(place, effect.matter)
        submitted = isinstance(effect, Submit)
        result = self._connection.execute(
            insert(requests).values(
                channel=self._channel,
                address=self._address,
                form=effect.form if isinstance(effect, Submit) else "",
                matter=effect.matter,
                about="" if isinstance(effect, Submit) else effect.about,
                facts=_JSON.encode(effect.facts),
                urgent=0 if submitted else int(getattr(effect, "urgent", False)),
                liaison=liaison.name,
                office=liaison.office,
                phone=liaison.phone,
                within=within(effect),
                created=self._now,
            )
        )
        return Taken(_key(result), liaison, within(effect))


def _key(result: CursorResult[Any]) -> int:
    """The number the database gave to the row just written."""
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


def _safe(event: Event) -> Event:
    return Said(_printable(event.text), event.form, event.at, event.prompt) if isinstance(event, Said) else event


def _printable(text: str) -> str:
    """Text that any database takes: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _form(channel: str) -> Any:
    return "sms" if channel == "sms" else "web"
