"""Who works on which conversations: leases with fencing numbers.

Every conversation belongs to one of 64 slots for good, and a slot to one worker at a time, so a conversation is always
in one pair of hands and its letters stay in order. Each worker is a row that every one of its transactions must find
alive (`check`, `beat`); whoever sees a beat stand still longer than the lease takes the slots over and marks the row as
fenced, which makes any later commit of the overtaken worker impossible (M. Kleppmann, "How to do distributed locking",
2016).
A beat is watched with the watcher's own monotonic clock: nobody compares two machines' times, and nobody is overtaken
because a clock was set.

What the fallen worker had in hand gets one attempt more on its count, so that a letter that brings workers down is
found out; messages it was sending may have left, and are labelled when they are sent again.
"""

import json
import math
from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bot.store.database import Store, ask
from bot.store.rows import SLOTS

#: Seconds a beat may stand still before the work is taken over.
LEASE = 10.0


def of_slots(column: str, slots: Collection[int] | None) -> str:
    """The end of a condition: *column* is one of *slots*. None stands for all; a worker may also have none yet."""
    if slots is None:
        return ""
    return f" AND {column} IN ({', '.join(map(str, sorted(slots)))})" if slots else " AND 1 = 0"


class Overtaken(RuntimeError):  # noqa: N818 - it says what happened
    """Others took this worker's conversations over; nothing it had in mind may be written."""


class Slots:
    """One worker's view. `alone` is for a store that only one process may work on: all slots are its own at once."""

    def __init__(self, store: Store, name: str, *, alone: bool, lease: float = LEASE) -> None:
        self._store, self._name, self.alone, self._lease = store, name, alone, lease
        self.me = 0
        self.mine: frozenset[int] = frozenset()
        self._seen: dict[int, tuple[int, float]] = {}

    @property
    def wanted(self) -> frozenset[int] | None:
        """The slots to ask for; None if they are all."""
        return None if len(self.mine) == SLOTS else self.mine

    def join(self, connection: Connection, now: float) -> None:
        """Begin to work, as somebody new."""
        sql = self._store.sql(
            "INSERT INTO workers (name, beat, claimed, fenced, started) VALUES (?, 0, '', 0, ?) RETURNING id"
        )
        self.me = int(ask(connection, sql, (self._name, now)).scalar_one())
        self.mine, self._seen = frozenset(), {}
        if self.alone:
            for other, _ in self._others(connection):
                self._fence(connection, other)
            self._take(connection, SLOTS)

    def check(self, connection: Connection) -> None:
        """At the beginning of a transaction: Overtaken if this worker may not write; until its end nobody overtakes."""
        lock = "" if self._store.sqlite else " FOR UPDATE"
        sql = self._store.sql(f"SELECT fenced FROM workers WHERE id = ?{lock}")  # noqa: S608
        if ask(connection, sql, (self.me,)).scalar() != 0:
            raise Overtaken(f"worker {self.me} was overtaken")

    def beat(self, connection: Connection, inbox: Sequence[int], outbox: Sequence[int]) -> None:
        """Say that this worker lives, and what it has in hand from this transaction on; Overtaken if it may not."""
        claimed = json.dumps([list(inbox), list(outbox)]) if inbox or outbox else ""
        sql = self._store.sql("UPDATE workers SET beat = beat + 1, claimed = ? WHERE id = ? AND fenced = 0")
        if ask(connection, sql, (claimed, self.me)).rowcount != 1:
            raise Overtaken(f"worker {self.me} was overtaken")

    def tend(self, connection: Connection, monotonic: float, *, idle: bool) -> None:
        """Take over from the fallen, take a fair share, and give up more than that while nothing is in hand."""
        if self.alone:
            return
        others = self._others(connection)
        fallen = [other for other, beat in others if self._stands_still(other, beat, monotonic)]
        for other in fallen:
            self._fence(connection, other)
        share = math.ceil(SLOTS / (1 + len(others) - len(fallen)))
        self._recall(connection)
        if len(self.mine) > share and idle:
            self._give(connection, len(self.mine) - share)
        elif len(self.mine) < share:
            self._take(connection, share - len(self.mine))

    def leave(self, connection: Connection) -> None:
        """Stop in good order: nothing is in hand, others may go on at once."""
        run = self._store.sql
        ask(connection, run("UPDATE slots SET owner = NULL, fence = fence + 1 WHERE owner = ?"), (self.me,))
        ask(connection, run("DELETE FROM workers WHERE id = ?"), (self.me,))
        self.mine = frozenset()

    def _others(self, connection: Connection) -> list[tuple[int, int]]:
        sql = self._store.sql("SELECT id, beat FROM workers WHERE fenced = 0 AND id <> ? ORDER BY id")
        return [(row[0], row[1]) for row in ask(connection, sql, (self.me,))]

    def _stands_still(self, other: int, beat: int, monotonic: float) -> bool:
        last = self._seen.get(other)
        if last is None or last[0] != beat:
            self._seen[other] = beat, monotonic
            return False
        return monotonic - last[1] > self._lease

    def _fence(self, connection: Connection, other: int) -> None:
        sql = self._store.sql
        row = ask(
            connection, sql("UPDATE workers SET fenced = 1 WHERE id = ? AND fenced = 0 RETURNING claimed"), (other,)
        ).fetchone()
        if row is None:
            return
        inbox, outbox = json.loads(row[0]) if row[0] else ([], [])
        if inbox:
            ids = ", ".join(str(int(i)) for i in inbox)
            ask(connection, f"UPDATE inbox SET attempts = attempts + 1 WHERE id IN ({ids}) AND state = 0")  # noqa: S608
        if outbox:
            ids = ", ".join(str(int(i)) for i in outbox)
            ask(connection, f"UPDATE outbox SET state = 0, error = 'unknown' WHERE id IN ({ids}) AND state = 3")  # noqa: S608
        ask(connection, sql("UPDATE slots SET owner = NULL, fence = fence + 1 WHERE owner = ?"), (other,))
        self._seen.pop(other, None)

    def _recall(self, connection: Connection) -> None:
        """What is mine by the book: a slot may have been fenced away together with an earlier self of this worker."""
        rows = ask(connection, self._store.sql("SELECT slot FROM slots WHERE owner = ?"), (self.me,))
        self.mine = frozenset(row[0] for row in rows)

    def _take(self, connection: Connection, most: int) -> None:
        sql = self._store.sql
        free = [row[0] for row in ask(connection, "SELECT slot FROM slots WHERE owner IS NULL ORDER BY slot")]
        take = sql("UPDATE slots SET owner = ?, fence = fence + 1 WHERE slot = ? AND owner IS NULL")
        got = [slot for slot in free[:most] if ask(connection, take, (self.me, slot)).rowcount == 1]
        self.mine |= frozenset(got)

    def _give(self, connection: Connection, count: int) -> None:
        sql = self._store.sql("UPDATE slots SET owner = NULL, fence = fence + 1 WHERE slot = ? AND owner = ?")
        given = sorted(self.mine)[-count:]
        for slot in given:
            ask(connection, sql, (slot, self.me))
        self.mine -= frozenset(given)
