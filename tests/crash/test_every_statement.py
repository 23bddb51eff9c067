"""A fault at every statement of a turn, one after the other: all of it is written or nothing, and it is done once."""

from contextlib import suppress

import pytest

from bot.content.library import Library
from bot.pipeline import turn
from bot.pipeline.records import Records
from bot.store.database import Store, ask
from tests.crash.echo import seen_in
from tests.crash.fuse import AFTER, Died, Fuse, distinct, rows_of
from tests.crash.life import CHANNEL, FIRST, SAID, SECOND, Life, everything
from tests.stores import sealer

#: A short life has few tries.
TRIES = 2


@pytest.fixture(autouse=True)
def _short_and_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "talk", everything)
    monkeypatch.setattr(turn, "TRIES", TRIES)


def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing_and_another_finishes(
    store: Store, library: Library
) -> None:
    places = distinct(lived(store, library))
    for at in places:
        life = Life(store, library)
        with Fuse(store, Died, at) as fuse, suppress(Died):
            life.begin()
            life.go_on()
        _all_or_nothing(store, fuse)
        life.begin()
        life.go_on()
        _done_once(life, f"died at {fuse.blown}")
        life.wipe()
    print(f"{len(places)} places, {store.engine.name}: all or nothing 100 %, done once 100 %")
    assert len(places) > 100


def lived(store: Store, library: Library) -> list[str]:
    """Every place of an undisturbed life."""
    life = Life(store, library)
    with Fuse(store) as fuse:
        life.begin()
        life.go_on()
    _done_once(life, "undisturbed")
    life.wipe()
    return fuse.burnt


def _all_or_nothing(store: Store, fuse: Fuse) -> None:
    assert fuse.blown
    assert rows_of(store) == (fuse.after if fuse.blown == AFTER else fuse.before), fuse.blown


def _done_once(life: Life, when: str) -> None:
    """What everybody said was acted on once, written once and answered once."""
    records = Records(life.store, sealer(), life.library)
    assert seen_in(records.session(CHANNEL, FIRST)) == [SAID, "due t1"], when
    assert seen_in(records.session(CHANNEL, SECOND)) == ["m0"], when
    assert _count(life, "inbox", "state = 1") == 4, when
    assert _count(life, "inbox", f"state = 2 AND attempts = {TRIES}") == 1, when
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
