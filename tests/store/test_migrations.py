"""A store of 0.1.0 becomes one of today: nothing is lost, nothing stays readable, and people go on where they were."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import msgspec
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.content.library import Library
from bot.dialogue.reply import Message
from bot.dialogue.session import decode
from bot.liaisons.directory import Directory
from bot.people.sealing import Sealer, new_keyring
from bot.pipeline.delivery import Arrived, Happening, unpacked
from bot.pipeline.player import Player
from bot.store import migrate, scrub
from bot.store.database import Store, StoreError, ask, open_store, run
from bot.store.migrate import REVISIONS, check_keys, is_current, newest, revision, unclean, upgrade
from bot.store.migrations.running import config
from bot.store.rows import (
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    INBOX_BODY,
    OUTBOX_BODY,
    REQUEST_BODY,
    conversation_key,
    dedupe_key,
    outbox_row,
    request_row,
    slot_of,
)
from bot.store.schema import metadata
from tests.store.conftest import Fresh
from tests.store.filled import IN_A_FORM, contents, old, old_rows
from tests.stores import sealer

#: Words that stand in what 0.1.0 wrote: a name, numbers, a place, an address, facts.
CANARIES = ("陈小梅", "王光明", "13800001111", "13900002222", "草海", "visitor-2", "我不想活了", "0307")


def keep(store: Store, statement: str, *values: Any) -> None:
    with store.writing() as connection:
        ask(connection, store.sql(statement), values)


def found(store: Store, statement: str, *values: Any) -> list[Any]:
    with store.reading() as connection:
        return list(ask(connection, store.sql(statement), values).fetchall())


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


def test_every_row_is_carried_over(store: Store) -> None:
    before = old_rows()
    upgrade(old(store), sealer())
    now = contents(store)
    for table in ("contacts", "inbox", "outbox", "requests", "alerts", "timers", "versions"):
        assert len(now[table]) == len(before[table]) > 0, table


def test_conversations_open_and_are_what_they_were(store: Store) -> None:
    upgrade(old(store), sealer())
    seal = sealer()
    for channel, address, session, content, stopped, created, updated in old_rows()["contacts"]:
        key = conversation_key(seal, channel, address)
        [row] = found(store, "SELECT * FROM contacts WHERE conversation = ?", key)
        assert seal.unseal(row.address, CONTACT_ADDRESS, key).decode() == address
        assert seal.unseal(row.session, CONTACT_SESSION, key) == session
        decode(session)
        assert (row.channel, row.content, row.stopped) == (channel, content, stopped)
        assert (row.created, row.updated) == (created, updated)


def test_messages_are_what_they_were_and_count_as_done(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, came = sealer(), {row[0]: row for row in old_rows()["inbox"]}
    for row in found(store, "SELECT * FROM inbox"):
        _, channel, address, external_id, event, _shown, received = came[row.id]
        arrived = unpacked(seal.unseal(row.body, INBOX_BODY, row.dedupe))
        assert arrived == Arrived(address, msgspec.json.decode(event, type=Happening))
        assert row.conversation == conversation_key(seal, channel, address)
        assert (row.slot, row.channel, row.received) == (slot_of(row.conversation), channel, received)
        assert (row.state, row.attempts, row.error) == (1, 0, "")
        if not external_id.startswith("timer:"):
            assert row.dedupe == dedupe_key(seal, channel, external_id)


def test_replies_are_parts_of_the_answer_to_what_caused_them(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, sent, parts = sealer(), {row[0]: row for row in old_rows()["outbox"]}, {}
    for row in found(store, "SELECT * FROM outbox ORDER BY id"):
        _, _, _, cause, text, choices, prompt, created = sent[row.id]
        opened = seal.unseal(row.body, OUTBOX_BODY, outbox_row(row.cause, row.part))
        message = msgspec.json.decode(opened, type=Message)
        assert (message.text, message.prompt) == (text, prompt)
        assert msgspec.json.encode(message.choices) == choices
        assert (row.cause, row.created, row.state) == (cause, created, 1)
        assert row.part == parts.get(cause, 0)
        parts[cause] = row.part + 1
    assert max(parts.values()) > 1


def test_requests_and_alerts_know_what_caused_them(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, kept = sealer(), {row[0]: row for row in old_rows()["requests"]}
    for row in found(store, "SELECT r.*, i.received FROM requests r JOIN inbox i ON i.id = r.cause"):
        before = kept.pop(row.number)
        body = msgspec.json.decode(seal.unseal(row.body, REQUEST_BODY, request_row(row.number)))
        assert body["facts"] == msgspec.json.decode(before[6])
        assert (body["liaison"], body["office"], body["phone"]) == before[8:11]
        assert (row.form, row.matter, row.about, row.urgent, row.within) == (*before[3:6], before[7], before[11])
        assert row.received == row.created == before[12]
    assert not kept
    assert found(store, "SELECT 1 FROM alerts a JOIN inbox i ON i.id = a.cause AND i.received = a.created")
    assert found(store, "SELECT value FROM counters WHERE name = 'requests'") == [(max(old_requests()),)]


def old_requests() -> list[int]:
    return [row[0] for row in old_rows()["requests"]]


def test_new_rows_get_new_numbers(store: Store) -> None:
    upgrade(old(store), sealer())
    highest = found(store, "SELECT max(id) FROM inbox")[0][0]
    [row] = found(store, "SELECT * FROM inbox WHERE id = ?", highest)
    keep(
        store, "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error)"
        " VALUES (?, 0, 'web', ?, ?, 0, 0, 0, '')", row.conversation, b"new", b"",
    )  # fmt: skip
    assert found(store, "SELECT max(id) FROM inbox") == [(highest + 1,)]


def test_a_timer_that_has_fired_does_not_fire_again(store: Store) -> None:
    upgrade(old(store), sealer())
    key = conversation_key(sealer(), "sms", "13800001111")
    name = dedupe_key(sealer(), "sms", f"timer:{key.hex()}:1")
    assert found(store, "SELECT 1 FROM inbox WHERE channel = 'sms' AND dedupe = ?", name)
    assert found(store, "SELECT conversation FROM timers WHERE fired IS NULL") == [
        (conversation_key(sealer(), *IN_A_FORM),)
    ]


def test_people_go_on_where_they_were(store: Store, library: Library, directory: Directory) -> None:
    upgrade(old(store), sealer())
    key = conversation_key(sealer(), *IN_A_FORM)
    [row] = found(store, "SELECT session, updated FROM contacts WHERE conversation = ?", key)
    player = Player(library, directory, "sms", now=row.updated + 60)
    player.session = decode(sealer().unseal(row.session, CONTACT_SESSION, key))
    asked = player.session.prompt.key if player.session.prompt else ""
    played = player.say("1")
    assert asked == "consent" and player.session.facts()["consent"] is True
    assert player.session.facts()["name"] == "陈小梅"
    assert played.messages and played.messages[-1].prompt


def test_a_reply_that_nothing_caused_is_kept(store: Store) -> None:
    old(store)
    first, later = 1795482000.0, 1795999999.0
    columns = "id, channel, address, cause, text, choices, prompt, created"
    add = f"INSERT INTO outbox ({columns}) VALUES (?, ?, ?, ?, ?, ?, 0, ?)"
    with store.writing() as connection:
        rows = [(1000, "web", "nobody", None, "早", b"[]", first), (1001, *IN_A_FORM, None, "晚", b"[]", later)]
        rows += [(2000 + n, *IN_A_FORM, 3, "多", b"[]", later) for n in range(300)]
        run(connection, store.sql(add), rows)
    upgrade(store, sealer())
    out = {
        row.id: row
        for row in found(store, "SELECT o.*, i.conversation AS whose FROM outbox o JOIN inbox i ON i.id = o.cause")
    }
    assert all(row.conversation == row.whose for row in out.values() if row.id < 2000)
    assert len(out) == len(old_rows()["outbox"]) + 302
    last = max(row[0] for row in old_rows()["inbox"] if row[1:3] == IN_A_FORM)
    assert out[1001].cause == last
    for row in out.values():
        sealer().unseal(row.body, OUTBOX_BODY, outbox_row(row.cause, row.part))


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
