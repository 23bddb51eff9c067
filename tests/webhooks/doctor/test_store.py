"""The store: a file that is not as it should be."""

import json
import time
from pathlib import Path

import pytest

from bot.store.database import open_store
from bot.store.notes import MOVED, write_note
from tests.store.filled import old
from tests.webhooks.doctor.looking import Look, change


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
