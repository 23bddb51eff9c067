"""A backup is made while serving, is checked before it counts, and goes back into either kind of database."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.people.sealing import Sealer, new_keyring
from bot.store import backup as making
from bot.store import restore as restoring
from bot.store import served
from bot.store.backup import Checked, backup, check_backup
from bot.store.database import Store, StoreError, open_store
from bot.store.lock import Lock
from bot.store.migrate import upgrade
from bot.store.restore import SKIPPED, restore
from tests.store.conftest import Fresh
from tests.store.filled import contents, filled, found, keep, old
from tests.stores import RING, sealer


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch others for a moment only."""
    monkeypatch.setattr(served, "WATCH", 0.4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes."""
    (tmp_path / "safe").mkdir()
    return tmp_path / "safe" / "2026-11-24.backup"


def without_counters(store: Store) -> dict[str, object]:
    return {name: rows for name, rows in contents(store).items() if name != "counters"}


def test_there_and_back(full: Store, fresh: Fresh, file: Path, other: str) -> None:
    made = backup(full, sealer(), file)
    assert [path.name for path in file.parent.iterdir()] == [file.name], "one file, and nothing beside it"
    assert made.opened > 50 and made.size == file.stat().st_size
    target = fresh(other)
    done = restore(target, sealer(), file)
    assert without_counters(target) == without_counters(full)
    assert done.checked == made and done.before is None
    assert [path.name for path in file.parent.iterdir()] == [file.name], "reading it leaves nothing beside it"


def test_only_its_owner_reads_it(full: Store, file: Path) -> None:
    backup(full, sealer(), file)
    assert file.stat().st_mode & 0o077 == 0


def test_the_keys_are_not_in_it(full: Store, file: Path) -> None:
    backup(full, sealer(), file)
    data = file.read_bytes()
    assert all(key not in data for key in (*RING.keys.values(), RING.index))
    assert "王光明".encode() not in data and b"13800001111" not in data


def test_numbers_go_on_beyond_what_may_have_been_given_out(full: Store, fresh: Fresh, file: Path) -> None:
    backup(full, sealer(), file)
    [(before,)] = found(full, "SELECT value FROM counters")
    target = fresh("sqlite")
    restore(target, sealer(), file)
    assert found(target, "SELECT value FROM counters") == [(before + SKIPPED,)]


def test_it_holds_one_moment_while_others_write(full: Store, file: Path) -> None:
    """Every transaction adds an alert and counts it: in a backup the two agree."""
    keep(full, "INSERT INTO counters (name, value) SELECT 'alerts', count(*) FROM alerts")
    done, writer = threading.Event(), open_store(full.url)

    def write() -> None:
        while not done.is_set():
            with writer.writing() as connection:
                for sql in (
                    "INSERT INTO alerts (conversation, cause, category, created)"
                    " SELECT conversation, 0, '', 0 FROM contacts",
                    "UPDATE counters SET value = (SELECT count(*) FROM alerts) WHERE name = 'alerts'",
                ):
                    connection.exec_driver_sql(sql)

    thread = threading.Thread(target=write)
    thread.start()
    counts = []
    try:
        for number in range(5):
            backup(full, sealer(), file.with_name(f"{number}.backup"))
            with closing(sqlite3.connect(file.with_name(f"{number}.backup"))) as made:
                [row] = made.execute("SELECT (SELECT count(*) FROM alerts), value FROM counters WHERE name = 'alerts'")
            counts.append(row)
    finally:
        done.set()
        thread.join()
        writer.close()
    assert all(alerts == counted for alerts, counted in counts)
    assert counts[0][0] < counts[-1][0], "they did write"


def test_writing_goes_on_while_pages_are_copied(fresh: Fresh, file: Path) -> None:
    """Nor does what is written meanwhile make it begin again."""
    store = filled(fresh("sqlite"))
    keep(store, "INSERT INTO versions (hash, sources, seen) VALUES ('large', zeroblob(40000000), 0)")
    steps: list[int] = []

    def tell(_name: str, done: int, _total: int) -> None:
        steps.append(done)
        keep(store, "INSERT INTO alerts (conversation, cause, category, created) VALUES (x'00', 0, 'x', 0)")

    backup(store, sealer(), file, tell)
    assert len(steps) > 3 and steps == sorted(set(steps))
    assert found(store, "SELECT count(*) FROM alerts WHERE category = 'x'") == [(len(steps),)]


# --- what is wrong with it ---------------------------------------------------------------------------------------


def test_an_older_file_is_not_overwritten(full: Store, file: Path) -> None:
    file.write_text("yesterday")
    with pytest.raises(StoreError, match="is there already: name a new file"):
        backup(full, sealer(), file)
    assert file.read_text() == "yesterday"


def test_a_backup_that_fails_leaves_no_file(full: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "check_backup", lambda *_: Checked({}, 0, 0))
    with pytest.raises(StoreError, match="does not hold as many rows as the database"):
        backup(full, sealer(), file)
    assert list(file.parent.iterdir()) == []


def test_where_nothing_can_be_written(full: Store, file: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot write .*: No such file or directory"):
        backup(full, sealer(), file.parent / "none" / "a.backup")


def test_a_store_that_is_not_up_to_date(store: Store, file: Path) -> None:
    with pytest.raises(StoreError, match="run `bangban migrate` first"):
        backup(old(store), sealer(), file)


def test_other_keys(full: Store, fresh: Fresh, file: Path) -> None:
    with pytest.raises(StoreError, match="not the keys"):
        backup(full, Sealer(new_keyring()), file)
    backup(full, sealer(), file)
    target = fresh("sqlite")
    with pytest.raises(StoreError, match="was made with other keys: put back the file of keys of that time"):
        restore(target, Sealer(new_keyring()), file)
    assert not target.file or found(target, "SELECT count(*) FROM sqlite_master") == [(0,)]


def test_a_value_that_does_not_open_is_found(full: Store, file: Path) -> None:
    keep(full, "UPDATE outbox SET body = (SELECT body FROM outbox WHERE id = 3) WHERE id = 4")
    with pytest.raises(StoreError, match=r"a value in outbox.body was changed, moved, .* \(its cause is \d+\)"):
        backup(full, sealer(), file)
    assert list(file.parent.iterdir()) == []


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-8192])


def scratched(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(3, len(data) // 4096):
        data[page * 4096 : page * 4096 + 16] = bytes(16)
    file.write_bytes(data)


def replaced(file: Path) -> None:
    file.write_text("今天没有备份")


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def used(file: Path) -> None:
    open_store(file).close()


def foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE t (n)")


def future(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (torn, "is damaged"),
        (scratched, "is damaged"),
        (replaced, "is no backup"),
        (emptied, "is no backup"),
        (used, "is a database in use, not a backup: make one"),
        (foreign, "is no backup"),
        (future, "is a backup of version 9999, this program works with"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_damaged_backup_changes_nothing(
    fresh: Fresh, file: Path, tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    store = filled(fresh("sqlite"))
    backup(store, sealer(), file)
    harm(file)
    before = contents(store)
    with pytest.raises(StoreError, match=said):
        restore(store, sealer(), file, tmp_path)
    assert contents(store) == before


# --- restoring over something ------------------------------------------------------------------------------------


def test_what_is_there_is_kept_beside(full: Store, fresh: Fresh, file: Path, kind: str) -> None:
    backup(full, sealer(), file)
    target = filled(fresh(kind))
    keep(target, "UPDATE requests SET matter = 'newer'")
    before = without_counters(target)
    with pytest.raises(StoreError, match=r"holds \d+ rows about people: with --force"):
        restore(target, sealer(), file)
    assert without_counters(target) == before
    done = restore(target, sealer(), file, file.parent)
    assert without_counters(target) == without_counters(full)
    assert done.before is not None and done.before.name.startswith("bangban-before-restore-20")
    again = fresh("sqlite")
    restore(again, sealer(), done.before)
    assert without_counters(again) == before


def test_a_restore_that_breaks_changes_nothing(full: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(full, sealer(), file)
    keep(full, "UPDATE requests SET matter = 'newer'")
    before = contents(full)

    def broken(*_: object) -> None:
        raise StoreError("a value does not open")

    monkeypatch.setattr(restoring, "try_values", broken)
    with pytest.raises(StoreError, match="does not open"):
        restore(full, sealer(), file, file.parent)
    assert contents(full) == before


def test_a_served_store_is_not_replaced(fresh: Fresh, file: Path) -> None:
    store = fresh("sqlite")
    upgrade(store, sealer())
    backup(store, sealer(), file)
    assert store.file is not None
    lock = Lock(store.file)
    lock.acquire()
    with pytest.raises(StoreError, match="is being served"):
        restore(store, sealer(), file, file.parent)
    lock.release()
    restore(store, sealer(), file, file.parent)


def test_check_backup_tells_what_is_in_it(full: Store, file: Path) -> None:
    assert backup(full, sealer(), file) == check_backup(file, sealer())
