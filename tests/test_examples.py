"""The example conversations go as they are written down, on every channel and in every language they name.

When a reply changed on purpose, `bangban try --update` writes the new ones: read the difference before committing it.
"""

from collections.abc import Iterator

import pytest

from bot.cli.try_ import compare
from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.pipeline.script import Script, Stage, Way, read_script
from tests.conftest import ROOT

SCRIPTS = [read_script(path) for path in sorted((ROOT / "conversations" / "examples").glob("*.chat"))]
#: What help, posters and the plan of this house promise on every channel.
PROMISED = ("返回", "*", "改", "再说", "#", "帮助", "人工", "语言", "English", "退订", "TD", "重来", "小结", "0")


def _plays() -> Iterator[object]:
    for script in SCRIPTS:
        for way in script.ways:
            yield pytest.param(script, way, id=f"{script.name}-{way.form}-{way.language}")


def _said() -> set[str]:
    return {line[1:].strip() for script in SCRIPTS for line in script.lines if line.startswith(">")}


@pytest.fixture(scope="module")
def stage(loaded: Loaded, directory: Directory) -> Stage:
    """Plays every script on the content as it is."""
    return Stage(loaded, directory)


@pytest.mark.parametrize(("script", "way"), list(_plays()))
def test_goes_as_written(stage: Stage, script: Script, way: Way) -> None:
    _, difference = compare(stage, script, way)
    assert not difference, "\n".join(
        [f"{script.name} ({way.form}, {way.language}) goes differently today:", *difference[2:]]
    )


def test_there_are_enough() -> None:
    assert len(SCRIPTS) >= 40


@pytest.mark.parametrize("script", [pytest.param(script, id=script.name) for script in SCRIPTS])
def test_tells_its_story_first(script: Script) -> None:
    assert script.head and script.head[0].startswith("# ")


@pytest.mark.parametrize("word", PROMISED)
def test_somebody_writes(word: str) -> None:
    assert word in _said(), f"no example has anybody write {word}"


def test_somebody_writes_each_command(loaded: Loaded) -> None:
    said = {words.casefold() for words in _said()}
    used = {name for word, name in loaded.content.words.commands.items() if word in said}
    missing = set(loaded.content.words.commands.values()) - used
    assert not missing, f"no example uses {', '.join(sorted(missing))}"


def test_every_support_is_explained_to_somebody(loaded: Loaded) -> None:
    told = "\n".join(line for script in SCRIPTS for line in script.lines)
    missing = [
        entitlement.id for entitlement in loaded.content.entitlements.values() if entitlement.name.text not in told
    ]
    assert not missing, f"no example shows the card of {', '.join(missing)}"


def test_every_form_is_handed_in_by_somebody(loaded: Loaded) -> None:
    ends = {line for script in SCRIPTS for line in script.lines if line.startswith("= submitted")}
    missing = [name for name in loaded.content.forms if f"= submitted {name}" not in ends]
    assert not missing, f"no example hands in {', '.join(missing)}"
