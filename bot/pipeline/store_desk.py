"""Taking requests in durably: within the transaction of the turn that caused them."""

from typing import Any

import msgspec
from sqlalchemy import Connection, CursorResult, insert

from bot.dialogue.effects import Request, Submit
from bot.entitlements.facts import Value
from bot.liaisons.directory import Directory
from bot.pipeline.desk import Taken, within
from bot.store.schema import requests

#: The fact by which a person is called back.
CONTACT = "contact"


class StoreDesk:
    """A desk whose book is the table of requests."""

    def __init__(self, connection: Connection, directory: Directory, channel: str, address: str, now: float) -> None:
        self._connection, self._directory = connection, directory
        self._channel, self._address, self._now = channel, address, now

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """Write the request down and say who answers for it."""
        liaison = self._directory.answer_for(place, effect.matter)
        submitted = isinstance(effect, Submit)
        result = self._connection.execute(
            insert(requests).values(
                channel=self._channel,
                address=self._address,
                form=effect.form if isinstance(effect, Submit) else "",
                matter=effect.matter,
                about="" if isinstance(effect, Submit) else effect.about,
                facts=msgspec.json.encode(self._reachable(effect.facts)),
                urgent=0 if submitted else int(getattr(effect, "urgent", False)),
                liaison=liaison.name,
                office=liaison.office,
                phone=liaison.phone,
                within=within(effect),
                created=self._now,
            )
        )
        return Taken(key_of(result), liaison, within(effect))

    def _reachable(self, facts: dict[str, Value]) -> dict[str, Value]:
        """By SMS the number is known, so somebody can call even a person who named none."""
        if self._channel == "sms" and facts.get(CONTACT) is None:
            return {**facts, CONTACT: self._address}
        return facts


def key_of(result: CursorResult[Any]) -> int:
    """The number the database gave to the row just written."""
    key = result.inserted_primary_key
    return int(key[0]) if key else 0
