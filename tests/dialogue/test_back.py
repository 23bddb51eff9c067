"""返回: one step, several, across trees and menus; and nothing of the way that was left remains."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, lead, says

Meet = Callable[..., Player]


@pytest.mark.parametrize("word", ["返回", "*", "＊", "上一题", "back", "fanhui"])
def test_back_asks_the_last_question_again(meet: Meet, word: str) -> None:
    player = lead(meet(), "cert_status")
    assert facts(player)["age"] == 58
    player.say(word)
    assert asked(player) == "age"
    assert "age" not in facts(player)


@pytest.mark.parametrize("words", ["返回2", "返回 2", "返回2步", "*2", "back 2", "back 2 steps"])
def test_several_steps_at_once(meet: Meet, words: str) -> None:
    player = lead(meet(), "cert_status")
    player.say(words)
    assert asked(player) == "training_interest"
    assert not {"training_interest", "age"} & facts(player).keys()


def test_step_by_step_to_the_very_first_question_and_no_further(meet: Meet, library: Library) -> None:
    player = lead(meet(), "training_interest")
    for _ in range(30):
        player.say("*")
    assert asked(player) == "for_whom"
    assert facts(player) == {}
    assert says(player.turns[-1], library.current, "first_question")


def test_more_steps_than_there_are_lead_to_the_first_question(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.say("返回99")
    assert asked(player) == "for_whom"


def test_back_over_a_menu_into_the_tree_before(meet: Meet) -> None:
    player = lead(meet(), "name", {"main.menu": "ecommerce"})
    player.say("返回")
    assert asked(player) == "ecommerce.which"
    player.say("返回")
    assert asked(player) == "main.menu"
    player.say("返回")
    assert asked(player) == "for_whom"


def test_another_answer_leads_another_way_and_the_old_way_is_forgotten(meet: Meet) -> None:
    """With a valid certificate its number and grade are asked; without one nobody asks for them, or keeps them."""
    player = lead(meet(), "main.menu")
    player.say("轮椅")
    lead(player, "cert_category", {"card.next": "apply"})
    assert facts(player)["cert_last4"] == "1242"
    lead_back(player, "cert_status")
    answer(player, "none")
    assert "cert_last4" not in facts(player)
    lead(player, "@confirm")
    assert "cert_last4" not in facts(player)


def test_back_from_another_matter_leads_to_where_it_was_begun(meet: Meet) -> None:
    player = lead(meet(), "main.menu")
    player.say("轮椅")
    assert facts(player)["device_need"] == ["wheelchair"]
    player.say("返回")
    assert asked(player) == "main.menu"
    assert "device_need" not in facts(player), "what the word taught is taken back with it"
    assert facts(player)["for_whom"] == "self"


def test_back_from_the_person_tree_returns_to_the_question(meet: Meet) -> None:
    player = lead(meet(), "age")
    player.say("人工")
    assert asked(player) == "county"
    player.say("返回")
    assert asked(player) == "age"
    assert facts(player)["name"] == "杨秀英", "asking for a person undid nothing"


def test_back_from_a_matter_that_was_switched_to(meet: Meet) -> None:
    player = lead(meet(), "age")
    player.say("危房")
    answer(player, "yes")
    player.say("返回")
    assert asked(player) == "age"
    assert facts(player)["name"] == "杨秀英"


def test_back_within_a_list_of_results_turns_the_page_back(meet: Meet) -> None:
    player = lead(meet(), "@results", {"main.menu": "find", "find.menu": "money"})
    answer(player, player.session.prompt.items[0])  # type: ignore[union-attr]
    assert asked(player) == "card.next"
    player.say("*")
    assert asked(player) == "@results"


def test_what_was_sent_off_is_not_taken_back(meet: Meet, library: Library) -> None:
    player = lead(meet(), "@confirm")
    assert handed(answer(player, "yes"))
    known = facts(player)
    played = player.say("返回")
    assert says(played, library.current, "sent_already")
    assert facts(player) == known
    assert not handed(played)


def test_back_after_the_receipt_goes_as_far_as_the_receipt(meet: Meet, library: Library) -> None:
    player = lead(meet(), "@confirm")
    answer(player, "yes")
    answer(player, "more")
    assert asked(player) == "main.menu"
    player.say("返回")
    assert asked(player) == "main.again"
    assert says(player.say("返回"), library.current, "sent_already")


def test_back_from_a_question_of_our_own_only_puts_the_question_again(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    known = facts(player)
    for words in ("重来", "语言", "危房"):
        player.say(words)
        assert asked(player).startswith("@ask_")
        player.say("返回")
        assert asked(player) == "cert_status"
        assert facts(player) == known


def test_back_before_anything_was_answered(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("您好")
    assert says(player.say("返回"), library.current, "first_question")
    assert asked(player) == "for_whom"


def lead_back(player: Player, key: str) -> None:
    """Go back until *key* is asked."""
    for _ in range(20):
        if asked(player) == key:
            return
        player.say("返回")
    raise AssertionError(f"{key} was not asked on the way back")
