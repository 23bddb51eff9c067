"""Moving a store, in either direction: the same afterwards to the last bit, or as if nothing had been."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from bot.people.sealing import Sealer, new_keyring
from bot.store import copy, served
from bot.store.copy import move, shown
from bot.store.database import Store, StoreError, ask, open_store
from bot.store.lock import Lock
from bot.store.migrate import newest, revision
from bot.store.notes import moved_to
from bot.store.tables import TABLES
from tests.store.conftest import Fresh
from tests.store.filled import contents, filled, found, keep, old
from tests.stores import sealer

TO = pytest.mark.parametrize("to", ["sqlite", "postgres"])


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch others for a moment only."""
    monkeypatch.setattr(served, "WATCH", 0.4)


@TO
def test_everything_arrives(full: Store, fresh: Fresh, to: str) -> None:
    before, target = contents(full), fresh(to)
    copied = move(full, target, sealer())
    assert contents(target) == before == contents(full)
    assert {name: table.rows for name, table in copied.items()} == {name: len(rows) for name, rows in before.items()}
    assert all(before[table.name] for table in TABLES), "every table had something in it"
    assert moved_to(full) == shown(target) and moved_to(target) is None


def test_there_and_back(full: Store, fresh: Fresh, kind: str, other: str) -> None:
    before, target, back = contents(full), fresh(other), fresh(kind)
    there = move(full, target, sealer())
    assert move(target, back, sealer()) == there
    assert contents(back) == before


def test_new_rows_get_new_numbers(full: Store, fresh: Fresh, other: str) -> None:
    target = fresh(other)
    move(full, target, sealer())
    for table in ("inbox", "alerts", "workers"):
        highest = found(target, f"SELECT max(id) FROM {table}")[0][0]
        values = {"inbox": "'', 0, 'web', '', '', 0, 0, 0, ''", "alerts": "'', 0, '', 0", "workers": "'', 0, '', 0, 0"}
        columns = {
            "inbox": "conversation, slot, channel, dedupe, body, received, state, attempts, error",
            "alerts": "conversation, cause, category, created",
            "workers": "name, beat, claimed, fenced, started",
        }
        keep(target, f"INSERT INTO {table} ({columns[table]}) VALUES ({values[table]})")
        assert found(target, f"SELECT max(id) FROM {table}") == [(highest + 1,)]


def test_an_old_store_is_brought_up_first(store: Store, fresh: Fresh) -> None:
    target = fresh("sqlite")
    move(old(store), target, sealer())
    assert revision(store) == revision(target) == newest()


class CutError(RuntimeError):
    """The line was cut."""


def test_a_copy_that_breaks_leaves_both_as_they_were(full: Store, fresh: Fresh, other: str) -> None:
    before, target = contents(full), fresh(other)

    def cut(table: str, _done: int, _total: int) -> None:
        if table == "outbox":
            raise CutError

    with pytest.raises(CutError):
        move(full, target, sealer(), cut)
    assert contents(full) == before and moved_to(full) is None
    assert contents(target)["inbox"] == []
    move(full, target, sealer())
    assert contents(target) == before


def test_a_copy_whose_last_word_was_lost_can_be_begun_again(
    full: Store, fresh: Fresh, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, target = contents(full), fresh(other)
    with monkeypatch.context() as broken, pytest.raises(AttributeError):
        broken.setattr(copy, "write_note", _no_note)
        move(full, target, sealer())
    assert contents(target) == before and moved_to(full) is None
    move(full, target, sealer())
    assert moved_to(full) == shown(target)


def _no_note(*_: object) -> None:
    raise AttributeError("the power is gone")


def test_what_reads_back_otherwise_does_not_count(full: Store, fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    target, insert_into = fresh("sqlite"), copy.insert_into

    def bent(connection: object, table: object, rows: list[tuple[object, ...]]) -> None:
        insert_into(connection, table, [(*row[:-1], b"bent") if table.name == "versions" else row for row in rows])  # type: ignore

    monkeypatch.setattr(copy, "insert_into", bent)
    with pytest.raises(StoreError, match="versions reads back otherwise than it was written: nothing was changed"):
        move(full, target, sealer())
    assert moved_to(full) is None and contents(target)["contacts"] == []


def test_a_target_with_people_in_it_is_refused(full: Store, fresh: Fresh, other: str) -> None:
    target = filled(fresh(other))
    keep(target, "DELETE FROM alerts")
    before = contents(target)
    with pytest.raises(StoreError, match=r"the target is not empty, it holds \d+ rows about people"):
        move(full, target, sealer())
    assert contents(target) == before and moved_to(full) is None


def test_an_old_target_with_people_in_it_is_not_even_touched(full: Store, fresh: Fresh, other: str) -> None:
    target = old(fresh(other))
    with pytest.raises(StoreError, match="the target is not empty"):
        move(full, target, sealer())
    assert revision(target) == "0001"


def test_one_that_was_moved_is_not_moved_again(full: Store, fresh: Fresh) -> None:
    target, other = fresh("sqlite"), fresh("sqlite")
    move(full, target, sealer())
    with pytest.raises(StoreError, match=f"was moved to {shown(target)} before"):
        move(full, other, sealer())


def test_the_password_is_not_written_down() -> None:
    store = Store("postgresql://me:secret@localhost/bangban")
    assert "secret" not in shown(store) and "localhost" in shown(store)
    store.close()


def test_other_keys_are_refused(full: Store, fresh: Fresh) -> None:
    with pytest.raises(StoreError, match="not the keys"):
        move(full, fresh("sqlite"), Sealer(new_keyring()))


# --- nobody may be serving ---------------------------------------------------------------------------------------


def test_a_served_file_is_refused(fresh: Fresh) -> None:
    store, target = filled(fresh("sqlite")), fresh("sqlite")
    for served_one in (store, target):
        assert served_one.file is not None
        lock = Lock(served_one.file)
        assert lock.acquire()
        with pytest.raises(StoreError, match="is being served: stop `bangban serve` first"):
            move(store, target, sealer())
        lock.release()
    move(store, target, sealer())


@pytest.fixture
def working(fresh: Fresh) -> Iterator[Store]:
    """A store on PostgreSQL with a worker that beats, over connections that do not say whose they are."""
    store = filled(fresh("postgres"))
    engine, done = create_engine(store.engine.url), threading.Event()

    def beat() -> None:
        while not done.wait(0.05):
            with engine.begin() as connection:
                ask(connection, "UPDATE workers SET beat = beat + 1")

    thread = threading.Thread(target=beat)
    thread.start()
    yield store
    done.set()
    thread.join()
    engine.dispose()


def test_a_worker_that_beats_is_seen(working: Store, fresh: Fresh) -> None:
    with pytest.raises(StoreError, match="is being served: stop every"):
        move(working, fresh("sqlite"), sealer())
    assert moved_to(working) is None


def test_whoever_only_takes_messages_in_is_seen(fresh: Fresh) -> None:
    store = filled(fresh("postgres"))
    door = open_store(store.url)
    with pytest.raises(StoreError, match="1 other connections of Bangban use the database: stop what serves it first"):
        move(store, fresh("sqlite"), sealer())
    door.close()
    move(store, fresh("sqlite"), sealer())


def test_nobody_writes_meanwhile(full: Store, fresh: Fresh) -> None:
    """Somebody who was overlooked waits, and finds the store moved; nothing is written that does not arrive."""
    late: list[float] = []
    writer = threading.Thread(
        target=lambda: (keep(full, "UPDATE contacts SET stopped = 1"), late.append(time.monotonic()))
    )

    def look(table: str, _done: int, _total: int) -> None:
        if table == "contacts" and not writer.ident:
            writer.start()
            time.sleep(0.3)

    target = fresh("sqlite")
    move(full, target, sealer(), look)
    ended = time.monotonic()
    writer.join()
    assert late[0] > ended - 0.2
    assert {row[0] for row in found(target, "SELECT stopped FROM contacts")} == {0}
