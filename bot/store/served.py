"""Whether somebody serves a store, and keeping it that way while it is moved or replaced."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bot.store.database import Store, StoreError, ask
from bot.store.lock import Lock

#: Seconds in which a worker that lives is seen to beat, and in which connections that were closed are gone.
WATCH = 2.0


@contextmanager
def nobody_serving(store: Store) -> Iterator[None]:
    """Nobody serves *store* in this block; StoreError if somebody does. The caller has no connection of it in use."""
    if store.file is None:
        _watch(store)
        yield
        return
    lock = Lock(store.file)
    if not lock.acquire():
        raise StoreError(f"{store.file} is being served: stop `bangban serve` first")
    try:
        yield
    finally:
        lock.release()


def served_since_before(store: Store, moment: float) -> bool:
    """Whether a process serves *store* that began before *moment* (seconds since 1970)."""
    old = _beats(store, moment)
    if not old:
        return False
    if store.file is not None:
        lock = Lock(store.file)
        free = lock.acquire()
        lock.release()
        return not free
    time.sleep(WATCH)
    return any(old.get(worker) != beat for worker, beat in _beats(store, moment).items())


def _watch(store: Store) -> None:
    """PostgreSQL: whoever works beats, and whoever only takes messages in is connected."""
    store.engine.dispose()
    before, end = _beats(store), time.monotonic() + WATCH
    while time.monotonic() < end and (before or _others(store)):
        time.sleep(WATCH / 10)
    if any(before.get(worker) != beat for worker, beat in _beats(store).items()):
        raise StoreError("the database is being served: stop every `bangban serve` and `bangban worker` first")
    if others := _others(store):
        raise StoreError(f"{others} other connections of Bangban use the database: stop what serves it first")


def _beats(store: Store, before: float = float("inf")) -> dict[int, int]:
    with store.reading() as connection:
        rows = ask(connection, "SELECT id, beat, started FROM workers WHERE fenced = 0").fetchall()
    return {row[0]: row[1] for row in rows if row[2] < before}


def _others(store: Store) -> int:
    """Connections of ours, made by others. This store's own pool was emptied, and holds one."""
    with store.reading() as connection:
        return int(
            ask(
                connection,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'bangban' AND pid <> pg_backend_pid()",
            ).scalar_one()
        )
