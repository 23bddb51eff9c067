"""The tables. Everything of a conversation leads with `conversation`, its key: the blind index of channel and address.

`address`, `session` and `body` are sealed (see `bot.people.sealing`), each bound to its table, column and row; what is
beside them says nothing about a person. Times are seconds since 1970 (UTC). `slot` is the conversation's share of the
work, see `bot.pipeline.slots`.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()

#: SQLite numbers rows by itself only in a column of type INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

#: States of a row in the inbox.
WAITING, DONE, ASIDE = 0, 1, 2
#: States of a row in the outbox, besides WAITING (0) and ASIDE (2): handed to the channel; being sent; and what the
#: provider reported afterwards.
SENT, SENDING, ARRIVED, FAILED = 1, 3, 4, 5


def _among(condition: str, name: str, *columns: str) -> Index:
    """An index of the few rows for which *condition* holds: it stays small however long the table grows."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


#: One row a conversation: where it stands.
contacts = Table(
    "contacts",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("session", LargeBinary, nullable=False),
    Column("content", String(16), nullable=False),
    Column("stopped", SmallInteger, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
)

#: Everything that came in, once, in the order of its arrival. `dedupe` is the blind index of the provider's own id.
inbox = Table(
    "inbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("conversation", LargeBinary(16), nullable=False),
    Column("slot", SmallInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("dedupe", LargeBinary(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received", Float, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("error", String(64), nullable=False),
    UniqueConstraint("channel", "dedupe", name="inbox_once"),
    Index("inbox_conversation", "conversation", "id"),
    _among("state = 0", "inbox_waiting", "id"),
    _among("state = 2", "inbox_aside", "id"),
)

#: How urgent a row of the outbox is: what helps in danger, an answer somebody waits for, a notice nobody asked for.
URGENT, ANSWER, NOTICE = 0, 1, 2

#: Everything that went, or is to go, out. `cause` is the row of the inbox it answers, `part` its place in the answer;
#: `reference` is the blind index of the provider's id for it.
outbox = Table(
    "outbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("conversation", LargeBinary(16), nullable=False),
    Column("slot", SmallInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("cause", _Id, nullable=False),
    Column("part", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("urgency", SmallInteger, nullable=False),
    Column("due", Float, nullable=False),
    Column("reference", LargeBinary(16)),
    Column("error", String(64), nullable=False),
    Column("settled", Float),
    UniqueConstraint("cause", "part", name="outbox_once"),
    _among("state IN (0, 3)", "outbox_waiting", "channel", "urgency", "due", "id"),
    _among("state IN (0, 3)", "outbox_line", "conversation", "id"),
    _among("state = 2", "outbox_aside", "id"),
    _among("reference IS NOT NULL", "outbox_reference", "reference"),
)

#: What was handed to a liaison: applications and requests. `body` holds the facts and who answers.
requests = Table(
    "requests",
    metadata,
    Column("number", _Id, primary_key=True, autoincrement=False),
    Column("conversation", LargeBinary(16), nullable=False),
    Column("cause", _Id, nullable=False),
    Column("form", String(64), nullable=False),
    Column("matter", String(64), nullable=False),
    Column("about", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("urgent", SmallInteger, nullable=False),
    Column("within", SmallInteger, nullable=False),
    Column("created", Float, nullable=False),
    Index("requests_conversation", "conversation"),
)

#: How each request went on: every change of state, by which letter, with a sealed note of who said so and why.
history = Table(
    "history",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("number", _Id, nullable=False),
    Column("cause", _Id, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
    UniqueConstraint("number", "cause", name="history_once"),
)

#: Photos, voice and files that came in, each under the name of the letter that brought it (its `dedupe`). `number` is
#: the request they belong to; NULL until there is one.
attachments = Table(
    "attachments",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("conversation", LargeBinary(16), nullable=False),
    Column("name", LargeBinary(16), nullable=False),
    Column("number", _Id),
    Column("kind", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
    UniqueConstraint("conversation", "name", name="attachments_once"),
    _among("number IS NOT NULL", "attachments_number", "number"),
    _among("number IS NULL", "attachments_loose", "created"),
)

#: For the people on duty: danger words were found, a message could not be understood, one could not be sent.
alerts = Table(
    "alerts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("conversation", LargeBinary(16), nullable=False),
    Column("cause", _Id, nullable=False),
    Column("category", String(32), nullable=False),
    Column("created", Float, nullable=False),
)

#: When a parked tree goes on; `fired` is when it did.
timers = Table(
    "timers",
    metadata,
    Column("conversation", LargeBinary(16), primary_key=True),
    Column("timer", String(32), primary_key=True),
    Column("slot", SmallInteger, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("due", Float, nullable=False),
    Column("fired", Float),
    _among("fired IS NULL", "timers_due", "due"),
)

#: Who works: one row a process. `beat` counts its transactions, `claimed` are the rows of the inbox and the outbox it
#: has in hand, `fenced` says that others took its work over and it may not commit any more.
workers = Table(
    "workers",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("claimed", String, nullable=False),
    Column("fenced", SmallInteger, nullable=False),
    Column("started", Float, nullable=False),
)

#: The shares of the work, who has each, and how often it changed hands: the fencing number.
slots = Table(
    "slots",
    metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("owner", _Id),
    Column("fence", BigInteger, nullable=False),
)

#: Numbers given out in blocks, so that a turn needs no trip to the database for a receipt.
counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

#: How far each channel's allowance is used up: the earliest time the next message may leave.
limits = Table(
    "limits",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("free_at", Float, nullable=False),
)

#: Versions of the content that a conversation may still stand on: the files as JSON.
versions = Table(
    "versions",
    metadata,
    Column("hash", String(16), primary_key=True),
    Column("sources", LargeBinary, nullable=False),
    Column("seen", Float, nullable=False),
)

#: What the store knows of itself: which keys it was made with, where it was moved to.
notes = Table(
    "notes",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
