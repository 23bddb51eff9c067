"""New stores with their keys, ready to be used."""

from pathlib import Path

from bot.people.sealing import Keyring, Sealer
from bot.store.database import Store, open_store
from bot.store.migrate import upgrade

#: One keyring for all tests, the same in every run: which conversation falls into which slot hangs on it.
RING = Keyring({1: bytes(range(32))}, 1, bytes(range(32, 64)))


def sealer() -> Sealer:
    """The tests' keys."""
    return Sealer(RING)


def new_store(where: str | Path) -> Store:
    """The store at *where*, with every table."""
    store = open_store(where)
    upgrade(store, sealer())
    return store
