"""The durable turn: a message stored once, its turn taken, and the reply queued, in one transaction.

A provider that delivers the same message again gets the same answer and causes nothing. Nothing here knows a channel's
protocol; a channel hands in events and reads what is to be sent.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.content.library import Library
from bot.dialogue.effects import Alert, Request, SetTimer
from bot.dialogue.events import Due, Event, Said, Sent, Tapped
from bot.dialogue.reply import Message
from bot.dialogue.session import Session, decode, encode
from bot.language.private import masked
from bot.liaisons.directory import Directory
from bot.pipeline.records import Records, choices_of
from bot.pipeline.store_desk import CONTACT, StoreDesk, key_of
from bot.pipeline.talk import talk
from bot.store.database import reading
from bot.store.schema import alerts, contacts, inbox, outbox, timers

_JSON = msgspec.json.Encoder()


#: The matter under which danger is handed over; `about` is its category.
DANGER = "danger"


class Assistant(Records):
    """Receives events and keeps conversations. Its methods block; servers call them in a thread."""

    def __init__(
        self, engine: Engine, library: Library, directory: Directory, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(engine, library)
        self.directory, self._clock = directory, clock
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
        spoken = talk(self.library, session, event, now, StoreDesk(connection, self.directory, channel, address, now))
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
                self._alert(connection, channel, address, effect, spoken.session, now)
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
        return key_of(result)

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
            labels = {choice.digit: choice.label for choice in choices_of(row)} if row else {}
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

    def _alert(
        self, connection: Connection, channel: str, address: str, effect: Alert, session: Session, now: float
    ) -> None:
        """Danger goes on record, and to whoever answers for the place, before everything else."""
        alert = {"channel": channel, "address": address, "category": effect.category}
        connection.execute(insert(alerts).values(**alert, created=now))
        known, settings = session.facts(), self.library.current.settings
        facts = {name: known[name] for name in ("name", settings.place, CONTACT) if known.get(name) is not None}
        desk = StoreDesk(connection, self.directory, channel, address, now)
        desk.take(Request(DANGER, facts, urgent=True, about=effect.category), str(known.get(settings.place) or ""))

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


def _safe(event: Event) -> Event:
    return Said(_printable(event.text), event.form, event.at, event.prompt) if isinstance(event, Said) else event


def _printable(text: str) -> str:
    """Text that any database takes (no NUL, no half of a surrogate pair), without numbers that may not be kept."""
    return masked(text).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _form(channel: str) -> Any:
    return "sms" if channel == "sms" else "web"
