"""改N: one answer is given anew, the later ones stay as long as they still belong there."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.content.load import Loaded, read_version
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, heard, lead, newcomer, says

Meet = Callable[..., Player]


def number_of(player: Player, key: str) -> int:
    """The number under which an answer stands when 改 is written."""
    order = [a.key for a in player.session.answers if a.fact]
    return order.index(key) + 1


@pytest.mark.parametrize("words", ["改年龄", "改 年龄", "修改年龄", "改{n}", "改第{n}个", "change answer {n}"])
def test_the_age_is_changed_and_everything_later_is_kept(meet: Meet, words: str) -> None:
    player = lead(meet("web"), "county")
    before = facts(player)
    player.say(words.format(n=number_of(player, "age")))
    assert asked(player) == "age"
    player.say("59")
    assert asked(player) == "county", "straight back to where we were"
    assert facts(player) == {**before, "age": 59}


def test_the_english_name_of_an_answer_is_understood(loaded: Loaded, directory: Directory) -> None:
    english = read_version(loaded.sources, {"zh_CN": {}, "en": {"年龄": "Age", "监护人": "Guardian of the person"}})
    player = lead(newcomer(english, directory), "county", {"age": "12"})
    player.say("Change age")
    assert asked(player) == "age"


def test_what_was_said_on_the_way_is_not_said_twice(meet: Meet) -> None:
    player = lead(meet("web"), "county")
    player.say("改年龄")
    assert len(player.say("59").messages) == 1


def test_at_the_summary_the_numbers_are_those_of_the_form(meet: Meet) -> None:
    player = lead(meet("web"), "@confirm")
    shown = heard(player.turns[-1])
    line = next(line for line in shown.splitlines() if "58" in line and "年龄" in line)
    player.say(f"改{line.partition('、')[0].split('：')[-1]}")
    assert asked(player) == "age"
    player.say("61")
    assert asked(player) == "@confirm"
    assert facts(player)["age"] == 61


@pytest.mark.parametrize("again", ["再说", "帮助"])
def test_without_consent_the_numbers_still_mean_what_was_shown(meet: Meet, library: Library, again: str) -> None:
    """What nobody was asked has no number, when the summary is shown first and when it is repeated."""
    player = lead(meet("web"), "@confirm", {"consent": "no"})
    first = heard(player.turns[-1])
    assert "证号" not in first
    assert first.split("：", 1)[1] in heard(player.say(again))
    name = library.current.facts["access_needs"].name.text
    number = next(line for line in first.splitlines() if f"、{name}：" in line).partition("、")[0]
    player.say(f"改{number}")
    assert asked(player) == "access_needs"


def test_another_way_drops_what_is_no_longer_asked(meet: Meet) -> None:
    player = lead(meet(), "main.menu")
    player.say("轮椅")
    lead(player, "@confirm", {"card.next": "apply"})
    assert "cert_last4" in facts(player)
    player.say("改残疾人证")
    answer(player, "none")
    assert asked(player) == "@confirm"
    assert "cert_last4" not in facts(player)
    assert facts(player)["device_need"] == ["wheelchair"]


def test_another_way_asks_what_is_new_and_then_takes_the_rest(meet: Meet) -> None:
    player = lead(meet(), "@confirm")
    player.say("改年龄")
    player.say("12")
    assert asked(player) == "guardian", "a child has a guardian"
    player.say("杨正华")
    assert asked(player) == "@confirm"
    assert facts(player)["county"].startswith("520526")


def test_a_change_can_be_left(meet: Meet) -> None:
    player = lead(meet(), "county")
    before = facts(player)
    player.say("改年龄")
    player.say("返回")
    assert asked(player) == "county"
    assert facts(player) == before


@pytest.mark.parametrize("interruption", ["人工", "危房", "语言", "重来", "改名字", "低保是什么", "帮助", "?", "你好"])
def test_a_change_that_is_interrupted_loses_nothing(meet: Meet, interruption: str) -> None:
    """Whatever comes between, no answer lands under another question, and the old answers are all there."""
    player = lead(meet(), "training_interest")
    before = facts(player)
    player.say("改年龄")
    player.say(interruption)
    while asked(player) != "training_interest":
        if asked(player).startswith("@ask_"):
            answer(player, {"@ask_language": "zh_CN"}.get(asked(player), "no"))
        elif asked(player) in ("age", "county"):
            player.say("返回")
        else:
            answer(player, before.get(asked(player), "1"))
    assert facts(player) == before


def test_a_person_called_during_a_change_asks_their_own_question(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.say("改年龄")
    player.say("人工")
    assert asked(player) == "county"
    player.say("威宁县草海镇")
    known = facts(player)
    assert known["county"] == "520526 草海镇"
    assert known["age"] == 58


def test_a_second_change_ends_the_first(meet: Meet) -> None:
    player = lead(meet(), "county")
    before = facts(player)
    number = number_of(player, "access_needs")
    player.say("改年龄")
    played = player.say(f"改{number}")
    assert asked(player) == "access_needs"
    assert sum(bool(message.prompt) for message in played.messages) == 1
    answer(player, "sign")
    assert facts(player) == {**before, "access_needs": ["sign"]}


def test_changing_who_it_is_for_sets_the_subjects_facts_aside(meet: Meet) -> None:
    player = lead(meet(), "county")
    player.say("改1")
    assert asked(player) == "for_whom"
    answer(player, "family")
    assert asked(player) == "relation"
    answer(player, "mother")
    assert facts(player) == {"for_whom": "family", "relation": "mother", **taught(player)}


def taught(player: Player) -> dict[str, object]:
    """What is true of the contact, whomever they ask for."""
    return {key: value for key, value in facts(player).items() if key == "consent"}


def test_the_way_to_the_form_is_kept_when_it_is_for_another(meet: Meet) -> None:
    player = lead(meet(), "county")
    player.say("改1")
    answer(player, "family")
    answer(player, "mother")
    assert asked(player) == "name", "the same form, with everything in it asked anew"


def test_the_same_value_changes_nothing(meet: Meet) -> None:
    player = lead(meet(), "@confirm")
    before = facts(player)
    for name, same in (
        ("年龄", "58"),
        ("名字", "杨秀英"),
        ("残疾人证", "1"),
        ("户口在哪", "威宁县草海镇"),
        ("给谁问", "1"),
    ):
        player.say(f"改{name}")
        player.say(same)
        assert (asked(player), facts(player)) == ("@confirm", before)


def test_numbers_nobody_showed_are_refused(meet: Meet, library: Library) -> None:
    player = lead(meet(), "cert_status")
    for words in ("改0", "改7", "改99"):
        assert says(player.say(words), library.current, "no_such_answer")
        assert asked(player) == "cert_status"


def test_a_name_that_begins_with_the_word_for_change_is_a_name(meet: Meet) -> None:
    player = lead(meet(), "name")
    player.say("改花")
    assert facts(player)["name"] == "改花"


def test_what_was_told_unasked_can_be_changed_too(meet: Meet) -> None:
    player = lead(meet(), "main.menu")
    player.say("轮椅")
    player.say("改要哪样辅具")
    assert asked(player) == "device_need"
    answer(player, "crutch")
    assert facts(player)["device_need"] == ["crutch"]


def test_nothing_is_handed_over_by_changing(meet: Meet) -> None:
    player = lead(meet(), "@confirm")
    player.say("改年龄")
    assert not handed(player.say("60"))
