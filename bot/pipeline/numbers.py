"""Numbers for requests, in blocks: the receipt is said in the turn itself, before anything of it is written."""

from sqlalchemy import Connection

from bot.store.database import Store, ask

#: Numbers taken at once. What is left of a block when a process ends is never given out.
BLOCK = 20


class OutOfNumbers(RuntimeError):  # noqa: N818 - nothing is wrong: the turn is taken again when there are more
    """The block is used up: the turn waits for the next one."""


class Numbers:
    """Gives out numbers; `refill` gets more within a transaction, which count once it is committed."""

    def __init__(self, store: Store) -> None:
        self._left: list[int] = []
        self._sql = store.sql("UPDATE counters SET value = value + ? WHERE name = 'requests' RETURNING value")
        self.wanted = False

    def next(self) -> int:
        """The next number."""
        if not self._left:
            self.wanted = True
            raise OutOfNumbers
        return self._left.pop()

    def refill(self, connection: Connection) -> list[int]:
        """A new block, for `take` after the commit."""
        last = ask(connection, self._sql, (BLOCK,)).scalar_one()
        return list(range(last, last - BLOCK, -1))

    def take(self, block: list[int]) -> None:
        """Go on with *block*."""
        self._left, self.wanted = block, False
