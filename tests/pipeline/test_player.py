"""A conversation played by hand, with a clock that moves only when told."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.dialogue.effects import SetTimer
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Player

Meet = Callable[..., Player]


def test_the_clock_moves_five_seconds_a_turn_and_by_waiting(meet: Meet) -> None:
    player = meet()
    assert player.now == MORNING
    player.say("你好")
    assert player.now == MORNING + 5
    player.wait(3600)
    assert player.now == MORNING + 3605


def test_what_was_learned_is_told_turn_by_turn(meet: Meet) -> None:
    player = meet()
    player.say("你好")
    assert player.say("1").learned == {"for_whom": "self"}
    assert player.say("再说").learned == {}


def test_the_place_says_where_it_stands_and_what_is_asked(meet: Meet) -> None:
    player = meet()
    assert player.place == "rest"
    player.say("你好")
    assert player.place == "welcome.who for_whom"
    player.say("1")
    assert player.place == "main.menu"


def test_the_outcome_tells_the_place_the_facts_and_what_was_handed_over(meet: Meet) -> None:
    player = meet()
    for words in ("你好", "1", "4", "雷山县", "13800001111"):
        player.say(words)
    outcome = player.outcome()
    assert outcome[0] == "at main.again"
    assert 'fact county: "522634"' in outcome and "handed over help" in outcome


def test_an_alert_is_in_the_outcome(meet: Meet) -> None:
    player = meet()
    player.say("我不想活了")
    assert "alert suicide" in player.outcome()


def test_late_counts_for_one_message_only(meet: Meet) -> None:
    player = meet()
    for words in ("你好", "1"):
        player.say(words)
    player.late(60)
    player.say("1")
    assert player.place == "main.menu"
    player.say("1")
    assert player.place != "main.menu"


def test_a_tap_without_a_number_is_on_the_newest_prompt(meet: Meet) -> None:
    player = meet("web")
    player.open()
    assert player.tap(1).learned == {"for_whom": "self"}
    assert player.tap(1, 1).learned == {}


@pytest.mark.parametrize("form", ["sms", "web", "voice"])
@pytest.mark.parametrize("language", ["zh_CN", "zh_CN@easy", "en"])
def test_every_channel_and_language_goes_the_same_way(
    library: Library, directory: Directory, form: str, language: str
) -> None:
    player = Player(library, directory, form, language)  # type: ignore[arg-type]
    for words in ("轮椅", "1", "1", "1"):
        assert player.say(words).messages
    assert player.session.language == language
    assert player.session.facts()["device_need"] == ["wheelchair"]


def test_timers_fire_in_order_while_time_passes(meet: Meet) -> None:
    player = meet()
    player.say("你好")
    player._timers += [SetTimer("2", player.now + 20), SetTimer("1", player.now + 10)]
    assert player.wait(15) == [], "nobody waits for it, so nothing is said"
    assert [timer.timer for timer in player._timers] == ["2"]
    player.wait(10)
    assert player._timers == []
