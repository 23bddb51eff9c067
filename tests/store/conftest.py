"""The stores are tried on real servers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.people.sealing import write_keyring
from bot.store.database import Store, open_store
from tests.servers import own_postgres, own_redis, postgres, redis
from tests.store.filled import filled, old
from tests.stores import RING

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]

Fresh = Callable[[str], Store]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """`fresh("postgres")`: a database with nothing in it. Closed afterwards."""
    made: list[Store] = []

    def make(kind: str) -> Store:
        where = tmp_path / f"{len(made)}.sqlite3"
        made.append(open_store(where if kind == "sqlite" else request.getfixturevalue("postgres").database()))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database."""
    return str(request.param)


@pytest.fixture
def other(kind: str) -> str:
    """The kind that `kind` is not."""
    return "postgres" if kind == "sqlite" else "sqlite"


@pytest.fixture
def store(fresh: Fresh, kind: str) -> Store:
    """An empty database of each kind."""
    return fresh(kind)


@pytest.fixture
def full(store: Store) -> Store:
    """A store of each kind in which people have been."""
    return filled(store)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as 0.1.0 left it, with keys."""
    data = tmp_path / "data"
    store = old(open_store(data / "bangban.sqlite3"))
    store.close()
    write_keyring(data / "keys.json", RING)
    return data
