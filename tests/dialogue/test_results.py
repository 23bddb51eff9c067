"""结果: what is sure so far, wherever it is written, and nothing is lost by asking for it."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.invariants import holds_together
from tests.dialogue.people import answer, asked, facts, lead, says
from tests.dialogue.people_who import known, listed
from tests.entitlements.by_name import FOR_ALL

Meet = Callable[..., Player]
Who = Callable[..., Player]
DIBAO = {"cert_status": "valid", "dibao": "household"}


@pytest.fixture
def who(library: Library, directory: Directory) -> Who:
    """Somebody at "anything else?", of whom facts are known."""
    return lambda facts: known(library, directory, facts)


def test_in_the_middle_of_questions_it_lists_what_is_sure_and_goes_back_to_the_question(
    meet: Meet, library: Library
) -> None:
    player = meet("web")
    for words in ("低保", "1", "1", "1"):
        player.say(words)
    before, question = facts(player), asked(player)
    player.say("结果")
    assert asked(player) == "@results"
    assert next(iter(listed(player))) == "A04", "what was being asked about comes first"
    lead_back(player)
    assert (asked(player), facts(player)) == (question, before), "nothing that was answered is lost"


def lead_back(player: Player) -> None:
    """Back through the pages to where 结果 was written."""
    for _ in range(30):
        if asked(player) != "@results":
            return
        player.say("返回")


def test_when_the_list_was_seen_the_questions_go_on(meet: Meet) -> None:
    player = meet("web")
    for words in ("低保", "1", "1", "1"):
        player.say(words)
    before, question = facts(player), asked(player)
    player.say("结果")
    answer(player, "@done")
    for _ in range(3):
        if asked(player) == question:
            break
        answer(player, "no")
    assert (asked(player), facts(player)) == (question, before)


def test_before_any_answer_there_are_none(meet: Meet, library: Library) -> None:
    player = lead(meet(), "main.menu")
    played = player.say("结果")
    assert says(played, library.current, "no_results_yet")
    assert asked(player) == "main.menu"
    player.say("低保")
    before = player.session.prompt
    assert says(player.say("结果"), library.current, "no_results_yet")
    assert player.session.prompt == before


def test_at_the_menu_it_shows_what_is_known_from_before(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("低保")
    lead(player, "main.again", {**DIBAO, "living": "hard", "@results": "@done"})
    known_ = facts(player)
    player.say("结果")
    assert asked(player) == "@results"
    shown = listed(player)
    results = library.current.editions.at(player.now).book.assess_all(known_)
    good = {r.entitlement.id for r in results if r.outcome in ("likely", "liaison") and r.met}
    assert set(shown) == good
    assert "A04" in good
    assert not FOR_ALL & set(shown), "what needs no answer is no result of the answers"


def test_what_is_not_met_is_no_result(who: Who) -> None:
    player = who({**DIBAO, "gender": "male", "medical_joined": "none"})
    player.say("结果")
    assert not {"E05", "B02", "Z01"} & set(listed(player))


@pytest.mark.parametrize("word", ["结果", "看结果", "jieguo", "results"])
def test_it_may_be_written_in_several_ways(who: Who, word: str) -> None:
    player = who(DIBAO)
    player.say(word)
    assert asked(player) == "@results"


KEYS = ("main.menu", "consent", "age", "cert_status", "cert_category", "county", "card.next", "@results", "@confirm",
        "@ask_person", "@ask_restart", "@ask_switch", "@ask_language")  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_it_disturbs_nothing_wherever_it_is_written(arrive: Callable[[str], Player], whole: Loaded, key: str) -> None:
    player = arrive(key)
    before = facts(player)
    player.say("结果")
    holds_together(whole.content, player.session)
    assert facts(player) == before
    for _ in range(12):
        player.say("返回" if asked(player) != "@results" else "不看了")
        holds_together(whole.content, player.session)
