"""The stores and servers that are to be hurt."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.store.database import Store
from tests.servers import own_postgres, own_redis, postgres, redis
from tests.stores import new_store

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind, for processes that crash on a machine that does not: nothing has to wait for the disk."""
    file = request.param == "sqlite"
    store = new_store(tmp_path / "bangban.sqlite3" if file else request.getfixturevalue("postgres").database())
    event.listen(store.engine, "connect", _no_power_cuts)
    store.engine.dispose()
    yield store
    store.close()


def _no_power_cuts(connection: Any, _record: Any) -> None:
    file = isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA synchronous=OFF" if file else "SET synchronous_commit = off")
    connection.commit()
