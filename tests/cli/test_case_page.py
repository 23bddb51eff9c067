"""`bangban case CODE --page FILE`: the form that the liaison prints."""

import stat
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.people.sealing import write_keyring
from tests.cli.command import run
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
    """The receipt of somebody who wants to learn."""
    for line in ("报名", "1", "杨秀英", "2", "46", "4", "2", "8", "雷山县西江镇", "1"):
        world.say(line)
    (case,) = world.session().cases
    world.store.close()
    return case.code


def test_as_html_in_the_words_of_the_form(code: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    status, said, _ = run("case", code, "--page", file, "--data", tmp_path / "data")
    assert status == 0 and str(file) in said
    text = file.read_text()
    assert all(word in text for word in (code, "学技术报名表", "杨秀英", "养殖", "雷山县西江镇", "吴桂花"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("more", [(), ("--large",), ("--language", "en")])
def test_as_pdf(code: str, tmp_path: Path, more: tuple[str, ...]) -> None:
    file = tmp_path / "page.pdf"
    assert run("case", code, "--page", file, "--data", tmp_path / "data", *more)[0] == 0
    assert file.read_bytes().startswith(b"%PDF-")


def test_nothing_is_written_over(code: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("mine")
    status, _, said = run("case", code, "--page", file, "--data", tmp_path / "data")
    assert status == 1 and "Cannot write" in said and file.read_text() == "mine"


@pytest.mark.parametrize(
    ("more", "says"), [(("--page", "page.doc"), ".pdf or .html"), (("--page", "p.html", "--language", "fr"), "zh_CN")]
)
def test_a_flag_that_cannot_be_says_what_can(tmp_path: Path, more: tuple[str, ...], says: str) -> None:
    status, _, said = run("case", "10019", *more, "--data", tmp_path / "data")
    assert status == 2 and says in said


def test_a_call_for_a_person_has_no_form(world: World, tmp_path: Path) -> None:
    code = handed_in(world)
    world.store.close()
    status, _, said = run("case", code, "--page", tmp_path / "p.html", "--data", tmp_path / "data")
    assert status == 1 and "no form to print" in said
