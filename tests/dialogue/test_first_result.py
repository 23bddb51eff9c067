"""The first good result is told as soon as it is sure, once, and only where it is news."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.dialogue.content import Content
from bot.liaisons.directory import Directory
from bot.pipeline.player import Played, Player
from tests.dialogue.people import answer, asked, facts, heard, lead, says
from tests.dialogue.people_who import known, listed

Meet = Callable[..., Player]
Who = Callable[..., Player]
DIBAO = {"cert_status": "valid", "dibao": "household"}


@pytest.fixture
def who(library: Library, directory: Directory) -> Who:
    """Somebody at "anything else?", of whom facts are known."""
    return lambda facts: known(library, directory, facts)


def told_early(player: Player, content: Content) -> list[Played]:
    return [played for played in player.turns if says(played, content, "first_result")]


def test_the_first_good_result_is_told_as_soon_as_it_is_sure(meet: Meet, library: Library) -> None:
    player = meet("web")
    for words in ("低保", "1", "1"):
        assert not says(player.say(words), library.current, "first_result")
    assert asked(player) == "dibao"
    played = answer(player, "household")
    assert says(played, library.current, "first_result")
    assert "生活补贴：看来符合" in heard(played)
    assert asked(player) != "@results", "and the questions go on"


def test_it_is_told_once_however_many_more_there_are(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("低保")
    lead(player, "@results", {**DIBAO, "cert_grade": "2", "long_term_care_need": "yes", "pension_joined": "resident"})
    good = {"A04", "A05", "A06"}
    assert good <= set(listed(player))
    book = library.current.editions.at(player.now).book
    assert {name for name in good if book.assess(name, facts(player)).outcome == "likely"} == good
    assert len(told_early(player, library.current)) == 1


def test_what_was_known_before_is_no_news(who: Who, library: Library) -> None:
    player = who({**DIBAO, "poverty_registry": "none"})
    player.say("补贴")
    lead(player, "@results", {"living": "fine"})
    assert told_early(player, library.current) == []


def test_what_comes_out_with_the_last_answer_is_shown_and_not_announced(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("学直播")
    lead(player, "card.next", {"cert_status": "valid"})
    assert "看起来您符合" in heard(player.turns[-1])
    assert told_early(player, library.current) == []


def test_what_is_open_to_all_or_only_registered_for_is_no_news(meet: Meet, library: Library) -> None:
    """Topics have such entitlements from the first answer on: B11, C09 and H04 need nothing at all."""
    content, told = library.current, {"medical_joined": "none", "medical_trouble": "none", "doctor_signed": "no"}
    player = meet()
    player.say("看病")
    lead(player, "@results", {**told, "cert_status": "valid", "poverty_registry": "registered", "cert_grade": "2"})
    early = told_early(player, content)
    shorts = {e.short.text for e in content.entitlements.values() if e.level in ("C", "D")}
    assert not [short for played in early for short in shorts if f"一样，{short}：" in heard(played)]
    player = meet()
    player.say("看病")
    lead(player, "@results", {**told, "cert_status": "none"})
    assert told_early(player, content) == []


def test_after_taking_the_answer_back_it_can_be_told_again(meet: Meet, library: Library) -> None:
    player = meet()
    for words in ("低保", "1", "1", "1", "返回", "1"):
        player.say(words)
    assert len(told_early(player, library.current)) == 2
