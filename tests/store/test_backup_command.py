"""`bangban backup` and `bangban restore`: what they print, and how they refuse."""

from pathlib import Path

import msgspec
import pytest

from bot.store.lock import Lock
from tests.store.command import run


@pytest.fixture
def served(folder: Path) -> Path:
    """A data folder of today."""
    assert run("migrate", "--data", folder)[0] == 0
    return folder


def test_there_and_back(served: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    status, said, heard = run("backup", file, "--data", served)
    assert (status, heard) == (0, "")
    assert "and read it back" in said and f"they are in {served / 'keys.json'}" in said
    new = tmp_path / "new"
    new.mkdir()
    (new / "keys.json").write_bytes((served / "keys.json").read_bytes())
    status, said, _ = run("restore", file, "--data", new)
    assert status == 0 and "Put" in said and f"they are in {new / 'keys.json'}" in said


def test_as_json(served: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    told = msgspec.json.decode(run("backup", file, "--data", served, "--json")[1])
    assert told["rows"]["contacts"] == 4 and told["keys"] == str(served / "keys.json") and told["opened"] > 50
    told = msgspec.json.decode(run("restore", file, "--data", served, "--json", "--force")[1])
    assert Path(told["before"]).parent == served and Path(told["before"]).is_file()


def test_a_store_with_people_needs_force(served: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    run("backup", file, "--data", served)
    status, _, said = run("restore", file, "--data", served)
    assert status == 1 and "with --force" in said
    status, said, _ = run("restore", file, "--data", served, "--force")
    assert status == 0 and "What was there before is in" in said


def test_a_served_store_is_backed_up_and_not_replaced(served: Path, tmp_path: Path) -> None:
    lock = Lock(served / "bangban.sqlite3")
    assert lock.acquire()
    assert run("backup", tmp_path / "a.backup", "--data", served)[0] == 0
    status, _, said = run("restore", tmp_path / "a.backup", "--data", served, "--force")
    assert status == 1 and "is being served" in said
    lock.release()


def test_without_the_keys_nothing_is_put_back_and_none_are_made(served: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "a.backup", "--data", served)
    status, _, said = run("restore", tmp_path / "a.backup", "--data", tmp_path / "new")
    assert status == 1 and "there are no keys in" in said.lower() and "put the file back" in said
    assert not (tmp_path / "new" / "keys.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "{here}/none/a.backup", "--data", "{data}"), "There is no folder"),
        (("backup", "{here}/a.backup", "--data", "{here}/nothing"), "There is no database"),
        (("restore", "{here}/a.backup", "--data", "{data}"), "There is no file"),
    ],
)
def test_bad_input(served: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    status, _, heard = run(*(word.format(here=tmp_path, data=served) for word in words))
    assert status == 2 and said in heard and heard.count("\n") == 1
