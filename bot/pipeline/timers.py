"""Timers: due times in the store, each fired once by entering the inbox like everything else.

A timer that has come due becomes a letter under a name of its own, and is marked as fired in the same transaction, so
neither a restart nor a clock that is set back fires it twice.
"""

from collections.abc import Callable, Collection

from sqlalchemy import Connection

from bot.dialogue.events import Due
from bot.language.wording import Form
from bot.people.sealing import Sealer
from bot.pipeline.delivery import packed
from bot.pipeline.plan import InboxRow
from bot.pipeline.slots import of_slots
from bot.store.database import Store, ask, run
from bot.store.rows import INBOX_BODY, dedupe_key

#: Timers fired in one transaction.
AT_ONCE = 200


class Timers:
    """The statements, for one store."""

    def __init__(self, store: Store, sealer: Sealer) -> None:
        self._store, self._sealer = store, sealer
        self._fired = store.sql("UPDATE timers SET fired = ? WHERE conversation = ? AND timer = ? AND fired IS NULL")

    def due(
        self, connection: Connection, slots: Collection[int] | None, now: float, form_of: Callable[[str], Form]
    ) -> list[InboxRow]:
        """The timers in *slots* that have come due, marked as fired, as letters."""
        where = of_slots("slot", slots)
        sql = (
            "SELECT conversation, timer, slot, channel FROM timers"  # noqa: S608
            f" WHERE fired IS NULL AND due <= ?{where} ORDER BY due LIMIT {AT_ONCE}"
        )
        found = ask(connection, self._store.sql(sql), (now,)).fetchall()
        if found:
            run(connection, self._fired, [(now, row[0], row[1]) for row in found])
        return [self._letter(bytes(row[0]), row[1], row[2], row[3], now, form_of(row[3])) for row in found]

    def _letter(self, key: bytes, timer: str, slot: int, channel: str, now: float, form: Form) -> InboxRow:
        dedupe = dedupe_key(self._sealer, channel, f"timer:{key.hex()}:{timer}")
        return key, slot, channel, dedupe, self._sealer.seal(packed("", Due(timer, form))[0], INBOX_BODY, dedupe), now
