"""The old tables out of the way: new ones take their names, and their indexes' names."""

from sqlalchemy import Connection

from bot.store.database import ask

#: The tables that change, those that refer to others first. `versions` stays as it is.
CHANGED = ("requests", "contacts", "inbox", "outbox", "alerts", "timers")
_INDEXES = ("inbox_conversation", "outbox_conversation", "timers_due")


def set_aside(connection: Connection) -> None:
    """Rename every table that changes to "old_…"."""
    for index in _INDEXES:
        ask(connection, f"DROP INDEX {index}")
    if connection.dialect.name == "postgresql":
        _rename_belongings(connection)
    for table in CHANGED:
        ask(connection, f"ALTER TABLE {table} RENAME TO old_{table}")
    ask(connection, "CREATE INDEX old_inbox_conversation ON old_inbox (channel, address, id)")


def drop_old(connection: Connection) -> None:
    """Drop what was set aside."""
    for table in CHANGED:
        ask(connection, f"DROP TABLE old_{table}")


def _rename_belongings(connection: Connection) -> None:
    """PostgreSQL: the indexes behind the keys, and the sequences, keep their names when a table gets another."""
    tables = ", ".join(f"'{table}'::regclass" for table in CHANGED)
    found = ask(
        connection,
        "SELECT c.relkind, c.relname FROM pg_class c WHERE c.oid IN"  # noqa: S608
        f" (SELECT indexrelid FROM pg_index WHERE indrelid IN ({tables})"
        f" UNION SELECT objid FROM pg_depend WHERE refobjid IN ({tables}) AND classid = 'pg_class'::regclass)"
        " AND c.relkind IN ('i', 'S')",
    ).fetchall()
    for kind, name in found:
        what = "SEQUENCE" if kind in ("S", b"S") else "INDEX"
        ask(connection, f'ALTER {what} "{name}" RENAME TO "old_{name}"')
