"""A daughter signs her mother up for weaving over three days, puts a slip right, and the server restarts in between."""

import pytest

from bot.dialogue.session import Session
from bot.pipeline.caseload import open_case
from tests.pipeline.world import World
from tests.stores import sealer

DAY = 86400.0
#: What she would write, by what is asked; anything else is answered with the first option.
ANSWERS = {
    "name": "杨秀英", "age": "76", "cert_last4": "1242", "cert_category": "4", "access_needs": "7", "will_craft": "1",
    "county": "雷山县丹江镇", "contact": "13985500002", "work_ability": "2", "travel_ability": "2",
}  # fmt: skip


def key(session: Session) -> str:
    return session.prompt.key if session.prompt is not None else ""


def go_on(world: World, until: str, channel: str) -> list[str]:
    """Answer whatever is asked, until the question *until* is on the table."""
    said: list[str] = []
    for _ in range(30):
        if key(world.session(channel=channel)) == until:
            return said
        said = world.say(ANSWERS.get(key(world.session(channel=channel)), "1"), channel=channel)
    raise AssertionError(f"{until} is never asked; {said}")


@pytest.mark.parametrize("channel", ["sms", "web"])
def test_over_three_days_with_a_slip_and_a_restart_nothing_is_asked_twice(world: World, channel: str) -> None:
    world.say("我想给我妈报个编织班", channel=channel)
    go_on(world, "cert_category", channel)
    asked = [entry.text for entry in world.heard(channel=channel)]

    world.now += DAY
    world.start()
    said = "".join(world.say("4", channel=channel))
    assert "您妈妈" in said, "she hears for whom, and goes on"
    go_on(world, "county", channel)

    world.now += DAY
    world.start()
    assert "这次给谁办" not in "".join(world.say("雷山县丹江镇", channel=channel))
    summary = "".join(go_on(world, "@confirm", channel))
    assert "76" in summary and "杨秀英" in summary
    corrected = "".join(world.say("改年龄", channel=channel) + world.say("67", channel=channel))
    assert "67" in corrected.split("76")[-1], "the summary comes again with the right age"
    receipt = "".join(world.say("1", channel=channel))
    (case,) = world.session(channel=channel).cases
    assert case.code in receipt and case.form == "weaving"

    found = open_case(world.store, sealer(), case.code)
    assert found.facts["age"] == 67 and found.facts["relation"] == "mother"
    assert found.facts["name"] == "杨秀英" and found.facts["agreement"] == "agreed"
    questions = [text for text in asked if "叫什么名字" in text]
    assert len(questions) == 1, "nothing is asked twice"


def test_a_man_takes_back_what_he_handed_in(world: World) -> None:
    world.say("学电商", "13811112222")
    for _ in range(30):
        session = world.session("13811112222")
        if session.cases:
            break
        world.say({**ANSWERS, "name": "石国强"}.get(key(session), "1"), "13811112222")
    code = world.session("13811112222").cases[0].code
    world.now += DAY
    world.start()
    assert "这次给谁办" in "".join(world.say("撤回", "13811112222")), "a day has passed: it shows what he has handed in"
    assert code in "".join(world.say("1", "13811112222"))
    assert "撤回了" in "".join(world.say("1", "13811112222"))
    assert open_case(world.store, sealer(), code).state == "withdrawn"
