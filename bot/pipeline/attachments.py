"""Attachments: stored in the transaction that stores the letter which brought them, and bound to a case later on.

An attachment has the name of its letter (`dedupe`), so a `Sent` names what is there, and one that is delivered again
is stored once. Which case it belongs to is decided by a turn, and written in the transaction of that turn. Ordinary
letters meet none of this: a cycle looks whether it was handed any, and that is all.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection

from bot.dialogue.events import Sent
from bot.media.check import Attachment
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery, Happening
from bot.store.database import Store, ask, run
from bot.store.insert import Insert
from bot.store.rows import ATTACHMENT_BODY, conversation_key, dedupe_key
from bot.store.schema import attachments

#: A row of `attachments`: conversation, name, kind, size, sealed body, when it came.
AttachmentRow = tuple[bytes, bytes, str, int, bytes, float]
#: The case an attachment belongs to: number, conversation, name.
Bound = tuple[int, bytes, bytes]

#: Files one conversation may have lying there, with a case or without, before it is told to stop.
MOST = 30


def named(event: Happening, dedupe: bytes) -> Happening:
    """*event* with the name of the attachment that came with it."""
    return msgspec.structs.replace(event, reference=dedupe.hex()) if isinstance(event, Sent) else event


def attachment_row(sealer: Sealer, delivery: Delivery, now: float) -> AttachmentRow | None:
    """The attachment of *delivery* as the row it will be; None if it has none."""
    attachment = delivery.attachment
    if attachment is None:
        return None
    name = dedupe_key(sealer, delivery.channel, delivery.external_id)
    key = conversation_key(sealer, delivery.channel, delivery.address)
    body = sealer.seal(attachment.data, ATTACHMENT_BODY, name)
    return key, name, attachment.kind.name, len(attachment.data), body, now


def name_of(reference: str) -> bytes | None:
    """The name in a `Sent`; None if it names nothing that could be stored here."""
    try:
        name = bytes.fromhex(reference)
    except ValueError:
        return None
    return name if len(name) == 16 else None


class Attachments:
    """The statements, for one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._keep = Insert(
            store, attachments, "conversation", "name", "kind", "size", "body", "created",
            then="ON CONFLICT (conversation, name) DO NOTHING",
        )  # fmt: skip
        self._bind = store.sql(
            "UPDATE attachments SET number = ? WHERE conversation = ? AND name = ? AND number IS NULL"
        )

    def keep(self, connection: Connection, rows: Sequence[AttachmentRow]) -> None:
        """Store what is new."""
        self._keep(connection, rows)

    def bind(self, connection: Connection, bound: Sequence[Bound]) -> None:
        """Say to which case each belongs. One that was swept is gone, and one that belongs to a case stays with it."""
        run(connection, self._bind, list(bound))

    def lying(self, conversation: bytes) -> int:
        """How many the conversation has."""
        sql = self._store.sql("SELECT count(*) FROM attachments WHERE conversation = ?")
        with self._store.reading() as connection:
            return int(ask(connection, sql, (conversation,)).scalar_one())


__all__ = ["Attachment", "AttachmentRow", "Attachments", "Bound", "attachment_row", "name_of", "named"]
