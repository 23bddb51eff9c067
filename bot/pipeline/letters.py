"""Letters between conversations: written with the turn that causes them, in one transaction, and taken like all others.

A letter is known by the one that caused it and its place among what that one caused. So a turn that is taken twice
writes it once.
"""

import re
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection

from bot.dialogue.effects import Enquire
from bot.dialogue.events import Answered, Asked, Letter
from bot.language.receipt import number_of
from bot.language.wording import Form
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery, packed
from bot.pipeline.inbox import inbox_row
from bot.pipeline.plan import InboxRow, Plan, Sought
from bot.store.database import Store, ask
from bot.store.rows import INBOX_BODY, dedupe_key, slot_of

#: A phone that takes SMS.
_MOBILE = re.compile(r"\+861[3-9]\d{9}")


def home_of(channel: str, address: str) -> str:
    """A conversation as letters name it."""
    return f"{channel} {address}"


def is_mobile(phone: object) -> bool:
    """Whether *phone* (E.164) is one that can be written to."""
    return isinstance(phone, str) and _MOBILE.fullmatch(phone) is not None


def as_written(phone: str, like: str) -> str:
    """*phone* (E.164) as the gateway writes numbers, going by the address *like*."""
    return phone if like.startswith("+") else phone.removeprefix("+86")


class Post:
    """The letters of one turn."""

    def __init__(self, sealer: Sealer, cause: bytes, now: float, form_of: Callable[[str], Form]) -> None:
        self._sealer, self._cause, self._now, self._form_of = sealer, cause.hex(), now, form_of
        self.rows: list[InboxRow] = []
        self.sought: list[Sought] = []

    def send(self, channel: str, address: str, letter: Letter) -> None:
        """Write *letter* to the conversation with *address*."""
        self.rows.append(self._row(channel, address, letter, f"{len(self.rows)}"))

    def send_home(self, to: str, letter: Letter) -> None:
        """The same for a conversation as letters name it."""
        channel, _, address = to.partition(" ")
        self.send(channel, address, letter)

    def seek(self, enquire: Enquire, channel: str, address: str) -> None:
        """Write to whichever conversation has that case; the asker's own is (*channel*, *address*)."""
        place = f"sought:{len(self.sought)}"
        otherwise = self._row(channel, address, Answered(enquire.code), place)
        letter = Asked(enquire.code, enquire.word, home_of(channel, address))
        self.sought.append(Sought(number_of(enquire.code), self._name(place), letter, otherwise))

    def _row(self, channel: str, address: str, letter: Letter, place: str) -> InboxRow:
        fitting = msgspec.structs.replace(letter, form=self._form_of(channel))
        return inbox_row(self._sealer, Delivery(channel, address, self._name(place), fitting), self._now)

    def _name(self, place: str) -> str:
        return f"letter:{self._cause}:{place}"


class Finder:
    """Finds, within the transaction that writes the plans, whose a case is. Enquiries are rare; nothing else asks."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._sealer = sealer
        self._owner = store.sql(
            "SELECT c.conversation, c.channel FROM requests r JOIN contacts c ON c.conversation = r.conversation"
            " WHERE r.number = ?"
        )

    def rows(self, connection: Connection, plans: Sequence[Plan], now: float) -> list[InboxRow]:
        """The letters of *plans* that had to be looked up."""
        return [self._found(connection, sought, now) for plan in plans for sought in plan.sought]

    def _found(self, connection: Connection, sought: Sought, now: float) -> InboxRow:
        row = None if sought.number is None else ask(connection, self._owner, (sought.number,)).fetchone()
        if row is None:
            return sought.otherwise
        key, dedupe = bytes(row[0]), dedupe_key(self._sealer, row[1], sought.name)
        body = self._sealer.seal(packed("", sought.letter)[0], INBOX_BODY, dedupe)
        return key, slot_of(key), row[1], dedupe, body, now
