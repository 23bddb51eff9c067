"""A tree that waits is parked, the person goes on with other things, and it comes back when its time has come."""

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import SetTimer
from bot.dialogue.events import Due
from bot.dialogue.step import step
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, edit, facts, heard, lead, newcomer, says

DAY = 86400.0


@pytest.fixture
def visited(whole: Loaded, directory: Directory) -> Player:
    """Somebody for whom a visit was arranged; the tree waits for three days, the menu is on the table."""
    player = lead(newcomer(whole, directory), "main.menu")
    player.say("约上门")
    lead(player, "main.again")
    assert [parked.frame.tree for parked in player.session.parked] == ["visit"]
    return player


def test_the_timer_is_set_for_the_right_time(visited: Player) -> None:
    [timer] = [e for turn in visited.turns for e in turn.effects if isinstance(e, SetTimer)]
    assert timer.due == pytest.approx(visited.now - 5 + 3 * DAY)


def test_when_the_time_has_come_the_tree_goes_on(visited: Player) -> None:
    assert visited.wait(2 * DAY) == []
    [played] = visited.wait(1.5 * DAY)
    assert "上门过了吗" in heard(played)
    assert asked(visited) == "school_stage"
    assert visited.session.parked == ()


def test_meanwhile_other_things_go_on(visited: Player) -> None:
    answer(visited, "more")
    visited.say("修房子")
    answer(visited, visited.session.prompt.items[0])  # type: ignore[union-attr]
    before = asked(visited)
    visited.wait(4 * DAY)
    assert asked(visited) == "school_stage"
    visited.now += 60
    answer(visited, "primary")
    assert asked(visited) == before, "and afterwards they go on where they were"


def test_a_pushed_prompt_says_that_nobody_asked_for_it(visited: Player) -> None:
    visited.wait(4 * DAY)
    assert visited.session.prompt is not None and visited.session.prompt.pushed


def test_a_timer_fires_once(visited: Player, whole: Loaded) -> None:
    visited.wait(4 * DAY)
    again = step(whole.content, visited.session, Due("1", "sms"), visited.now)
    assert again.session == visited.session and not again.effects


@pytest.mark.parametrize("timer", ["", "0", "2", "x"])
def test_a_timer_nobody_set_does_nothing(visited: Player, whole: Loaded, timer: str) -> None:
    turn = step(whole.content, visited.session, Due(timer, "sms"), visited.now)
    assert turn.session == visited.session and not turn.effects


def test_after_stop_nothing_is_sent_and_nothing_is_lost(visited: Player, whole: Loaded) -> None:
    visited.say("退订")
    assert visited.wait(4 * DAY) == []
    played = visited.say("我又来了")
    assert says(played, whole.content, "back_again")
    [later] = visited.wait(60)
    assert "上门过了吗" in heard(later)


def test_back_from_what_came_by_itself_leads_to_what_was_asked_before(visited: Player) -> None:
    visited.wait(4 * DAY)
    visited.say("返回")
    assert asked(visited) == "main.again"


@pytest.fixture
def unsent(whole: Loaded, directory: Directory) -> Player:
    """The same, but nothing was handed over before the wait, so that everything can be taken back."""
    old, new = "contact: {ask: contact, next: hand}", "contact: {ask: contact, next: wait}"
    hand = "  hand: {refer: help, next: wait}\n"
    version = edit(whole, ("trees/visit.yaml", old, new), ("trees/visit.yaml", hand, ""))
    player = lead(newcomer(version, directory), "main.menu")
    player.say("约上门")
    return lead(player, "main.again")


def visits(player: Player) -> int:
    """How often they are asked within five days whether somebody came."""
    return sum("上门过了吗" in heard(played) for played in player.wait(5 * DAY))


def test_going_back_before_the_wait_does_not_make_it_wait_twice(unsent: Player) -> None:
    unsent.say("返回")
    assert asked(unsent) == "contact" and unsent.session.parked == ()
    lead(unsent, "main.again")
    assert len(unsent.session.parked) == 1
    assert visits(unsent) == 1


def test_changing_an_answer_before_the_wait_keeps_its_timer(unsent: Player) -> None:
    unsent.say("改年龄")
    unsent.say("60")
    assert asked(unsent) == "main.again"
    assert len(unsent.session.parked) == 1
    assert visits(unsent) == 1


def test_starting_over_forgets_what_was_waiting(visited: Player) -> None:
    visited.say("重来")
    answer(visited, "yes")
    assert visited.wait(5 * DAY) == []


def test_a_change_interrupted_by_a_timer_leaves_the_old_answer(visited: Player) -> None:
    answer(visited, "more")
    visited.say("修房子")
    answer(visited, visited.session.prompt.items[0])  # type: ignore[union-attr]
    before, known = asked(visited), facts(visited)
    visited.say(f"改{len([a for a in visited.session.answers if a.fact])}")
    visited.wait(4 * DAY)
    visited.now += 60
    answer(visited, "primary")
    assert asked(visited) == before
    assert facts(visited) == {**known, "school_stage": "primary"}


def test_what_ends_in_silence_does_not_leave_the_person_in_silence(visited: Player) -> None:
    """The tree that came back was the last thing going on; whoever answered its question still hears something."""
    answer(visited, "done")
    visited.wait(4 * DAY)
    visited.now += 60
    assert heard(answer(visited, "primary"))
