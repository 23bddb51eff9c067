"""`bangban doctor`: each thing that can be wrong is named, with what to type; it changes nothing and sends nothing."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.people.sealing import new_keyring, write_keyring
from bot.settings import Settings
from bot.store.database import ask, open_store
from bot.store.notes import MOVED, write_note
from tests.conftest import ROOT
from tests.servers import Postgres, Redis, own_redis, postgres, redis
from tests.store.filled import old
from tests.stores import RING, new_store
from tests.webhooks.gateway import Gateway
from tests.webhooks.home import SECRET, Home, settings_for
from webhooks.checks import work

__all__ = ["own_redis", "postgres", "redis"]

NO_SLOTS = (
    "reported: on PostgreSQL no worker ever works: its first cycle asks for timers `AND slot IN ()`, since it has no slots"
    " before `tend`, and that is a syntax error there (timers.py, inbox.py, outbox.py; SQLite takes it)"
)

Told = dict[str, dict[str, str]]
Look = Callable[..., Told]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a store in use by nobody, and its keys."""
    new_store(tmp_path / "data" / "bangban.sqlite3").close()
    write_keyring(tmp_path / "data" / "keys.json", RING)
    return tmp_path / "data"


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """`look()`: the findings by what they are about. What `status` it ends with is looked at, too."""
    for name in ("STORE", "REDIS", "KEYS", "DATA"):
        monkeypatch.delenv(f"BANGBAN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    content = ["--content", str(ROOT / "conversations"), "--locales", str(ROOT / "locales")]

    def run(*words: str, settings: str = "", status: int = 0) -> Told:
        if settings:
            (tmp_path / "bangban.toml").write_text(settings, encoding="utf-8")
        done = CliRunner().invoke(app, ["doctor", *content, *words, "--json"])
        assert done.exit_code == status, done.output
        found = json.loads(done.output)
        assert found["ok"] is (status == 0)
        assert found["wrong"] == sum(one["state"] == "wrong" for one in found["findings"])
        for one in found["findings"]:
            assert one["says"].endswith((".", "?")), one
            assert one["state"] == "ok" or (one["move"] and one["do"]), one
        worst = sorted(found["findings"], key=lambda one: ("ok", "warning", "wrong").index(one["state"]))
        return {one["about"]: one for one in worst}

    return run


def change(data: Path, statement: str, *values: Any) -> None:
    """Make it so in the store."""
    store = open_store(data / "bangban.sqlite3")
    with store.writing() as connection:
        ask(connection, statement, values)
    store.close()


def states(told: Told) -> Mapping[str, str]:
    """How each thing stands."""
    return {about: one["state"] for about, one in told.items()}


# --- as it should be --------------------------------------------------------------------------------------------


def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(tmp_path: Path, look: Look) -> None:
    told = look()
    assert set(states(told).values()) == {"ok", "warning"}
    assert "first start" in told["store"]["says"] and "first start" in told["keys"]["says"]
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_well_is_said_to_be(data: Path, look: Look) -> None:
    found = states(look())
    assert [about for about, state in found.items() if state == "warning"] == ["workers", "liaisons"]
    assert {"settings", "folder", "store", "keys", "schema", "durable", "clock", "inbox", "outbox", "timers"} <= set(
        found
    )


def test_while_it_serves_its_worker_is_seen_and_not_disturbed(
    data: Path, look: Look, loaded: Loaded, directory: Directory
) -> None:
    with Home(settings_for(data), loaded, directory) as home:
        told = look()
        assert told["workers"]["state"] == "ok"
        assert "1 at work" in told["workers"]["says"]
        assert home.say("你好").status_code == 200


def test_one_line_each_and_a_sum(data: Path, look: Look) -> None:
    done = CliRunner().invoke(app, ["doctor", "--content", str(ROOT / "conversations")])
    lines = done.output.splitlines()
    assert all(line.startswith(("ok ", "warning ", "wrong ")) for line in lines[:-1])
    assert lines[-1].startswith("0 wrong, ")
    (alone,) = [line for line in lines if " workers " in line]
    assert alone.endswith("You: bangban serve")


def test_own_liaisons_are_no_matter_for_a_warning(data: Path, look: Look) -> None:
    assert look("--liaisons", str(ROOT / "conversations" / "samples" / "liaisons.csv"))["liaisons"]["state"] == "ok"


# --- settings, folder, keys -------------------------------------------------------------------------------------


def test_settings_that_are_not_known_are_named_with_those_that_are(look: Look) -> None:
    told = look(settings='databse = "x"', status=1)["settings"]
    assert "databse" in told["says"]
    assert all(name in told["do"] for name in Settings.__struct_fields__)


def test_what_the_environment_says_is_told(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANGBAN_KEYS", str(data / "keys.json"))
    assert "BANGBAN_KEYS" in look()["settings"]["says"]


def test_a_folder_that_is_a_file(tmp_path: Path, look: Look) -> None:
    (tmp_path / "data").write_text("x")
    assert "--data" in look(status=1)["folder"]["do"]


@pytest.mark.parametrize(("free", "state"), [(10**7, "wrong"), (5 * 10**8, "warning"), (5 * 10**9, "ok")])
def test_little_room(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = shutil.disk_usage(data)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert look(status=int(state == "wrong"))["folder"]["state"] == state


@pytest.mark.skipif(os.name != "posix", reason="NO POSIX: there are no such rights here")
def test_keys_that_others_can_read(data: Path, look: Look) -> None:
    (data / "keys.json").chmod(0o644)
    assert look(status=1)["keys"]["do"] == "chmod 600 data/keys.json"


def test_keys_that_are_gone(data: Path, look: Look) -> None:
    (data / "keys.json").unlink()
    assert "put the file back" in look(status=1)["keys"]["do"]
    assert not (data / "keys.json").exists(), "none are made: new ones would open nothing"


def test_keys_of_another_store(data: Path, look: Look) -> None:
    write_keyring(data / "keys.json", new_keyring())
    assert "not the keys" in look(status=1)["keys"]["says"]


@pytest.mark.parametrize("text", ["", "{", '{"keys": {}, "current": 1, "index": ""}'])
def test_keys_that_are_damaged(data: Path, look: Look, text: str) -> None:
    (data / "keys.json").write_text(text)
    assert look(status=1)["keys"]["state"] == "wrong"


def test_a_key_of_more_than_a_year(data: Path, look: Look) -> None:
    long_ago = time.time() - 400 * 86_400
    os.utime(data / "keys.json", (long_ago, long_ago))
    told = look()["keys"]
    assert told["state"] == "warning"
    assert "400 days" in told["says"] and "bangban keys rotate" in told["do"]


# --- the store --------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_database(data: Path, look: Look) -> None:
    (data / "bangban.sqlite3").write_bytes(b"this is no database" * 100)
    assert look(status=1)["store"]["state"] == "wrong"


def test_a_store_of_an_older_version(tmp_path: Path, look: Look) -> None:
    old(open_store(tmp_path / "data" / "bangban.sqlite3")).close()
    told = look()
    assert told["schema"]["state"] == "warning"
    assert told["schema"]["do"].startswith("bangban migrate")
    assert told["keys"]["state"] == "ok", "they are made when it is sealed"


def test_a_store_of_a_newer_version(data: Path, look: Look) -> None:
    change(data, "UPDATE alembic_version SET version_num = '9999'")
    assert "9999" in look(status=1)["schema"]["says"]


def test_a_store_that_was_moved_away(data: Path, look: Look) -> None:
    store = open_store(data / "bangban.sqlite3")
    with store.writing() as connection:
        write_note(connection, MOVED, b"postgresql://db/bangban")
    store.close()
    assert 'store = "postgresql://db/bangban"' in look(status=1)["schema"]["do"]


@pytest.mark.parametrize(
    "store",
    ["postgresql:/u:hidden@host/db", "mysql://u:hidden@host/db", "postgresql://u:hidden@host:port/db", "hidden"],
)
def test_an_address_that_is_none_is_not_repeated(look: Look, tmp_path: Path, store: str) -> None:
    told = look(settings=f'store = "{store}"', status=1)["store"]
    assert "postgresql://USER" in told["do"]
    assert "hidden" not in json.dumps(told)
    assert {path.name for path in tmp_path.iterdir()} == {"bangban.toml"}


def test_a_clock_that_was_wrong_is_seen_by_the_newest_message(data: Path, look: Look) -> None:
    change(
        data,
        "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error)"
        " VALUES (x'00', 0, 'sms', x'00', x'00', ?, 1, 0, '')",
        time.time() + 5000,
    )
    assert look()["clock"]["state"] == "warning"


# --- PostgreSQL -------------------------------------------------------------------------------------------------


@pytest.fixture
def server(postgres: Postgres, tmp_path: Path) -> str:
    """A store on a server, with its keys, and settings that say so."""
    url = postgres.database()
    new_store(url).close()
    write_keyring(tmp_path / "keys.json", RING)
    return f'store = "{url}"\nkeys = "keys.json"\n'


def test_a_server_that_is_well(look: Look, server: str) -> None:
    told = look(settings=server)
    assert [about for about, state in states(told).items() if state == "warning"] == ["workers", "liaisons"]
    assert "synchronous_commit" in told["durable"]["says"]
    assert "no conversations" in told["folder"]["says"]


@pytest.mark.xfail(strict=True, reason=NO_SLOTS)
def test_a_server_whose_workers_work(
    look: Look, server: str, tmp_path: Path, loaded: Loaded, directory: Directory
) -> None:
    (tmp_path / "bangban.toml").write_text(server)
    url = server.split('"')[1]
    settings = Settings(data=str(tmp_path), store=url, keys=str(tmp_path / "keys.json"))
    with Home(settings, loaded, directory):
        assert "1 at work" in look()["workers"]["says"]
        store = open_store(url)
        with store.writing() as connection:
            row = "(name, beat, claimed, fenced, started) VALUES ('silent:1', 5, '', 0, 0)"
            ask(connection, f"INSERT INTO workers {row}")
        store.close()
        assert "1 of 2 workers are silent" in look()["workers"]["says"]


def test_a_server_without_tables(look: Look, postgres: Postgres) -> None:
    told = look(settings=f'store = "{postgres.database()}"', status=1)
    assert told["schema"]["do"].startswith("bangban migrate")
    assert told["keys"]["state"] == "warning"


def test_a_server_that_is_away(look: Look) -> None:
    told = look(settings=f'store = "postgresql://u:hidden@127.0.0.1:{closed_port()}/x"', status=1)
    assert told["store"]["move"] == "Whoever runs the database"
    assert "hidden" not in json.dumps(told)
    assert "content" in told, "everything else is looked at all the same"


@pytest.mark.parametrize(("ahead", "state"), [(10.0, "warning"), (-100.0, "wrong"), (0.5, "ok")])
def test_clocks_that_do_not_agree(
    look: Look, server: str, monkeypatch: pytest.MonkeyPatch, ahead: float, state: str
) -> None:
    real = time.time
    monkeypatch.setattr("webhooks.checks.database.time.time", lambda: real() - ahead)
    assert look(settings=server, status=int(state == "wrong"))["clock"]["state"] == state


# --- what stands around -----------------------------------------------------------------------------------------


def test_redis_answers(data: Path, look: Look, redis: Redis) -> None:
    assert look(settings=f'redis = "{redis.url}"')["redis"]["state"] == "ok"


def test_without_redis_nothing_is_wrong(data: Path, look: Look, own_redis: Redis) -> None:
    own_redis.stop()
    told = look(settings=f'redis = "{own_redis.url}"')["redis"]
    assert told["state"] == "warning"
    assert "Nothing is lost" in told["says"]
    assert "Redis" in told["move"]


def test_a_redis_that_is_no_address(data: Path, look: Look) -> None:
    assert "redis://" in look(settings='redis = "cache:6379"', status=1)["redis"]["do"]


def channel(**own: Any) -> str:
    """Settings of the simulated gateway."""
    return "[channels.simulated]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in own.items())


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("settings", "state", "told"),
    [
        ("[channels.nowhere]\n", "wrong", "There is no channel nowhere"),
        (channel(), "wrong", "secret"),
        (channel(secret=SECRET, colour="red"), "wrong", "colour"),
        (channel(secret="short"), "wrong", "5 characters"),
        (channel(secret="twelve chars"), "warning", "12 characters"),
        (channel(secret=SECRET), "ok", "valid"),
        (channel(secret=SECRET, url="ftp://somewhere"), "wrong", "no address"),
        (channel(secret=SECRET, url="https://"), "wrong", "no address"),
        (channel(secret=SECRET, url="http://[::1"), "wrong", "no address"),
    ],
)
def test_a_channel_s_settings(data: Path, look: Look, settings: str, state: str, told: str) -> None:
    found = look(settings=settings, status=int(state == "wrong"))
    (about,) = [name for name in found if name.startswith("channel ")]
    assert found[about]["state"] == state
    assert told in found[about]["says"]
    assert SECRET not in json.dumps(found)


def test_a_gateway_is_reached_and_sent_nothing(data: Path, look: Look) -> None:
    with Gateway() as gateway:
        assert look(settings=channel(secret=SECRET, url=gateway.url))["channel simulated"]["state"] == "ok"
        assert gateway.asked == []


def test_a_gateway_that_does_not_answer(data: Path, look: Look) -> None:
    told = look(settings=channel(secret=SECRET, url=f"http://127.0.0.1:{closed_port()}"), status=1)["channel simulated"]
    assert told["move"] == "The provider" and "messages wait" in told["says"]


def test_words_that_go_out_readable_for_everybody(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *_: socket.socket())
    told = look(settings=channel(secret=SECRET, url="http://sms.example/send"))["channel simulated"]
    assert told["state"] == "warning" and "https" in told["do"]


def test_content_that_cannot_run(data: Path, look: Look, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "conversations", tmp_path / "edited")
    (tmp_path / "edited" / "settings.yaml").write_text("root: nowhere", encoding="utf-8")
    told = look("--content", str(tmp_path / "edited"), status=1)["content"]
    assert (told["move"], told["do"]) == ("The author", "bangban check")
    assert "--content" in look("--content", str(tmp_path / "none"), status=1)["content"]["do"]


def test_liaisons_that_cannot_be_used(data: Path, look: Look, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("nobody\n", encoding="utf-8")
    for name in ("people.csv", "none.csv"):
        assert look("--liaisons", str(tmp_path / name), status=1)["liaisons"]["state"] == "wrong"


# --- the work ---------------------------------------------------------------------------------------------------


def letter(data: Path, state: int, age: float) -> None:
    """A row of the inbox."""
    change(
        data,
        "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error)"
        " VALUES (x'00', 0, 'sms', randomblob(16), x'00', ?, ?, 0, '')",
        time.time() - age,
        state,
    )


def test_what_was_put_aside_is_pointed_out(data: Path, look: Look) -> None:
    letter(data, 2, 10)
    told = look()["aside"]
    assert told["state"] == "warning"
    assert told["do"].startswith("bangban aside")


def test_what_waits_while_nobody_works_is_wrong(data: Path, look: Look) -> None:
    letter(data, 0, 300)
    told = look(status=1)
    assert told["workers"]["state"] == told["inbox"]["state"] == "wrong"
    assert "5 min" in told["inbox"]["says"]


def test_a_timer_that_nobody_fired(data: Path, look: Look) -> None:
    row = "(conversation, timer, slot, channel, due) VALUES (x'00', '1', 0, 'sms', ?)"
    change(data, f"INSERT INTO timers {row}", time.time() - 7300)
    assert "2 h" in look(status=1)["timers"]["says"]


@pytest.mark.parametrize(("age", "state"), [(30, "ok"), (300, "warning")])
def test_what_waits_while_somebody_works_is_late_at_most(
    data: Path, look: Look, monkeypatch: pytest.MonkeyPatch, age: float, state: str
) -> None:
    monkeypatch.setattr(work, "_workers", lambda store, sleep: (1, ["here"]))
    letter(data, 0, age)
    assert look()["inbox"]["state"] == state


def test_messages_that_do_not_leave(data: Path, look: Look) -> None:
    change(
        data,
        "INSERT INTO outbox (conversation, slot, channel, cause, part, body, created, state, attempts, due, error)"
        " VALUES (x'00', 0, 'sms', 1, 0, x'00', ?, 0, 1, 0, '')",
        time.time() - 3600,
    )
    told = look()["outbox"]
    assert told["state"] == "warning" and "60 min" in told["says"]


def test_a_worker_that_was_killed_is_named_and_nothing_is_lost(data: Path, look: Look) -> None:
    change(data, "INSERT INTO workers (name, beat, claimed, fenced, started) VALUES ('host:7', 5, '', 0, 0)")
    told = look()["workers"]
    assert told["state"] == "warning"
    assert "host:7 ended without leaving" in told["says"]


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Nothing of it takes longer than it has to."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 30
