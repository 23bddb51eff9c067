"""By SMS the summary only mentions what was answered before the form; who wants to change something sees all of it."""

from collections.abc import Callable

import pytest

from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, heard, lead

Meet = Callable[..., Player]


def summed_up(player: Player) -> Player:
    """Led through the questions about a changed home, and then through its form, to the summary."""
    player.say("家庭无障碍改造")
    return lead(player, "@confirm", {"access_mod_need": "rails", "card.next": "apply", "card.after": "apply"})


@pytest.fixture
def player(meet: Meet) -> Player:
    """Somebody at a summary that leaves out what was answered before."""
    player = summed_up(meet("sms"))
    told = heard(player.turns[-1])
    assert "其他照前面答的" in told and "改哪样" not in told
    return player


@pytest.mark.parametrize("words", ["2", "改", "小结"])
def test_whoever_wants_to_change_something_gets_a_number_for_everything(player: Player, words: str) -> None:
    told = heard(player.say(words))
    before = told.partition("改哪样：")[0]
    assert before != told
    number = before[len(before.rstrip("0123456789")) :]
    player.say(number if words == "2" else f"改{number}")
    assert asked(player) == "access_mod_need"
    answer(player, "toilet")
    assert asked(player) == "@confirm" and facts(player)["access_mod_need"] == ["toilet"]
    assert "改哪样：厕所" in heard(player.turns[-1]), "what was changed is shown before it is handed in"
    assert handed(answer(player, "yes"))


def test_on_the_web_nothing_is_left_out(meet: Meet) -> None:
    told = heard(summed_up(meet("web")).turns[-1])
    assert "扶手" in told and "其他照前面答的" not in told
