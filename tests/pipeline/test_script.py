"""Example conversations are readable scripts; what is wrong with one is said in a sentence."""

import pytest

from bot.content.load import Loaded
from bot.content.source import ContentError
from bot.liaisons.directory import Directory
from bot.pipeline.script import ScriptError, Stage, Way, edited, essence, parse_script, read_script
from tests.conftest import ROOT

HEAD = "# 王大爷问轮椅\nchannel: sms\nlanguage: zh_CN\nalso: web, voice, web en\n\n"


@pytest.fixture(scope="module")
def stage(loaded: Loaded, directory: Directory) -> Stage:
    return Stage(loaded, directory)


def play(stage: Stage, text: str, channel: str = "sms") -> list[str]:
    """The script as it goes today."""
    script = parse_script(f"channel: {channel}\n\n{text}", "test")
    return stage.play(script, script.ways[0])


def test_the_head_says_how_it_is_played() -> None:
    script = parse_script(HEAD + "> 你好\n", "wheelchair")
    assert script.ways == (Way("sms", "zh_CN"), Way("web", "zh_CN"), Way("voice", "zh_CN"), Way("web", "en"))
    assert script.head[0] == "# 王大爷问轮椅"
    assert script.lines == ("> 你好",)


def test_without_a_head_it_is_the_web_in_chinese() -> None:
    assert parse_script("> 你好", "plain").ways == (Way("web", "zh_CN"),)


def test_replies_are_made_anew_and_what_was_written_as_reply_is_dropped(stage: Stage) -> None:
    out = play(stage, "> 你好\n< something old\n  and its second line\n= at nowhere\n> 1\n")
    assert "< something old" not in out and "  and its second line" not in out and "= at nowhere" not in out
    assert [line for line in out if line.startswith(">")] == ["> 你好", "> 1"]
    assert out[-2:] == ["= at main.menu", '= fact for_whom: "self"']


def test_playing_it_twice_gives_the_same(stage: Stage) -> None:
    text = "> 我腿不方便,能领轮椅吗\n> 1\n> 1\n"
    once = play(stage, text)
    again = parse_script("\n".join(once), "again")
    assert stage.play(again, again.ways[0]) == once


def test_buttons_are_shown_on_the_web(stage: Stage) -> None:
    assert any(line.startswith("  [1 ") for line in play(stage, "> 你好\n", "web"))


@pytest.mark.parametrize(
    ("direction", "at"),
    [
        ("wait 2d", "main.menu"),
        ("late 60s", "main.menu"),
        ("open", "main.menu"),
        ("photo", "main.menu"),
        ("tap 4", "person.county"),
    ],
)
def test_things_happen(stage: Stage, direction: str, at: str) -> None:
    assert f"= at {at}" in "\n".join(play(stage, f"> 你好\n> 1\n@ {direction}\n"))


def test_a_tap_may_be_on_an_older_prompt(stage: Stage) -> None:
    assert "= at main.menu" in play(stage, "> 你好\n> 1\n@ tap 1 on 1\n")


@pytest.mark.parametrize(
    ("direction", "says"),
    [
        ("dance", "not one of wait, late"),
        ("wait", "say how long"),
        ("wait soon", "say how long"),
        ("late", "say how long"),
        ("tap", "not one of"),
        ("tap 12", "not one of"),
        ("edit", "write edit FILE"),
        ("edit facts.yaml: a", "write edit FILE"),
        ("edit facts.yaml: this is not in it => x", "does not hold"),
        ("edit nowhere.yaml: a => b", "does not hold"),
    ],
)
def test_a_direction_nobody_understands_says_what_it_may_be(stage: Stage, direction: str, says: str) -> None:
    with pytest.raises(ScriptError, match=says) as caught:
        play(stage, f"> 你好\n@ {direction}\n")
    assert direction.split()[0] in str(caught.value)


@pytest.mark.parametrize("head", ["channel: fax", "channel: sms\nalso: web, fax", "also: fax en"])
def test_a_channel_there_is_not_is_refused(head: str) -> None:
    with pytest.raises(ScriptError, match="a channel is one of"):
        parse_script(f"{head}\n\n> 你好", "fax")


def test_an_edit_goes_live_for_those_who_come_to_a_safe_point(stage: Stage) -> None:
    out = play(stage, "> 你好\n@ edit trees/main.yaml: 想办哪样 => 今天想办哪样\n> 1\n")
    assert not any("今天想办哪样" in line for line in out if line.startswith("<")), "in the welcome it is not safe"
    out = play(stage, "> 你好\n> 1\n@ edit trees/main.yaml: 想办哪样 => 今天想办哪样\n> 再说\n")
    assert any("今天想办哪样" in line for line in out)


def test_an_edit_stays_in_its_script(stage: Stage) -> None:
    play(stage, "> 你好\n> 1\n@ edit trees/main.yaml: 想办哪样 => 今天想办哪样\n> 再说\n")
    assert not any("今天想办哪样" in line for line in play(stage, "> 你好\n> 1\n"))


def test_forget_takes_the_older_versions_away(stage: Stage) -> None:
    out = play(stage, "> 学电商开网店\n> 1\n> 1\n@ edit trees/ecommerce.yaml: learn => study\n@ forget\n> 石小兰\n")
    assert any("我们改过说法了" in line for line in out)


def test_an_edit_that_breaks_the_content_is_a_content_error(loaded: Loaded) -> None:
    with pytest.raises(ContentError):
        edited(loaded, "edit trees/main.yaml: start: menu => start: nowhere\\n  x: [")


def test_line_ends_may_be_written_in_an_edit(loaded: Loaded) -> None:
    version = edited(loaded, "edit facts.yaml: \\nage:\\n => \\n# 年纪\\nage:\\n")
    assert "# 年纪\nage:" in version.sources["facts.yaml"]
    assert version.content.hash != loaded.content.hash


def test_the_essence_is_what_must_be_the_same_everywhere() -> None:
    assert essence(["> 1", "< 您好", "= at main.menu", "  [1 x]"]) == ["= at main.menu"]


def test_the_examples_can_all_be_read() -> None:
    for path in (ROOT / "conversations" / "examples").glob("*.chat"):
        assert read_script(path).lines, path


def test_a_script_can_add_a_file(loaded: Loaded) -> None:
    text = (
        r'edit local/522634.yaml: => county: "522634"\nentitlements:\n  D01: {phone: 0855-1, source: a, checked: b}\n'
    )
    assert edited(loaded, text).content.local["522634"]["D01"].phone == "0855-1"
    with pytest.raises(ScriptError):
        edited(loaded, "edit facts.yaml: => more")
