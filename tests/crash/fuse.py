"""A fuse that blows at one statement of a store, or at a commit: before it, or after it took effect."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot.store.database import Store, ask
from bot.store.schema import metadata

#: Every row of every table, as text.
Rows = dict[str, list[str]]


BEFORE, AFTER = "before COMMIT", "after COMMIT"
_NUMBERS = re.compile(r"IN \([-0-9, ]*\)")


class Died(BaseException):
    """The process is gone, in the middle of whatever it did."""


def unanswered() -> BaseException:
    """The store does not answer any more; whether it did what it was told nobody knows."""
    return OperationalError("", None, Exception("the connection broke"))


def rows_of(store: Store) -> Rows:
    """What is committed."""
    with store.reading() as connection:
        found = {name: ask(connection, f"SELECT * FROM {name}").fetchall() for name in metadata.tables}
    return {name: sorted(str(tuple(row)) for row in rows) for name, rows in found.items()}


def rows_within(connection: Any) -> Rows:
    """What a transaction sees: with its own writes. *connection* is the driver's."""
    cursor = connection.cursor()
    found = {name: cursor.execute(f"SELECT * FROM {name}").fetchall() for name in metadata.tables}
    return {name: sorted(str(tuple(row)) for row in rows) for name, rows in found.items()}


class Fuse:
    """Burns at every statement that may write, and twice at every commit; raises at place `at`, once.

    It has then seen what was committed `before` the transaction in question, and, at a commit, what comes `after` it.
    """

    def __init__(self, store: Store, error: Callable[[], BaseException] = Died, at: int = -1) -> None:
        self.store, self.error, self.at = store, error, at
        #: Every place so far.
        self.burnt: list[str] = []
        self.before: Rows = {}
        self.after: Rows = {}
        self.blown = ""
        self._dialect = store.engine.dialect
        self._commit = self._dialect.do_commit

    def __enter__(self) -> "Fuse":
        event.listen(self.store.engine, "before_cursor_execute", self._statement)
        vars(self._dialect)["do_commit"] = self._committing
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.store.engine, "before_cursor_execute", self._statement)
        del vars(self._dialect)["do_commit"]

    def _statement(self, connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if not connection.get_execution_options().get("reading"):
            self.burn(_NUMBERS.sub("IN (…)", statement))

    def _committing(self, connection: Any) -> None:
        self.burn(BEFORE)
        if len(self.burnt) == self.at:
            self.before, self.after = rows_of(self.store), rows_within(connection)
        self._commit(connection)
        self.burn(AFTER)

    def burn(self, what: str) -> None:
        """One place further."""
        self.burnt.append(what)
        if len(self.burnt) - 1 == self.at:
            self.blown = what
            self.before = self.before or rows_of(self.store)
            raise self.error()


def distinct(burnt: Sequence[str]) -> list[int]:
    """The places that are unlike all earlier ones: in a transaction in new words, and not amid one statement's many."""
    found, seen, begin = list[int](), set[tuple[str, ...]](), 0
    for end in [place + 1 for place, what in enumerate(burnt) if what == AFTER]:
        if (words := tuple(burnt[begin:end])) not in seen:
            seen.add(words)
            found += [place for place in range(begin, end) if len(set(burnt[max(0, place - 1) : place + 2])) > 1]
        begin = end
    return found
