"""Who an edit would touch: people in the middle of something, told by what would really become of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.check.against import effect_of, masked
from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.liaisons.directory import Directory
from bot.people.sealing import write_keyring
from bot.pipeline.assistant import Assistant
from bot.pipeline.player import Player
from bot.store.versions import keep_version
from tests.content.edits import Edited
from tests.stores import RING, new_store, sealer

Edit = Callable[[], Edited]
NODES = ("which: {menu: 要看哪样？, options: {door: {label: 门, to: age}, roof: {label: 房顶, to: age}}}",
         "age: {ask: age, next: end}", "end: {end: true}")  # fmt: skip


def old(edit: Edit) -> Edited:
    version = edit().tree(*NODES)
    return version.replace("trees/visit.yaml", "start: hello", "start: which")


def at_menu(version: Loaded, directory: Directory) -> Session:
    """Somebody asked for a visit, and is asked what to look at."""
    player = Player(Library(version), directory, "sms")
    for text in ("上门瞧瞧", "1"):
        player.say(text)
    assert player.session.prompt is not None
    assert player.session.prompt.key == "visit.which"
    return player.session


def at_age(version: Loaded, directory: Directory) -> Session:
    """They said what; now their age is asked."""
    player = Player(Library(version), directory, "sms")
    for text in ("上门瞧瞧", "1", "1"):
        player.say(text)
    assert player.session.prompt is not None
    assert player.session.prompt.key == "age"
    return player.session


def people(*sessions: Session) -> list[tuple[str, str, Session]]:
    return [("sms", f"+861390000{n:04}", session) for n, session in enumerate(sessions, 1)]


def test_a_sentence_somewhere_else_touches_nobody(edit: Edit, directory: Directory) -> None:
    before, after = old(edit).load(), old(edit).replace("trees/visit.yaml", "上门看看", "上门看您").load()
    effect = effect_of(before.content, after.content, people(at_menu(before, directory)), 0.0)
    assert (effect.unnoticed, effect.moved, effect.losing) == (1, 0, 0)
    assert effect.touched[0].at == "visit.which"
    assert effect.touched[0].asks == "要看哪样？"
    assert effect.touched[0].address == "…0001"


def test_an_option_taken_away_moves_whoever_was_shown_it(edit: Edit, directory: Directory) -> None:
    before = old(edit).load()
    after = old(edit).replace("trees/visit.yaml", ", roof: {label: 房顶, to: age}", "").load()
    sessions = people(at_menu(before, directory), at_age(before, directory))
    effect = effect_of(before.content, after.content, sessions, 0.0)
    assert [(t.at, t.unnoticed, t.lands) for t in effect.touched] == [
        ("visit.which", False, "visit.which"),
        ("visit.age (age)", True, ""),
    ]


def test_a_node_renamed_lands_people_behind_it(edit: Edit, directory: Directory) -> None:
    before = old(edit).load()
    renamed = old(edit)
    renamed.sources["trees/visit.yaml"] = (
        renamed.sources["trees/visit.yaml"].replace("age}", "old}").replace("  age:", "  old:")
    )
    effect = effect_of(before.content, renamed.load().content, people(at_age(before, directory)), 0.0)
    assert [(t.unnoticed, t.lands) for t in effect.touched] == [(False, "visit.old (age)")]


def test_a_value_taken_away_loses_the_answer_and_only_its_name_is_told(edit: Edit, directory: Directory) -> None:
    before = old(edit).load()
    gone = old(edit).replace("facts.yaml", "    self: {label: 我自己", "    myself: {label: 我自己")
    effect = effect_of(before.content, gone.load().content, people(at_menu(before, directory)), 0.0)
    assert effect.losing == 1
    assert effect.touched[0].lost == ("给谁问",)


def test_people_at_rest_or_on_another_version_are_only_counted(edit: Edit, directory: Directory) -> None:
    before, after = old(edit).load(), edit().load()
    sessions = people(Session(content=before.content.hash), at_menu(edit_more(edit), directory))
    effect = effect_of(before.content, after.content, sessions, 0.0)
    assert (effect.touched, effect.resting, effect.elsewhere) == ((), 1, 1)


def edit_more(edit: Edit) -> Loaded:
    return old(edit).replace("trees/visit.yaml", "上门看看", "上门看您").load()


@pytest.mark.parametrize(("address", "shown"), [("+8613900001234", "…1234"), ("12345", "…"), ("wx_abcdefgh", "…efgh")])
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


@pytest.fixture
def store(edit: Edit, directory: Directory, tmp_path: Path) -> Path:
    """A database in which somebody waits at the menu of an older version, which is kept."""
    path, version = tmp_path / "bangban.sqlite3", old(edit).load()
    opened = new_store(path)
    write_keyring(tmp_path / "keys.json", RING)
    assistant = Assistant(opened, sealer(), Library(version), directory, lambda: 1_795_482_000.0)
    for number, text in enumerate(("上门瞧瞧", "1")):
        assistant.receive("sms", "+8613900001234", f"m{number}", Said(text, "sms"))
    keep_version(opened, version.content.hash, version.sources)
    opened.close()
    return path


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_reads_the_store_by_the_hash_of_a_version(edit: Edit, store: Path) -> None:
    status, out, _ = run("--against", old(edit).load().content.hash, "--store", str(store))
    assert status == 0, out
    assert "sms …1234 at visit.which 要看哪样？: lands at main." in out
    assert "Of 1 live conversations on" in out
    assert "+8613900001234" not in out


def test_the_command_takes_an_older_folder_and_speaks_json(edit: Edit, store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "older"
    for name, text in old(edit).sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    status, out, _ = run("--against", str(folder), "--store", str(store), "--json")
    told = json.loads(out)
    assert status == 0
    assert told["ok"] is True
    assert (told["against"]["moved"], told["against"]["touched"][0]["lands"].partition(".")[0]) == (1, "main")


def test_nothing_is_written_to_the_store(edit: Edit, store: Path) -> None:
    before = store.read_bytes()
    run("--against", old(edit).load().content.hash, "--store", str(store))
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--against", "0123456789ab", "--store", "{store}"), "no version 0123456789ab in"),
        (("--against", "x", "--store", "{store}.gone"), "There is no database"),
        (("--against", "x", "--store", "{store}.txt"), "is no database of Bangban"),
        (("--content", "{store}.gone"), "There is no folder"),
    ],
)
def test_a_wrong_name_is_one_line(store: Path, words: tuple[str, ...], says: str) -> None:
    Path(f"{store}.txt").write_text("nothing of the kind " * 99, encoding="utf-8")
    status, _, told = run(*(word.replace("{store}", str(store)) for word in words))
    assert status == 2
    assert says in told
    assert len(told.strip().splitlines()) == 1
