"""What a turn costs, out of a day that was played: seconds, rows written, bytes kept, SMS parts, waits."""

from collections.abc import Collection, Sequence

import msgspec

from bot.dialogue.reply import Message
from bot.language.sms import count_parts
from bot.people.sealing import Sealer
from bot.store.database import Store, ask
from bot.store.rows import OUTBOX_BODY, outbox_row

#: Turns at one moment that count as many.
_MANY = 32


class Moment(msgspec.Struct, frozen=True):
    """A moment at which there was something to do: turns taken, messages that left, transactions and seconds for it."""

    turns: int
    left: int
    transactions: int
    seconds: float


class Kept(msgspec.Struct, frozen=True):
    """Rows written since the beginning, bytes of the database, values sealed."""

    writes: int
    bytes: int
    seals: int


class Leaving(msgspec.Struct, frozen=True):
    """A message: its parts, and the seconds it waited for the gateway."""

    parts: int
    wait: float


class Costs(msgspec.Struct, frozen=True):
    """All but the first and the waits by turn. A notice is a turn as well."""

    turns: int
    transactions: float
    #: Seconds with all that belongs to it, as played: few at a time.
    seconds: float
    #: Seconds where many shared a transaction, without sending; and seconds of sending one message.
    busy: float
    sending: float
    writes: float
    bytes: float
    seals: float
    messages: float
    #: Parts of what is said to a message, and of a notice.
    reply_parts: float
    notice_parts: float
    #: Seconds that the slowest reply and the slowest notice waited for the gateway.
    reply_wait: float
    notice_wait: float


def reckon(
    moments: Sequence[Moment], before: Kept, after: Kept, notices: Sequence[Leaving], replies: Sequence[Leaving]
) -> Costs:
    """The costs of a day that was played."""
    turns = sum(moment.turns for moment in moments)
    average = sum(moment.seconds for moment in moments) / turns
    busy = [(moment.turns, moment.seconds) for moment in moments if moment.turns >= _MANY]
    sending = [(moment.left, moment.seconds) for moment in moments if moment.left and not moment.turns]
    return Costs(
        turns, sum(moment.transactions for moment in moments) / turns,
        average, _each(busy, average), _each(sending, average),
        (after.writes - before.writes) / turns, (after.bytes - before.bytes) / turns,
        (after.seals - before.seals) / turns, (len(notices) + len(replies)) / turns,
        sum(reply.parts for reply in replies) / (turns - len(notices)),
        sum(notice.parts for notice in notices) / len(notices),
        max(reply.wait for reply in replies), max(notice.wait for notice in notices),
    )  # fmt: skip


def _each(found: Sequence[tuple[int, float]], otherwise: float) -> float:
    """Seconds of one, where so many took so long."""
    return sum(seconds for _, seconds in found) / sum(count for count, _ in found) if found else otherwise


def kept(store: Store, seals: int) -> Kept:
    """What has been written to *store* by now, over its one connection."""
    held = store.engine.raw_connection()
    writes: int = held.driver_connection.total_changes  # type: ignore[union-attr]
    held.close()
    with store.reading() as connection:
        pages, size = (ask(connection, f"PRAGMA page_{word}").scalar_one() for word in ("count", "size"))
    return Kept(writes, pages * size, seals)


def left(store: Store, sealer: Sealer, notified: Collection[bytes], now: float) -> tuple[list[Leaving], list[Leaving]]:
    """The notices and the replies. The first message to each of *notified* is the notice."""
    notices: list[Leaving] = []
    replies: list[Leaving] = []
    due, decode = set(notified), msgspec.json.Decoder(Message).decode
    with store.reading() as connection:
        sql = "SELECT conversation, cause, part, body, created, settled FROM outbox ORDER BY id"
        rows = ask(connection, sql).fetchall()
    for key, cause, part, body, created, settled in rows:
        text = decode(sealer.unseal(body, OUTBOX_BODY, outbox_row(cause, part))).text
        (notices if key in due else replies).append(Leaving(count_parts(text), (settled or now) - created))
        due.discard(key)
    return notices, replies
