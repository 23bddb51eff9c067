"""One old row, one new row: who it is about goes into the key and the seal."""

from typing import Any

import msgspec

from bot.store.rows import (
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    INBOX_BODY,
    REQUEST_BODY,
    Sealing,
    conversation_key,
    dedupe_key,
    request_row,
    slot_of,
)

#: The state of a row of the inbox that was answered.
DONE = 1

Row = tuple[Any, ...]


class Converter:
    """Makes the rows of step 0002 with one keyring."""

    def __init__(self, sealer: Sealing) -> None:
        self._sealer = sealer

    def contact(self, row: Row) -> Row:
        """Where a conversation stands: the session's bytes as they are, sealed."""
        channel, address, session, content, stopped, created, updated = row
        key = conversation_key(self._sealer, channel, address)
        sealed = self._sealer.seal(bytes(session), CONTACT_SESSION, key)
        whose = self._sealer.seal(address.encode(), CONTACT_ADDRESS, key)
        return key, channel, whose, sealed, content, stopped, created, updated

    def letter(self, row: Row) -> Row:
        """What came in, as done."""
        number, channel, address, external_id, event, received = row
        key = conversation_key(self._sealer, channel, address)
        dedupe = dedupe_key(self._sealer, channel, _name_of(external_id, address, key))
        body = msgspec.json.encode((address, msgspec.Raw(event)))
        sealed = self._sealer.seal(body, INBOX_BODY, dedupe)
        return number, key, slot_of(key), channel, dedupe, sealed, received, DONE, 0, ""

    def request(self, row: Row) -> Row:
        """What was handed to a liaison, and who answers."""
        number, channel, address, cause, form, matter, about, facts, liaison, office, phone, urgent, within, at = row
        key = conversation_key(self._sealer, channel, address)
        body = {"facts": msgspec.Raw(facts), "liaison": liaison, "office": office, "phone": phone}
        sealed = self._sealer.seal(msgspec.json.encode(body), REQUEST_BODY, request_row(number))
        return number, key, cause, form, matter, about, sealed, urgent, within, at

    def alert(self, row: Row) -> Row:
        """Words of danger."""
        number, channel, address, cause, category, created = row
        return number, conversation_key(self._sealer, channel, address), cause, category, created

    def timer(self, row: Row) -> Row:
        """When a parked tree goes on."""
        channel, address, timer, due, fired = row
        key = conversation_key(self._sealer, channel, address)
        return key, timer, slot_of(key), channel, due, fired


def _name_of(external_id: str, address: str, key: bytes) -> str:
    """A timer's letter was named after the address, and is named after the key now: one that has fired stays fired."""
    prefix = f"timer:{address}:"
    return f"timer:{key.hex()}:{external_id[len(prefix) :]}" if external_id.startswith(prefix) else external_id
