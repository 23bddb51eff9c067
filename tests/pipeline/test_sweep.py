"""Sweeping deletes what is done with, leaves what anybody still needs, and disturbs nobody."""

import json
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.library import Library
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline import sweep as module
from bot.pipeline.sweep import Swept, sweep
from bot.store.database import ask
from bot.store.versions import keep_version
from tests.pipeline.test_assistant import apply
from tests.pipeline.world import World

DAY = 86_400.0
ONE, OTHER = "13800001111", "13800002222"


def at_once() -> None:
    """No rest between two batches."""


def swept(world: World, days: float = 90) -> Swept:
    """Sweep, as of the world's clock."""
    return sweep(world.store, world.now - days * DAY, at_once)


def put(world: World, statement: str) -> None:
    """Make it so in the store."""
    with world.store.writing() as connection:
        ask(connection, statement)


def ids(world: World, table: str) -> set[int]:
    """The numbers of the rows that are left."""
    with world.store.reading() as connection:
        return set(ask(connection, f"SELECT id FROM {table}").scalars())


def test_what_is_old_and_done_goes_and_the_conversation_goes_on(world: World) -> None:
    for words in ("你好", "1", "报名学技术"):
        world.say(words)
    session = world.session()
    world.now += 100 * DAY
    world.say("你好", OTHER)
    done = swept(world)
    assert (done.letters, done.messages) == (3, 3)
    assert ids(world, "inbox") == {4}
    assert world.session() == session
    assert world.say("1"), "and it is answered"


def test_what_is_younger_stays(world: World) -> None:
    world.say("你好")
    world.now += 89 * DAY
    world.say("你好", OTHER)
    assert swept(world) == Swept()
    world.now += 2 * DAY
    assert swept(world).letters == 1


def test_the_newest_row_stays_so_that_no_number_is_given_twice(world: World) -> None:
    for words in ("你好", "1"):
        world.say(words)
    world.now += 100 * DAY
    letter, message = max(ids(world, "inbox")), max(ids(world, "outbox"))
    swept(world)
    assert (ids(world, "inbox"), ids(world, "outbox")) == ({letter}, {message})
    world.say("4")
    assert min(ids(world, "inbox") - {letter}) > letter
    assert min(ids(world, "outbox") - {message}) > message


def test_the_newest_message_stays_also_if_it_answers_an_older_letter(world: World) -> None:
    for words in ("你好", "1", "1"):
        world.say(words)
    newest = max(ids(world, "outbox"))
    put(world, f"UPDATE outbox SET cause = -1 WHERE cause = 1 AND id <> {newest}")
    put(world, f"UPDATE outbox SET cause = 1 WHERE id = {newest}")
    world.now += 100 * DAY
    swept(world)
    assert newest in ids(world, "outbox")


@pytest.mark.parametrize("state", [0, 2])
def test_a_letter_that_waits_or_is_aside_stays(world: World, state: int) -> None:
    world.say("你好")
    world.say("1")
    put(world, f"UPDATE inbox SET state = {state} WHERE id = 1")
    world.now += 100 * DAY
    assert swept(world).letters == 0
    assert ids(world, "inbox") == {1, 2}


@pytest.mark.parametrize("state", [0, 2, 3])
def test_a_letter_whose_answer_has_not_left_stays_with_it(world: World, state: int) -> None:
    for words in ("你好", "1", "1"):
        world.say(words)
    put(world, f"UPDATE outbox SET state = {state} WHERE id = 1")
    world.now += 100 * DAY
    assert swept(world).letters == 1
    assert 1 in ids(world, "inbox") and 1 in ids(world, "outbox")


def test_a_letter_that_was_answered_lately_stays_with_its_answer(world: World) -> None:
    for words in ("你好", "1"):
        world.say(words)
    world.now += 100 * DAY
    put(world, f"UPDATE outbox SET created = {world.now} WHERE id = 1")
    assert swept(world).letters == 0


def test_requests_and_alerts_stay(world: World) -> None:
    apply(world)
    world.say("我不想活了")
    before = world.rows("requests"), world.rows("alerts")
    world.now += 1000 * DAY
    swept(world)
    assert (world.rows("requests"), world.rows("alerts")) == before
    assert world.assistant.handed()[-1].facts["name"] == "杨秀英"


def test_timers_go_once_they_fired(world: World) -> None:
    world.say("你好")
    for timer, due, fired in (("1", 5.0, "5"), ("2", 5.0, "NULL"), ("3", 5.0, str(world.now))):
        put(
            world,
            "INSERT INTO timers (conversation, timer, slot, channel, due, fired)"
            f" SELECT conversation, '{timer}', 0, 'sms', {due}, {fired} FROM contacts",
        )
    assert swept(world).timers == 1
    with world.store.reading() as connection:
        assert set(ask(connection, "SELECT timer FROM timers").scalars()) == {"2", "3"}


def test_workers_go_once_others_took_over_but_never_the_newest(world: World) -> None:
    for _ in range(3):
        world.start().go_on()
    put(world, "UPDATE workers SET fenced = 1")
    world.now += 100 * DAY
    newest = max(ids(world, "workers"))
    assert swept(world).workers == 2
    assert ids(world, "workers") == {newest}


def test_a_worker_that_works_stays(world: World) -> None:
    world.start().go_on()
    world.start().go_on()
    put(world, "UPDATE workers SET fenced = 0")
    world.now += 100 * DAY
    assert swept(world).workers == 0


def test_versions_go_once_nobody_stands_on_them(world: World) -> None:
    world.say("你好")
    current = world.library.current.hash
    for number, name in enumerate(("old", "unused", current, "newest")):
        keep_version(world.store, name, {}, now=float(number + 1))
    put(world, f"UPDATE contacts SET content = 'old' WHERE content = '{current}'")
    swept(world)
    with world.store.reading() as connection:
        assert set(ask(connection, "SELECT hash FROM versions").scalars()) == {"old", "newest"}


def test_the_only_version_stays_though_nobody_stands_on_it(world: World) -> None:
    keep_version(world.store, world.library.current.hash, {}, now=1.0)
    assert swept(world).versions == 0


def test_many_rows_go_a_few_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    for number in range(10):
        world.say("你好", f"1380000{number:04}")
    world.now += 100 * DAY
    world.say("你好")
    rests: list[int] = []
    done = sweep(world.store, world.now - DAY, lambda: rests.append(world.rows("inbox")))
    assert done.letters == 10
    assert rests[:3] == [8, 5, 2]


def test_it_stops_where_everything_is_young(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    for number in range(10):
        world.say("你好", f"1380000{number:04}")
    rests: list[int] = []
    sweep(world.store, world.now - DAY, lambda: rests.append(1))
    assert len(rests) <= 1


def test_everybody_is_served_meanwhile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 5)
    for number in range(30):
        world.say("你好", f"1380000{number:04}")
    world.now += 100 * DAY
    world.assistant.serve()
    gone: list[Swept] = []
    thread = threading.Thread(target=lambda: gone.append(sweep(world.store, world.now - DAY, lambda: time.sleep(0.01))))
    thread.start()
    for number in range(30):
        assert world.assistant.receive("sms", ONE, f"n{number}", Said("你好", "sms"))
    thread.join(20)
    world.assistant.rest()
    assert gone[0].letters >= 29
    assert len([entry for entry in world.heard() if entry.text]) == 30


def test_an_idle_conversation_takes_at_most_two_kilobytes(world: World) -> None:
    apply(world)
    world.now += 100 * DAY
    world.say("你好", OTHER)
    swept(world)
    key = world.assistant.key("sms", ONE)
    with world.store.reading() as connection:
        row = ask(connection, world.store.sql("SELECT * FROM contacts WHERE conversation = ?"), (key,)).one()
    kept = sum(len(value) if isinstance(value, bytes | str | memoryview) else 8 for value in row)
    assert kept < 2048


def test_the_command(tmp_path: Path, library: Library, directory: Directory) -> None:
    world = World(tmp_path / "bangban.sqlite3", library, directory)
    world.now = time.time() - 100 * DAY
    for words in ("你好", "1"):
        world.say(words)
    run = CliRunner()
    kept = run.invoke(app, ["sweep", "--data", str(tmp_path), "--days", "101", "--json"])
    assert json.loads(kept.output)["letters"] == 0
    done = run.invoke(app, ["sweep", "--data", str(tmp_path)])
    assert done.exit_code == 0
    assert "90 days" in done.output and "letters 1," in done.output
    assert run.invoke(app, ["sweep", "--data", str(tmp_path), "--days", "0"]).exit_code == 2
    assert run.invoke(app, ["sweep", "--data", str(tmp_path / "none")]).exit_code == 2
