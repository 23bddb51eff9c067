"""What was sent off is corrected in place, and whoever has it is told."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.dialogue.effects import Request
from bot.entitlements.facts import SENDER
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, handed, lead, says

#: Whose it is goes with a correction, so that it reaches whoever has the request, and they know whose it is.
HOME = {"name": "杨秀英", "county": "520526 草海镇", "contact": SENDER}
Meet = Callable[..., Player]


@pytest.fixture
def applied(meet: Meet) -> Player:
    """Somebody whose form was just taken in."""
    player = lead(meet(), "@confirm")
    answer(player, "yes")
    assert asked(player) == "main.again"
    return player


def test_the_liaison_is_told_what_changed_and_where_and_only_that(applied: Player, library: Library) -> None:
    applied.say("改年龄")
    played = applied.say("59")
    [request] = handed(played)
    assert isinstance(request, Request)
    assert (request.matter, request.about, request.facts) == ("correction", "age", {**HOME, "age": 59})
    assert says(played, library.current, "corrected")
    assert facts(applied)["age"] == 59


def test_afterwards_the_question_that_was_interrupted_is_there(applied: Player) -> None:
    shown = applied.session.prompt
    applied.say("改年龄")
    applied.say("59")
    assert applied.session.prompt == shown


def test_at_rest_a_correction_is_taken_and_answered(applied: Player) -> None:
    answer(applied, "done")
    assert asked(applied) == ""
    applied.say("改年龄")
    assert handed(applied.say("59"))
    assert asked(applied) == ""


def test_a_correction_can_be_left(applied: Player) -> None:
    applied.say("改年龄")
    applied.say("返回")
    assert asked(applied) == "main.again"
    assert facts(applied)["age"] == 58


@pytest.mark.parametrize("rest", [False, True])
@pytest.mark.parametrize("interruption", ["重来", "语言", "危房", "人工", "改名字"])
def test_an_interrupted_correction_is_never_taken_for_a_new_answer(
    applied: Player, interruption: str, rest: bool
) -> None:
    if rest:
        answer(applied, "done")
    applied.say("改年龄")
    assert applied.say(interruption).messages
    if asked(applied).startswith("@ask_"):
        assert answer(applied, "zh_CN" if asked(applied) == "@ask_language" else "no").messages
    applied.say("59")
    ages = [a.value for a in applied.session.answers if a.key == "age"]
    assert ages == [58]


def test_two_corrections_one_after_the_other(applied: Player) -> None:
    applied.say("改年龄")
    applied.say("改名字")
    assert asked(applied) == "name"
    [request] = handed(applied.say("杨秀芳"))
    assert request.facts == {**HOME, "name": "杨秀芳"}
    assert asked(applied) == "main.again"


def test_back_by_two_leaves_the_correction_and_goes_one_further(applied: Player) -> None:
    for meaning in ("more", "ecommerce", "shop", "none", "none"):
        answer(applied, meaning)
    assert asked(applied) == "will_ecom"
    applied.say("改年龄")
    played = applied.say("返回2")
    assert asked(applied) == "poverty_registry"
    assert sum(bool(message.prompt) for message in played.messages) == 1


def test_whom_it_was_for_is_not_corrected_but_begun_anew(applied: Player) -> None:
    """What was sent off was about somebody: another person's form is another form."""
    applied.say("改给谁问")
    assert asked(applied) == "@ask_restart"
    answer(applied, "yes")
    assert asked(applied) == "for_whom"
    assert "age" not in facts(applied)
    assert "consent" not in facts(applied), "consent was given for that person"


def test_a_wrong_correction_gets_a_hint_like_any_answer(applied: Player, library: Library) -> None:
    applied.say("改年龄")
    assert says(applied.say("很老了"), library.current, "miss")
    assert handed(applied.say("六十"))


def test_what_is_answered_after_the_receipt_is_changed_without_a_word_to_the_liaison(applied: Player) -> None:
    answer(applied, "more")
    applied.say("修房子")
    lead(applied, "dibao", {"hukou_rural": "yes", "poverty_registry": "none"})
    applied.say("改建档立卡")
    assert not handed(answer(applied, "registered"))
    assert facts(applied)["poverty_registry"] == "registered"


def test_the_matter_on_hand_is_looked_at_again_with_what_was_corrected(applied: Player) -> None:
    """Without a certificate its grade is no longer asked, and the answer about it goes."""
    answer(applied, "more")
    applied.say("护理补贴")
    lead(applied, "long_term_care_need", {"cert_grade": "2"})
    applied.say("改残疾人证")
    [request] = handed(answer(applied, "none"))
    assert request.matter == "correction"
    assert "cert_grade" not in facts(applied) and "cert_last4" not in facts(applied)
    assert asked(applied) in ("@results", "card.next"), "nothing more is asked: the certificate comes first"


def test_what_was_answered_in_the_matter_on_hand_is_kept_when_it_is_looked_at_again(applied: Player) -> None:
    answer(applied, "more")
    applied.say("补贴")
    lead(applied, "long_term_care_need", {"dibao": "single"})
    applied.say("改年龄")
    assert handed(applied.say("61"))
    assert asked(applied) == "long_term_care_need"
    assert (facts(applied)["age"], facts(applied)["dibao"]) == (61, "single")


@pytest.mark.parametrize("way", ["护理补贴", "menus"])
def test_afterwards_the_way_into_the_matter_is_neither_taken_twice_nor_forgotten(applied: Player, way: str) -> None:
    """At the end "anything else?" is asked and not answered by itself, and back still leads out to the menu."""
    answer(applied, "more")
    if way == "menus":
        lead(applied, "dibao", {"main.menu": "find", "find.menu": "money"})
    else:
        applied.say(way)
    applied.say("改年龄")
    applied.say("61")
    assert not applied.session.carried
    applied.say("返回")
    assert asked(applied) == ("find.menu" if way == "menus" else "main.menu")
    lead(applied, "@results", {"main.menu": "find", "find.menu": "money"})
    answer(applied, "@done")
    assert asked(applied) == "main.again"
