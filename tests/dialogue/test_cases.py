"""What was handed in, afterwards: asked about, taken back, changed by the office, and whether the help arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.dialogue.cases import MOST, NEXT, OPEN, REMEMBERED, Case, State, remembered, same_again
from bot.dialogue.effects import Move, Request
from bot.language.receipt import code_of, number_of
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player

DAY = 86400.0


@pytest.fixture
def player(library: Library, directory: Directory) -> Player:
    """Somebody who has just asked to be helped with the living allowance, in Leishan."""
    player = Player(library, directory, "sms")
    for line in ("生活补贴", "1", "1", "1", "2", "雷山县西江镇", "13985500021"):
        player.say(line)
    if not player.session.cases:
        player.say("1")
        for line in ("雷山县西江镇", "13985500021"):
            if not player.session.cases:
                player.say(line)
    return player


def code(player: Player) -> str:
    return player.session.cases[-1].code


def heard(player: Player) -> str:
    return "".join(message.text for message in player.turns[-1].messages)


def test_by_its_code_they_hear_how_it_stands_who_has_it_and_until_when(player: Player) -> None:
    before = player.session.prompt
    player.say(code(player))
    assert "交上去了" in heard(player) and "吴桂花" in heard(player) and "2026-11-26" in heard(player)
    player.say("2")
    assert player.session.prompt is not None and before is not None
    assert player.session.prompt.key == before.key, "what was on the table is there again"


def test_how_far_is_it_is_understood_without_a_code(player: Player) -> None:
    player.say("进度")
    assert code(player) in heard(player)


def test_whoever_has_handed_in_nothing_hears_so(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    player.say("你好")
    player.say("进度")
    assert "还没有交过" in heard(player) and player.session.prompt is not None


@given(st.integers(1, 99_999), st.integers(0, 9), st.integers(1, 9))
def test_every_slip_in_a_code_is_told_and_never_taken_for_another_case(number: int, place: int, by: int) -> None:
    right = code_of(number)
    place %= len(right)
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    swapped = right[: place - 1] + right[place] + right[place - 1] + right[place + 1 :] if place else right
    assert number_of(wrong) is None
    assert swapped == right or number_of(swapped) is None


def test_a_mistyped_code_is_said_to_be_wrong(player: Player) -> None:
    right = code(player)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    player.say(wrong)
    assert "不对" in heard(player)
    player.say(code_of(77))
    assert "不是在这里办的" in heard(player), "somebody else's case is not shown"


def test_it_can_be_taken_back_once_they_are_sure(player: Player) -> None:
    mine = code(player)
    player.say(mine)
    player.say("1")
    player.say("2")
    assert player.session.cases[-1].state == "submitted"
    player.say(mine)
    player.say("撤回")
    player.say("1")
    assert player.session.cases[-1].state == "withdrawn"
    assert Move(mine, "withdrawn").state in [e.state for e in player.turns[-1].effects if isinstance(e, Move)]


def test_each_change_is_told_in_one_message_with_its_reason(player: Player) -> None:
    for state, why in (("received", ""), ("returned", "差户口簿那一页。"), ("accepted", "下月起发。")):
        played = player.office(code(player), state, why)  # type: ignore[arg-type]
        assert len(played.messages) == 1 and why in heard(player) and code(player) in heard(player)
        assert player.session.cases[-1].state == state


def test_what_cannot_follow_changes_nothing(player: Player) -> None:
    player.office(code(player), "declined", "收入超了。")
    before = player.session
    played = player.office(code(player), "returned", "再改。")
    assert not played.messages and player.session.cases == before.cases
    assert not player.office(code_of(88), "accepted").messages


def test_a_refusal_can_be_looked_at_by_somebody_further_up(player: Player) -> None:
    player.office(code(player), "declined", "收入超了。")
    player.say(code(player))
    player.say("1")
    (request,) = [e for e in player.turns[-1].effects if isinstance(e, Request)]
    assert request.above == "吴桂花" and request.after == player.session.cases[0].code


def test_after_a_month_they_are_asked_whether_it_arrived_and_yes_is_the_end(player: Player) -> None:
    player.office(code(player), "accepted")
    (asked,) = player.wait(31 * DAY)
    assert "收到" in asked.messages[0].text
    player.say("1")
    assert player.session.cases[-1].state == "arrived"
    assert player.wait(100 * DAY) == [], "nobody asks again what is known"


def test_a_no_goes_one_level_up_with_its_history_and_is_asked_again(player: Player) -> None:
    first = code(player)
    player.office(first, "accepted")
    player.wait(31 * DAY)
    player.say("没收到")
    (request,) = [e for e in player.turns[-1].effects if isinstance(e, Request)]
    assert (request.after, request.above) == (first, "吴桂花")
    assert player.desk.taken[-1][1].liaison.name != "吴桂花"
    assert player.wait(15 * DAY), "it is asked until the answer is known"


def test_the_same_form_for_the_same_person_is_not_taken_in_twice() -> None:
    case = Case("10019", "devices", "B09", "devices", "submitted", 0.0, 0.0, "a", "b", "c")
    assert same_again((case,), "devices", 0, 29 * DAY) is case
    assert same_again((case,), "devices", 1, 29 * DAY) is None
    assert same_again((case,), "devices", 0, 31 * DAY) is None


def many(count: int, state: State, pending: tuple[str, ...] = ()) -> tuple[tuple[Case, ...], list[Case]]:
    """*count* cases handed in one after the other, and what had to go though it was still to be asked after."""
    cases: tuple[Case, ...] = ()
    gone: list[Case] = []
    for number in range(1, count + 1):
        new = Case(code_of(number), "", "", "m", state, 0.0, 0.0, "a", "b", "c")
        cases, dropped = remembered(cases, new, pending)
        gone += dropped
    return cases, gone


def test_only_the_last_few_are_remembered_and_those_that_go_on_longest() -> None:
    assert len(many(19, "withdrawn")[0]) == REMEMBERED
    assert len(many(9, "submitted")[0]) == 9, "a seventh does not push out one that goes on"
    assert len(many(40, "submitted")[0]) == MOST, "there is a bound all the same"


def test_a_case_that_is_still_to_be_asked_after_goes_last_and_is_handed_to_somebody() -> None:
    asked_after = tuple(code_of(number) for number in range(1, 5))
    cases, gone = many(40, "submitted", asked_after)
    assert set(asked_after) <= {case.code for case in cases} and not gone
    everything = tuple(code_of(number) for number in range(1, 41))
    cases, gone = many(40, "accepted", everything)
    assert len(cases) + len(gone) == 40 and not {c.code for c in gone} & {c.code for c in cases}


def test_every_open_state_leads_on_and_every_end_is_one() -> None:
    for state, after in NEXT.items():
        assert bool(after) or state not in OPEN


def test_what_was_given_back_goes_to_the_office_again_once_it_is_put_right(
    library: Library, directory: Directory
) -> None:
    player = Player(library, directory, "sms")
    player.say("学电商")
    answers = {"name": "杨秀英", "age": "46", "cert_last4": "9527", "county": "雷山县西江镇", "contact": "13985500021"}
    while not player.session.cases:
        key = player.session.prompt.key if player.session.prompt is not None else ""
        player.say(answers.get(key, "1"))
    case = player.session.cases[-1]
    player.office(case.code, "returned", "年龄不对")
    assert "说明：年龄不对。" in heard(player)
    player.say("改年龄 47")
    assert player.session.cases[-1].state == "submitted" and f"回执号{case.code}" in heard(player)
    player.say("改年龄 48")
    assert not any(isinstance(effect, Move) for effect in player.turns[-1].effects), "only what was given back"
