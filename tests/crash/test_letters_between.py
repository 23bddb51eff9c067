"""A process that dies at any statement while conversations write to each other: every letter arrives, once."""

from contextlib import suppress
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline import turn
from bot.pipeline.caseload import every_case
from tests.crash.fuse import Died, Fuse, distinct
from tests.pipeline.world import World
from tests.stores import sealer

DAUGHTER, MOTHER, SISTER, PAGE = ("sms", "13800001111"), ("sms", "13985500777"), ("sms", "13933334444"), ("web", "page")
#: What comes in after the case was handed in; the providers deliver all of it again after a crash.
STORY = (
    (DAUGHTER, "口令 小燕子"), (SISTER, "CODE 小燕子"), (DAUGHTER, "绑定"), (PAGE, "绑定482913"), (PAGE, "连"),
    (DAUGHTER, "是我"), (PAGE, "还要"), (MOTHER, "不要办"),
)  # fmt: skip


@pytest.fixture
def handed_in(tmp_path: Path, library: Library, directory: Directory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in which a daughter is just about to name her mother's phone."""
    monkeypatch.setattr(turn.secrets, "randbelow", lambda _: 382_913)
    path = tmp_path / "before.sqlite3"
    world = World(path, library, directory)
    for line in ("生活补贴", "2", "妈妈", "1", "1", "2", "雷山县西江镇"):
        world.say(line)
    world.store.close()
    return path


def test_every_letter_arrives_once(handed_in: Path, library: Library, directory: Directory) -> None:
    lives = 0
    with Fuse((world := _world(handed_in, library, directory)).store) as fuse:
        _live(world)
    _as_it_should_be(world, "undisturbed")
    for at in distinct(fuse.burnt):
        world = _world(handed_in, library, directory)
        with Fuse(world.store, Died, at) as fuse, suppress(Died):
            _live(world)
        world.start()
        world.assistant.go_on()  # what was under way when it died comes first
        _live(world)
        _as_it_should_be(world, f"died at {fuse.blown}, place {at}")
        lives += 1
    print(f"{lives} places: every letter arrived once")
    assert lives > 60


def _world(before: Path, library: Library, directory: Directory) -> World:
    path = before.with_name("now.sqlite3")
    for old in path.parent.glob("now.sqlite3*"):
        old.unlink()
    path.write_bytes(before.read_bytes())
    world = World(path, library, directory)
    world.now += 3600
    return world


def _live(world: World) -> None:
    """Everything is delivered, in order, each when the one before was dealt with."""
    for number, ((channel, address), text) in enumerate(((DAUGHTER, MOTHER[1]), *STORY)):
        form = "sms" if channel == "sms" else "web"
        world.assistant.receive(channel, address, f"story{number}", Said(_with_code(world, text), form))  # type: ignore[arg-type]
    world.assistant.go_on()


def _with_code(world: World, text: str) -> str:
    """A process that died may have taken a block of numbers along."""
    return text.replace("CODE", every_case(world.store, sealer())[0].code) if "CODE" in text else text


def _as_it_should_be(world: World, when: str) -> None:
    heard = {who: [e.text for e in world.heard(who[1], who[0])] for who in (DAUGHTER, MOTHER, SISTER, PAGE)}
    assert [len(heard[SISTER]), len(heard[MOTHER])] == [1, 2], when
    assert "吴桂花" in heard[SISTER][0] and "吴桂花" in heard[MOTHER][0], when
    assert sum("说不要办" in text for text in heard[DAUGHTER]) == 1, when
    assert sum("连上了，在这里" in text for text in heard[PAGE]) == 1, when
    assert world.session(PAGE[1], "web").joined and world.session(DAUGHTER[1]).links, when
    (case,) = every_case(world.store, sealer())
    assert case.state == "withdrawn" and len(case.history) == 1, when
    assert world.rows("joins") == 0 and world.rows("alerts") == 0, when
