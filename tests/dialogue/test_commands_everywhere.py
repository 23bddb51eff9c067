"""At every prompt, of every kind, the same few words do the same thing."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Stopped
from bot.pipeline.player import Player
from tests.dialogue.conftest import QUESTIONS
from tests.dialogue.people import answer, asked, facts, handed, puts, says

Arrive = Callable[[str], Player]
Beyond = Callable[[Player], Player]
everywhere = pytest.mark.parametrize("key", QUESTIONS)


@everywhere
@pytest.mark.parametrize("word", ["再说", "#", "＃", "repeat", "没听清"])
def test_repeat_puts_the_same_prompt_with_the_same_number_and_options(arrive: Arrive, key: str, word: str) -> None:
    player = arrive(key)
    before = player.session
    played = player.say(word)
    assert puts(played.effects) == [before.prompt]
    assert played.messages[-1].choices == player.turns[-2].messages[-1].choices
    assert player.session.answers == before.answers


@everywhere
@pytest.mark.parametrize("word", ["帮助", "?", "？", "help", "为什么问"])
def test_help_says_why_it_is_asked_and_what_works(arrive: Arrive, whole: Loaded, key: str, word: str) -> None:
    player = arrive(key)
    before = player.session.prompt
    played = player.say(word)
    assert says(played, whole.content, "help")
    assert says(played, whole.content, "help_why") == bool(whole.content.questions[key].why.text)
    assert puts(played.effects) == [before]


@everywhere
@pytest.mark.parametrize("word", ["人工", "找人", "person", "rengong"])
def test_a_person_is_one_word_away(arrive: Arrive, key: str, word: str) -> None:
    player = arrive(key)
    known = facts(player)
    played = player.say(word)
    assert handed(played) or any(frame.tree == "person" for frame in player.session.stack)
    assert known.items() <= facts(player).items(), "nothing answered is lost"


@everywhere
def test_after_the_person_tree_the_same_question_is_there_again(arrive: Arrive, beyond: Beyond, key: str) -> None:
    before = asked(beyond(arrive(key)))
    player = arrive(key)
    player.say("人工")
    for _ in range(5):
        if not any(frame.tree == "person" for frame in player.session.stack):
            break
        answer(player, {"county": "雷山县", "contact": "13800001111", "consent": "yes"}[asked(player)])
    if before not in ("county", "contact"):
        assert asked(player) == before


@everywhere
def test_english_is_one_word_away_and_the_prompt_stays(arrive: Arrive, beyond: Beyond, key: str) -> None:
    kept = beyond(arrive(key)).session.prompt
    player = arrive(key)
    player.say("English")
    assert player.session.language == "en"
    beyond(player)
    assert player.session.prompt is not None and kept is not None
    assert player.session.prompt.key == kept.key


@everywhere
def test_the_language_is_asked_and_then_the_prompt_put_again(arrive: Arrive, beyond: Beyond, key: str) -> None:
    player = arrive(key)
    before = beyond(arrive(key)).session.prompt
    player.say("语言")
    assert asked(player) == "@ask_language"
    answer(player, "zh_CN@easy")
    assert player.session.language == "zh_CN@easy"
    assert player.session.prompt is not None and before is not None
    assert (player.session.prompt.key, player.session.prompt.items) == (before.key, before.items)


@everywhere
@pytest.mark.parametrize("word", ["退订", "TD", "t", "停", "STOP"])
def test_stop_stops_at_once(arrive: Arrive, whole: Loaded, key: str, word: str) -> None:
    player = arrive(key)
    before = player.session
    played = player.say(word)
    assert any(isinstance(effect, Stopped) for effect in played.effects)
    assert says(played, whole.content, "stopped") and not puts(played.effects)
    assert player.session.stopped and player.session.prompt == before.prompt


@everywhere
def test_who_writes_again_after_stop_goes_on_from_there(arrive: Arrive, whole: Loaded, key: str) -> None:
    player = arrive(key)
    before = player.session.prompt
    player.say("退订")
    played = player.say("再说")
    assert says(played, whole.content, "back_again")
    assert not player.session.stopped and player.session.prompt == before


@everywhere
def test_stopping_twice_is_only_confirmed(arrive: Arrive, whole: Loaded, key: str) -> None:
    player = arrive(key)
    player.say("退订")
    played = player.say("退订")
    assert says(played, whole.content, "stopped") and not says(played, whole.content, "back_again")
    assert player.session.stopped


@everywhere
def test_start_over_asks_first_and_no_keeps_everything(arrive: Arrive, beyond: Beyond, key: str) -> None:
    player = arrive(key)
    known, before = facts(player), asked(beyond(arrive(key)))
    player.say("重来")
    assert asked(player) == "@ask_restart"
    answer(player, "no")
    assert (facts(player), asked(player)) == (known, before)


@everywhere
def test_start_over_and_yes_begins_with_whom_it_is_for(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    player.say("重新开始")
    answer(player, "yes")
    assert asked(player) == "for_whom"
    assert not facts(player), "whatever was known, and consent to it, was about one person"
    assert not player.session.parked and not player.session.carried


@everywhere
@pytest.mark.parametrize(("word", "sentence"), [("你好", "greeting"), ("谢谢", "welcome_thanks")])
def test_politeness_is_answered_and_the_prompt_put_again(
    arrive: Arrive, whole: Loaded, key: str, word: str, sentence: str
) -> None:
    player = arrive(key)
    before = player.session.prompt
    played = player.say(word)
    assert says(played, whole.content, sentence)
    assert puts(played.effects) == [before]


@everywhere
@pytest.mark.parametrize("word", ["小结", "改", "summary"])
def test_the_answers_can_be_looked_at(arrive: Arrive, whole: Loaded, key: str, word: str) -> None:
    player = arrive(key)
    before, known = player.session.prompt, facts(player)
    played = player.say(word)
    if (key, word) == ("@confirm", "改"):
        assert asked(player) == "@ask_line", "the list is before their eyes: which line?"
        return
    assert says(played, whole.content, "summary" if known else "nothing_answered")
    assert puts(played.effects) == [before]
