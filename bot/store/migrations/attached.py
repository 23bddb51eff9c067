"""The table that version 0003 adds, as it was then."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData()

_Id = BigInteger().with_variant(Integer, "sqlite")
_HANDED, _LOOSE = text("number IS NOT NULL"), text("number IS NULL")

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
    Index("attachments_number", "number", sqlite_where=_HANDED, postgresql_where=_HANDED),
    Index("attachments_loose", "created", sqlite_where=_LOOSE, postgresql_where=_LOOSE),
)
