"""What went out: every message becomes a part of the answer to the message that caused it."""

from typing import Any

import msgspec

from bot.store.migrations.sealed.convert import Converter
from bot.store.rows import OUTBOX_BODY, Sealing, conversation_key, outbox_row, slot_of

#: The state of a message that was handed to its channel.
SENT = 1
#: A part is named with one byte.
_PARTS = 256

Row = tuple[Any, ...]


class Answers:
    """Makes the rows of the outbox. A message that nothing caused gets a cause: an opened chat, which shows nothing.

    `unasked` are those, as rows of the inbox; their numbers go on after *last*.
    """

    def __init__(self, sealer: Sealing, last: int) -> None:
        self._sealer, self._convert, self._last = sealer, Converter(sealer), last
        self.unasked: list[Row] = []

    def answer(self, row: Row) -> Row:
        """One message that went out."""
        number, channel, address, cause, part, text, choices, prompt, created = row
        if cause is None or part >= _PARTS:
            cause, part = self._open(number, channel, address, created), 0
        key = conversation_key(self._sealer, channel, address)
        body = msgspec.json.encode({"text": text, "choices": msgspec.Raw(choices), "prompt": prompt})
        sealed = self._sealer.seal(body, OUTBOX_BODY, outbox_row(cause, part))
        return number, key, slot_of(key), channel, cause, part, sealed, created, SENT, 0, 1, created, ""

    def _open(self, number: int, channel: str, address: str, at: float) -> int:
        self._last += 1
        event = msgspec.json.encode({"type": "opened", "form": "sms" if channel == "sms" else "web", "at": at})
        self.unasked.append(self._convert.letter((self._last, channel, address, f"unasked:{number}", event, at)))
        return self._last
