"""One phone, several people: whom it is for is asked when it is not sure, and nothing of one shows to another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.library import Library
from bot.dialogue.effects import Request
from bot.dialogue.persons import ENDED, MOST
from bot.dialogue.session import decode, encode
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player

DAY = 86400.0
#: What the elder sister answers, and nobody else may read.
ELDER = ("报名", "1", "龙秀梅", "4", "46", "1", "1", "2")

MOTHER = {"name": "王秀芬", "county": "雷山县西江镇", "contact": "13985500021", "age": "67"}


@pytest.fixture
def phone(library: Library, directory: Directory) -> Player:
    """The elder sister has begun to sign up for the online class; two days later somebody takes up the phone."""
    player = Player(library, directory, "sms")
    for line in ELDER:
        player.say(line)
    player.wait(2 * DAY)
    return player


def heard(player: Player) -> str:
    return "".join(message.text for message in player.turns[-1].messages)


def asked(player: Player) -> str:
    return player.session.prompt.key if player.session.prompt is not None else ""


def items(player: Player) -> tuple[str, ...]:
    return player.session.prompt.items if player.session.prompt is not None else ()


def say(player: Player, *lines: str) -> str:
    for line in lines:
        player.say(line)
    return heard(player)


def test_whoever_begins_something_after_a_pause_is_asked_whom_it_is_for(phone: Player) -> None:
    assert "这次给谁办" in say(phone, "低保") and "龙秀梅" in heard(phone)
    say(phone, "1")
    assert asked(phone) == "@ask_switch", "the same person, so what was begun is still there to be left"


def test_an_answer_to_the_very_question_goes_on_without_asking(phone: Player) -> None:
    question = asked(phone)
    assert "上次说到" in say(phone, "1")
    assert asked(phone) != question and phone.session.sure


def test_the_other_sister_sees_nothing_and_gets_nothing_of_the_first(phone: Player) -> None:
    say(phone, "电商报名", "2", "1")
    assert "电商" in heard(phone) or "想学" in heard(phone)
    assert "name" not in phone.session.facts() and "age" not in phone.session.facts()
    for line in ("小结", "改", "结果", "进度"):
        assert not any(mark in say(phone, line) for mark in ("龙秀梅", "46", "耳朵")), line


def test_the_first_sister_finds_everything_where_she_left_it(phone: Player) -> None:
    question = asked(phone)
    say(phone, "低保", "2", "1", "35")
    phone.wait(DAY)
    say(phone, "你好")
    assert "这次给谁办" in heard(phone), "two people are known now, so even a greeting is asked"
    say(phone, "龙秀梅")
    assert asked(phone) == question and "上次说到" in heard(phone)
    facts = phone.session.facts()
    assert facts["name"] == "龙秀梅" and facts["age"] == 46


def test_a_relative_who_is_named_needs_no_question(phone: Player) -> None:
    say(phone, "帮我妈问低保")
    facts = phone.session.facts()
    assert facts["relation"] == "mother" and "name" not in facts
    say(phone, "换人")
    assert "您妈妈" in heard(phone) and "龙秀梅" in heard(phone)


def test_in_the_middle_of_a_matter_another_relative_is_another_person(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    say(player, "轮椅", "1")
    say(player, "给我爸爸问低保")
    assert player.session.facts()["relation"] == "father" and "device_need" not in player.session.facts()


def test_two_who_are_called_the_same_are_told_apart_by_the_day(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    say(player, "轮椅", "1", "1")
    player.wait(2 * DAY)
    say(player, "低保", "2", "1", "35")
    assert say(player, "换人").count("您自己，2026-11-2") == 2


def test_what_did_not_arrive_for_the_mother_is_handed_on_with_her_facts(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    say(player, "轮椅", "2", "1", "1", "帮我办")
    while not player.session.cases:
        question = asked(player)
        say(
            player,
            {"name": "王秀芬", "county": "雷山县西江镇", "contact": "13985500021", "age": "67"}.get(question, "1"),
        )
    code = player.session.cases[-1].code
    player.office(code, "accepted")
    say(player, "换人", "2", "1", "轮椅")
    assert player.session.facts()["for_whom"] == "self"
    player.wait(40 * DAY)
    assert "王秀芬" in heard(player), "it says whose it is, now that there are two"
    say(player, "没收到")
    request = next(e for e in player.turns[-1].effects if isinstance(e, Request))
    assert request.facts["name"] == "王秀芬" and request.facts["relation"] == "mother"


def test_each_has_their_own_cases(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    say(player, "人工", "雷山县西江镇", "13985500021")
    assert player.session.cases
    say(player, "换人", "2", "2", "1")
    assert "还没有交过" in say(player, "进度")
    assert player.session.cases[0].code in say(player, "换人", "2", "进度")


def test_acting_for_somebody_ends_with_nothing_kept_and_the_office_told(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    assert "没有替别人办" in say(player, "轮椅", "1", "不帮了")
    player = Player(library, directory, "sms")
    say(player, "给我妈妈问低保", "人工")
    for line in ("雷山县西江镇", "13985500021"):
        if not player.session.cases:
            say(player, line)
    say(player, "不帮了")
    assert asked(player) == "@ask_leave"
    say(player, "1")
    ended = [e for e in player.turns[-1].effects if isinstance(e, Request) and e.matter == ENDED]
    assert len(ended) == 1 and ended[0].facts["contact"] == "+8613985500021"
    assert not player.session.cases and "contact" not in player.session.facts()
    assert "您妈妈" not in say(player, "换人")


def test_what_was_said_half_a_year_ago_is_confirmed_once(library: Library, directory: Directory) -> None:
    player = Player(library, directory, "sms")
    say(player, "报名", "1", "龙秀梅", "2", "46", "1")
    player.wait(200 * DAY)
    say(player, "报名", "1", "1")
    assert asked(player) == "@ask_still" and "年龄：46" in heard(player) and "龙秀梅" not in heard(player)
    say(player, str(items(player).index("age") + 1))
    assert asked(player) == "age", "what has changed is asked again, and only that"
    player.say("47")
    assert asked(player) != "@ask_still" and player.session.facts()["cert_status"] == "valid"


def test_what_was_said_of_somebody_else_is_confirmed_sooner(library: Library, directory: Directory) -> None:
    for who, expected in (("1", ""), ("2", "@ask_still")):
        player = Player(library, directory, "sms")
        say(player, "轮椅", who, *(("1",) if who == "2" else ()), "1", "3", "2")
        player.wait(40 * DAY)
        say(player, "报名", "1", "王秀芬", "2")
        assert (asked(player) == "@ask_still") == (expected == "@ask_still")


def test_nobody_with_something_open_is_forgotten_for_those_who_only_asked(
    library: Library, directory: Directory
) -> None:
    player = Player(library, directory, "sms")
    say(player, "人工", "雷山县西江镇", "13985500021")
    for number in range(MOST + 3):
        player.wait(DAY)
        say(player, "换人")
        say(player, str(len(items(player))))
        say(player, "1", "低保", "3" + str(number))
    assert len(player.session.people) == MOST
    assert player.session.cases[0].whose in {person.number for person in player.session.people}
    assert len(encode(player.session)) < library.current.settings.limits.session_bytes


_WORDS = st.sampled_from(
    ["1", "2", "3", "4", "0", "换人", "进度", "结果", "改", "小结", "返回", "你好", "低保", "报名", "电商报名", "轮椅",
     "再说", "帮我妈问低保", "人工", "不帮了", "改年龄", "帮助", "重来", "#", "*"]
)  # fmt: skip
_STEP = st.tuples(_WORDS, st.sampled_from([0.0, 0.0, 0.0, 2 * DAY, 200 * DAY]))


@settings(max_examples=150, deadline=None)
@given(st.lists(_STEP, max_size=25))
def test_whatever_the_second_writes_she_never_reads_what_the_first_answered(
    library: Library, directory: Directory, steps: list[tuple[str, float]]
) -> None:
    player = Player(library, directory, "sms")
    for line in ELDER:
        player.say(line)
    player.wait(2 * DAY)
    say(player, "低保", "2", "1")
    elder = {person.number for person in player.session.people}
    for words, pause in steps:
        player.wait(pause)
        player.say(words)
        assert decode(encode(player.session)) == player.session
        if player.session.subject not in elder:
            said = heard(player)
            assert "46" not in said
            assert "龙秀梅" not in said or asked(player) == "@ask_who"
