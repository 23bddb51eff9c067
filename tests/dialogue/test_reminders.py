"""Reminders: a day the office names, a certificate that expires, a window that opens; each may be stopped alone."""

import datetime as dt

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.effects import Put
from bot.dialogue.events import Moved
from bot.dialogue.reminders import CERT, START, WINDOW, Reminder, day_ahead, day_named, when
from bot.dialogue.step import step
from bot.entitlements.edition import GUIZHOU
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Player
from tests.dialogue.people import answer, asked, edit, faults, heard, lead, newcomer, says

DAY = 86400.0
#: Every rehearsal begins on 2026-11-24.
TODAY = dt.date(2026, 11, 24)


def at(player: Player) -> str:
    """What the clock in Guizhou shows."""
    return dt.datetime.fromtimestamp(player.now, GUIZHOU).strftime("%Y-%m-%d %H:%M")


def morning(day: str) -> float:
    return dt.datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=GUIZHOU).timestamp()


@pytest.fixture
def player(loaded: Loaded, directory: Directory) -> Player:
    """Somebody of Leishan who has just signed up for training, with "anything else?" on the table."""
    player = lead(newcomer(loaded, directory), "@confirm", {"county": "雷山县西江镇"})
    answer(player, "yes")
    return player


def code(player: Player) -> str:
    return player.session.cases[-1].code


def until(player: Player, day: str) -> str:
    """What is heard of its own accord until nine on that day."""
    return "\n".join(heard(played) for played in player.wait(morning(day) - player.now))


# A day the office names


@pytest.mark.parametrize("state", ["received", "accepted", "done"])
def test_the_day_is_told_with_the_change_and_once_more_the_day_before(player: Player, state: str) -> None:
    played = player.office(code(player), state, "在西江镇学校。", "2026-12-05")  # type: ignore[arg-type]
    assert len(played.messages) == 1
    for said in ("2026-12-05", "在西江镇学校。", code(player)):
        assert said in heard(played)
    assert until(player, "2026-12-03") == ""
    told = player.wait(DAY + 60)
    assert len(told) == 1 and len(told[0].messages) == 1
    for said in ("明天", "2026-12-05", "学技术", "吴桂花", "雷山县残联", "13800000005"):
        assert said in heard(told[0])
    assert "明天" not in until(player, "2026-12-20"), "once"


def test_it_is_told_at_nine_in_the_morning(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    assert player.wait(morning("2026-12-04") - player.now - 1) == []
    assert player.wait(2), at(player)


def test_what_is_on_the_table_stays_there_as_it_was(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say("危房")
    before = player.session
    [told] = player.wait(11 * DAY)
    assert not [effect for effect in told.effects if isinstance(effect, Put)]
    assert (player.session.prompt, player.session.stack) == (before.prompt, before.stack)
    assert (player.session.answers, player.session.offer) == (before.answers, before.offer)
    answer(player, "yes")
    assert player.session.facts()["hukou_rural"] is True


@pytest.mark.parametrize("words", ["重来", "改年龄", "啊 啊"])
def test_even_a_question_of_the_engines_own_stays(player: Player, words: str) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say(words)
    before = player.session
    assert until(player, "2026-12-04")
    assert msg_free(before) == msg_free(player.session)


def msg_free(session: object) -> tuple[object, ...]:
    """Where a session stands, but for what waits."""
    return tuple(getattr(session, name) for name in ("stack", "prompt", "shelved", "offer", "answers", "carried"))


@pytest.mark.parametrize("day", ["2026-11-23", "1999-01-01", "bad", "2026-13-01", "2026-12-05x", "5.12.", "²"])
def test_a_day_that_is_past_or_none_is_not_told_and_sets_nothing(player: Player, day: str) -> None:
    played = player.office(code(player), "accepted", "", day)
    assert "通过" in heard(played) and day not in heard(played)
    assert "remind" not in {parked.frame.tree for parked in player.session.parked}


def test_a_day_that_is_today_or_tomorrow_is_told_but_there_is_nothing_left_to_remind_of(player: Player) -> None:
    for day in ("2026-11-24", "2026-11-25"):
        player.now = max(player.now, morning("2026-11-24") + 60)
        played = player.office(code(player), "received" if day.endswith("24") else "accepted", "", day)
        assert day in heard(played) and "提醒" not in heard(played)
    assert player.wait(3 * DAY) == []


def test_the_day_can_be_put_off_and_only_the_new_one_is_reminded_of(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    played = player.office(code(player), "accepted", "老师病了。", "2026-12-12")
    assert "老师病了" in heard(played) and "2026-12-12" in heard(played)
    assert until(player, "2026-12-10") == ""
    assert "2026-12-12" in until(player, "2026-12-11")
    assert not player.office(code(player), "accepted").messages, "without a day nothing is new"


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
def test_what_is_withdrawn_or_refused_reminds_of_nothing(player: Player, how: str) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    if how == "declined":
        player.office(code(player), "declined", "名额满了。")
    else:
        for words in (code(player), "撤回", "1"):
            player.say(words)
    assert player.session.cases[-1].state == how
    assert player.wait(100 * DAY) == []


def test_starting_over_forgets_neither_the_day_nor_to_ask_whether_it_arrived(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say("重来")
    answer(player, "yes")
    assert "明天" in until(player, "2026-12-04")
    assert any("收到" in heard(played) for played in player.wait(31 * DAY))


def test_after_stop_nothing_comes_and_back_again_only_what_still_matters(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say("提醒证到期 2027-03-31")
    player.say("退订")
    assert player.wait(60 * DAY) == []
    player.say("你好")
    told = "\n".join(heard(played) for played in player.wait(60))
    assert "2027-03-31" in told and "收到了吗" in told
    assert "2026-12-05" not in told, "that day was long ago"


def test_whoever_comes_back_on_the_very_day_hears_that_it_is_today(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say("退订")
    player.wait(morning("2026-12-05") - player.now)
    player.say("你好")
    [told] = player.wait(60)
    assert "今天" in heard(told)


def test_a_day_named_while_they_want_no_messages_is_kept(player: Player) -> None:
    player.say("退订")
    assert not player.office(code(player), "accepted", "", "2026-12-05").messages
    player.say("你好")
    assert "明天" in until(player, "2026-12-04")


# A certificate that expires


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2027年3月", "2027-03"), ("明年3月", "2027-03"), ("2027年3月31日", "2027-03-31"), ("2027-03", "2027-03"),
        ("2027.3", "2027-03"), ("2027-03-31", "2027-03-31"), ("", ""), ("不晓得", ""), ("2027年13月", ""), ("27", ""),
    ],
)  # fmt: skip
def test_a_day_or_a_month(words: str, day: str) -> None:
    assert day_named(words, TODAY) == day


def test_three_months_before_and_a_month_before(player: Player) -> None:
    assert "2027-06-15" in heard(player.say("提醒证到期 2027年6月15日"))
    assert asked(player) == "main.again"
    assert until(player, "2027-03-14") == ""
    first = until(player, "2027-03-15")
    assert "2027-06-15" in first and "提醒" in first, "it says how to stop the next one"
    assert until(player, "2027-05-14") == ""
    assert "人工" in until(player, "2027-05-15")
    assert until(player, "2028-01-01") == ""


def test_one_that_expires_soon_or_has_expired_is_told_at_once(player: Player) -> None:
    assert "快了" in heard(player.say("提醒证到期 2026年12月10日"))
    assert "过了" in heard(player.say("提醒证到期 2026年10月"))
    assert player.session.parked == () and asked(player) == "main.again"


def test_without_a_day_they_hear_how_to_write_it(player: Player, loaded: Loaded) -> None:
    assert says(player.say("提醒证到期"), loaded.content, "reminder_cert_how")
    assert asked(player) == "main.again"


def test_on_a_shared_phone_it_says_whose(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(loaded, directory), "main.menu", {"for_whom": "family"})
    assert "妈妈的" in heard(player.say("提醒证到期 2027年6月"))


def another(player: Player) -> Player:
    """The same phone turns to the mother."""
    player.say("换人")
    answer(player, "new")
    return lead(player, "main.menu", {"for_whom": "family", "newcomer.who": "family"})


def test_nothing_of_one_person_is_listed_to_another_and_each_is_told_by_name(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-20")
    player.say("提醒证到期 2027年6月")
    another(player)
    assert "没有要提醒" in heard(player.say("提醒"))
    player.say("提醒证到期 2027年8月")
    listed = heard(player.say("提醒"))
    assert "2027-08" in listed and "2027-06" not in listed and "2026-12-20" not in listed
    player.say("都不停")
    assert "杨秀英" in until(player, "2026-12-19")
    assert "杨秀英" in until(player, "2027-03-01") and "妈妈" in until(player, "2027-05-01")


def test_whoever_is_not_acted_for_any_more_is_not_reminded_of(player: Player) -> None:
    player.say("提醒证到期 2027年6月")
    another(player)
    player.say("提醒证到期 2027年8月")
    player.say("不帮了")
    answer(player, "yes")
    assert [parked.frame.arg for parked in player.session.parked] == ["cert::2027-06:0"]


def test_a_new_day_replaces_the_old_one(player: Player) -> None:
    player.say("提醒证到期 2027年6月")
    player.say("提醒证到期 2027年8月")
    assert [parked.frame.arg for parked in player.session.parked] == ["cert::2027-08:0"]


# Listed and stopped


def test_they_are_listed_and_one_is_stopped_alone(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-20")
    player.say("提醒证到期 2027年4月")
    listed = heard(player.say("提醒"))
    assert listed.index("1学技术") < listed.index("2残疾人证")
    stopped = player.say("1")
    assert "2026-12-20" in heard(stopped) and asked(player) == "main.again"
    assert "明天" not in until(player, "2026-12-31")
    assert "2027-04" in until(player, "2027-01-01")


def test_stopping_a_reminder_does_not_stop_asking_whether_it_arrived(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-20")
    player.say("提醒")
    player.say("1")
    assert any("收到" in heard(played) for played in player.wait(31 * DAY))


def test_a_digit_stops_what_was_shown_under_it_even_when_the_first_has_been_told_meanwhile(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-11-27")
    player.say("提醒证到期 2027年6月")
    player.say("提醒证到期 2027年8月")
    player.say("提醒")
    player.wait(3 * DAY)  # the first one is told
    player.say("2")
    while asked(player) == "@ask_reminder":
        player.say("2")
    assert "remind" not in {parked.frame.tree for parked in player.session.parked}


def test_with_none_they_hear_what_one_can_be_reminded_of(player: Player) -> None:
    assert "没有要提醒" in heard(player.say("提醒"))
    assert asked(player) == "main.again"


def test_leaving_the_list_stops_nothing(player: Player) -> None:
    player.say("提醒证到期 2027年6月")
    for words in ("2", "返回", "都不停"):
        player.say("提醒")
        player.say(words)
        assert asked(player) == "main.again" and len(player.session.parked) == 1


def test_the_list_in_the_middle_of_a_change_loses_nothing(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(loaded, directory), "county")
    known = player.session.facts()
    player.say("提醒证到期 2027年6月")
    player.say("改年龄")
    player.say("提醒")
    player.say("2")
    assert asked(player) == "county" and player.session.facts() == known


@pytest.mark.parametrize("form", ["sms", "web", "voice"])
def test_on_every_channel(loaded: Loaded, directory: Directory, form: str) -> None:
    player = lead(newcomer(loaded, directory, form), "@confirm")
    answer(player, "yes")
    assert "2026-12-05" in heard(player.office(code(player), "accepted", "", "2026-12-05"))
    player.say("提醒")
    assert asked(player) == "@ask_reminder"
    player.say("2")
    assert "明天" in until(player, "2026-12-04")


# Content


def test_a_new_version_takes_over_although_a_reminder_waits_for_months(
    loaded: Loaded, library: Library, player: Player
) -> None:
    player.say("提醒证到期 2027年6月")
    reworded = edit(loaded, ("trees/remind.yaml", "找县残联问怎么换，要人帮就回", "问县残联怎么换，要人帮就回"))
    player.library = Library(reworded, [loaded])
    player.say("2")
    assert player.session.content == reworded.content.hash
    assert "2027-06" in until(player, "2027-03-01")


def test_a_change_of_what_nobody_handed_in_says_nothing(loaded: Loaded, player: Player) -> None:
    turn = step(loaded.content, player.session, Moved("99999", "accepted", day="2026-12-05"), player.now)
    assert not turn.effects and turn.session.parked == player.session.parked


def test_no_reminder_ends_in_an_apology(player: Player) -> None:
    player.office(code(player), "accepted", "", "2026-12-05")
    player.say("提醒证到期 2027年6月")
    assert [fault for played in player.wait(400 * DAY) for fault in faults(played)] == []


# Days


def test_when_each_kind_is_told() -> None:
    now = MORNING
    assert when(Reminder(START, "10019", "2026-12-05"), now) == morning("2026-12-04")
    assert when(Reminder(WINDOW, "D01", "2026-12-05"), now) == morning("2026-12-05")
    assert when(Reminder(CERT, "", "2027-05-31"), now) == morning("2027-02-28"), "no 31 February"
    assert when(Reminder(CERT, "", "2027-01-31"), now) == morning("2026-12-31"), "three months before is past"
    assert when(Reminder(CERT, "", "2026-12-05"), now) is None


def test_a_day_ahead() -> None:
    assert day_ahead("2026-11-24", TODAY) == "2026-11-24"
    assert day_ahead("2026-11-23", TODAY) == day_ahead("tomorrow", TODAY) == day_ahead("", TODAY) == ""
