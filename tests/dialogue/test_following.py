"""A case until its end: a "no" climbs level by level, silence is telephoned after, what ends is closed everywhere."""

import msgspec
import pytest

from bot.content.library import Library
from bot.dialogue.cases import Case
from bot.dialogue.effects import Move, Request
from bot.dialogue.events import Moved
from bot.dialogue.following import ASKED
from bot.language.receipt import code_of
from bot.liaisons.directory import Directory, Liaison
from bot.pipeline.player import Player

DAY = 86400.0
LEVELS = Directory(
    [
        Liaison("杨乡", "西江镇", "1", "522634 西江镇"),
        Liaison("吴县", "雷山县", "2", "522634"),
        Liaison("周省", "省", "3", ""),
    ]
)


def handed_in(library: Library) -> Player:
    """Somebody in a township who has asked to be helped with the living allowance."""
    player = Player(library, LEVELS, "sms")
    for line in ("生活补贴", "1", "1", "1", "2", "1", "雷山县西江镇", "13985500021"):
        if not player.session.cases:
            player.say(line)
    return player


@pytest.fixture
def player(library: Library) -> Player:
    """Somebody in a township whose living allowance was granted a month ago, and who is asked whether it came."""
    player = handed_in(library)
    player.office(case(player).code, "accepted")
    player.wait(31 * DAY)
    return player


def case(player: Player) -> Case:
    return player.session.cases[0]


def heard(player: Player) -> str:
    return "".join(message.text for message in player.turns[-1].messages)


def moves(player: Player) -> list[tuple[str, str, str]]:
    return [(e.code, e.state, e.see) for e in player.turns[-1].effects if isinstance(e, Move)]


def no(player: Player) -> None:
    player.say("没收到")
    player.wait(15 * DAY)


def test_each_no_goes_one_level_further_up_and_stays_at_the_top(player: Player) -> None:
    keepers = []
    for _ in range(4):
        no(player)
        keepers.append(case(player).liaison)
    assert keepers == ["吴县", "周省", "周省", "周省"]
    assert len(case(player).chain) == 2, "nobody gets a second request about the same thing"
    assert len(player.session.cases) == 1, "to the person it is one matter"


def test_at_the_top_they_hear_who_has_it_and_the_request_is_open_again(player: Player) -> None:
    no(player)
    no(player)
    player.office(case(player).chain[-1], "done")
    player.wait(15 * DAY)
    player.say("没收到")
    assert "周省" in heard(player) and "新回执号" not in heard(player)
    assert (case(player).chain[-1], "missing", case(player).code) in moves(player)
    assert player.wait(15 * DAY), "and it is asked again"


def test_both_histories_name_each_other(player: Player) -> None:
    first = case(player).code
    player.say("没收到")
    (second,) = case(player).chain
    assert moves(player) == [(first, "missing", second)]
    player.wait(15 * DAY)
    player.say("没收到")
    third = case(player).chain[-1]
    assert moves(player) == [(first, "missing", third), (second, "missing", third)]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_when_it_arrives_everything_it_became_is_closed(player: Player, times: int) -> None:
    for _ in range(times):
        no(player)
    first, chain = case(player).code, case(player).chain
    player.say("1")
    assert moves(player) == [(first, "arrived", ""), *((code, "arrived", first) for code in chain)]
    assert not player.session.parked and player.wait(200 * DAY) == []


def test_any_of_its_codes_shows_the_one_matter(player: Player) -> None:
    no(player)
    for code in (case(player).code, *case(player).chain):
        player.say(code)
        assert case(player).code in heard(player) and "吴县" in heard(player) and "上一级在看" in heard(player)


def test_the_office_above_may_answer_and_it_is_asked_about_the_first(player: Player) -> None:
    first = case(player).code
    player.say("没收到")
    (second,) = case(player).chain
    player.office(second, "done", "补发了。")
    assert second in heard(player)
    assert moves(player) == [(second, "done", first), (first, "done", second)]
    (asked,) = player.wait(15 * DAY)
    assert first in asked.messages[0].text
    player.say("收到了")
    assert case(player).state == "arrived"


def test_a_refusal_that_is_granted_further_up_is_granted(library: Library) -> None:
    player = handed_in(library)
    first = case(player).code
    player.office(first, "declined", "收入超了。")
    player.say(first)
    player.say("1")
    (second,) = case(player).chain
    assert moves(player) == [(first, "declined", second)]
    player.say(first)
    assert "再看一次" not in heard(player), "it is being looked at"
    player.office(second, "accepted")
    assert case(player).state == "accepted" and player.wait(31 * DAY)


def test_whoever_does_not_answer_is_asked_a_few_times_and_then_telephoned_once(player: Player) -> None:
    player.wait(400 * DAY)
    calls = [e for turn in player.turns for e in turn.effects if isinstance(e, Request) and e.after]
    asked = [turn for turn in player.turns if any("收到了吗" in m.text for m in turn.messages)]
    assert len(calls) == 1 and calls[0].asks and len(asked) == ASKED
    assert case(player).liaison == "杨乡" and len(player.session.stack) < 4
    player.say("收到了")
    assert {state for _, state, _ in moves(player)} == {"arrived"}, "it can still be said"


def test_whoever_wants_no_messages_is_telephoned_and_asked_when_they_come_back(player: Player) -> None:
    player.say("退订")
    player.wait(90 * DAY)
    assert any(isinstance(e, Request) and e.asks for turn in player.turns for e in turn.effects)
    player.say("你好")
    assert any("收到了吗" in turn.messages[-1].text for turn in player.wait(60))


def test_what_is_granted_while_they_want_no_messages_is_followed_up_too(library: Library) -> None:
    player = handed_in(library)
    player.say("退订")
    player.office(case(player).code, "accepted")
    assert not player.turns[-1].messages and player.session.parked


def test_what_was_returned_and_forgotten_is_telephoned_after(library: Library) -> None:
    player = handed_in(library)
    player.office(case(player).code, "returned", "差户口簿。")
    player.wait(15 * DAY)
    (call,) = [e for e in player.turns[-1].effects if isinstance(e, Request)]
    assert call.after == case(player).code and call.asks


def test_whoever_was_promised_an_answer_and_got_none_hears_whom_to_call(library: Library) -> None:
    player = handed_in(library)
    player.wait(9 * DAY)
    player.say("进度")
    player.say("1")
    assert "过了" in heard(player) and "杨乡" in heard(player)


def test_on_a_shared_phone_nothing_of_somebody_else_goes_along(player: Player) -> None:
    mine, mother = player.session, msgspec.structs.replace(case(player), whose=7)
    for cases, told in ((mine.cases, True), ((mother,), False)):
        player.session = msgspec.structs.replace(mine, cases=cases)
        player.say("没收到")
        (request,) = [e for e in player.turns[-1].effects if isinstance(e, Request)]
        assert ("cert_status" in request.facts) is told
        assert request.facts["county"] == "522634 西江镇", "whoever is above is found by the case's own place"


def test_a_letter_of_the_office_brings_back_a_case_that_was_forgotten(player: Player) -> None:
    old = Case(code_of(77), "", "A04", "money", "submitted", 0.0, 0.0, "杨乡", "西江镇", "1")
    assert not player.office(old.code, "accepted").messages
    player._play(Moved(old.code, "accepted", case=old), "")
    assert old.code in heard(player) and player.session.cases[-1].state == "accepted"
    assert any(parked.frame.arg == old.code for parked in player.session.parked)


def test_whoever_takes_it_back_when_asked_is_not_asked_again_whether_it_arrived(player: Player) -> None:
    for line in (case(player).code, "撤回", "1"):
        player.say(line)
    assert case(player).state == "withdrawn" and "收到了吗" not in heard(player)
    assert player.wait(200 * DAY) == []


def test_a_request_to_telephone_is_no_decision_about_what_was_granted(player: Player) -> None:
    player.wait(130 * DAY)
    (call,) = case(player).calls
    played = player.office(call, "declined", "打不通。")
    assert not played.messages and case(player).state == "accepted"
    assert moves(player) == [(call, "declined", case(player).code)]
    assert player.wait(70 * DAY), "it is asked again"


def test_whoever_looks_into_it_further_up_and_finds_nothing_refuses_nothing(player: Player) -> None:
    player.say("没收到")
    player.office(case(player).chain[-1], "declined", "钱早发了。")
    assert "没有通过" not in heard(player) and "钱早发了" in heard(player)
    assert player.wait(15 * DAY), "it is asked again"
