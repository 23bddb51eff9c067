"""The tables of 0.1.0. Everything of one conversation leads with (channel, address), its key.

`session`, `event` and `facts` are JSON as the engine encodes them; times are seconds since 1970 (UTC).
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

#: One row a conversation: where it stands.
contacts = Table(
    "contacts",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("address", String(128), primary_key=True),
    Column("session", LargeBinary, nullable=False),
    Column("content", String(16), nullable=False),
    Column("stopped", Integer, nullable=False, default=0),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
)

#: Everything that came in, once.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("shown", Text, nullable=False),
    Column("received", Float, nullable=False),
    UniqueConstraint("channel", "external_id", name="inbox_once"),
    Index("inbox_conversation", "channel", "address", "id"),
)

#: Everything that went, or is to go, out, in order.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    Column("cause", Integer),
    Column("text", Text, nullable=False),
    Column("choices", LargeBinary, nullable=False),
    Column("prompt", Integer, nullable=False, default=0),
    Column("created", Float, nullable=False),
    Index("outbox_conversation", "channel", "address", "id"),
)

#: What was handed to a liaison: applications and requests.
requests = Table(
    "requests",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    Column("form", String(64), nullable=False, default=""),
    Column("matter", String(64), nullable=False),
    Column("about", String(64), nullable=False, default=""),
    Column("facts", LargeBinary, nullable=False),
    Column("urgent", Integer, nullable=False, default=0),
    Column("liaison", String(64), nullable=False),
    Column("office", String(128), nullable=False),
    Column("phone", String(32), nullable=False),
    Column("within", Integer, nullable=False),
    Column("created", Float, nullable=False),
    ForeignKeyConstraint(["channel", "address"], ["contacts.channel", "contacts.address"]),
)

#: Danger words were found: for the people on duty.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("address", String(128), nullable=False),
    Column("category", String(32), nullable=False),
    Column("created", Float, nullable=False),
)

#: When a parked tree goes on; `fired` is when it did.
timers = Table(
    "timers",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("address", String(128), primary_key=True),
    Column("timer", String(32), primary_key=True),
    Column("due", Float, nullable=False),
    Column("fired", Float),
    Index("timers_due", "due"),
)

#: Versions of the content that a conversation may still stand on: the files as JSON.
versions = Table(
    "versions",
    metadata,
    Column("hash", String(16), primary_key=True),
    Column("sources", LargeBinary, nullable=False),
    Column("seen", Float, nullable=False),
)
