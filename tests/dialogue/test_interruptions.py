"""Questions about a word, and other matters, in the middle of something: answered, and the place is kept."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Utter
from bot.pipeline.player import Player
from tests.dialogue.conftest import QUESTIONS
from tests.dialogue.people import answer, asked, facts, handed, lead, puts

Arrive = Callable[[str], Player]
Meet = Callable[..., Player]


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("words", ["等一下,低保是什么?", "啥子是低保", "低保是啥", "what is 低保"])
def test_a_word_is_explained_and_the_prompt_put_again(arrive: Arrive, whole: Loaded, key: str, words: str) -> None:
    player = arrive(key)
    before = player.session
    played = player.say(words)
    said = [effect.wording for effect in played.effects if isinstance(effect, Utter)]
    assert said == [whole.content.glossary["低保"]]
    assert puts(played.effects) == [before.prompt], "the same options under the same number"
    assert (player.session.answers, player.session.stack) == (before.answers, before.stack)


def test_a_question_that_is_the_persons_own_name_for_nothing_is_not_an_explanation(meet: Meet) -> None:
    player = lead(meet(), "name")
    player.say("低保")
    assert facts(player)["name"] == "低保", "only a question about a word is one"


@pytest.mark.parametrize("key", ["age", "cert_status", "cert_category", "hukou_rural", "visit_day", "contact"])
def test_another_matter_is_offered_and_taken_up(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    known = facts(player)
    player.say("我家房子漏雨")
    assert asked(player) == "@ask_switch"
    answer(player, "yes")
    assert [frame.arg for frame in player.session.stack][-1] == "house"
    assert known.items() <= facts(player).items()


@pytest.mark.parametrize("key", ["age", "cert_status", "cert_category", "hukou_rural", "visit_day", "contact"])
def test_another_matter_is_offered_and_declined(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    before = player.session
    player.say("我家房子漏雨")
    answer(player, "no")
    assert player.session.prompt == before.prompt
    assert (player.session.answers, player.session.stack) == (before.answers, before.stack)


def test_when_the_other_matter_is_done_the_first_goes_on_where_it_was(meet: Meet) -> None:
    player = lead(meet(), "age")
    player.say("贷款")
    answer(player, "yes")
    told = {"poverty_registry": "none", "card.next": "other"}
    for _ in range(20):
        if asked(player) == "age":
            break
        wanted = told.get(asked(player))
        answer(player, wanted or ("@done" if asked(player) == "@results" else "0"))
    assert asked(player) == "age"
    assert facts(player)["name"] == "杨秀英"
    assert facts(player)["poverty_registry"] == "none", "what was learned on the way is not asked again"


def test_from_the_menu_another_matter_is_gone_to_at_once(meet: Meet) -> None:
    player = lead(meet(), "main.menu")
    player.say("我腿不方便,想要轮椅")
    assert player.session.stack[-1].arg == "devices"
    assert facts(player)["device_need"] == ["wheelchair"]


def test_the_matter_that_is_going_on_is_not_offered_again(meet: Meet) -> None:
    player = lead(meet(), "main.menu")
    player.say("轮椅")
    key = asked(player)
    player.say("我说的是轮椅")
    assert asked(player) == key


def test_a_new_offer_replaces_the_one_before(arrive: Arrive) -> None:
    player = arrive("cert_status")
    player.say("贷款")
    player.say("修房子")
    assert asked(player) == "@ask_switch"
    answer(player, "yes")
    assert player.session.stack[-1].arg == "house"


def test_answering_the_interrupted_question_settles_the_offer(arrive: Arrive) -> None:
    player = arrive("cert_status")
    player.say("危房")
    assert asked(player) == "@ask_switch"
    player.say("过期了")
    assert facts(player)["cert_status"] == "expired"
    assert asked(player) == "cert_category"


def test_start_over_at_the_menu_and_then_another_matter_after_all(meet: Meet) -> None:
    """What our own question pushed aside must not come back later in another tree."""
    player = lead(meet(), "main.menu")
    player.say("重来")
    player.say("轮椅")
    key = asked(player)
    assert player.session.shelved is None
    player.say("语言")
    answer(player, "zh_CN")
    assert asked(player) == key


def test_a_form_may_be_left_for_a_person_and_finished_afterwards(meet: Meet) -> None:
    player = lead(meet(), "@confirm")
    player.say("人工")
    assert asked(player) == "@confirm", "county and telephone are known, so it was handed over at once"
    assert [request.matter for request in handed(player.turns[-1])] == ["help"]
    assert handed(answer(player, "yes"))


def test_interrupting_an_interruption_goes_back_step_by_step(meet: Meet) -> None:
    player = lead(meet(), "age")
    player.say("贷款")
    answer(player, "yes")
    inner = asked(player)
    player.say("房子漏雨")
    answer(player, "yes")
    assert [frame.arg for frame in player.session.stack if frame.arg] == ["loan", "house"]
    player.say("返回")
    assert asked(player) == inner
    player.say("返回")
    assert asked(player) == "age"


def test_what_is_told_while_another_question_is_up_is_not_asked_again(meet: Meet) -> None:
    player = lead(meet("web"), "will_ecom", {"main.menu": "ecommerce", "ecommerce.which": "shop"})
    player.say("开网店要帮扶")
    assert asked(player) == "@ask_switch" and facts(player)["will_ecom"] is True
    player.say("2")
    assert asked(player) != "will_ecom"
