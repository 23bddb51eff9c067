"""What a form cannot do without: "don't know" is asked about once, with the reason, and then it stands."""

import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, heard, lead


@pytest.fixture(params=["web", "sms", "voice"])
def player(library: Library, directory: Directory, request: pytest.FixtureRequest) -> Player:
    """Somebody who is asked where they live, the last question of the form on their own phone."""
    return lead(Player(library, directory, request.param), "county")


def test_whoever_does_not_know_hears_why_and_is_asked_once_more(player: Player) -> None:
    told = heard(player.say("0"))
    assert "联络员" in told and "再回一次 0" in told
    assert asked(player) == "county" and "county" not in facts(player)


def test_then_it_is_open_and_the_form_goes_on(player: Player) -> None:
    player.say("不晓得")
    player.say("不晓得")
    assert facts(player)["county"] is None and asked(player) != "county"
    lead(player, "@confirm")
    assert handed(answer(player, "yes"))


def test_whoever_remembers_meanwhile_just_answers(player: Player) -> None:
    player.say("0")
    player.say("雷山县西江镇")
    assert facts(player)["county"] == "522634 西江镇"


def test_a_button_is_no_way_round_it(library: Library, directory: Directory) -> None:
    player = lead(Player(library, directory, "web"), "contact")
    player.tap(0)
    assert asked(player) == "contact"
    player.tap(0)
    assert asked(player) == "@confirm" and facts(player)["contact"] is None


def test_what_a_form_can_do_without_is_taken_at_once(library: Library, directory: Directory) -> None:
    player = lead(Player(library, directory, "sms"), "access_needs")
    player.say("0")
    assert asked(player) != "access_needs"


def test_changing_it_to_unknown_is_asked_about_as_well(player: Player) -> None:
    lead(player, "@confirm")
    player.say("改户口")
    assert "再回一次 0" in heard(player.say("0"))
    player.say("0")
    assert asked(player) == "@confirm" and facts(player)["county"] is None
