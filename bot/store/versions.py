"""Keeping the content that conversations stand on, so that a restart after an edit strands nobody."""

import json
import time
from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from bot.store.database import Store
from bot.store.schema import contacts, versions


def keep_version(store: Store, content: str, sources: Mapping[str, str], now: float | None = None) -> None:
    """Store the files of version *content*, and when it was last in use."""
    files = json.dumps(dict(sources), ensure_ascii=False).encode()
    with store.writing() as connection:
        connection.execute(delete(versions).where(versions.c.hash == content))
        connection.execute(insert(versions).values(hash=content, sources=files, seen=now or time.time()))


def versions_in_use(store: Store, current: str) -> dict[str, dict[str, str]]:
    """The files of every version but *current* that a conversation still stands on, by the version's name."""
    standing = select(contacts.c.content).distinct()
    with store.reading() as connection:
        rows = connection.execute(
            select(versions.c.hash, versions.c.sources).where(versions.c.hash.in_(standing), versions.c.hash != current)
        ).all()
    return {row.hash: json.loads(row.sources) for row in rows}
