"""Keeping the content that conversations stand on, so that a restart after an edit strands nobody."""

import json
import time
from collections.abc import Mapping

from sqlalchemy import select

from bot.store.database import Store, ask
from bot.store.schema import contacts, versions

#: Several processes that start together keep the same version.
_KEEP = (
    "INSERT INTO versions (hash, sources, seen) VALUES (?, ?, ?)"
    " ON CONFLICT (hash) DO UPDATE SET sources = excluded.sources, seen = excluded.seen"
)


def keep_version(store: Store, content: str, sources: Mapping[str, str], now: float | None = None) -> None:
    """Store the files of version *content*, and when it was last in use."""
    files = json.dumps(dict(sources), ensure_ascii=False).encode()
    with store.writing() as connection:
        ask(connection, store.sql(_KEEP), (content, files, now or time.time()))


def versions_in_use(store: Store, current: str) -> dict[str, dict[str, str]]:
    """The files of every version but *current* that a conversation still stands on, by the version's name."""
    standing = select(contacts.c.content).distinct()
    with store.reading() as connection:
        rows = connection.execute(
            select(versions.c.hash, versions.c.sources).where(versions.c.hash.in_(standing), versions.c.hash != current)
        ).all()
    return {row.hash: json.loads(row.sources) for row in rows}
