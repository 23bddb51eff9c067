"""Sealing everything anew with the current key, while serving.

Values are taken a few hundred at a time. Each is replaced only if it is still what was read: one that changed meanwhile
was sealed by whoever changed it. What does not open is left as it is, and counted.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from bot.people.sealing import Sealer, SealError
from bot.store.database import Store, ask, run
from bot.store.sealed import SEALED, Sealed
from bot.store.tables import Progress, count_rows

#: Values rewritten in one transaction, and of a column with large ones.
AT_ONCE, LARGE_AT_ONCE = 500, 4
#: The longest pause between two transactions, in seconds: those who serve go first.
_PAUSE = 0.05


class Resealed(msgspec.Struct, frozen=True):
    """How many values were sealed anew, changed meanwhile by others, and did not open."""

    rewritten: int
    changed: int
    unopened: int


def sealed_with(store: Store, progress: Progress | None = None) -> dict[int, int]:
    """How many values in *store* are sealed with each key, by the key's number."""
    found: Counter[int] = Counter()
    with store.reading() as connection:
        for done, sealed in enumerate(SEALED, 1):
            for first, count in ask(connection, _by_key(sealed)):
                found[bytes(first)[0]] += count
            if progress is not None:
                progress("values", done, len(SEALED))
    return dict(sorted(found.items()))


def reseal(store: Store, sealer: Sealer, progress: Progress | None = None) -> Resealed:
    """Seal with the current key whatever is sealed with an older one."""
    total = Counter[str]()
    for sealed in SEALED:
        _reseal_column(store, sealer, sealed, total, progress)
    return Resealed(total["rewritten"], total["changed"], total["unopened"])


def _reseal_column(
    store: Store, sealer: Sealer, sealed: Sealed, total: Counter[str], progress: Progress | None
) -> None:
    with store.reading() as connection:
        rows, done, after = count_rows(connection, sealed.table), 0, None
    while found := _older(store, sealer, sealed, after):
        began = time.monotonic()
        after, done = found[-1][0], done + len(found)
        anew = _anew(sealer, sealed, found)
        with store.writing() as connection:
            written = _replace(connection, store, sealed, anew)
        total.update(rewritten=written, changed=len(anew) - written, unopened=len(found) - len(anew))
        if progress is not None:
            progress(sealed.place.decode(), done, max(done, rows))
        time.sleep(min(_PAUSE, time.monotonic() - began))


def _older(store: Store, sealer: Sealer, sealed: Sealed, after: Any) -> Sequence[Any]:
    """The next rows sealed with an older key: the key, the value, what names the row."""
    most = LARGE_AT_ONCE if sealed.large else AT_ONCE
    further = "" if after is None else f" AND {sealed.key} > ?"
    statement = (
        f"SELECT {sealed.key}, {sealed.column}, {', '.join(sealed.named_by)} FROM {sealed.table}"  # noqa: S608
        f" WHERE {sealed.where} AND substr({sealed.column}, 1, 1) <> ?{further} ORDER BY {sealed.key} LIMIT {most}"
    )
    values = [bytes([sealer.ring.current]), *([] if after is None else [after])]
    with store.reading() as connection:
        return ask(connection, store.sql(statement), values).fetchall()


def _anew(sealer: Sealer, sealed: Sealed, found: Sequence[Any]) -> list[tuple[bytes, Any, bytes]]:
    """The new value, the key and the old value of every row that opens."""
    anew = []
    for key, old, *names in found:
        row = sealed.row(*names)
        try:
            opened = sealer.unseal(bytes(old), sealed.place, row)
        except SealError:
            continue
        anew.append((sealer.seal(opened, sealed.place, row), key, bytes(old)))
    return anew


def _replace(connection: Connection, store: Store, sealed: Sealed, anew: list[tuple[bytes, Any, bytes]]) -> int:
    """How many were still what they had been."""
    statement = f"UPDATE {sealed.table} SET {sealed.column} = ? WHERE {sealed.key} = ? AND {sealed.column} = ?"  # noqa: S608
    return run(connection, store.sql(statement), anew) if anew else 0


def _by_key(sealed: Sealed) -> str:
    return (
        f"SELECT substr({sealed.column}, 1, 1), count(*) FROM {sealed.table}"  # noqa: S608
        f" WHERE {sealed.where} GROUP BY 1"
    )
