"""What was kept, read back and unsealed: a conversation as a person sees it, and the requests as a liaison does."""

from typing import Any

import msgspec
from sqlalchemy import Row

from bot.content.library import Library
from bot.dialogue.events import Said, Sent, Tapped
from bot.dialogue.reply import Choice, Message
from bot.dialogue.session import Session, decode
from bot.language.private import masked
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Happening, unpacked
from bot.store.database import Store, ask
from bot.store.rows import (
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    INBOX_BODY,
    OUTBOX_BODY,
    REQUEST_BODY,
    conversation_key,
    outbox_row,
    request_row,
)

_MESSAGE = msgspec.json.Decoder(Message)


class Entry(msgspec.Struct, frozen=True):
    """One line of a conversation as a person sees it. `id` orders the lines; inbound and outbound ids are separate."""

    id: int
    inbound: bool
    text: str
    at: float
    choices: tuple[Choice, ...] = ()
    prompt: int = 0
    #: What was sent, if it was not words: photo, voice or file.
    media: str = ""


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
    #: When it was last about somebody else (seconds since 1970): what is older is not for these eyes.
    since: float = 0.0


class Records:
    """Reads what an assistant has kept. Its methods block."""

    def __init__(self, store: Store, sealer: Sealer, library: Library) -> None:
        self.store, self.sealer, self.library = store, sealer, library

    def key(self, channel: str, address: str) -> bytes:
        """The conversation's key."""
        return conversation_key(self.sealer, channel, address)

    def history(self, channel: str, address: str, after: int = 0) -> list[Entry]:
        """The conversation, oldest first; if *after* is given, only what went out after that outbound line."""
        key = self.key(channel, address)
        with self.store.reading() as connection:
            sent = ask(
                connection,
                self.store.sql(
                    "SELECT o.id, o.cause, o.part, o.body, o.created FROM inbox i JOIN outbox o ON o.cause = i.id"
                    " WHERE i.conversation = ? AND o.id > ? ORDER BY o.id"
                ),
                (key, after),
            ).fetchall()
            came = self._came(connection, key) if not after else []
        out = [(row.cause, self._outbound(row)) for row in sent]
        labels = {(entry.prompt, c.digit): c.label for _, entry in out for c in entry.choices}
        lines = [((cause, 1, entry.id), entry) for cause, entry in out]
        for row in came:
            event = unpacked(self.sealer.unseal(bytes(row.body), INBOX_BODY, bytes(row.dedupe))).event
            if text := _shown(event, labels):
                media = event.media if isinstance(event, Sent) else ""
                lines.append(((row.id, 0, row.id), Entry(row.id, True, text, row.received, media=media)))
        return [entry for _, entry in sorted(lines, key=lambda line: line[0])]

    def _came(self, connection: Any, key: bytes) -> list[Row[*tuple[Any, ...]]]:
        sql = "SELECT id, dedupe, body, received FROM inbox WHERE conversation = ? ORDER BY id"
        return list(ask(connection, self.store.sql(sql), (key,)).fetchall())

    def _outbound(self, row: Row[*tuple[Any, ...]]) -> Entry:
        name = outbox_row(row.cause, row.part)
        message = _MESSAGE.decode(self.sealer.unseal(bytes(row.body), OUTBOX_BODY, name))
        return Entry(row.id, False, message.text, row.created, message.choices, message.prompt)

    def handed(self, limit: int = 50) -> list[Handed]:
        """The newest requests."""
        with self.store.reading() as connection:
            rows = ask(
                connection, self.store.sql("SELECT * FROM requests ORDER BY number DESC LIMIT ?"), (limit,)
            ).fetchall()
        return [self._handed(row) for row in rows]

    def _handed(self, row: Row[*tuple[Any, ...]]) -> Handed:
        body = msgspec.json.decode(self.sealer.unseal(bytes(row.body), REQUEST_BODY, request_row(row.number)))
        return Handed(
            row.number, row.matter, row.form, row.about, body["facts"], bool(row.urgent), body["liaison"],
            body["office"], body["phone"], row.within, row.created,
        )  # fmt: skip

    def language(self, channel: str, address: str) -> str:
        """The language a conversation is held in."""
        return self.standing(channel, address).language

    def session(self, channel: str, address: str) -> Session:
        """Where a conversation stands; a new one if it has not begun."""
        key = self.key(channel, address)
        with self.store.reading() as connection:
            sql = self.store.sql("SELECT session FROM contacts WHERE conversation = ?")
            known = ask(connection, sql, (key,)).scalar()
        return Session() if known is None else decode(self.sealer.unseal(bytes(known), CONTACT_SESSION, key))

    def standing(self, channel: str, address: str) -> Standing:
        """Where a conversation stands, as far as a page has to know."""
        session = self.session(channel, address)
        if session.prompt is None:
            return Standing(session.language, since=session.since)
        question = self.library.version(session).questions.get(session.prompt.key)
        several = question is not None and question.kind == "choices"
        return Standing(session.language, session.prompt.id, several, session.since)

    def sessions(self) -> list[tuple[str, str, Session]]:
        """Every live session with its conversation's channel and address, for `bangban check --against`."""
        with self.store.reading() as connection:
            rows = ask(connection, "SELECT conversation, channel, address, session FROM contacts").fetchall()
        found = []
        for row in rows:
            key = bytes(row.conversation)
            address = self.sealer.unseal(bytes(row.address), CONTACT_ADDRESS, key).decode()
            session = decode(self.sealer.unseal(bytes(row.session), CONTACT_SESSION, key))
            found.append((row.channel, address, session))
        return found


def _shown(event: Happening, labels: dict[tuple[int, int], str]) -> str:
    """An event as the person sees it in their own history; a tapped button shows its label."""
    if isinstance(event, Said):
        return masked(event.text).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(event, Tapped):
        return labels.get((event.prompt, event.digit), str(event.digit))
    return f"[{event.media}]" if isinstance(event, Sent) else ""
