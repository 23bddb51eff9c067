"""How rows are named: by what a conversation and a message are found again, and what each sealed value is bound to.

A sealed value opens only in its place, "table.column" of the row it was sealed for (see `bot.people.sealing`). Whoever
writes a row and whoever reads it must name both alike, so the names are made here and nowhere else.
"""

from typing import Protocol

#: Shares of the work; a conversation belongs to one for good.
SLOTS = 64

CONTACT_ADDRESS = b"contacts.address"
CONTACT_SESSION = b"contacts.session"
INBOX_BODY = b"inbox.body"
OUTBOX_BODY = b"outbox.body"
REQUEST_BODY = b"requests.body"
NOTE_VALUE = b"notes.value"
HISTORY_NOTE = b"history.note"
#: Bound to its name, as `inbox.body` is.
ATTACHMENT_BODY = b"attachments.body"


class Sealing(Protocol):
    """What the store needs of a keyring (`bot.people.sealing.Sealer`), which it may not import."""

    def seal(self, data: bytes, place: bytes, row: bytes) -> bytes:
        """*data*, readable only in *place* of *row*."""

    def unseal(self, sealed: bytes, place: bytes, row: bytes) -> bytes:
        """What was sealed there."""

    def blind(self, *parts: bytes) -> bytes:
        """16 bytes by which *parts* are found again, and which tell nothing."""


def conversation_key(sealer: Sealing, channel: str, address: str) -> bytes:
    """The key of the conversation with *address* on *channel*. Its sealed values in `contacts` are bound to it."""
    return sealer.blind(channel.encode(), address.encode())


def dedupe_key(sealer: Sealing, channel: str, external_id: str) -> bytes:
    """By what a message is known that comes twice. Its sealed value in `inbox` is bound to it."""
    return sealer.blind(b"id", channel.encode(), external_id.encode())


def slot_of(conversation: bytes) -> int:
    """The share of the work that *conversation* belongs to."""
    return conversation[0] % SLOTS


def outbox_row(cause: int, part: int) -> bytes:
    """The row of the outbox with part *part* of the answer to the row *cause* of the inbox."""
    return cause.to_bytes(8, "big") + part.to_bytes(1, "big")


def history_row(number: int, cause: int) -> bytes:
    """The line that the letter *cause* added to the history of request *number*."""
    return number.to_bytes(8, "big") + cause.to_bytes(8, "big")


def request_row(number: int) -> bytes:
    """The row of the request *number*."""
    return number.to_bytes(8, "big")
