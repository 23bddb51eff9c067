"""What was put aside after the last try: listed for an operator, and taken or sent again when they say so.

A letter that is taken again gets its answer in the place of the apology that stood in for it: both answer the same row
of the inbox, and an answer is written once. A message that may have left all the same is labelled when it is sent
again, as always.
"""

import re
from typing import Literal

import msgspec
from sqlalchemy import Connection

from bot.pipeline.outbox import UNKNOWN
from bot.store.database import Store, ask

#: Runs of digits that may be part of somebody's number, should a provider's error hold one.
_DIGITS = re.compile(r"\d{5,}")
_NAME = re.compile(r"([io])(\d{1,18})")


class Aside(msgspec.Struct, frozen=True):
    """A letter ("i12", a row of the inbox) or a message ("o34", one of the outbox) that was put aside."""

    id: str
    kind: Literal["letter", "message"]
    channel: str
    #: When it came in, or was written (seconds since 1970).
    at: float
    attempts: int
    error: str


def put_aside(store: Store) -> list[Aside]:
    """Everything that was put aside, oldest first. No words, no addresses."""
    with store.reading() as connection:
        letters = ask(connection, "SELECT id, channel, received, attempts, error FROM inbox WHERE state = 2").fetchall()
        messages = ask(
            connection, "SELECT id, channel, created, attempts, error FROM outbox WHERE state = 2"
        ).fetchall()
    found = [Aside(f"i{number}", "letter", channel, at, n, _plain(error)) for number, channel, at, n, error in letters]
    found += [
        Aside(f"o{number}", "message", channel, at, n, _plain(error)) for number, channel, at, n, error in messages
    ]
    return sorted(found, key=lambda one: one.at)


def again(store: Store, name: str, now: float) -> bool:
    """Take the letter, or send the message, *name* again; False if nothing of that name is aside."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    with store.writing() as connection:
        return (_take if found[1] == "i" else _send)(store, connection, int(found[2]), now)


def _take(store: Store, connection: Connection, letter: int, _now: float) -> bool:
    taken = store.sql("UPDATE inbox SET state = 0, attempts = 0, error = '' WHERE id = ? AND state = 2")
    if ask(connection, taken, (letter,)).rowcount != 1:
        return False
    ask(connection, store.sql("DELETE FROM outbox WHERE cause = ?"), (letter,))
    return True


def _send(store: Store, connection: Connection, message: int, now: float) -> bool:
    """The error stays if it is that the message may have left: that is how the next try knows it."""
    sent = (
        "UPDATE outbox SET state = 0, attempts = 0, due = ?, settled = NULL,"  # noqa: S608 - our own word
        f" error = CASE error WHEN '{UNKNOWN}' THEN error ELSE '' END WHERE id = ? AND state = 2"
    )
    return ask(connection, store.sql(sent), (now, message)).rowcount == 1


def _plain(error: str) -> str:
    return _DIGITS.sub("…", error)
