"""The inbox: what came in is stored once, in the order of its arrival, before it is acknowledged.

A provider that delivers the same message again, be it to another process at the same moment, meets UNIQUE(channel,
dedupe) and changes nothing. The order of the rows is the order of arrival; the letters of one conversation are taken
in it, a few at a time, so that one contact who writes without end does not keep the others waiting.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from bot.people.sealing import Sealer
from bot.pipeline.attachments import named
from bot.pipeline.delivery import Arrived, Delivery, packed
from bot.pipeline.plan import Claim, Failure, InboxRow, Letter, Plan
from bot.pipeline.slots import of_slots
from bot.store.database import Store, ask, run
from bot.store.insert import Insert
from bot.store.rows import INBOX_BODY, conversation_key, dedupe_key, slot_of
from bot.store.schema import inbox

#: Letters of one conversation that are taken together.
TOGETHER = 4
#: Letters taken at once, and rows looked through to find them.
AT_ONCE, LOOKED_AT = 64, 256
_FRESH = 1000

#: Letters that came into this process and wait in it, by their dedupe key, each with its sealed row: what is read back
#: byte for byte need not be unsealed again.
Fresh = dict[bytes, tuple[bytes, Arrived]]


def inbox_row(sealer: Sealer, delivery: Delivery, now: float, fresh: Fresh | None = None) -> InboxRow:
    """*delivery* as the row it will be; it is remembered in *fresh*, exactly as it would be read back."""
    key = conversation_key(sealer, delivery.channel, delivery.address)
    dedupe = dedupe_key(sealer, delivery.channel, delivery.external_id)
    event = delivery.event if delivery.attachment is None else named(delivery.event, dedupe)
    plain, arrived = packed(delivery.address, event)
    body = sealer.seal(plain, INBOX_BODY, dedupe)
    if fresh is not None:
        if len(fresh) >= _FRESH:
            fresh.clear()  # repeats, which nobody claims, have piled up
        fresh[dedupe] = body, arrived
    return key, slot_of(key), delivery.channel, dedupe, body, now


class Inbox:
    """The statements, for one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._accept = Insert(
            store, inbox, "conversation", "slot", "channel", "dedupe", "body", "received",
            fixed={"state": "0", "attempts": "0", "error": "''"}, then="ON CONFLICT (channel, dedupe) DO NOTHING",
        )  # fmt: skip
        self._failed = store.sql("UPDATE inbox SET attempts = ?, error = ? WHERE id = ? AND state = 0")
        self._aside = store.sql("UPDATE inbox SET state = 2, attempts = ?, error = ? WHERE id = ?")
        self._rewrite = store.sql("UPDATE inbox SET body = ? WHERE id = ?")

    def accept(self, connection: Connection, rows: Sequence[InboxRow]) -> int:
        """Store what is new; how many rows that were."""
        return self._accept(connection, rows)

    def known(self, connection: Connection, rows: Sequence[InboxRow]) -> set[bytes]:
        """Which of *rows* were dealt with before, by their dedupe key. Asked by channel, as the index is made."""
        found: set[bytes] = set()
        for channel in {row[2] for row in rows}:
            keys = [row[3] for row in rows if row[2] == channel]
            marks = ", ".join("?" * len(keys))
            sql = f"SELECT dedupe FROM inbox WHERE channel = ? AND dedupe IN ({marks}) AND state <> 0"  # noqa: S608
            found |= {bytes(row[0]) for row in ask(connection, self._store.sql(sql), [channel, *keys])}
        return found

    def claim(
        self, connection: Connection, slots: Collection[int] | None, held: Collection[bytes], fresh: Fresh
    ) -> list[Claim]:
        """The next letters of the conversations in *slots* (None: all) that are not *held* back by a failure.

        A letter that was in hand when a process ended is taken alone: if it is what ended it, nobody else is hurt.
        """
        where, values = of_slots("i.slot", slots), []
        if held:
            where += f" AND i.conversation NOT IN ({', '.join('?' * len(held))})"
            values += list(held)
        rows = ask(
            connection,
            self._store.sql(
                "SELECT i.id, i.dedupe, i.body, i.received, i.attempts, i.conversation, i.channel, c.session"  # noqa: S608
                " FROM inbox i LEFT JOIN contacts c ON c.conversation = i.conversation"
                f" WHERE i.state = 0{where} ORDER BY i.id LIMIT {LOOKED_AT}"
            ),
            values,
        ).fetchall()
        return _claims(rows, fresh)

    def write(self, connection: Connection, plans: Sequence[Plan]) -> None:
        """Mark what was dealt with, what failed and what was put aside."""
        done = [letter.id for plan in plans for letter in plan.done]
        if done:
            condition, values = self._store.among("id", done)
            ask(connection, f"UPDATE inbox SET state = 1 WHERE {condition} AND state = 0", values)  # noqa: S608
        for plan in plans:
            if plan.failure is not None:
                run(connection, self._failed, [_values(plan.failure)])
            if plan.aside:
                run(connection, self._aside, [_values(failure) for failure in plan.aside])
            if plan.rewritten:
                run(connection, self._rewrite, plan.rewritten)


def _values(failure: Failure) -> tuple[int, str, int]:
    return failure.attempts, failure.error, failure.letter


def _claims(rows: Sequence[Row[*tuple[Any, ...]]], fresh: Fresh) -> list[Claim]:
    claims: dict[bytes, Claim] = {}
    taken = 0
    for number, dedupe, body, received, attempts, conversation, channel, session in rows:
        key = bytes(conversation)
        claim = claims.get(key)
        if attempts and claim is None:
            letter = Letter(number, bytes(dedupe), bytes(body), received, attempts)
            suspect = Claim(key, channel, session, [letter])
            if not claims:
                return [suspect]
            break  # the ones before it first, then it alone
        if taken == AT_ONCE:
            break
        if claim is None:
            claim = claims[key] = Claim(key, channel, session, [])
        if len(claim.letters) < TOGETHER and not attempts:
            name, sealed = bytes(dedupe), bytes(body)
            found = fresh.pop(name, None)
            arrived = found[1] if found is not None and found[0] == sealed else None
            claim.letters.append(Letter(number, name, sealed, received, attempts, arrived))
            taken += 1
    return list(claims.values())
