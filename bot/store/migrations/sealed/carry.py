"""Every row of 0.1.0 carried over: the same words under the same numbers, sealed.

What 0.1.0 did not record is worked out: a request or an alert was caused by the last message that had come in by then.
`inbox.shown` is left behind, because it can be told from the event.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from bot.store.create import first_rows
from bot.store.database import ask
from bot.store.migrations.sealed.answers import Answers
from bot.store.migrations.sealed.convert import Converter
from bot.store.migrations.sealed.tables import metadata
from bot.store.notes import SCRUB, write_note
from bot.store.rows import Sealing
from bot.store.tables import Progress, count_rows, insert, set_sequences, stream

Convert = Callable[[tuple[Any, ...]], tuple[Any, ...]]

#: The number of the last message of the same conversation that had come in by the time *o* was written.
_CAUSE = (
    "(SELECT max(i.id) FROM old_inbox i"
    " WHERE i.channel = o.channel AND i.address = o.address AND i.received <= o.created)"
)
_OLD = {
    "contacts": "SELECT channel, address, session, content, stopped, created, updated FROM old_contacts",
    "inbox": "SELECT id, channel, address, external_id, event, received FROM old_inbox ORDER BY id",
    "outbox": (
        "SELECT id, channel, address, cause, row_number() OVER (PARTITION BY cause ORDER BY id) - 1 AS part,"  # noqa: S608
        f" text, choices, prompt, created FROM (SELECT o.id, o.channel, o.address, coalesce(o.cause, {_CAUSE})"
        " AS cause, o.text, o.choices, o.prompt, o.created FROM old_outbox o) AS answers ORDER BY id"
    ),
    "requests": (
        f"SELECT number, channel, address, coalesce({_CAUSE}, 0), form, matter, about, facts, liaison, office,"  # noqa: S608
        " phone, urgent, within, created FROM old_requests o ORDER BY number"
    ),
    "alerts": f"SELECT id, channel, address, coalesce({_CAUSE}, 0), category, created FROM old_alerts o ORDER BY id",  # noqa: S608
    "timers": "SELECT channel, address, timer, due, fired FROM old_timers",
}
_NEW = {
    "contacts": "conversation, channel, address, session, content, stopped, created, updated",
    "inbox": "id, conversation, slot, channel, dedupe, body, received, state, attempts, error",
    "outbox": "id, conversation, slot, channel, cause, part, body, created, state, attempts, urgency, due, error",
    "requests": "number, conversation, cause, form, matter, about, body, urgent, within, created",
    "alerts": "id, conversation, cause, category, created",
    "timers": "conversation, timer, slot, channel, due, fired",
}


def carry_over(connection: Connection, sealer: Sealing, progress: Progress) -> None:
    """Fill the new tables from the old ones, and write what a store has from the beginning."""
    convert = Converter(sealer)
    answers = Answers(sealer, int(ask(connection, "SELECT coalesce(max(id), 0) FROM old_inbox").scalar_one()))
    steps: dict[str, Convert] = {
        "contacts": convert.contact, "inbox": convert.letter, "outbox": answers.answer, "requests": convert.request,
        "alerts": convert.alert, "timers": convert.timer,
    }  # fmt: skip
    for table, step in steps.items():
        _carry(connection, table, step, progress)
    insert(connection, f"inbox ({_NEW['inbox']})", answers.unasked)
    last = ask(connection, "SELECT coalesce(max(number), 0) FROM requests").scalar_one()
    first_rows(connection, sealer, int(last))
    set_sequences(connection, list(metadata.tables.values()))
    if connection.dialect.name == "sqlite":
        write_note(connection, SCRUB, b"")


def _carry(connection: Connection, table: str, convert: Convert, progress: Progress) -> None:
    done, total = 0, count_rows(connection, f"old_{table}")
    for part in stream(connection, _OLD[table]):
        insert(connection, f"{table} ({_NEW[table]})", [convert(row) for row in part])
        done += len(part)
        progress(table, done, total)
