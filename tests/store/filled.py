"""Stores with people in them: one as 0.1.0 left it, and the same brought to today."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.store.database import Store, ask, run
from bot.store.migrate import upgrade
from bot.store.migrations.first import metadata as first
from bot.store.rows import ATTACHMENT_BODY, HISTORY_NOTE, history_row
from bot.store.tables import TABLES, read_table, set_sequences
from tests.stores import sealer

#: What the program of 0.1.0 wrote: somebody with a receipt, somebody in the middle of a form, words of danger, timers.
DUMP = Path(__file__).with_name("from_0_1_0.sql")
#: Who stands in the middle of a form.
IN_A_FORM = ("sms", "13900002222")


def old_rows() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of 0.1.0, by table."""
    with sqlite3.connect(":memory:") as memory:
        memory.executescript(DUMP.read_text(encoding="utf-8"))
        return {name: memory.execute(f"SELECT * FROM {name}").fetchall() for name in first.tables}


def old(store: Store) -> Store:
    """*store* as 0.1.0 left it: tables, and no word about a version."""
    first.create_all(store.engine)
    with store.writing() as connection:
        for name, rows in old_rows().items():
            marks = ", ".join("?" * len(rows[0]))
            run(connection, store.sql(f"INSERT INTO {name} VALUES ({marks})"), rows)
        set_sequences(connection, list(first.tables.values()))
    return store


def filled(store: Store) -> Store:
    """*store* with rows in every table, the odd values among them."""
    upgrade(old(store), sealer())
    with store.writing() as connection:
        ask(connection, "UPDATE outbox SET state = 4, settled = 1.5, reference = body, error = '' WHERE id = 1")
        ask(connection, "INSERT INTO limits (channel, free_at) VALUES ('sms', 1795482000.25), ('微信', 0)")
        ask(
            connection,
            "INSERT INTO workers (id, name, beat, claimed, fenced, started)"
            " VALUES (7, '帮办', 9007199254740993, '[[1],[]]', 0, 1795482000.123456)",
        )
        ask(connection, "UPDATE slots SET owner = 7, fence = 3 WHERE slot = 5")
        note = sealer().seal(b'{"by":"","why":""}', HISTORY_NOTE, history_row(1, 1))
        sql = store.sql("INSERT INTO history (number, cause, state, note, created) VALUES (1, 1, 'received', ?, 1.5)")
        ask(connection, sql, (note,))
        body = sealer().seal(b"\xff\xd8\xff" + bytes(range(256)) * 40, ATTACHMENT_BODY, b"name of 16 bytes")
        sql = store.sql(
            "INSERT INTO attachments (conversation, name, number, kind, size, body, created)"
            " VALUES (?, ?, 1, 'jpeg', 10243, ?, 1.5), (?, ?, NULL, 'jpeg', 10243, ?, 1.5)"
        )
        ask(connection, sql, (b"c" * 16, b"name of 16 bytes", body, b"d" * 16, b"name of 16 bytes", body))
    return store


def contents(store: Store) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.reading() as connection:
        return {
            table.name: [
                row for rows in read_table(connection, table) for row in rows if row[0] not in ("moved", "scrub")
            ]
            for table in TABLES
        }


def keep(store: Store, statement: str, *values: Any) -> None:
    with store.writing() as connection:
        ask(connection, store.sql(statement), values)


def found(store: Store, statement: str, *values: Any) -> list[Any]:
    with store.reading() as connection:
        return list(ask(connection, store.sql(statement), values).fetchall())
