"""Somebody who asks for a person again and again gets one request, an answer each time, and no endless questions."""

from collections.abc import Callable

from bot.content.library import Library
from bot.dialogue.effects import Request
from bot.pipeline.player import Player
from tests.dialogue.people import asked, lead, says

Meet = Callable[..., Player]
DAY = 86400


def requests(player: Player) -> int:
    return sum(isinstance(effect, Request) for turn in player.turns for effect in turn.effects)


def call(player: Player) -> None:
    for line in ("你好", "1", "人工", "威宁县草海镇", "13800001111"):
        player.say(line)
    assert requests(player) == 1


def test_who_knows_nothing_is_handed_over_once_and_left_in_peace(meet: Meet) -> None:
    player = meet()
    for _ in range(40):
        player.say("不晓得")
    assert requests(player) == 1


def test_asked_for_again_it_is_said_that_somebody_has_it(meet: Meet, library: Library) -> None:
    player = meet()
    call(player)
    before = asked(player)
    played = player.say("人工")
    assert says(played, library.current, "called_already")
    assert requests(player) == 1
    assert asked(player) == before


def test_after_three_days_without_an_answer_another_request_is_made(meet: Meet) -> None:
    player = meet()
    call(player)
    player.wait(3 * DAY + 60)
    player.say("人工")
    assert requests(player) == 2


def test_another_person_on_the_same_phone_is_another_call(meet: Meet) -> None:
    player = meet()
    call(player)
    for line in ("换人", "2", "2", "1", "人工", "雷山县丹江镇", "13900001111"):
        player.say(line)
    assert requests(player) == 2


def test_a_request_about_one_support_does_not_keep_anybody_from_a_person(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("小额贷款")
    lead(player, "card.next", {"poverty_registry": "registered"})
    for line in ("帮我办", "威宁县草海镇", "13800001111"):  # the loan's card has no form, only a person
        player.say(line)
    assert requests(player) == 1
    assert not says(player.say("人工"), library.current, "called_already")
