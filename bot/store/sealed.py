"""Which values of the store are sealed, how each is found, and what it is bound to."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Connection

from bot.store.database import StoreError, ask
from bot.store.notes import KEYS
from bot.store.rows import (
    ATTACHMENT_BODY,
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    HISTORY_NOTE,
    INBOX_BODY,
    NOTE_VALUE,
    OUTBOX_BODY,
    REQUEST_BODY,
    Sealing,
    history_row,
    outbox_row,
    request_row,
)


class Sealed(msgspec.Struct, frozen=True):
    """A sealed column: the `key` its rows are found by, the columns that name a row, and the name they make."""

    place: bytes
    key: str
    named_by: tuple[str, ...]
    row: Callable[..., bytes] = bytes
    where: str = "1 = 1"
    #: Whether a value may be millions of bytes long: then few are taken at once.
    large: bool = False

    @property
    def table(self) -> str:
        """The table it is in."""
        return self.place.decode().partition(".")[0]

    @property
    def column(self) -> str:
        """The column it is."""
        return self.place.decode().partition(".")[2]


def _note(name: str) -> bytes:
    return name.encode()


SEALED = (
    Sealed(CONTACT_ADDRESS, "conversation", ("conversation",)),
    Sealed(CONTACT_SESSION, "conversation", ("conversation",)),
    Sealed(INBOX_BODY, "id", ("dedupe",)),
    Sealed(OUTBOX_BODY, "id", ("cause", "part"), outbox_row),
    Sealed(REQUEST_BODY, "number", ("number",), request_row),
    Sealed(HISTORY_NOTE, "id", ("number", "cause"), history_row),
    Sealed(ATTACHMENT_BODY, "id", ("name",), large=True),
    Sealed(NOTE_VALUE, "name", ("name",), _note, f"name = '{KEYS}'"),
)

#: Values of a column that are tried, and of one with large ones.
SAMPLE, LARGE_SAMPLE = 1000, 20


def try_values(connection: Connection, sealer: Sealing) -> int:
    """Open up to `SAMPLE` values of every sealed column (fewer of large ones), spread over it; how many.

    StoreError if one does not open.
    """
    return sum(_try(connection, sealer, sealed) for sealed in SEALED)


def _try(connection: Connection, sealer: Sealing, sealed: Sealed) -> int:
    rows = _sample(connection, sealed)
    for value, *names in rows:
        try:
            sealer.unseal(bytes(value), sealed.place, sealed.row(*names))
        except RuntimeError as error:
            which = f" (its {sealed.named_by[0]} is {names[0]})" if isinstance(names[0], int) else ""
            raise StoreError(f"{error}{which}") from None
    return len(rows)


def _sample(connection: Connection, sealed: Sealed) -> list[Any]:
    """Rows with a number are taken at even distances; the others are in the order of a hash anyway."""
    spread, sample = "", LARGE_SAMPLE if sealed.large else SAMPLE
    if sealed.key in ("id", "number"):
        total = int(ask(connection, f"SELECT count(*) FROM {sealed.table}").scalar_one())  # noqa: S608 - our own names
        step = max(1, total // sample)
        spread = f" AND {sealed.key} - {sealed.key} / {step} * {step} = 0"
    statement = (
        f"SELECT {sealed.column}, {', '.join(sealed.named_by)} FROM {sealed.table}"  # noqa: S608
        f" WHERE {sealed.where}{spread} ORDER BY {sealed.key} LIMIT {sample}"
    )
    return list(ask(connection, statement).fetchall())
