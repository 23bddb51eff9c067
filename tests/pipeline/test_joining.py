"""One person on two channels, joined by a code and a yes on both: begun on the phone, sent from the browser."""

import re

from bot.dialogue.events import Said, Tapped
from bot.pipeline.caseload import every_case
from bot.pipeline.delivery import Delivery
from bot.pipeline.inbox import inbox_row
from bot.pipeline.worker import Work
from bot.store.rows import INBOX_BODY
from tests.pipeline.test_elsewhere import WORD, with_a_word
from tests.pipeline.world import World
from tests.stores import sealer

PHONE, PAGE, OTHER = "13800001111", "browser", "13933334444"


def last(world: World, address: str = PHONE, channel: str = "sms") -> str:
    return world.heard(address, channel)[-1].text


def code_from(world: World, address: str = PHONE) -> str:
    """The phone asks for a code."""
    world.say("绑定", address)
    found = re.search(r"绑定(\d{6})", last(world, address))
    assert found is not None
    return found[1]


def join(world: World) -> None:
    """The page is joined to the phone."""
    code = code_from(world)
    world.say(f"绑定 {code}", PAGE, "web")
    world.say("连", PAGE, "web")
    world.now += 60
    world.say("1")


def half_filled(world: World) -> None:
    """Somebody on the phone has come as far as where they live."""
    for line in ("生活补贴", "1", "1", "1", "2"):
        world.say(line)


def test_a_form_half_filled_on_the_phone_is_sent_from_the_browser(world: World) -> None:
    half_filled(world)
    on_the_table = world.session().prompt
    join(world)
    session = world.session(PAGE, "web")
    assert session.joined and session.prompt is not None and on_the_table is not None
    assert session.prompt.key == on_the_table.key, "the page shows what is on the table"
    before = len(world.heard())
    for line in ("雷山县西江镇", "13985500021"):
        world.say(line, PAGE, "web")
    (case,) = every_case(world.store, sealer())
    assert case.code in "".join(entry.text for entry in world.heard(PAGE, "web"))
    assert len(world.heard()) == before, "the phone is not troubled with what was answered in the browser"
    assert case.code in "".join(world.say("进度")), "and knows it all the same"


def test_buttons_on_the_page_work_and_old_ones_are_told_apart(world: World) -> None:
    world.say("生活补贴")
    join(world)
    prompt = world.session(PAGE, "web").prompt
    assert prompt is not None
    world.happens(Tapped(prompt.id, 1, "web"), PAGE, "web")
    assert world.session().facts()["for_whom"] == "self"
    world.happens(Tapped(prompt.id, 1, "web"), PAGE, "web")
    assert any("前面问题的按钮" in entry.text for entry in world.heard(PAGE, "web"))


def test_it_goes_on_after_a_restart_and_what_comes_twice_counts_once(world: World) -> None:
    half_filled(world)
    join(world)
    world.start()
    world.say("雷山县西江镇", PAGE, "web")
    heard = len(world.heard(PAGE, "web"))
    world.assistant.receive("web", PAGE, f"m{world.count}", Said("雷山县西江镇", "web"))
    assert len(world.heard(PAGE, "web")) == heard
    assert world.session().facts()["county"] == "522634 西江镇"


def test_on_the_phone_it_goes_on_as_before(world: World) -> None:
    half_filled(world)
    join(world)
    world.say("雷山县西江镇")
    assert "电话" in last(world)


def test_the_wrong_person_says_no(world: World) -> None:
    half_filled(world)
    code = code_from(world)
    world.say(f"绑定{code}", OTHER)
    world.say("1", OTHER)
    assert OTHER in last(world) and "是您自己吗" in last(world)
    world.now += 60
    world.say("不是")
    assert "没有连上" in last(world, OTHER) and not world.session(OTHER).joined and not world.session().links
    world.say(f"绑定{code}", OTHER)
    world.say("1", OTHER)
    assert "没有连上" in last(world, OTHER), "a code is good once"


def test_an_old_code_and_a_wrong_one_sound_the_same_and_five_tries_are_enough(world: World) -> None:
    code = code_from(world)
    world.now += 1900
    for number in (code, "111111", "111112", "111113", "111114"):
        world.say(f"绑定{number}", OTHER)
        world.say("1", OTHER)
        assert "没有连上" in last(world, OTHER)
    world.say("绑定111115", OTHER)
    world.say("1", OTHER)
    assert "过一个钟头" in last(world, OTHER)


def test_leaving_from_either_side(world: World) -> None:
    half_filled(world)
    join(world)
    world.say("解绑", PAGE, "web")
    assert not world.session(PAGE, "web").joined and not world.session().links
    assert "给谁问" in last(world, PAGE, "web"), "the page begins anew"
    assert not world.session(PAGE, "web").facts()
    join(world)
    world.say("解绑")
    assert not world.session(PAGE, "web").joined and "给谁问" in last(world, PAGE, "web")


def test_no_chains(world: World) -> None:
    half_filled(world)
    join(world)
    world.say("绑定", OTHER)
    found = re.search(r"绑定(\d{6})", last(world, OTHER))
    assert found is not None
    world.say(f"绑定{found[1]}")
    assert "不能再连别处" in last(world)
    replies = world.say(f"绑定{found[1]}", PAGE, "web")
    assert any("不能再连别处" in reply for reply in replies), "nor by way of the page"


def test_nobody_joins_themselves(world: World) -> None:
    code = code_from(world)
    world.say(f"绑定{code}")
    world.say("1")
    assert "没有连上" in last(world)


def test_who_has_something_under_way_is_not_joined(world: World) -> None:
    code = code_from(world)
    for line in ("生活补贴", "1", "1", "1", "2", "雷山县西江镇", "13985500021", "2", f"绑定{code}"):
        world.say(line, OTHER)
    assert "还有事在办" in last(world, OTHER)


def test_stop_on_the_page_is_for_the_page_and_on_the_phone_for_the_phone(world: World) -> None:
    half_filled(world)
    join(world)
    world.say("退订")
    world.say("雷山县西江镇", PAGE, "web")
    assert world.session().stopped and world.session().facts()["county"] == "522634 西江镇"
    world.say("退订", PAGE, "web")
    assert world.session(PAGE, "web").stopped and not world.session().links


def test_danger_on_the_page_is_answered_there_and_the_alert_knows_who_it_is(world: World) -> None:
    for line in ("生活补贴", "1", "1", "1", "2", "雷山县西江镇"):
        world.say(line)
    join(world)
    replies = world.say("我不想活了", PAGE, "web")
    assert any("12356" in reply for reply in replies)
    with world.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM alerts").scalar() == 2
    assert any(case.facts.get("county") for case in every_case(world.store, sealer()))


def test_who_asks_after_a_case_from_the_page_hears_it_there(world: World) -> None:
    code = with_a_word(world)
    world.say("你好", OTHER)
    found = code_from(world, OTHER)
    world.say(f"绑定{found}", PAGE, "web")
    world.say("1", PAGE, "web")
    world.now += 60
    world.say("1", OTHER)
    before = len(world.heard(OTHER))
    replies = world.say(f"{code} {WORD}", PAGE, "web")
    assert any("吴桂花" in reply for reply in replies) and len(world.heard(OTHER)) == before


def test_a_turn_taken_twice_writes_the_same_letters(world: World) -> None:
    """A plan that was not written is made anew, after a crash by another process: what was sent by then is known."""
    code = with_a_word(world)
    world.assistant.go_on()
    delivery = Delivery("sms", OTHER, "once", Said(f"{code} {WORD}", "sms"))
    cycle = world.assistant.worker.cycle(Work(letters=[inbox_row(sealer(), delivery, world.now)]))
    plans = world.assistant.worker.think(cycle.claims), world.assistant.worker.think(cycle.claims)
    names = [[sought.name for plan in made for sought in plan.sought] for made in plans]
    assert names[0] == names[1] and len(names[0]) == 1
    for made in plans:  # the first writing's answer was lost on the way, so it is written again
        world.assistant.worker.cycle(Work(plans=made), claiming=False)
    world.assistant.go_on()
    assert len(world.heard(OTHER)) == 1


def test_a_number_that_may_not_be_kept_is_kept_on_neither_side(world: World) -> None:
    join(world)
    world.say("520201199001011234", PAGE, "web")
    with world.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT dedupe, body FROM inbox").fetchall()
    for dedupe, body in rows:
        assert b"520201199001011234" not in sealer().unseal(bytes(body), INBOX_BODY, bytes(dedupe))
