"""`bangban migrate`: the newest schema, another database, and one clear line for whatever is in the way."""

from pathlib import Path

import msgspec
import pytest

from bot.store import served
from bot.store.database import Store
from bot.store.migrate import upgrade
from tests.store.command import run
from tests.store.conftest import Fresh
from tests.store.filled import contents, old
from tests.stores import sealer


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch others for a moment only."""
    monkeypatch.setattr(served, "WATCH", 0.4)


def test_the_command_brings_a_store_up(folder: Path) -> None:
    status, said, _ = run("migrate", "--data", folder)
    assert status == 0 and "stands at version 0003 now, was at 0001" in said
    status, said, _ = run("migrate", "--data", folder, "--json")
    assert msgspec.json.decode(said)["from"] == "0003"


def test_the_command_makes_a_store_and_its_keys(tmp_path: Path) -> None:
    assert run("migrate", "--data", tmp_path / "new")[0] == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["bangban.sqlite3", "keys.json"]


def test_the_command_moves(folder: Path, fresh: Fresh) -> None:
    target = fresh("postgres")
    target.close()
    status, said, _ = run("migrate", "--data", folder, "--to", target.url, "--json")
    assert status == 0
    assert msgspec.json.decode(said)["tables"]["contacts"]["rows"] == 4
    assert len(contents(target)["contacts"]) == 4
    target.close()
    status, _, said = run("migrate", "--data", folder, "--to", target.url)
    assert status == 1 and "was moved to" in said


def test_the_command_moves_back(folder: Path, fresh: Fresh, tmp_path: Path) -> None:
    target = fresh("postgres")
    target.close()
    assert run("migrate", "--data", folder, "--to", target.url)[0] == 0
    settings = tmp_path / "bangban.toml"
    settings.write_text(f'store = "{target.url}"\ndata = "{folder}"\n')
    status, said, _ = run("migrate", "--settings", settings, "--to", f"sqlite:///{tmp_path / 'back.sqlite3'}")
    assert status == 0 and "every table reads back the same" in said


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("somewhere", "is not the address of a database"),
        ("mysql://x/y", "is not the address of a database"),
        ("sqlite:///{here}", "is there already"),
    ],
)
def test_a_target_that_is_none(folder: Path, to: str, said: str) -> None:
    status, _, heard = run("migrate", "--data", folder, "--to", to.format(here=folder / "bangban.sqlite3"))
    assert status == 2 and said in heard and heard.count("\n") == 1


def test_no_store_no_keys_no_server(folder: Path, tmp_path: Path) -> None:
    status, _, said = run("migrate", "--data", tmp_path / "none", "--to", f"sqlite:///{tmp_path / 'b.sqlite3'}")
    assert status == 2 and "There is no database" in said and not (tmp_path / "none").exists()
    run("migrate", "--data", folder)
    (folder / "keys.json").rename(folder / "away.json")
    status, _, said = run("migrate", "--data", folder)
    assert status == 1 and "put the file back" in said and not (folder / "keys.json").exists()
    (folder / "away.json").rename(folder / "keys.json")
    status, _, said = run("migrate", "--data", folder, "--to", "postgresql://nobody@127.0.0.1:1/none")
    assert status == 1 and "Is the server running" in said and said.count("\n") == 1


def test_settings_that_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("stoer = 1")
    status, _, said = run("migrate", "--settings", tmp_path / "bad.toml")
    assert status == 2 and "stoer" in said


def test_a_large_step_shows_nothing_where_nobody_looks(folder: Path) -> None:
    _, _, said = run("migrate", "--data", folder)
    assert said == ""


def test_upgrade_is_told_how_far_it_is(store: Store) -> None:
    seen: dict[str, tuple[int, int]] = {}
    upgrade(old(store), sealer(), lambda table, done, total: seen.update({table: (done, total)}))
    assert seen["outbox"] == (29, 29) and len(seen) == 6
