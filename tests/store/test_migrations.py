"""A store comes to the newest version from wherever it is: whole or not at all, once, and nothing stays readable."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.people.sealing import Sealer, new_keyring
from bot.store import migrate, scrub
from bot.store.database import Store, StoreError, ask, open_store
from bot.store.migrate import REVISIONS, check_keys, is_current, newest, revision, unclean, upgrade
from bot.store.migrations.running import config
from bot.store.rows import (
    dedupe_key,
)
from bot.store.schema import metadata
from tests.store.conftest import Fresh
from tests.store.filled import contents, found, keep, old, old_rows
from tests.stores import sealer

#: Words that stand in what 0.1.0 wrote: a name, numbers, a place, an address, facts.
CANARIES = ("陈小梅", "王光明", "13800001111", "13900002222", "草海", "visitor-2", "我不想活了", "0307")


# --- a new store -------------------------------------------------------------------------------------------------


def test_a_new_store_has_what_a_store_has_from_the_beginning(store: Store) -> None:
    assert revision(store) is None and not is_current(store)
    upgrade(store, sealer())
    assert revision(store) == newest() and is_current(store)
    assert found(store, "SELECT slot, owner, fence FROM slots ORDER BY slot") == [(n, None, 0) for n in range(64)]
    assert found(store, "SELECT name, value FROM counters") == [("requests", 0)]
    check_keys(store, sealer())


def test_other_keys_are_told(store: Store) -> None:
    upgrade(store, sealer())
    with pytest.raises(StoreError, match="not the keys this database was made with: put its own"):
        check_keys(store, Sealer(new_keyring()))


def test_the_usual_start_does_without_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from tests.stores import new_store;"
        f"new_store({str(tmp_path / 'a.sqlite3')!r}).close(); new_store({str(tmp_path / 'a.sqlite3')!r}).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_alembic_counts_as_we_do() -> None:
    steps = list(ScriptDirectory.from_config(config()).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_a_step_can_be_begun() -> None:
    template = Path(str(ScriptDirectory.from_config(config()).dir)) / "script.py.mako"
    assert "def upgrade() -> None:" in template.read_text()


# --- an old one --------------------------------------------------------------------------------------------------


def test_what_0_1_0_left_counts_as_the_first_version(store: Store) -> None:
    assert revision(old(store)) == "0001"
    assert not is_current(store)


def test_both_roads_lead_to_the_same_schema(fresh: Fresh, kind: str) -> None:
    created, upgraded = fresh(kind), old(fresh(kind))
    upgrade(created, sealer())
    upgrade(upgraded, sealer())
    assert shape(created) == shape(upgraded)
    assert {name for _, name, *_ in shape(created) if name in metadata.tables} == set(metadata.tables)


def shape(store: Store) -> set[Any]:
    if store.sqlite:
        return {tuple(row) for row in found(store, "SELECT type, name, sql FROM sqlite_master")}
    columns = found(
        store,
        "SELECT 'column', table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public'",
    )
    indexes = found(store, "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    limits = found(
        store,
        "SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    )
    return {tuple(row) for row in (*columns, *indexes, *limits)}


# --- nothing stays readable --------------------------------------------------------------------------------------


def bytes_of(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_no_plain_text_is_left_in_the_file(fresh: Fresh) -> None:
    store = old(fresh("sqlite"))
    assert store.file is not None
    assert all(canary.encode() in bytes_of(store.file) for canary in CANARIES)
    upgrade(store, sealer())
    for _ in range(2):  # while it is open, and closed
        left = [canary for canary in CANARIES if canary.encode() in bytes_of(store.file)]
        assert left == [] and not unclean(store)
        store.close()


def test_where_others_read_it_is_cleaned_at_the_next_start(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrub, "_PATIENCE", 0.1)
    store = old(fresh("sqlite"))
    assert store.file is not None
    other = open_store(store.file)
    with other.reading() as reader:
        ask(reader, "SELECT count(*) FROM contacts").scalar()
        upgrade(store, sealer())
        assert is_current(store) and unclean(store)
    other.close()
    upgrade(store, sealer())
    assert not unclean(store)
    assert not any(canary.encode() in bytes_of(store.file) for canary in CANARIES)


# --- whole, or not at all ----------------------------------------------------------------------------------------


class Failing(Sealer):
    """Breaks in the middle."""

    left = 40

    def seal(self, data: bytes, place: bytes, row: bytes) -> bytes:
        self.left -= 1
        if not self.left:
            raise RuntimeError("the power is gone")
        return super().seal(data, place, row)


def test_a_step_that_breaks_changes_nothing(store: Store) -> None:
    old(store)
    with pytest.raises(RuntimeError, match="the power is gone"):
        upgrade(store, Failing(sealer().ring))
    assert revision(store) == "0001"
    assert {row[1] for row in found(store, "SELECT channel, address FROM contacts")} >= {"13800001111"}
    upgrade(store, sealer())
    assert len(contents(store)["outbox"]) == len(old_rows()["outbox"])


def test_again_is_harmless(store: Store) -> None:
    upgrade(old(store), sealer())
    before = contents(store)
    upgrade(store, sealer())
    assert contents(store) == before


@pytest.mark.parametrize("begin", [old, lambda store: store], ids=["old", "new"])
def test_several_processes_at_once(store: Store, begin: Callable[[Store], Store]) -> None:
    begin(store)
    where = store.url if store.file is None else str(store.file)
    program = f"from tests.stores import new_store; new_store({where!r}).close()"
    crowd = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(5)]
    said = [process.communicate()[1].decode() for process in crowd]
    assert [process.returncode for process in crowd] == [0] * 5, said
    assert len(contents(store)["slots"]) == 64
    check_keys(store, sealer())


def test_what_the_old_program_takes_in_meanwhile_is_not_lost(store: Store) -> None:
    """It goes on until the tables change under it, and then acknowledges nothing more."""
    old(store)
    begun, taken = Event(), list[str]()
    writer = open_store(store.url)

    def take_in() -> None:
        for number in range(100_000):
            try:
                keep(
                    writer, "INSERT INTO inbox (channel, address, external_id, event, shown, received)"
                    " VALUES ('web', 'w', ?, ?, '', 0)", f"m-{number}", b'{"type":"opened"}',
                )  # fmt: skip
            except DBAPIError:
                return
            taken.append(f"m-{number}")
            begun.set()

    thread = Thread(target=take_in)
    thread.start()
    begun.wait(10)
    upgrade(store, sealer())
    thread.join(60)
    writer.close()
    kept = {row[0] for row in found(store, "SELECT dedupe FROM inbox")}
    assert taken and {dedupe_key(sealer(), "web", name) for name in taken} <= kept


# --- what is not ours --------------------------------------------------------------------------------------------


def test_a_newer_store_is_left_alone(store: Store) -> None:
    upgrade(store, sealer())
    keep(store, "UPDATE alembic_version SET version_num = '9999'")
    for ask_for in (lambda: upgrade(store, sealer()), lambda: is_current(store)):
        with pytest.raises(StoreError, match=r"stands at version 9999, this program at .*: update the program"):
            ask_for()


def test_somebody_elses_tables_are_left_alone(store: Store) -> None:
    keep(store, "CREATE TABLE requests (id integer)")
    with pytest.raises(StoreError, match="that are not ours: use an empty database"):
        upgrade(store, sealer())


def test_tables_of_no_release_are_left_alone(store: Store) -> None:
    metadata.create_all(store.engine)
    with pytest.raises(StoreError, match="not ours"):
        upgrade(store, sealer())


def test_a_file_that_is_never_free_is_told(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_PATIENCE", 0.1)
    store = fresh("sqlite")
    other = open_store(store.url)
    event.listen(store.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 10"))
    store.close()
    with other.writing(), pytest.raises(StoreError, match=r"could not be brought to version .*: database is locked"):
        upgrade(store, sealer())
    other.close()
    upgrade(store, sealer())
