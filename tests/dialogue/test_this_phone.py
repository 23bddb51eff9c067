"""By SMS the phone one writes from is the one to call: it is not asked, it is shown, and it can be another."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.entitlements.facts import SENDER
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, heard, lead, says

Meet = Callable[..., Player]


def keys(player: Player) -> list[str]:
    """What was asked so far, in order."""
    return [turn.node.split()[-1] for turn in player.turns]


def test_for_oneself_it_is_not_asked_but_shown(meet: Meet, library: Library) -> None:
    player = lead(meet("sms"), "@confirm")
    assert "contact" not in keys(player)
    assert facts(player)["contact"] == SENDER
    assert f"电话：{library.current.say['this_phone'].text}" in heard(player.turns[-1])


@pytest.mark.parametrize("form", ["web", "voice"])
def test_where_no_number_is_known_it_is_asked(meet: Meet, form: str) -> None:
    assert "contact" in keys(lead(meet(form), "@confirm"))


def test_for_somebody_else_it_is_asked(meet: Meet) -> None:
    player = lead(meet("sms"), "@confirm", {"for_whom": "family"})
    assert "contact" in keys(player)
    assert facts(player)["contact"] == "+8613800001111"


@pytest.mark.parametrize("words", ["改电话", "改8"])
def test_it_can_be_changed_like_any_answer(meet: Meet, words: str) -> None:
    player = lead(meet("sms"), "@confirm")
    player.say(words)
    assert asked(player) == "contact"
    player.say("0857-8222110")
    assert asked(player) == "@confirm"
    assert facts(player)["contact"] == "+868578222110"


def test_a_number_written_at_the_summary_is_the_one_to_call(meet: Meet, library: Library) -> None:
    player = lead(meet("sms"), "@confirm")
    before = facts(player)
    played = player.say("打139 8550 0061")
    assert says(played, library.current, "amended")
    assert asked(player) == "@confirm"
    assert facts(player) == {**before, "contact": "+8613985500061"}
    [application] = handed(answer(player, "yes"))
    assert application.facts["contact"] == "+8613985500061"


def test_the_number_of_a_line_is_no_telephone(meet: Meet) -> None:
    player = lead(meet("sms"), "@confirm")
    player.say("改2")
    assert asked(player) == "age"


def test_back_leads_to_what_was_asked_last(meet: Meet) -> None:
    player = lead(meet("sms"), "@confirm")
    player.say("返回")
    assert asked(player) == "county"
    assert "contact" not in facts(player)
    lead(player, "@confirm")
    assert facts(player)["contact"] == SENDER


def test_a_change_further_up_keeps_it(meet: Meet) -> None:
    player = lead(meet("sms"), "@confirm")
    player.say("改年龄")
    player.say("59")
    assert asked(player) == "@confirm"
    assert facts(player)["contact"] == SENDER
