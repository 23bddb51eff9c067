"""INSERT of many rows as one statement, by the shortest road of each database.

SQLite takes one VALUES list with all rows; its driver gives up the interpreter's lock for every statement it runs, so
one for all means that the threads beside this one do not get in between each two rows. PostgreSQL takes one array a
column and unnests them, so the statement is always the same text, prepared once, however many rows there are.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import BigInteger, Connection, Float, Integer, LargeBinary, SmallInteger, Table

from bot.store.database import Store

#: More specific types first: a SmallInteger is an Integer too.
_TYPES = ((LargeBinary, "bytea"), (SmallInteger, "int2"), (BigInteger, "int8"), (Integer, "int4"), (Float, "float8"))


class Insert:
    """Inserts rows with *columns* into *table*. *fixed* are columns with a value in SQL, *then* follows the rows."""

    def __init__(
        self, store: Store, table: Table, *columns: str, fixed: Mapping[str, str] | None = None, then: str = ""
    ) -> None:
        fixed = fixed or {}
        names = ", ".join([*columns, *fixed])
        self._head = f"INSERT INTO {table.name} ({names})"
        self._then = f" {then}" if then else ""
        self._one = f"({', '.join(['?'] * len(columns) + list(fixed.values()))})"
        arrays = ", ".join(f"%s::{_type(table, column)}[]" for column in columns)
        picked = ", ".join([*columns, *fixed.values()])
        #: PostgreSQL's statement; SQLite's are made by the number of rows.
        self._arrays = f"{self._head} SELECT {picked} FROM unnest({arrays}) AS given ({', '.join(columns)}){self._then}"  # noqa: S608
        self._sqlite = store.sqlite

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """Insert *rows*; how many there were in the end."""
        if self._sqlite:
            values = tuple(chain.from_iterable(rows))
            return connection.exec_driver_sql(_statement(self, len(rows)), values).rowcount
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        return connection.exec_driver_sql(self._arrays, columns).rowcount

    def statement(self, count: int) -> str:
        """SQLite's statement for *count* rows."""
        return f"{self._head} VALUES {', '.join([self._one] * count)}{self._then}"


@lru_cache(2048)
def _statement(insert: Insert, count: int) -> str:
    return insert.statement(count)


def _type(table: Table, column: str) -> str:
    kind = table.c[column].type
    return next((name for known, name in _TYPES if isinstance(kind, known)), "text")
