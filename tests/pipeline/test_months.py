"""Months of one case: granted, not there, further up, in part, seen to, arrived; the process ends after every step."""

from contextlib import nullcontext
from types import SimpleNamespace

import msgspec
import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.dialogue.cases import MOST
from bot.dialogue.events import Moved
from bot.dialogue.session import Session, encode
from bot.liaisons.directory import Directory, Liaison
from bot.pipeline.caseload import CaseFile, every_case, move, open_case
from bot.store.database import ask
from bot.store.rows import CONTACT_SESSION
from tests.pipeline.test_caseload import becomes, handed_in
from tests.pipeline.world import World
from tests.stores import sealer

DAY = 86400.0
SOMEBODY = "13811112222"


@pytest.fixture
def levels(world: World) -> World:
    """A township, its county, the province."""
    world.directory = Directory(
        [
            Liaison("杨乡", "西江镇", "1", "522634 西江镇"),
            Liaison("吴县", "雷山县", "2", "522634"),
            Liaison("周省", "省", "3", ""),
        ]
    )
    world.start()
    return world


def later(world: World, days: float) -> str:
    """The process ends, days pass, another one begins; what the person hears of it last."""
    world.now += days * DAY
    world.start()
    world.say("你好", SOMEBODY)
    world.now += 60
    return world.heard()[-1].text


def the(world: World, code: str) -> CaseFile:
    return open_case(world.store, sealer(), code)


def told(case: CaseFile) -> list[tuple[str, str, str]]:
    return [(step.state, step.by, step.see) for step in case.history]


def test_granted_missing_in_part_seen_to_arrived(levels: World) -> None:
    world, asked = levels, levels.now
    first = handed_in(world)
    (granted,) = becomes(world, first, "accepted", "下月起发。", "杨乡")
    answered = world.now
    assert first in granted

    assert "收到了吗" in later(world, 31)
    world.say("没收到")
    second = the(world, first).later
    assert (the(world, second).liaison, the(world, second).after) == ("吴县", first)

    assert "收到了吗" in later(world, 15)
    world.say("一部分")
    third = the(world, first).later
    assert the(world, third).liaison == "周省", "further up than whoever had it last"
    assert the(world, second).later == third

    world.start()
    (seen_to,) = becomes(world, third, "done", "补发了。", "周省")
    assert third in seen_to
    assert first in later(world, 15), "it is asked about what they applied for"
    world.say("收到了")
    arrived = world.now
    world.start()

    assert told(the(world, first)) == [
        ("accepted", "杨乡", ""), ("missing", "", second), ("part", "", third), ("done", "周省", third),
        ("arrived", "", ""),
    ]  # fmt: skip
    assert told(the(world, second)) == [("part", "", third), ("arrived", "", first)]
    assert told(the(world, third)) == [("done", "周省", first), ("arrived", "", first)]
    row = next(case for case in every_case(world.store, sealer()) if case.code == first)
    assert (row.who, row.about, row.state, row.answered_by) == ("+8613985500021", "A04", "arrived", "杨乡")
    assert row.at - asked < 120 and abs((row.answered or 0) - answered) < 120 and row.arrived == arrived
    world.now += 300 * DAY
    world.start()
    before = len(world.heard())
    world.say("你好", SOMEBODY)
    assert len(world.heard()) == before, "nobody asks again what is known"


def test_the_ledger_tells_who_asked_what_and_when_it_was_answered_and_arrived(
    levels: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = levels
    first = handed_in(world)
    becomes(world, first, "accepted", by="杨乡")
    later(world, 31)
    world.say("没收到")
    row = msgspec.json.decode(msgspec.json.encode(the(world, first)))
    assert {"code", "who", "about", "at", "answered", "answered_by", "arrived", "liaison", "later", "due"} <= set(row)
    assert row["arrived"] is None and row["later"] == the(world, first).later
    keys = SimpleNamespace(store=world.store, sealer=sealer())
    monkeypatch.setattr("bot.cli.case.opened", lambda *_: nullcontext(keys))
    shown = CliRunner().invoke(app, ["cases", "--all", "--json"])
    assert [one["code"] for one in msgspec.json.decode(shown.output)] == [first, row["later"]]
    told_there = CliRunner().invoke(app, ["case", row["later"]]).output
    assert f"follows from {first}" in told_there
    assert f"missing → {row['later']}" in CliRunner().invoke(app, ["case", first]).output


def test_a_case_the_session_forgot_comes_back_with_the_letter_of_the_office(world: World) -> None:
    first = handed_in(world)
    session = msgspec.structs.replace(world.session(), cases=())
    _put(world, session)
    world.start()
    (heard,) = becomes(world, first, "accepted", "下月起发。")
    assert first in heard and the(world, first).state == "accepted"
    assert [case.code for case in world.session().cases] == [first]
    assert "收到了吗" in later(world, 31)


def test_so_does_one_that_has_gone_further_up(levels: World) -> None:
    world = levels
    first = handed_in(world)
    becomes(world, first, "accepted")
    later(world, 31)
    world.say("没收到")
    before = world.session().cases[0]
    _put(world, msgspec.structs.replace(world.session(), cases=()))
    world.start()
    move(world.store, sealer(), before.chain[0], Moved(before.chain[0], "received", "吴县"), world.now)
    world.say("你好", SOMEBODY)
    (case,) = world.session().cases
    assert (case.chain, case.liaison, case.state, case.upper) == (before.chain, "吴县", "missing", "received")


def test_of_many_open_cases_none_falls_out_of_follow_up(world: World) -> None:
    codes = []
    for number in range(MOST + 4):
        before = {case.code for case in world.session().cases}
        world.now += 4 * DAY  # a person is not called twice within three days
        for line in ("人工", "1", "雷山县西江镇", "13985500021"):
            if {case.code for case in world.session().cases} <= before:
                world.say(line)
        codes += [case.code for case in world.session().cases if case.code not in before]
        assert len(codes) == number + 1
    assert len(world.session().cases) == MOST
    for code in codes:
        assert becomes(world, code, "accepted"), f"{code} can still be granted"
    parked = {one.frame.arg for one in world.session().parked}
    called = {case.after for case in every_case(world.store, sealer()) if case.call}
    remembered = {case.code for case in world.session().cases}
    assert set(codes) <= called | (remembered & parked)
    assert called, "what no longer fits is asked after by telephone"


def _put(world: World, session: Session) -> None:
    key = world.assistant.key("sms", "13800001111")
    sealed = sealer().seal(encode(session), CONTACT_SESSION, key)
    with world.store.writing() as connection:
        ask(connection, world.store.sql("UPDATE contacts SET session = ? WHERE conversation = ?"), (sealed, key))
