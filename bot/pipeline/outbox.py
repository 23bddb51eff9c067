"""The outbox: what is to go out is written with the turn, sent afterwards, and what became of it is recorded.

A message is marked as being sent before it leaves and as sent when the provider took it, so it is lost by nothing. If
the process ends in between nobody knows whether it left: it is sent again, under the same idempotency key where the
provider knows such, and labelled as perhaps sent before. Of one conversation only the first message that waits may
leave, so none overtakes another; a failure keeps the later ones waiting behind it. Answers go before notices, and what
helps in danger before both. After the last try it is put aside, where an operator sees it and can send it again.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from bot.dialogue.reply import Message
from bot.people.sealing import Sealer
from bot.pipeline.allowance import Allowance
from bot.pipeline.delivery import Report
from bot.pipeline.outlet import Outlet
from bot.pipeline.plan import TRIES, Plan
from bot.pipeline.slots import of_slots
from bot.store.database import Store, ask
from bot.store.insert import Insert
from bot.store.rows import CONTACT_ADDRESS, OUTBOX_BODY, outbox_row
from bot.store.schema import outbox

#: The category of the alert about a message that was put aside, or that the provider could not deliver.
UNDELIVERABLE = "undeliverable"
#: The error of a message that may have left: its next try says so.
UNKNOWN = "unknown"
#: Seconds until the second try; every further one waits six times as long, give or take a half, but never longer than
#: MOST. So five tries take about twenty minutes: a gateway that is started anew puts nothing aside.
FIRST, GROWTH, MOST = 5.0, 6.0, 1200.0
#: Seconds a message may wait because the provider asked for it. One that would have to wait longer was written while a
#: clock was wrong, and is sent now.
LONGEST = 3600.0

_MESSAGE = msgspec.json.Decoder(Message)


class Parcel(msgspec.Struct, frozen=True):
    """A message on its way to a provider. `key` is the same for every try; `repeat`: it may have left before."""

    id: int
    conversation: bytes
    channel: str
    address: str
    message: Message
    key: str
    attempts: int
    repeat: bool
    #: The dedupe key of the letter it answers: its name in logs.
    letter: bytes = b""


def parcel_key(sealer: Sealer, dedupe: bytes, part: int) -> str:
    """The idempotency key of part *part* of the answer to a letter: 32 hexadecimal digits.

    It hangs on the letter and not on our numbers, which begin again where a backup was brought back.
    """
    return sealer.blind(b"out", dedupe, bytes([part])).hex()


class Outcome(msgspec.Struct, frozen=True):
    """What the provider answered: its own id for the message, or what went wrong.

    `unknown` says that it may have left all the same (no answer came); `final` that trying again is no use;
    `wait` is what the provider asked for (seconds; Retry-After).
    """

    parcel: Parcel
    reference: str = ""
    error: str = ""
    unknown: bool = False
    final: bool = False
    wait: float = 0.0


class Outbox:
    """The statements, for one store, and what is on its way from this process."""

    def __init__(self, store: Store, sealer: Sealer, outlets: Mapping[str, Outlet], allowance: Allowance) -> None:
        self._store, self._sealer, self._outlets, self._allowance = store, sealer, outlets, allowance
        self._random = random.Random()  # noqa: S311 - jitter
        self.sending: dict[int, Parcel] = {}
        self._insert = Insert(
            store, outbox, "conversation", "slot", "channel", "cause", "part", "body", "created", "state",
            "urgency", "due", fixed={"attempts": "0", "error": "''"},
        )  # fmt: skip
        self._back = store.sql("UPDATE outbox SET state = 0 WHERE id = ? AND attempts = ? AND state = 3")
        self._sooner = store.sql(
            "UPDATE outbox SET urgency = ? WHERE conversation = ? AND state IN (0, 3) AND state = 0 AND urgency > ?"
        )
        self._sent = store.sql(
            "UPDATE outbox SET state = 1, reference = ?, settled = ?, error = ''"
            " WHERE id = ? AND attempts = ? AND state IN (0, 3)"
        )
        self._again = store.sql(
            "UPDATE outbox SET state = 0, due = ?, error = ? WHERE id = ? AND attempts = ? AND state = 3"
        )
        self._aside = store.sql(
            "UPDATE outbox SET state = 2, settled = ?, error = ? WHERE id = ? AND attempts = ? AND state = 3"
        )
        self._alert = store.sql(
            "INSERT INTO alerts (conversation, cause, category, created)"
            " SELECT conversation, cause, ?, ? FROM outbox WHERE id = ?"
        )
        self._undelivered = store.sql(
            "INSERT INTO alerts (conversation, cause, category, created)"
            " SELECT conversation, cause, ?, ? FROM outbox WHERE reference = ?"
        )
        self._report = store.sql(
            "UPDATE outbox SET state = ?, error = ?, settled = ? WHERE reference = ? AND state IN (1, 4, 5)"
        )

    def forget(self) -> None:
        """Nothing is on its way as far as this process knows."""
        self.sending.clear()

    def write(self, connection: Connection, plans: Sequence[Plan], now: float) -> None:
        """Queue what the turns said, and note what providers reported."""
        rows = [row for plan in plans for row in plan.outbox]
        if rows:
            self._insert(connection, rows)
            self._hurry(connection, plans)
        reports = [(plan.channel, report) for plan in plans for report in plan.reports]
        for channel, report in reports:
            state, error = (4, "") if report.arrived else (5, report.error[:64])
            reference = self.reference(channel, report)
            noted = ask(connection, self._report, (state, error, now, reference)).rowcount
            if noted and not report.arrived:
                ask(connection, self._undelivered, (UNDELIVERABLE, now, reference))

    def _hurry(self, connection: Connection, plans: Sequence[Plan]) -> None:
        """A notice that waits in a conversation goes before the answer that is new there, so it is as urgent now."""
        for plan in plans:
            outlet = self._outlets.get(plan.channel)
            if plan.outbox and outlet is not None and outlet.pushed:
                most = min(row[8] for row in plan.outbox)  # type: ignore[type-var]  # a row holds all kinds of values
                ask(connection, self._sooner, (most, plan.conversation, most))

    def reference(self, channel: str, report: Report) -> bytes:
        """The blind index of a provider's id."""
        return self._sealer.blind(b"reference", channel.encode(), report.reference.encode())

    def settle(self, connection: Connection, outcomes: Sequence[Outcome], now: float) -> None:
        """Record what became of messages that were on their way.

        The number of the try is their fencing number: word of an earlier one, from a process that was overtaken
        meanwhile, changes nothing, except that what was sent need not be sent again.
        """
        for outcome in outcomes:
            parcel = outcome.parcel
            if not outcome.error:
                reference = Report(outcome.reference, True)
                blind = self.reference(parcel.channel, reference) if outcome.reference else None
                ask(connection, self._sent, (blind, now, parcel.id, parcel.attempts))
                continue
            error = UNKNOWN if outcome.unknown or parcel.repeat else outcome.error[:64]
            if outcome.final or parcel.attempts >= TRIES:
                if ask(connection, self._aside, (now, error, parcel.id, parcel.attempts)).rowcount:
                    ask(connection, self._alert, (UNDELIVERABLE, now, parcel.id))
            else:
                due = now + self._pause(parcel.attempts, outcome.wait)
                ask(connection, self._again, (due, error, parcel.id, parcel.attempts))

    def _pause(self, attempts: int, asked: float) -> float:
        """Longer each time, with jitter, so that not everybody comes back at once; never before *asked*."""
        usual: float = min(FIRST * GROWTH ** (attempts - 1), MOST) * self._random.uniform(0.5, 1.5)
        return max(usual, min(asked, LONGEST))

    def settled(self, outcomes: Sequence[Outcome]) -> None:
        """After the commit: these are no longer on their way."""
        for outcome in outcomes:
            self.sending.pop(outcome.parcel.id, None)

    def take_back(self, connection: Connection, parcels: Sequence[Parcel]) -> None:
        """These were perhaps marked as being sent, and never handed to anybody: they wait again."""
        for parcel in parcels:
            ask(connection, self._back, (parcel.id, parcel.attempts))

    def claim(
        self, connection: Connection, slots: Collection[int] | None, now: float, landed: Collection[int] = ()
    ) -> list[Parcel]:
        """Take the next messages that may leave, and mark them as being sent. *landed* ones leave their places free."""
        found: list[Parcel] = []
        for channel, outlet in self._outlets.items():
            if outlet.pushed:
                on_the_way = sum(p.channel == channel and p.id not in landed for p in self.sending.values())
                found += self._claim(connection, channel, outlet, outlet.at_once - on_the_way, slots, now)
        if found:
            condition, values = self._store.among("id", [parcel.id for parcel in found])
            ask(connection, f"UPDATE outbox SET state = 3, attempts = attempts + 1 WHERE {condition}", values)  # noqa: S608
        return found

    def _claim(
        self, connection: Connection, channel: str, outlet: Outlet, room: int, slots: Collection[int] | None, now: float
    ) -> list[Parcel]:
        if room <= 0:
            return []
        where = of_slots("o.slot", slots)
        rows = ask(
            connection,
            self._store.sql(
                "SELECT o.id, o.conversation, o.cause, o.part, o.body, o.attempts, o.error, c.address, i.dedupe"  # noqa: S608
                " FROM outbox o JOIN contacts c ON c.conversation = o.conversation JOIN inbox i ON i.id = o.cause"
                f" WHERE o.state IN (0, 3) AND o.state = 0 AND o.channel = ? AND (o.due <= ? OR o.due > ?){where}"
                " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.conversation = o.conversation AND e.id < o.id"
                " AND e.state IN (0, 3)) ORDER BY o.urgency, o.due, o.id LIMIT ?"
            ),
            (channel, now, now + LONGEST, room),
        ).fetchall()
        granted = self._allowance.take(connection, channel, outlet, len(rows), now)
        return [self._parcel(channel, row) for row in rows[:granted]]

    def _parcel(self, channel: str, row: Row[*tuple[Any, ...]]) -> Parcel:
        number, key, cause, part, body, attempts, error, address, dedupe = row
        name, key = outbox_row(cause, part), bytes(key)
        return Parcel(
            number, key, channel, self._sealer.unseal(bytes(address), CONTACT_ADDRESS, key).decode(),
            _MESSAGE.decode(self._sealer.unseal(bytes(body), OUTBOX_BODY, name)),
            parcel_key(self._sealer, bytes(dedupe), part), attempts + 1, error == UNKNOWN, bytes(dedupe),
        )  # fmt: skip

    def left(self, parcels: Sequence[Parcel]) -> None:
        """After the commit: these are on their way."""
        for parcel in parcels:
            self.sending[parcel.id] = parcel
