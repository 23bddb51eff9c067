"""Keys are changed while people write: everything is sealed anew, and nothing that changed meanwhile is lost."""

import threading
import time
from pathlib import Path

import msgspec
import pytest

from bot.people.sealing import Sealer, read_keyring
from bot.pipeline import reseal as resealing
from bot.pipeline.reseal import Resealed, reseal, sealed_with
from bot.store import served
from bot.store.database import Store, ask, open_store
from bot.store.lock import Lock
from bot.store.migrate import check_keys
from bot.store.rows import CONTACT_SESSION, OUTBOX_BODY, outbox_row
from bot.store.sealed import SEALED, try_values
from tests.store.command import run
from tests.store.filled import contents, found, keep
from tests.stores import RING, sealer

ROTATED = RING.rotated()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch others for a moment only."""
    monkeypatch.setattr(served, "WATCH", 0.4)


def values_in(store: Store) -> int:
    return sum(found(store, f"SELECT count({one.column}) FROM {one.table} WHERE {one.where}")[0][0] for one in SEALED)


def test_each_value_is_counted_once(full: Store) -> None:
    assert sealed_with(full) == {1: values_in(full)}


def test_everything_is_sealed_anew_and_says_the_same(full: Store) -> None:
    new, before = Sealer(ROTATED), opened(full, sealer())
    done = reseal(full, new)
    assert done == Resealed(values_in(full), 0, 0)
    assert sealed_with(full) == {2: values_in(full)}
    alone = Sealer(ROTATED.without(1))
    assert opened(full, alone) == before
    check_keys(full, alone)
    assert reseal(full, new) == Resealed(0, 0, 0), "again is harmless"


def opened(store: Store, with_: Sealer) -> list[bytes]:
    rows = []
    for one in SEALED:
        columns = ", ".join((one.column, *one.named_by))
        for value, *names in found(store, f"SELECT {columns} FROM {one.table} WHERE {one.where} ORDER BY {one.key}"):
            rows.append(with_.unseal(value, one.place, one.row(*names)))
    return rows


def test_many_batches(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "AT_ONCE", 3)
    told: dict[str, tuple[int, int]] = {}
    reseal(full, Sealer(ROTATED), lambda name, done, total: told.update({name: (done, total)}))
    assert sealed_with(full) == {2: values_in(full)}
    assert told["outbox.body"] == (29, 29)


def test_what_changed_meanwhile_is_not_overwritten(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the reading of a batch and its writing somebody's session goes on."""
    [(key,)] = found(full, "SELECT conversation FROM contacts ORDER BY conversation LIMIT 1")
    newer, anew = sealer().seal(b"newer", CONTACT_SESSION, key), resealing._anew

    def slowly(seal: Sealer, sealed: object, rows: object) -> object:
        made = anew(seal, sealed, rows)  # type: ignore[arg-type]
        if sealed.place == CONTACT_SESSION:  # type: ignore[attr-defined]
            keep(full, "UPDATE contacts SET session = ? WHERE conversation = ?", newer, key)
        return made

    monkeypatch.setattr(resealing, "_anew", slowly)
    done = reseal(full, Sealer(ROTATED))
    assert (done.changed, done.rewritten) == (1, values_in(full) - 1)
    assert found(full, "SELECT session FROM contacts WHERE conversation = ?", key) == [(newer,)]
    assert sealed_with(full)[1] == 1
    monkeypatch.undo()
    reseal(full, Sealer(ROTATED))
    assert sealed_with(full) == {2: values_in(full)}


def test_while_serving(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server counts in somebody's session all the time; no count is lost."""
    monkeypatch.setattr(resealing, "AT_ONCE", 2)
    ring = {"now": RING}
    serving, other = Sealer(RING, reread=lambda: ring["now"]), open_store(full.url)
    [(key,)] = found(full, "SELECT conversation FROM contacts ORDER BY conversation LIMIT 1")
    keep(full, "UPDATE contacts SET session = ? WHERE conversation = ?", serving.seal(b"0", CONTACT_SESSION, key), key)
    done, counted = threading.Event(), 0

    def serve() -> None:
        nonlocal counted
        while not done.is_set():
            with other.writing() as connection:
                sql = other.sql("SELECT session FROM contacts WHERE conversation = ?")
                lock = "" if other.sqlite else " FOR UPDATE"
                value = ask(connection, sql + lock, (key,)).scalar_one()
                count = int(serving.unseal(bytes(value), CONTACT_SESSION, key)) + 1
                sealed = serving.seal(str(count).encode(), CONTACT_SESSION, key)
                ask(connection, other.sql("UPDATE contacts SET session = ? WHERE conversation = ?"), (sealed, key))
            counted = count
            time.sleep(0.002)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        for _ in range(3):
            ring["now"] = ring["now"].rotated()
            reseal(full, Sealer(ring["now"]))
    finally:
        done.set()
        thread.join()
        other.close()
    [(value,)] = found(full, "SELECT session FROM contacts WHERE conversation = ?", key)
    assert int(Sealer(ring["now"]).unseal(value, CONTACT_SESSION, key)) == counted > 0


def test_what_does_not_open_is_left_and_counted(full: Store) -> None:
    keep(full, "UPDATE outbox SET body = (SELECT body FROM outbox WHERE id = 3) WHERE id = 4")
    broken = found(full, "SELECT body FROM outbox WHERE id = 4")
    assert reseal(full, Sealer(ROTATED)).unopened == 1
    assert found(full, "SELECT body FROM outbox WHERE id = 4") == broken
    assert sealed_with(full)[1] == 1


def test_only_what_is_sealed_changes(full: Store) -> None:
    before = contents(full)
    reseal(full, Sealer(ROTATED))
    now = contents(full)
    for table in ("alerts", "timers", "workers", "slots", "counters", "limits", "versions"):
        assert now[table] == before[table]
    [row] = found(full, "SELECT cause, part, body FROM outbox WHERE id = 1")
    assert b"text" in Sealer(ROTATED).unseal(row.body, OUTBOX_BODY, outbox_row(row.cause, row.part))
    with full.reading() as connection:
        assert try_values(connection, Sealer(ROTATED)) == values_in(full)


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def data(folder: Path) -> Path:
    """A data folder of today."""
    assert run("migrate", "--data", folder)[0] == 0
    return folder


def shown(data: Path) -> dict[str, int]:
    return dict(msgspec.json.decode(run("keys", "show", "--data", data, "--json")[1])["values"])


def test_a_key_is_changed_for_good(data: Path) -> None:
    assert shown(data) == {"1": 66}
    status, said, _ = run("keys", "rotate", "--data", data)
    assert status == 0 and "Key 2 is current now" in said
    assert shown(data) == {"1": 66, "2": 0}
    status, _, said = run("keys", "retire", 1, "--data", data)
    assert status == 1 and "66 values are sealed with key 1: run `bangban keys reseal` first" in said
    status, said, _ = run("keys", "reseal", "--data", data)
    assert status == 0 and "Sealed 66 values with key 2; 0 are left." in said
    assert shown(data) == {"1": 0, "2": 66}
    assert run("keys", "retire", 1, "--data", data)[0] == 0
    assert shown(data) == {"2": 66} and set(read_keyring(data / "keys.json").keys) == {2}


def test_a_key_is_not_taken_from_a_server_that_may_use_it(data: Path) -> None:
    run("keys", "rotate", "--data", data)
    run("keys", "reseal", "--data", data)
    store = open_store(data / "bangban.sqlite3")
    keep(store, "INSERT INTO workers (name, beat, claimed, fenced, started) VALUES ('w', 0, '', 0, 1)")
    lock = Lock(data / "bangban.sqlite3")
    assert lock.acquire()
    status, _, said = run("keys", "retire", 1, "--data", data)
    assert status == 1 and "may use key 1: restart it" in said
    keep(store, "UPDATE workers SET started = 9e9")
    assert run("keys", "retire", 1, "--data", data)[0] == 0
    lock.release()
    store.close()


def test_numbers_that_are_no_key(data: Path) -> None:
    status, _, said = run("keys", "retire", 7, "--data", data)
    assert status == 2 and "There is no key 7; there are 1." in said
    status, _, said = run("keys", "retire", 1, "--data", data)
    assert status == 2 and "Key 1 is the current one. Make a new one first: bangban keys rotate." in said


def test_keys_by_itself_shows_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    status, said, _ = run("keys")
    assert status == 0 and "current" in said and "66 values" in said


def test_a_file_that_others_can_read_is_told(data: Path) -> None:
    (data / "keys.json").chmod(0o644)
    _, _, said = run("keys", "show", "--data", data)
    assert "Others on this machine can read" in said and "chmod 600" in said


def test_a_missing_key_is_shown(data: Path) -> None:
    store = open_store(data / "bangban.sqlite3")
    keep(store, "UPDATE contacts SET session = CAST(x'09' || substr(session, 2) AS BLOB)")
    store.close()
    _, said, _ = run("keys", "show", "--data", data)
    assert "key   9  MISSING  4 values" in said
    status, said, heard = run("keys", "reseal", "--data", data)
    assert status == 1 and "4 values do not open" in heard
