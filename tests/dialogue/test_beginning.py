"""The first message: whatever it says is not thrown away for a greeting."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Put, Stopped, Utter
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, heard, says

Meet = Callable[..., Player]


@pytest.mark.parametrize("words", ["你好", "", "?", "1.2.3", "啊", "\0", "😀"])
def test_anything_at_all_is_welcomed(meet: Meet, words: str) -> None:
    player = meet()
    assert heard(player.say(words))
    assert asked(player) == "for_whom"


def test_a_tap_a_photo_and_opening_the_chat_are_welcomed_too(meet: Meet) -> None:
    for begin in (lambda p: p.tap(1, 9), lambda p: p.send("photo", "x"), lambda p: p.open()):
        player = meet("web")
        assert heard(begin(player))  # type: ignore[no-untyped-call]
        assert asked(player) == "for_whom"


def test_what_they_want_waits_behind_the_welcome(meet: Meet) -> None:
    player = meet()
    player.say("我腿不方便,能领轮椅吗")
    assert asked(player) == "for_whom"
    answer(player, "self")
    assert player.session.stack[-1].arg == "devices"
    assert facts(player)["device_need"] == ["wheelchair"]


def test_a_digit_is_the_menu_as_it_is_printed_on_posters(meet: Meet) -> None:
    player = meet()
    player.say("2")
    answer(player, "self")
    assert any(frame.tree == "training" for frame in player.session.stack)


@pytest.mark.parametrize("words", ["9", "0"])
def test_a_digit_that_is_on_no_poster_is_just_a_beginning(meet: Meet, words: str) -> None:
    player = meet()
    player.say(words)
    answer(player, "self")
    assert asked(player) == "main.menu"


def test_for_whom_may_be_said_in_the_first_message(meet: Meet) -> None:
    player = meet("web")
    played = player.say("给我妈妈报名学编织")
    assert facts(player)["relation"] == "mother"
    assert facts(player)["for_whom"] == "family"
    assert asked(player) not in ("for_whom", "relation")
    assert "您妈妈" in heard(played)


def test_a_question_about_a_word_is_answered_and_then_they_are_welcomed(meet: Meet, loaded: Loaded) -> None:
    player = meet()
    played = player.say("低保是什么")
    said = [effect.wording for effect in played.effects if isinstance(effect, Utter)]
    assert loaded.content.glossary["低保"] in said
    assert asked(player) == "for_whom"


@pytest.mark.parametrize("words", ["人工", "person", "转人工"])
def test_whoever_wants_a_person_gets_one_without_being_welcomed_first(meet: Meet, words: str) -> None:
    player = meet()
    player.say(words)
    assert asked(player) == "county"
    player.say("雷山县")
    player.say("13800001111")
    assert asked(player) == "for_whom", "and is welcomed afterwards"


@pytest.mark.parametrize("words", ["退订", "TD", "STOP"])
def test_whoever_wants_no_messages_gets_none(meet: Meet, loaded: Loaded, words: str) -> None:
    player = meet()
    played = player.say(words)
    assert any(isinstance(effect, Stopped) for effect in played.effects)
    assert not any(isinstance(effect, Put) for effect in played.effects)
    later = player.say("你好")
    assert says(later, loaded.content, "back_again")
    assert asked(player) == "for_whom"


@pytest.mark.parametrize("words", ["English", "I need a wheelchair please", "hello, what can I get"])
def test_who_writes_english_is_answered_in_english(meet: Meet, words: str) -> None:
    player = meet()
    player.say(words)
    assert player.session.language == "en"


def test_pinyin_is_not_english(meet: Meet) -> None:
    player = meet()
    player.say("nihao wo xiang wen butie")
    assert player.session.language == "zh_CN"


def test_the_language_asked_for_by_the_channel_is_kept(meet: Meet) -> None:
    player = meet(language="zh_CN@easy")
    player.say("轮椅")
    assert player.session.language == "zh_CN@easy"


@pytest.mark.parametrize("words", ["再说", "#", "返回", "帮助", "谢谢", "你好", "小结", "嗯", "改年龄", "1"])
def test_at_rest_nobody_is_met_with_silence(meet: Meet, words: str) -> None:
    player = meet()
    player.say("您好")
    answer(player, "self")
    answer(player, "person")
    player.say("雷山县")
    player.say("13800001111")
    answer(player, "done")
    assert asked(player) == ""
    assert heard(player.say(words))


@pytest.mark.parametrize("words", ["给自己报名学技术", "我自己想报名"])
def test_who_says_it_is_for_themselves_is_not_asked(meet: Meet, words: str) -> None:
    player = meet()
    player.say(words)
    assert (asked(player), facts(player)) == ("name", {"for_whom": "self"})


@pytest.mark.parametrize("words", ["我想报名", "自己种的茶想报名", "我妈自己想报名，我爸也想"])
def test_a_word_that_only_sounds_like_it_says_nothing(meet: Meet, words: str) -> None:
    player = meet()
    player.say(words)
    assert asked(player) == "for_whom"
