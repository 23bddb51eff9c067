"""A case told to other phones: by its code with the agreed word, and to the phone that was named for it."""

import pytest

from bot.dialogue.events import Asked, Moved, Said
from bot.language.receipt import code_of
from bot.pipeline.assistant import Assistant
from bot.pipeline.caseload import move, open_case
from bot.pipeline.outlet import Outlet
from tests.pipeline.test_caseload import handed_in
from tests.pipeline.world import World
from tests.stores import sealer

SISTER, MOTHER, DAUGHTER = "13933334444", "13985500777", "13800001111"
WORD = "小燕子"


def with_a_word(world: World) -> str:
    """Somebody has handed something in and set a word for it; the receipt code."""
    code = handed_in(world)
    world.say(f"口令 {WORD}")
    return code


def last(world: World, address: str = DAUGHTER) -> str:
    return world.heard(address)[-1].text


# --- the agreed word ---------------------------------------------------------------------------------------------


def test_the_sister_asks_with_the_word_and_hears_how_it_stands_who_has_it_and_until_when(world: World) -> None:
    code = with_a_word(world)
    before = len(world.heard())
    world.say(f"{code} {WORD}", SISTER)
    (told,) = [entry.text for entry in world.heard(SISTER)]
    assert "交上去了" in told and "吴桂花" in told and "2026-11-26" in told
    assert len(world.heard()) == before, "the applicant is not troubled"


def test_it_is_asked_again_after_a_restart_and_tells_the_change(world: World) -> None:
    code = with_a_word(world)
    move(world.store, sealer(), code, Moved(code, "accepted"),
         world.now)  # fmt: skip
    world.start()
    world.say(f"回执 {code} {WORD}", SISTER)
    assert "通过了" in last(world, SISTER)


def test_the_applicant_hears_how_to_hand_the_word_on(world: World) -> None:
    code = handed_in(world)
    world.say(code)
    world.say("定口令")
    world.say("12")
    assert "2到12个字" in last(world)
    world.say(WORD)
    assert f"{code} {WORD}" in last(world)
    world.say(f"{code}小燕子", SISTER)
    assert "吴桂花" in last(world, SISTER), "also without a space"


def test_a_wrong_word_an_unknown_code_and_a_case_without_a_word_sound_the_same(world: World) -> None:
    code = handed_in(world)
    world.say(f"{code} {WORD}", SISTER)
    world.say(f"口令 {WORD}")
    world.say(f"{code} 大燕子", SISTER)
    world.say(f"{code_of(800)} {WORD}", SISTER)
    first, second, third = [entry.text for entry in world.heard(SISTER)]
    assert first == second == third and "对不上" in first


def test_after_five_wrong_words_it_is_closed_until_the_word_is_set_anew(world: World) -> None:
    code = with_a_word(world)
    for number in range(5):
        world.say(f"{code} 错口令", f"1390000000{number}")
    world.say(f"{code} {WORD}", SISTER)
    assert "对不上" in last(world, SISTER)
    world.say("口令 新的口令")
    world.say(f"{code} 新的口令", SISTER)
    assert "吴桂花" in last(world, SISTER)


def test_one_phone_cannot_go_on_guessing(world: World) -> None:
    with_a_word(world)
    for number in range(300, 305):
        world.say(f"{code_of(number)} {WORD}", SISTER)
    world.say(f"{code_of(305)} {WORD}", SISTER)
    assert "过一个钟头" in last(world, SISTER)
    world.now += 3700
    world.say(f"{code_of(305)} {WORD}", SISTER)
    assert "对不上" in last(world, SISTER)


def test_an_applicant_who_wants_no_messages_gets_none_and_the_sister_is_answered(world: World) -> None:
    code = with_a_word(world)
    world.say("退订")
    before = len(world.heard())
    world.say(f"{code} {WORD}", SISTER)
    assert "吴桂花" in last(world, SISTER) and len(world.heard()) == before


def test_what_the_sister_was_asked_is_put_again(world: World) -> None:
    code = with_a_word(world)
    world.say("轮椅", SISTER)
    asked = world.session(SISTER).prompt
    world.say(f"{code} {WORD}", SISTER)
    assert world.session(SISTER).prompt == asked and "给谁问" in last(world, SISTER)


def test_from_the_web_as_well(world: World) -> None:
    code = with_a_word(world)
    world.say("你好", "browser", "web")
    world.say(f"{code} {WORD}", "browser", "web")
    told = "".join(entry.text for entry in world.heard("browser", "web"))
    assert "吴桂花" in told


def test_the_same_enquiry_twice_is_answered_once(world: World) -> None:
    code = with_a_word(world)
    world.say(f"{code} {WORD}", SISTER)
    world.assistant.receive("sms", SISTER, f"m{world.count}", Said(f"{code} {WORD}", "sms"))
    assert len(world.heard(SISTER)) == 1


def test_an_enquiry_that_cannot_be_dealt_with_is_answered_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = with_a_word(world)
    before = len(world.heard())

    def broken(*args: object) -> None:
        raise RuntimeError

    from bot.pipeline import turn

    spoken = turn.talk
    monkeypatch.setattr(
        turn,
        "talk",
        lambda lib, ses, event, *rest: broken() if isinstance(event, Asked) else spoken(lib, ses, event, *rest),
    )
    monkeypatch.setattr("bot.pipeline.worker.RETRY", 0.0)
    world.say(f"{code} {WORD}", SISTER)
    for _ in range(6):
        world.assistant.go_on()
    assert "对不上" in last(world, SISTER) and len(world.heard()) == before


# --- both get the receipt ----------------------------------------------------------------------------------------


def for_mother(world: World, address: str = DAUGHTER, channel: str = "sms") -> str:
    """A daughter asks to be helped with her mother's living allowance, and names her mother's phone."""
    lines = ("生活补贴", "2", "妈妈", "1", "1", "2", "1", "雷山县西江镇", MOTHER)
    for line in lines:
        if not world.session(address, channel).cases:
            world.say(line, address, channel)
    (case,) = world.session(address, channel).cases
    return case.code


def test_the_mothers_phone_gets_the_receipt(world: World) -> None:
    code = for_mother(world)
    (told,) = [entry.text for entry in world.heard(MOTHER)]
    assert code in told and "吴桂花" in told and "退订" in told and "不要办" in told
    world.say("1", MOTHER)
    world.say("进度", MOTHER)
    assert any(code in entry.text for entry in world.heard(MOTHER)[1:])


def test_she_says_no_and_the_daughter_is_told(world: World) -> None:
    code = for_mother(world)
    world.start()
    world.now += 86400
    world.say("2", MOTHER)
    assert "不办了" in last(world, MOTHER)
    assert code in last(world) and "说不要办" in last(world)
    found = open_case(world.store, sealer(), code)
    assert (found.state, found.history[-1].by) == ("withdrawn", "本人")
    heard = len(world.heard(MOTHER))
    world.assistant.go_on()
    assert len(world.heard(MOTHER)) == heard, "she knows"
    assert "给谁问" in world.say("低保", MOTHER)[0], "what she writes next is welcomed"


def test_she_can_say_no_later_by_the_code(world: World) -> None:
    code = for_mother(world)
    world.say("1", MOTHER)
    world.say(code, MOTHER)
    world.say("撤回", MOTHER)
    world.say("1", MOTHER)
    assert open_case(world.store, sealer(), code).state == "withdrawn"
    assert "说不要办" in last(world)


def test_too_late_to_say_no_she_hears_how_it_stands(world: World) -> None:
    code = for_mother(world)
    moved = Moved(code, "done")
    move(world.store, sealer(), code, moved, world.now)
    world.say("2", MOTHER)  # in the same moment as the office
    world.assistant.go_on()
    assert open_case(world.store, sealer(), code).state == "done"
    assert world.session(MOTHER).cases[0].state == "done" and "办完了" in last(world, MOTHER)


def test_what_the_office_decides_and_what_the_daughter_takes_back_reaches_her(world: World) -> None:
    code = for_mother(world)
    moved = Moved(code, "received")
    move(world.store, sealer(), code, moved, world.now)
    world.assistant.go_on()
    assert "有人在办" in last(world, MOTHER) and "有人在办" in last(world)
    for line in (code, "撤回", "1"):
        world.say(line)
    assert "不办了" in last(world, MOTHER)


def test_once_she_wants_no_messages_she_gets_none(world: World) -> None:
    world.say("退订", MOTHER)
    before = len(world.heard(MOTHER))
    code = for_mother(world)
    for line in (code, "撤回", "1"):
        world.say(line)
    assert len(world.heard(MOTHER)) == before


def test_the_phone_that_was_written_from_gets_it_once(world: World) -> None:
    for_mother(world, MOTHER)
    assert sum("留了这个电话" in entry.text for entry in world.heard(MOTHER)) == 0


def test_from_the_web_she_gets_it_by_sms_and_without_sms_nobody_does(world: World) -> None:
    for_mother(world, "browser", "web")
    assert len(world.heard(MOTHER)) == 1
    silent = {"web": Outlet("web")}
    world.assistant = Assistant(
        world.store, sealer(), world.library, world.directory, world.clock, outlets=silent, alone=True
    )
    for_mother(world, "another", "web")
    assert len(world.heard(MOTHER)) == 1


def test_her_own_question_stays_where_it_was(world: World) -> None:
    world.say("轮椅", MOTHER)
    before = world.session(MOTHER).prompt
    for_mother(world)
    world.now += 600
    world.say("知道了", MOTHER)
    after = world.session(MOTHER).prompt
    assert before is not None and after is not None and after.key == before.key
