"""A world for each test, on a database that is new: every test is a promise that both kinds of store keep."""

from pathlib import Path

import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from tests.pipeline.world import World
from tests.servers import Postgres, own_postgres, own_redis, postgres, redis

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new database is: a file, or on a server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bangban.sqlite3'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def world(place: str, library: Library, directory: Directory) -> World:
    """An assistant on a new database."""
    return World(place, library, directory)
