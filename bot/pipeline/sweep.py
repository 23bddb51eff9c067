"""Sweeping: what was dealt with long ago is deleted, a little at a time, while everything goes on.

Why: personal information is kept for the shortest time its purpose needs (个人信息保护法, article 19), and a message
that was answered has served its purpose once nobody asks after it any more. What a conversation needs to go on, its
session, stays: at most two kilobytes for one that is idle. Requests and alerts stay too, and what was sent along with a
request; they are a liaison's record. What was sent and led to no request goes after a month.

What waits or is aside is never touched, nor is the newest row of a table: SQLite would give its number to the next one,
and a page, or a worker that was overtaken, would take that for the old one.
"""

import time
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection

from bot.store.database import Store, ask

#: How long a photo, a voice message or a file is kept that belongs to no case (seconds).
LOOSE = 30 * 86400.0
#: Rows of the inbox looked at in one transaction, and seconds between two, in which everybody else writes.
_AT_ONCE, _REST = 200, 0.02
#: Attachments deleted in one transaction.
_FEW = 10


class Swept(msgspec.Struct, frozen=True):
    """How many rows of each kind were deleted."""

    letters: int = 0
    messages: int = 0
    timers: int = 0
    workers: int = 0
    versions: int = 0
    attachments: int = 0


def sweep(
    store: Store, before: float, rest: Callable[[], None] = lambda: time.sleep(_REST), loose: float | None = None
) -> Swept:
    """Delete what was done with before the moment *before* (seconds since 1970), and attachments of no case that came
    before *loose* (or *before*, if that is later).
    """
    letters = messages = last = 0
    while True:
        with store.writing() as connection:
            window = _window(store, connection, last)
            ids = _done(store, connection, window, before)
            messages += _delete(connection, "outbox", "cause", ids)
            letters += _delete(connection, "inbox", "id", ids)
        if not window or min(received for _, _, received in window) >= before:
            break
        last = window[-1][0]
        rest()
    return Swept(
        letters, messages, _timers(store, before, rest), _workers(store, before), _versions(store, before),
        _attachments(store, max(before, loose or before), rest),
    )  # fmt: skip


def _window(store: Store, connection: Connection, last: int) -> list[tuple[int, int, float]]:
    """The next rows of the inbox after *last* in the order of arrival: id, state, when received."""
    sql = store.sql(f"SELECT id, state, received FROM inbox WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}")  # noqa: S608
    return [(row[0], row[1], row[2]) for row in ask(connection, sql, (last,))]


def _done(store: Store, connection: Connection, window: Sequence[tuple[int, int, float]], before: float) -> list[int]:
    """Which of *window* were dealt with and all of whose answers were too; the newest rows stay."""
    old = [number for number, state, received in window if state == 1 and received < before]
    if not old:
        return []
    keep = {
        *ask(connection, "SELECT max(id) FROM inbox").scalars(),
        *ask(connection, "SELECT cause FROM outbox ORDER BY id DESC LIMIT 1").scalars(),
        *ask(
            connection,
            f"SELECT cause FROM outbox WHERE cause IN ({_list(old)})"  # noqa: S608 - our own numbers
            " AND (state IN (0, 2, 3) OR created >= " + store.sql("?)"),
            (before,),
        ).scalars(),
    }
    return [number for number in old if number not in keep]


def _delete(connection: Connection, table: str, column: str, ids: Sequence[int]) -> int:
    if not ids:
        return 0
    return ask(connection, f"DELETE FROM {table} WHERE {column} IN ({_list(ids)})").rowcount  # noqa: S608


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))


def _timers(store: Store, before: float, rest: Callable[[], None]) -> int:
    """Timers that fired."""
    sql = store.sql(
        "DELETE FROM timers WHERE (conversation, timer) IN"  # noqa: S608
        f" (SELECT conversation, timer FROM timers WHERE fired < ? LIMIT {_AT_ONCE})"
    )
    total = 0
    while True:
        with store.writing() as connection:
            gone = ask(connection, sql, (before,)).rowcount
        total += gone
        if gone < _AT_ONCE:
            return total
        rest()


def _attachments(store: Store, before: float, rest: Callable[[], None]) -> int:
    """Attachments of no case, a few at a time: each is large."""
    sql = store.sql(
        "DELETE FROM attachments WHERE number IS NULL AND id IN"  # noqa: S608
        f" (SELECT id FROM attachments WHERE number IS NULL AND created < ? LIMIT {_FEW})"
    )
    total = 0
    while True:
        with store.writing() as connection:
            gone = ask(connection, sql, (before,)).rowcount
        total += gone
        if gone < _FEW:
            return total
        rest()


def _workers(store: Store, before: float) -> int:
    """Workers that others took over from. One whose row is gone may write as little as one whose row says so."""
    sql = "DELETE FROM workers WHERE fenced = 1 AND started < ? AND id < (SELECT max(id) FROM workers)"
    with store.writing() as connection:
        return ask(connection, store.sql(sql), (before,)).rowcount


def _versions(store: Store, before: float) -> int:
    """Versions of the content that nobody stands on and that were not the last to be served."""
    sql = (
        "DELETE FROM versions WHERE seen < ? AND seen < (SELECT max(seen) FROM versions)"
        " AND hash NOT IN (SELECT content FROM contacts)"
    )
    with store.writing() as connection:
        return ask(connection, store.sql(sql), (before,)).rowcount
