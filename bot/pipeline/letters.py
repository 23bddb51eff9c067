"""Letters between conversations: written with the turn that causes them, in one transaction, and taken like all others.

A letter is known by the one that caused it and its place among what that one caused. So a turn that is taken twice
writes it once.
"""

import re
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection

from bot.dialogue.effects import Enquire, Knock
from bot.dialogue.events import Answered, Asked, Joined, Knocked, Left, Letter, Via
from bot.language.receipt import number_of
from bot.language.wording import Form
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery, Relayed, packed
from bot.pipeline.inbox import inbox_row
from bot.pipeline.plan import InboxRow, Plan, Row, Sought
from bot.store.database import Store, ask
from bot.store.insert import Insert
from bot.store.rows import INBOX_BODY, dedupe_key, join_key, slot_of
from bot.store.schema import joins

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

    def send(self, channel: str, address: str, letter: Letter | Relayed) -> None:
        """Write *letter* to the conversation with *address*."""
        self.rows.append(self._row(channel, address, letter, f"{len(self.rows)}"))

    def send_home(self, to: str, letter: Letter | Relayed, back: str = "") -> None:
        """The same for a conversation as letters name it; *back* is the writer's own, for letters that tell it."""
        if isinstance(letter, Via | Left) or (isinstance(letter, Joined) and letter.yes):
            letter = msgspec.structs.replace(letter, back=back)
        channel, _, address = to.partition(" ")
        self.send(channel, address, letter)

    def seek(self, wanted: Enquire | Knock, home: str) -> None:
        """Write to whichever conversation has that case, or gave that code; *home* is the asker's."""
        place = f"sought:{len(self.sought)}"
        channel, _, address = home.partition(" ")
        if isinstance(wanted, Enquire):
            nobody: Letter = Answered(wanted.code)
            letter: Asked | Knocked
            number, join, letter = number_of(wanted.code), b"", Asked(wanted.code, wanted.word, home)
        else:
            nobody = Joined()
            number, join, letter = None, join_key(self._sealer, wanted.code), Knocked(home)
        otherwise = self._row(channel, address, nobody, place)
        self.sought.append(Sought(number, join, otherwise[0], self._name(place), letter, otherwise))

    def _row(self, channel: str, address: str, letter: Letter | Relayed, place: str) -> InboxRow:
        """A letter speaks as its reader's channel does; what is sent on, and comes back, as the channel it is from."""
        fitting = letter
        if not isinstance(letter, Via | Relayed):
            fitting = msgspec.structs.replace(letter, form=self._form_of(channel))
        return inbox_row(self._sealer, Delivery(channel, address, self._name(place), fitting), self._now)

    def _name(self, place: str) -> str:
        return f"letter:{self._cause}:{place}"


class Finder:
    """Finds, within the transaction that writes the plans, whose a case or a code is. It is rare."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._sealer = sealer
        self._owner = store.sql(
            "SELECT c.conversation, c.channel FROM requests r JOIN contacts c ON c.conversation = r.conversation"
            " WHERE r.number = ?"
        )
        self._host = store.sql("SELECT conversation, channel FROM joins WHERE code = ? AND expires > ?")
        self._used = store.sql("DELETE FROM joins WHERE code = ?")
        self._gone = store.sql("DELETE FROM joins WHERE expires <= ? OR conversation = ?")
        self._join = Insert(
            store, joins, "code", "conversation", "channel", "expires",
            then="ON CONFLICT (code) DO UPDATE SET conversation = excluded.conversation, channel = excluded.channel,"
            " expires = excluded.expires",
        )  # fmt: skip

    def invite(self, connection: Connection, rows: Sequence[Row], now: float) -> None:
        """Write codes down; one of a conversation is good at a time, and old ones go."""
        for row in rows:
            ask(connection, self._gone, (now, row[1]))
            self._join(connection, [row])

    def rows(self, connection: Connection, plans: Sequence[Plan], now: float) -> list[InboxRow]:
        """The letters of *plans* that had to be looked up."""
        return [self._found(connection, sought, now) for plan in plans for sought in plan.sought]

    def _found(self, connection: Connection, sought: Sought, now: float) -> InboxRow:
        row = None
        if sought.join:
            row = ask(connection, self._host, (sought.join, now)).fetchone()
            ask(connection, self._used, (sought.join,))
        elif sought.number is not None:
            row = ask(connection, self._owner, (sought.number,)).fetchone()
        if row is None or (sought.join and bytes(row[0]) == sought.asker):
            return sought.otherwise
        key, dedupe = bytes(row[0]), dedupe_key(self._sealer, row[1], sought.name)
        body = self._sealer.seal(packed("", sought.letter)[0], INBOX_BODY, dedupe)
        return key, slot_of(key), row[1], dedupe, body, now
