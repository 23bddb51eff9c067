"""What is as it should be, and that looking disturbs nobody."""

from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from tests.conftest import ROOT
from tests.webhooks.doctor.looking import Look, states
from tests.webhooks.home import Home, settings_for


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
