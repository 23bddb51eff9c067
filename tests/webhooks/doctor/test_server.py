"""The store on a server."""

import json
import time
from pathlib import Path

import pytest

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.settings import Settings
from bot.store.database import ask, open_store
from tests.servers import Postgres
from tests.webhooks.doctor.looking import Look, closed_port, states
from tests.webhooks.home import Home


def test_a_server_that_is_well(look: Look, server: str) -> None:
    told = look(settings=server)
    assert [about for about, state in states(told).items() if state == "warning"] == ["workers", "liaisons"]
    assert "synchronous_commit" in told["durable"]["says"]
    assert "no conversations" in told["folder"]["says"]


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
