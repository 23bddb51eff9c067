"""A number means the line that was shown, and a new value may be written along."""

from collections.abc import Callable

import pytest

from bot.dialogue.effects import Submit
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, lead

Meet = Callable[..., Player]


@pytest.fixture
def shown(meet: Meet) -> Player:
    """Somebody who has the numbered summary of a form before their eyes."""
    return lead(meet(), "@confirm")


def line_of(player: Player, name: str) -> int:
    return player.session.listed.index(name) + 1


def test_after_the_receipt_the_numbers_are_still_those_of_the_summary(shown: Player) -> None:
    number = line_of(shown, "age")
    answer(shown, "yes")
    shown.say(f"改{number}")
    assert asked(shown) == "age"


def test_who_says_that_something_is_wrong_is_asked_which_line(shown: Player) -> None:
    number = line_of(shown, "age")
    answer(shown, "change")
    played = shown.say(str(number))
    assert asked(shown) == "age"
    assert not [effect for effect in played.effects if isinstance(effect, Submit)], "1 is a line here, not yes"


def test_asking_which_line_can_be_left(shown: Player) -> None:
    answer(shown, "change")
    shown.say("返回")
    assert asked(shown) == "@confirm"


@pytest.mark.parametrize("words", ["改年龄 48", "改年龄为48", "改年龄:四十八"])
def test_a_value_written_along_is_taken_at_once(shown: Player, words: str) -> None:
    shown.say(words)
    assert asked(shown) == "@confirm"
    assert facts(shown)["age"] == 48


def test_a_value_that_does_not_fit_is_asked_for(shown: Player) -> None:
    before = facts(shown)["age"]
    shown.say("改年龄 很老")
    assert asked(shown) == "age"
    shown.say("返回")
    assert facts(shown)["age"] == before


def test_a_value_behind_a_number(shown: Player) -> None:
    shown.say(f"改{line_of(shown, 'age')} 改成 46")
    assert facts(shown)["age"] == 46
