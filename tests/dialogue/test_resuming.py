"""Two days later: one line of where we were and for whom, then the prompt; and nothing is lost by silence."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Utter
from bot.pipeline.player import Played, Player
from tests.dialogue.people import answer, asked, facts, handed, heard, lead, puts, says

Meet = Callable[..., Player]
Arrive = Callable[[str], Player]
TWO_DAYS = 2 * 86400.0


def resumed(played: Played, loaded: Loaded) -> int:
    """How often it is said where we were."""
    wanted = loaded.content.say["resumed"]
    return sum(isinstance(effect, Utter) and effect.wording == wanted for effect in played.effects)


@pytest.mark.parametrize("key", ["age", "cert_status", "cert_category", "access_needs"])
def test_an_answer_after_two_days_still_counts(meet: Meet, loaded: Loaded, key: str) -> None:
    player = lead(meet(), key)
    known = facts(player)
    player.wait(TWO_DAYS)
    played = answer(player, "2")
    assert resumed(played, loaded) == 1
    assert known.items() <= facts(player).items() and key in facts(player)
    assert asked(player) not in (key, "")


@pytest.mark.parametrize(
    ("key", "says"), [("name", "李小花"), ("consent", "1"), ("@confirm", "1"), ("guardian", "李小花")]
)
def test_a_careful_question_is_put_again_and_not_answered_by_whoever_writes_next(
    meet: Meet, loaded: Loaded, key: str, says: str
) -> None:
    """Not even by what would answer it."""
    player = lead(meet(), key, {"cert_category": "mental"})
    before = player.session
    player.wait(TWO_DAYS)
    played = player.say(says)
    assert resumed(played, loaded) == 1
    assert puts(played.effects) == [before.prompt]
    assert player.session.answers == before.answers
    assert not handed(played)


def test_then_the_answer_counts(meet: Meet) -> None:
    player = lead(meet(), "name")
    player.wait(TWO_DAYS)
    player.say("在吗")
    player.say("杨秀英")
    assert facts(player)["name"] == "杨秀英"


def test_the_line_says_for_whom(meet: Meet) -> None:
    player = lead(meet("web"), "age", {"for_whom": "family", "relation": "mother"})
    player.wait(TWO_DAYS)
    line = player.say("你好").messages[0].text
    assert "您妈妈" in line and "学技术" in line


def test_something_that_is_no_answer_is_no_mistake_after_a_pause(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "cert_status")
    player.wait(TWO_DAYS)
    played = player.say("在的")
    assert resumed(played, loaded) == 1 and not says(played, loaded.content, "miss")
    assert player.session.prompt is not None and player.session.prompt.misses == 0


@pytest.mark.parametrize("words", ["返回", "帮助", "再说"])
def test_commands_work_after_a_pause(meet: Meet, loaded: Loaded, words: str) -> None:
    player = lead(meet(), "cert_status")
    player.wait(TWO_DAYS)
    played = player.say(words)
    assert resumed(played, loaded) == 1
    assert asked(player) == ("age" if words == "返回" else "cert_status")


@pytest.mark.parametrize("words", ["改年龄", "小结"])
def test_what_shows_answers_waits_until_it_is_sure_who_is_writing(meet: Meet, loaded: Loaded, words: str) -> None:
    player = lead(meet(), "cert_status")
    player.wait(TWO_DAYS)
    player.say(words)
    assert asked(player) == "@ask_who"
    played = player.say("1")
    assert resumed(played, loaded) == 1
    assert asked(player) == ("age" if words == "改年龄" else "cert_status")


@pytest.mark.parametrize("pause", [0.0, 600.0, 11.9 * 3600])
def test_slow_typing_is_not_a_pause(meet: Meet, loaded: Loaded, pause: float) -> None:
    player = lead(meet(), "cert_status")
    player.wait(pause)
    played = answer(player, "valid")
    assert resumed(played, loaded) == 0
    assert facts(player)["cert_status"] == "valid"


def test_a_year_later_nothing_is_lost(meet: Meet) -> None:
    player = lead(meet(), "county")
    known = facts(player)
    player.wait(365 * 86400.0)
    player.say("您好")
    assert (facts(player), asked(player)) == (known, "county")


def test_once_resumed_it_is_not_said_again(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "cert_status")
    player.wait(TWO_DAYS)
    player.say("你好")
    assert resumed(player.say("你好"), loaded) == 0


def test_at_the_menu_there_is_nothing_to_resume(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "main.menu")
    player.wait(TWO_DAYS)
    played = player.say("轮椅")
    assert resumed(played, loaded) == 0
    assert player.session.stack[-1].arg == "devices"


def test_who_opens_the_chat_again_is_told_where_we_were(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet("web"), "cert_status")
    before = player.session.prompt
    player.wait(TWO_DAYS)
    played = player.open()
    assert resumed(played, loaded) == 1
    assert puts(played.effects) == [before]
    assert heard(player.open()) == "", "opening it once more a moment later repeats nothing"


def test_a_button_pressed_after_two_days_counts(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet("web"), "cert_status")
    player.wait(TWO_DAYS)
    played = player.tap(1)
    assert resumed(played, loaded) == 1
    assert facts(player)["cert_status"] == "valid"


def test_a_question_of_our_own_is_put_again_after_a_pause(arrive: Arrive) -> None:
    player = arrive("@ask_restart")
    known = facts(player)
    player.wait(TWO_DAYS)
    player.say("好")
    assert (asked(player), facts(player)) == ("@ask_restart", known)


def test_after_everything_was_done_a_new_message_begins_at_the_menu(meet: Meet) -> None:
    player = lead(meet(), "@confirm")
    answer(player, "yes")
    answer(player, "done")
    player.wait(TWO_DAYS)
    player.say("再帮我看看")
    player.say("1")
    assert asked(player) == "main.menu"
    assert facts(player)["age"] == 58, "who it is for, and what is known, stays"
