"""Whoever was welcomed before they wrote anything may say what they want instead of answering."""

from collections.abc import Callable

from bot.pipeline.player import Player
from tests.dialogue.people import asked, facts

Meet = Callable[..., Player]


def test_the_wish_is_heard_and_waits_behind_the_welcome(meet: Meet) -> None:
    player = meet("web")
    player.open()
    player.say("我腿不方便，能领轮椅吗")
    assert asked(player) == "for_whom"
    player.say("1")
    assert asked(player) == "cert_status"
    assert facts(player)["device_need"] == ["wheelchair"], "what was said is not asked again"


def test_whom_it_is_for_may_be_said_with_it(meet: Meet) -> None:
    player = meet("web")
    player.open()
    player.say("给我妈妈报名学编织")
    assert facts(player)["relation"] == "mother"
    assert asked(player) == "name"


def test_a_matter_offered_on_the_way_is_remembered(meet: Meet) -> None:
    player = meet()
    for line in ("补贴", "1", "想问轮椅", "1"):
        player.say(line)
    assert facts(player)["device_need"] == ["wheelchair"]


def test_an_answer_is_still_an_answer(meet: Meet) -> None:
    player = meet("web")
    player.open()
    player.say("我自己")
    assert facts(player)["for_whom"] == "self"
    assert asked(player) == "main.menu"
