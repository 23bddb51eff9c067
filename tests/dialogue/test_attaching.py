"""What somebody sends that nobody asked for: a photo of the card, a voice message, a paper."""

import pytest

from bot.content.library import Library
from bot.dialogue.attaching import WAITING
from bot.dialogue.effects import Attach, Put, Request
from bot.dialogue.session import UNKNOWN
from bot.language.wording import Form
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, lead, says
from tests.dialogue.test_cases import code, heard, player

__all__ = ["player"]


@pytest.fixture
def newcomer(library: Library, directory: Directory) -> Player:
    """Somebody on the chat page."""
    return Player(library, directory, "web")


def attached(player: Player) -> list[tuple[str, str]]:
    """What went where in the last turn."""
    return [(e.reference, e.code) for e in player.turns[-1].effects if isinstance(e, Attach)]


def waiting(player: Player) -> list[str]:
    """What waits for a case."""
    return [loose.reference for loose in player.session.pending]


def put_again(player: Player) -> bool:
    """Whether the question on the table is before their eyes again."""
    return isinstance(player.turns[-1].effects[-1], Put)


def test_before_anything_was_handed_in_it_waits_and_they_are_told(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    played = newcomer.send("photo", "aa")
    assert says(played, newcomer.library.current, "sent_waits") and put_again(newcomer)
    assert waiting(newcomer) == ["aa"] and attached(newcomer) == []


def test_it_goes_with_the_call_for_a_person_that_comes_next(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    newcomer.send("photo", "aa")
    newcomer.send("voice", "bb")
    newcomer.say("人工")
    answer(newcomer, "雷山县西江镇")
    answer(newcomer, "13985500021")
    assert attached(newcomer) == [("aa", ""), ("bb", "")]
    assert newcomer.session.pending == ()


def test_in_the_middle_of_a_form_it_goes_with_the_form(newcomer: Player) -> None:
    lead(newcomer, "age")
    played = newcomer.send("photo", "aa")
    assert says(played, newcomer.library.current, "sent_with_form") and put_again(newcomer)
    assert "等您交" in heard(newcomer) and asked(newcomer) == "age"
    lead(newcomer, "@confirm")
    answer(newcomer, "yes")
    assert attached(newcomer) == [("aa", "")]


def test_while_a_person_is_called_it_goes_with_the_call(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    newcomer.say("人工")
    assert asked(newcomer) == "county"
    played = newcomer.send("voice", "aa")
    assert says(played, newcomer.library.current, "sent_with_call") and asked(newcomer) == "county"
    answer(newcomer, "雷山县西江镇")
    answer(newcomer, "13985500021")
    assert newcomer.session.cases and attached(newcomer) == [("aa", "")]


def test_with_a_case_it_goes_there_at_once(player: Player) -> None:
    played = player.send("photo", "aa")
    assert attached(player) == [("aa", code(player))]
    assert code(player) in heard(player) and says(played, player.library.current, "sent_with_case")
    assert player.session.pending == ()


def test_a_case_that_is_over_gets_nothing_more_and_an_objection_takes_it_along(player: Player) -> None:
    player.office(code(player), "declined", "收入超了。")
    player.send("photo", "aa")
    assert attached(player) == [] and waiting(player) == ["aa"]
    player.say(code(player))
    answer(player, "object")
    assert any(isinstance(e, Request) and e.matter == "objection" for e in player.turns[-1].effects)
    assert attached(player) == [("aa", "")]


def test_only_so_many_wait_and_one_more_is_told_so(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    for number in range(WAITING):
        newcomer.send("photo", f"a{number}")
    played = newcomer.send("photo", "one more")
    assert says(played, newcomer.library.current, "sent_too_many")
    assert len(newcomer.session.pending) == WAITING and "one more" not in waiting(newcomer)


def test_starting_over_for_somebody_else_leaves_it_behind(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    newcomer.send("photo", "aa")
    newcomer.say("重来")
    answer(newcomer, "yes")
    assert newcomer.session.pending == ()


def test_as_the_very_first_thing_it_is_kept_and_they_are_welcomed(newcomer: Player) -> None:
    played = newcomer.send("photo", "aa")
    assert waiting(newcomer) == ["aa"] and put_again(newcomer)
    assert says(played, newcomer.library.current, "sent_waits") and len(played.messages) > 1


def test_what_could_not_be_kept_is_not_said_to_be(newcomer: Player) -> None:
    lead(newcomer, "main.menu")
    played = newcomer.send("photo", "")
    assert says(played, newcomer.library.current, "media_unexpected") and newcomer.session.pending == ()


@pytest.mark.parametrize(("form", "words"), [("sms", "短信收不了"), ("voice", "电话里收不了"), ("web", "发到这里就行")])
@pytest.mark.parametrize("asks", ["照片", "发照片", "拍照", "照片怎么发"])
def test_whoever_asks_how_to_send_one_hears_what_can_be_done(
    library: Library, directory: Directory, form: Form, words: str, asks: str
) -> None:
    person = lead(Player(library, directory, form), "main.menu")
    person.say(asks)
    assert words in heard(person) and asked(person) == "main.menu" and put_again(person)


# --- one phone, several people -----------------------------------------------------------------------------------


@pytest.fixture
def sisters(newcomer: Player) -> Player:
    """The elder has handed something in; now it is about her mother."""
    lead(newcomer, "main.menu")
    newcomer.say("人工")
    answer(newcomer, "雷山县西江镇")
    answer(newcomer, "13985500021")
    newcomer.say("帮我妈问低保")
    assert newcomer.session.people and newcomer.session.subject != newcomer.session.cases[0].whose
    return newcomer


def test_what_is_sent_for_the_mother_does_not_go_with_the_daughters_case(sisters: Player) -> None:
    sisters.send("photo", "mothers")
    assert attached(sisters) == [] and waiting(sisters) == ["mothers"]
    assert sisters.session.cases[0].code not in heard(sisters)


def test_it_waits_for_the_mother_while_the_daughter_hands_something_in(sisters: Player) -> None:
    sisters.send("photo", "mothers")
    mother, daughters = sisters.session.subject, sisters.session.cases[0]
    sisters.say("换人")
    answer(sisters, f"#{daughters.whose}")
    assert sisters.session.subject == daughters.whose
    sisters.office(daughters.code, "declined", "不在这里办。")
    sisters.say(daughters.code)
    answer(sisters, "object")
    assert any(isinstance(e, Request) and e.matter == "objection" for e in sisters.turns[-1].effects)
    assert attached(sisters) == [] and [loose.whose for loose in sisters.session.pending] == [mother]


def test_after_a_pause_nobody_guesses_whose_it_is(sisters: Player) -> None:
    sisters.wait(3 * 86400.0)
    played = sisters.send("photo", "somebodys")
    assert says(played, sisters.library.current, "sent_waits") and asked(sisters) == "@ask_who"
    assert attached(sisters) == [] and [loose.whose for loose in sisters.session.pending] == [UNKNOWN]
    sisters.say("1")
    assert [loose.whose for loose in sisters.session.pending] == [sisters.session.subject]


def test_who_no_longer_acts_for_her_takes_nothing_of_hers_along(sisters: Player) -> None:
    sisters.send("photo", "mothers")
    sisters.say("不帮了")
    answer(sisters, "yes")
    assert waiting(sisters) == []
