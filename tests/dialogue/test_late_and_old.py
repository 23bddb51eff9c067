"""A digit means the prompt that showed it: what belongs to an earlier one is explained, and never applied."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.events import Said, Tapped
from bot.dialogue.session import Prompt, Session
from bot.dialogue.step import step
from bot.language.wording import Form
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Player
from tests.dialogue.people import answer, asked, facts, lead, newcomer, puts, says

Meet = Callable[..., Player]


def test_a_button_of_an_earlier_prompt_is_explained(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet("web"), "cert_category")
    old, before = player.session.prompts - 1, player.session
    played = player.tap(1, old)
    assert says(played, loaded.content, "old_button")
    assert puts(played.effects) == [before.prompt]
    assert player.session.answers == before.answers


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 99, 10**9])
@pytest.mark.parametrize("digit", [-1, 0, 1, 5, 10])
def test_no_button_of_any_other_prompt_does_anything(meet: Meet, number: int, digit: int) -> None:
    player = lead(meet("web"), "cert_status")
    known = facts(player)
    player.tap(digit, number)
    assert (facts(player), asked(player)) == (known, "cert_status")


def test_a_button_counts_once(meet: Meet) -> None:
    """Somebody with a tremor presses twice; the second press belongs to a prompt that is gone."""
    player = lead(meet("web"), "cert_status")
    number = player.session.prompts
    player.tap(1, number)
    known = facts(player)
    player.tap(1, number)
    assert facts(player) == known


def test_a_button_after_everything_was_done_leads_to_the_menu(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet("web"), "@confirm")
    number = player.session.prompts
    answer(player, "yes")
    answer(player, "done")
    played = player.tap(1, number)
    assert says(played, loaded.content, "old_button")
    assert asked(player) == "main.menu"


def test_a_button_the_prompt_does_not_have_gets_a_hint(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet("web"), "cert_status")
    assert says(player.tap(9), loaded.content, "no_such_number")


@pytest.mark.parametrize("words", ["1", "没有", "0", "１", "*"])
def test_words_sent_before_the_prompt_was_put_belong_to_the_one_before(meet: Meet, loaded: Loaded, words: str) -> None:
    player = lead(meet(), "cert_status")
    before = player.session
    player.late(60)
    played = player.say(words)
    assert says(played, loaded.content, "late")
    assert puts(played.effects) == [before.prompt]
    assert player.session.answers == before.answers


@pytest.mark.parametrize("words", ["1", "没有"])
def test_a_reply_that_names_an_older_prompt_is_not_applied(meet: Meet, loaded: Loaded, words: str) -> None:
    player = lead(meet("web"), "cert_status")
    turn = step(loaded.content, player.session, Said(words, "web", None, player.session.prompts - 1), player.now)
    assert turn.session.answers == player.session.answers
    turn = step(loaded.content, player.session, Said(words, "web", None, player.session.prompts), player.now)
    assert turn.session.facts()["cert_status"] in ("valid", "none")


@pytest.mark.parametrize("word", ["人工", "TD", "t", "帮助", "重来"])
def test_a_cry_for_help_is_never_too_late(meet: Meet, loaded: Loaded, word: str) -> None:
    """Whoever wanted a person, or no more messages, a minute ago still does."""
    player = lead(meet(), "cert_status")
    player.late(60)
    assert not says(player.say(word), loaded.content, "late")


def test_clocks_may_differ_a_little(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.late(6)
    player.say("1")
    assert facts(player)["cert_status"] == "valid"


def test_a_whole_sentence_is_read_whenever_it_was_sent(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.late(60)
    player.say("我的证过期了")
    assert facts(player)["cert_status"] == "expired"


@pytest.mark.parametrize(("form", "grace"), [("sms", 30.0), ("web", 3.0)])
def test_a_digit_right_after_a_prompt_nobody_asked_for_was_meant_for_the_one_before(
    loaded: Loaded, directory: Directory, form: Form, grace: float
) -> None:
    content = loaded.content
    items = tuple(option.value for option in content.questions["cert_status"].options)
    stack = lead(newcomer(loaded, directory), "cert_status").session.stack
    pushed = Prompt(5, "cert_status", items, MORNING, 0, True)
    session = Session(content=content.hash, stack=stack, prompt=pushed, prompts=5, last=MORNING)
    early = step(content, session, Said("1", form), MORNING + grace / 2)
    assert "cert_status" not in early.session.facts()
    words = step(content, session, Said("过期了", form), MORNING + grace / 2)
    assert words.session.facts()["cert_status"] == "expired", "words say themselves what they answer"
    later = step(content, session, Said("1", form), MORNING + grace + 1)
    assert later.session.facts()["cert_status"] == "valid"
    button = step(content, session, Tapped(5, 1), MORNING + 1)
    assert button.session.facts()["cert_status"] == "valid", "a button says which prompt it belongs to"
