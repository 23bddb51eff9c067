"""Whole tables: read in the order of their keys, a batch at a time, and written the same way.

One cursor reads a table from beginning to end without holding it in memory, so the order of the keys may be one that
the database has to sort for. Text is sorted by its bytes on both databases: a digest over the rows is the same on both.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, String, Table

from bot.store.database import ask, run
from bot.store.schema import metadata

#: Told how far a table is: its name, the rows done, the rows there are.
Progress = Callable[[str, int, int], None]
Rows = list[tuple[Any, ...]]

#: Rows read and written at once; of attachments, which may have millions of bytes each, only a few.
BATCH, LARGE_BATCH = 1000, 4
#: Every table, in an order that does not change.
TABLES: tuple[Table, ...] = tuple(metadata.tables.values())


def stream(connection: Connection, statement: str, batch: int = BATCH) -> Iterator[Rows]:
    """What *statement* finds, *batch* rows at a time."""
    options = {"stream_results": True, "max_row_buffer": batch}
    result = connection.exec_driver_sql(statement, (), execution_options=options)
    for part in result.partitions(batch):
        yield [tuple(row) for row in part]


def read_table(connection: Connection, table: Table) -> Iterator[Rows]:
    """Every row of *table*, in the order of its key."""
    collate = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    order = [f"{c.name}{collate if isinstance(c.type, String) else ''}" for c in table.primary_key]
    statement = f"SELECT {_columns(table)} FROM {table.name} ORDER BY {', '.join(order)}"  # noqa: S608 - our own names
    return stream(connection, statement, LARGE_BATCH if table.name == "attachments" else BATCH)


def count_rows(connection: Connection, name: str) -> int:
    """How many rows the table *name* has."""
    return int(ask(connection, f"SELECT count(*) FROM {name}").scalar_one())  # noqa: S608 - our own names


def insert(connection: Connection, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write *rows* to *into*: "table (column, …)"."""
    if connection.dialect.name == "sqlite":
        if rows:
            run(connection, f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_into(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write *rows*, in the order of the columns, to *table*."""
    insert(connection, f"{table.name} ({_columns(table)})", rows)


def set_sequences(connection: Connection, tables: Sequence[Table] = TABLES) -> None:
    """On PostgreSQL, let numbers given to new rows begin after the highest there is."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if (column := table.autoincrement_column) is not None:
            ask(
                connection,
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'),"  # noqa: S608
                f" greatest(max({column.name}), 1), max({column.name}) IS NOT NULL) FROM {table.name}",
            )


def _columns(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)
