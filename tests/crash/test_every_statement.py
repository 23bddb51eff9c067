"""A fault at every statement of a turn, one after the other: all of it is written or nothing, and it is done once."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.content.library import Library
from bot.pipeline import turn
from bot.pipeline.records import Records
from bot.store.database import Store, ask
from tests.crash.echo import seen_in
from tests.crash.fuse import Died, Fuse, rows_of, unanswered
from tests.crash.life import CHANNEL, FIRST, SAID, SECOND, Life, everything
from tests.servers import Postgres
from tests.stores import new_store, sealer


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of each kind, for turns that do everything."""
    monkeypatch.setattr(turn, "talk", everything)
    if request.param == "sqlite":
        store = new_store(tmp_path / "bangban.sqlite3")
        event.listen(store.engine, "connect", _no_power_cuts)
        store.engine.dispose()
    else:
        store = new_store(request.getfixturevalue("postgres").database())
    yield store
    store.close()


def _no_power_cuts(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing_and_another_finishes(
    store: Store, library: Library
) -> None:
    places = 0
    for at in itertools.count():
        life = Life(store, library)
        with Fuse(store, Died, at) as fuse:
            if not blows(fuse, life.begin, life.go_on):
                break
        _all_or_nothing(store, fuse)
        life.begin()
        life.go_on()
        _done_once(life, f"died at {fuse.blown}")
        life.wipe()
        places += 1
    print(f"{places} places, {store.engine.name}")
    assert places > 80


def test_a_worker_whose_store_fails_at_any_statement_goes_on_by_itself(store: Store, library: Library) -> None:
    """As `bot.pipeline.service` does it: the plans are dropped, the letters come again, the same worker goes on."""
    for at in itertools.count():
        life = Life(store, library)
        life.begin()
        with Fuse(store, unanswered, at) as fuse:
            if not blows(fuse, life.go_on):
                break
        _all_or_nothing(store, fuse)
        life.go_on()
        _done_once(life, f"the store failed at {fuse.blown}")
        life.wipe()


def blows(fuse: Fuse, *parts: Callable[[], None]) -> bool:
    """Whether the fuse blew in one of *parts*."""
    try:
        for part in parts:
            part()
    except (Died, OperationalError):
        assert fuse.blown
        return True
    assert not fuse.blown
    return False


def _all_or_nothing(store: Store, fuse: Fuse) -> None:
    assert rows_of(store) == (fuse.after if fuse.blown == "after COMMIT" else fuse.before), fuse.blown


def _done_once(life: Life, when: str) -> None:
    """What everybody said was acted on once, written once and answered once."""
    records = Records(life.store, sealer(), life.library)
    assert seen_in(records.session(CHANNEL, FIRST)) == [SAID, "due t1"], when
    assert seen_in(records.session(CHANNEL, SECOND)) == ["m0"], when
    assert _count(life, "inbox", "state = 1") == 4 and _count(life, "inbox", "state = 2 AND attempts = 5") == 1, when
    assert _count(life, "requests") == 4 and _count(life, "timers", "fired IS NOT NULL") == 1, when
    assert _count(life, "alerts", "category = 'danger'") == 2 and _count(life, "alerts") == 3, when
    assert _count(life, "outbox", "state = 1") == 6 and _count(life, "outbox", "state = 4") == 1, when
    _left_once(life, when)


def _left_once(life: Life, when: str) -> None:
    plain = [parcel.key for parcel in life.arrivals if not parcel.repeat]
    assert len(plain) == len(set(plain)), f"a repeat was not labelled: {when}"
    assert len({parcel.key for parcel in life.arrivals}) == 7, when
    assert len(life.arrivals) <= 8, when
    texts = dict.fromkeys(parcel.message.text for parcel in life.arrivals if parcel.address == FIRST)
    assert list(texts)[:2] == [f"re {SAID}", f"and {SAID}"], when


def _count(life: Life, table: str, where: str = "1 = 1") -> int:
    with life.store.reading() as connection:
        return int(ask(connection, f"SELECT count(*) FROM {table} WHERE {where}").scalar_one())
