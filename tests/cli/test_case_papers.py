"""`bangban case`: what was sent along is listed, and written out for nobody else to read."""

import stat
from pathlib import Path

import msgspec
import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.people.sealing import write_keyring
from bot.store.database import ask
from tests.cli.command import run
from tests.pipeline.test_attachments import PHOTO, SOUND, sends
from tests.pipeline.test_caseload import handed_in
from tests.pipeline.world import World
from tests.stores import RING


@pytest.fixture
def world(tmp_path: Path, library: Library, directory: Directory) -> World:
    """An office with its data folder."""
    (tmp_path / "data").mkdir()
    write_keyring(tmp_path / "data" / "keys.json", RING)
    return World(tmp_path / "data" / "bangban.sqlite3", library, directory)


@pytest.fixture
def code(world: World) -> str:
    """A case with a photo and a voice message."""
    sends(world, PHOTO)
    code = handed_in(world)
    sends(world, SOUND)
    world.store.close()
    return code


def test_they_are_listed(code: str, tmp_path: Path) -> None:
    status, said, _ = run("case", code, "--data", tmp_path / "data")
    assert status == 0 and "sent: jpeg, 1 KB" in said and "sent: amr, 1 KB" in said
    told = msgspec.json.decode(run("case", code, "--data", tmp_path / "data", "--json")[1])
    assert [(paper["kind"], paper["size"]) for paper in told["attachments"]] == [
        ("jpeg", len(PHOTO.data)),
        ("amr", len(SOUND.data)),
    ]


def test_they_are_written_out_for_the_owner_alone(code: str, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "papers"
    status, said, _ = run("case", code, "--save", folder, "--data", tmp_path / "data")
    assert status == 0 and str(folder / f"{code}-1.jpg") in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{code}-1.jpg": PHOTO.data,
        f"{code}-2.amr": SOUND.data,
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_is_written_over_and_no_link_is_followed(code: str, tmp_path: Path) -> None:
    folder, outside = tmp_path / "out", tmp_path / "outside"
    folder.mkdir()
    (folder / f"{code}-1.jpg").symlink_to(outside)
    status, _, said = run("case", code, "--save", folder, "--data", tmp_path / "data")
    assert status == 1 and "Cannot write" in said and not outside.exists()


def test_a_kind_that_somebody_put_into_the_store_leads_nowhere(world: World, code: str, tmp_path: Path) -> None:
    with world.store.writing() as connection:
        ask(connection, "UPDATE attachments SET kind = '/../../x'")
    folder = tmp_path / "out"
    assert run("case", code, "--save", folder, "--data", tmp_path / "data")[0] == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{code}-1.bin", f"{code}-2.bin"]
