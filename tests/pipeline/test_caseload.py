"""A case as the office sees it: changed by a letter to the person's conversation, told, and on record, once."""

import pytest
from sqlalchemy import func, select

from bot.dialogue.cases import State
from bot.dialogue.events import Moved
from bot.pipeline.caseload import CaseError, every_case, move, open_case
from bot.pipeline.player import MORNING
from bot.store import schema
from tests.pipeline.world import World
from tests.stores import sealer

DAY = 86400.0
#: 2026-12-04, nine in the morning in Guizhou.
NINE = MORNING + 10 * DAY
SOMEBODY = "13811112222"


def handed_in(world: World) -> str:
    """Somebody on dibao asks to be helped with the living allowance; their receipt code."""
    for line in ("生活补贴", "1", "1", "1", "2", "1", "雷山县西江镇", "13985500021"):
        if not world.session().cases:
            world.say(line)
    (case,) = world.session().cases
    return case.code


def becomes(world: World, code: str, state: State, why: str = "", by: str = "王主任", day: str = "") -> list[str]:
    """The office changes a case; what the person hears."""
    before = len(world.heard())
    world.now += 60
    move(world.store, sealer(), code, Moved(code, state, by, why, day=day), world.now)
    world.say("你好", SOMEBODY)  # whatever comes next makes the worker look
    return [entry.text for entry in world.heard()[before:]]


def test_the_office_finds_it_with_all_that_was_said_and_what_to_find_out(world: World) -> None:
    code = handed_in(world)
    found = open_case(world.store, sealer(), code)
    assert (found.state, found.about, found.liaison) == ("submitted", "A04", "吴桂花")
    assert found.facts["dibao"] == "household" and found.history == []
    assert found.due > found.at


def test_a_change_is_told_and_stands_in_the_history_with_who_and_why(world: World) -> None:
    code = handed_in(world)
    (told,) = becomes(world, code, "received")
    assert code in told
    (told,) = becomes(world, code, "returned", "差户口簿那一页。")
    assert "户口簿" in told
    world.start()
    found = open_case(world.store, sealer(), code)
    assert [(step.state, step.by, step.why) for step in found.history] == [
        ("received", "王主任", ""),
        ("returned", "王主任", "差户口簿那一页。"),
    ]


def test_what_cannot_follow_is_not_on_record(world: World) -> None:
    code = handed_in(world)
    for state in ("declined", "returned"):  # both before the conversation has seen either
        move(world.store, sealer(), code, Moved(code, state, why="收入超了。"), world.now)
    world.say("你好", SOMEBODY)
    assert open_case(world.store, sealer(), code).state == "declined"


def test_whoever_asks_for_what_cannot_follow_is_told_what_can(world: World) -> None:
    code = handed_in(world)
    becomes(world, code, "declined", "收入超了。")
    with pytest.raises(CaseError, match="can become received, accepted, done"):
        becomes(world, code, "returned", "再改。")
    with pytest.raises(CaseError, match="declined already"):
        becomes(world, code, "declined", "收入超了。")


def test_taken_back_by_the_person_it_is_over_for_the_office(world: World) -> None:
    code = handed_in(world)
    for line in (code, "撤回", "1"):
        world.say(line)
    assert open_case(world.store, sealer(), code).state == "withdrawn"


def test_months_of_follow_up_with_restarts_end_in_a_known_outcome(world: World) -> None:
    code = handed_in(world)
    becomes(world, code, "accepted", "下月起发。")
    world.start()
    world.now += 31 * DAY
    world.say("你好", SOMEBODY)
    assert "收到" in world.heard()[-1].text
    world.now += 60  # a digit at once would be taken for an answer to what was asked before
    world.say("3")
    first, second = every_case(world.store, sealer())[:2]
    assert (first.state, second.after, second.state) == ("missing", code, "submitted")
    assert second.liaison != first.liaison, "somebody further up has it now"
    world.start()
    world.now += 15 * DAY
    world.say("你好", SOMEBODY)
    world.now += 60
    world.say("1")
    assert open_case(world.store, sealer(), code).state == "arrived"


def test_a_letter_of_the_office_that_comes_twice_changes_it_once(world: World) -> None:
    code = handed_in(world)
    for _ in range(2):
        move(world.store, sealer(), code, Moved(code, "received"), world.now)
    world.say("你好", SOMEBODY)
    with world.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(schema.history)).scalar() == 1


@pytest.mark.parametrize(("code", "says"), [("10018", "wrong"), ("10024", "no case"), ("abc", "no receipt")])
def test_a_code_that_is_none_says_so(world: World, code: str, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        open_case(world.store, sealer(), code)


def test_nothing_of_a_case_can_be_read_without_the_keys(world: World) -> None:
    code = handed_in(world)
    becomes(world, code, "returned", "差户口簿那一页。")
    with world.store.reading() as connection:
        (note,) = connection.execute(select(schema.history.c.note)).scalars()
    assert "户口簿".encode() not in bytes(note)


def test_a_day_the_office_named_is_reminded_of_once_however_often_it_restarts(world: World) -> None:
    code = handed_in(world)
    (told,) = becomes(world, code, "accepted", "去县残联领。", day="2026-12-05")
    assert "2026-12-05" in told
    assert open_case(world.store, sealer(), code).history[-1].day == "2026-12-05"
    world.start()
    before = len(world.heard())
    world.now = NINE - 60
    world.say("你好", SOMEBODY)
    assert len(world.heard()) == before, "not before nine"
    world.start()
    world.now = NINE
    world.say("你好", SOMEBODY)
    (reminder,) = [entry.text for entry in world.heard()[before:]]
    assert "明天" in reminder and "吴桂花" in reminder
    world.start()
    world.now += DAY
    world.say("你好", SOMEBODY)
    assert len(world.heard()) == before + 1


def test_one_reminder_is_stopped_over_a_restart_and_the_other_comes(world: World) -> None:
    code = handed_in(world)
    becomes(world, code, "accepted", day="2026-12-05")
    world.say("提醒证到期 2027年3月")  # three months before is the first of December
    world.start()
    assert "2026-12-05" in world.say("提醒")[0]
    world.say("2")
    world.start()
    before = len(world.heard())
    world.now = NINE
    world.say("你好", SOMEBODY)
    (reminder,) = [entry.text for entry in world.heard()[before:]]
    assert "2027-03" in reminder
