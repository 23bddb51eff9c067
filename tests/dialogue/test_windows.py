"""A county's window that is not open: said in plain words, nothing taken in, answers kept, a reminder for the day."""

import datetime as dt
from typing import Any

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Submit
from bot.entitlements.edition import GUIZHOU
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, edit, facts, faults, handed, heard, lead, newcomer

DAY = 86400.0
HERE = {"county": "雷山县西江镇"}


def county(loaded: Loaded, **windows: str) -> Loaded:
    """The content with what 雷山县 says of these entitlements' windows: "2026-12-10 2026-12-31", or "- 2026-12-31"."""
    lines = ['county: "522634"', "entitlements:"]
    for name, window in windows.items():
        first, _, last = window.partition(" ")
        days = ", ".join(f"{key}: {day}" for key, day in (("from", first), ("to", last)) if day and day != "-")
        lines.append(f"  {name}: {{{days}, source: 县残联, checked: 2026-11-24}}")
    return edit(loaded, local_522634="\n".join(lines) + "\n")


def morning(day: str) -> float:
    return dt.datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=GUIZHOU).timestamp()


def until(player: Player, day: str) -> str:
    """What is heard of its own accord until nine on that day."""
    return "\n".join(heard(played) for played in player.wait(morning(day) - player.now))


def signing_up(version: Loaded, directory: Directory, form: Any = "sms") -> Player:
    """Somebody who fills in the training form and has just been asked where they live."""
    return lead(newcomer(version, directory, form), "county")


def sent(player: Player) -> list[str]:
    """The forms that were taken in."""
    return [effect.form for played in player.turns for effect in played.effects if isinstance(effect, Submit)]


@pytest.mark.parametrize("form", ["sms", "web", "voice"])
def test_not_open_yet(loaded: Loaded, directory: Directory, form: str) -> None:
    player = signing_up(county(loaded, D01="2026-12-10 2026-12-31"), directory, form)
    known = facts(player)
    told = heard(player.say("雷山县西江镇"))
    assert "2026-12-10" in told and asked(player) == "@ask_remind"
    answer(player, "yes")
    assert asked(player) == "main.again" and sent(player) == []
    assert known.items() <= facts(player).items(), "answers are kept"
    assert until(player, "2026-12-09") == ""
    assert "报名" in until(player, "2026-12-10")
    player.now += 60
    player.say("报名")
    player.say("1")  # after so long it is asked whom it is for: the same person
    assert asked(player) == ("@confirm" if form == "sms" else "contact"), "only what was still open is asked"
    player.say("13985500305")
    answer(player, "yes")
    assert sent(player) == ["training"]


def test_the_county_next_door_is_open(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-12-10 2026-12-31"), directory)
    player.say("威宁县草海镇")
    assert asked(player) == "@confirm"


def test_no_reminder_wanted(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-12-10"), directory)
    player.say("雷山县西江镇")
    answer(player, "no")
    assert asked(player) == "main.again" and player.session.parked == ()
    assert until(player, "2027-03-01") == ""


@pytest.mark.parametrize("word", ["返回", "人工", "退订", "#"])
def test_every_command_works_at_the_offer(loaded: Loaded, directory: Directory, word: str) -> None:
    player = signing_up(county(loaded, D01="2026-12-10"), directory)
    player.say("雷山县西江镇")
    played = player.say(word)
    assert played.messages and not faults(played) and sent(player) == []


def test_whoever_is_to_be_reminded_already_is_not_asked_again(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-12-10"), directory)
    player.say("雷山县西江镇")
    answer(player, "yes")
    told = heard(player.say("报名"))
    assert "2026-12-10" in told and asked(player) == "main.again"
    assert len(player.session.parked) == 1


def test_over_for_now(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-03-01 2026-10-31"), directory)
    told = heard(player.say("雷山县西江镇"))
    assert "2026-10-31" in told and "人工" in told, "who knows when it opens again"
    assert asked(player) == "main.again" and sent(player) == []


def test_it_closes_while_somebody_is_filling_in(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-11-01 2026-11-25"), directory, "web")
    player.say("雷山县西江镇")
    assert asked(player) == "contact"
    player.wait(2 * DAY)
    assert "2026-11-25" in heard(player.say("13985500305"))
    assert asked(player) == "main.again" and sent(player) == []


def test_it_closes_while_the_summary_is_shown(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(county(loaded, D01="2026-11-01 2026-11-25"), directory), "@confirm", HERE)
    player.now = morning("2026-11-26")
    played = player.say("1")
    while asked(player) == "@confirm":  # after a night the summary is shown once more first
        played = player.say("1")
    assert "2026-11-25" in heard(played) and not handed(played)
    assert facts(player)["name"] == "杨秀英"


def test_the_last_day_is_still_open(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(county(loaded, D01="2026-11-01 2026-11-24"), directory), "@confirm", HERE)
    answer(player, "yes")
    assert sent(player) == ["training"]


def test_the_first_day_is_open(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(county(loaded, D01="2026-11-24"), directory), "@confirm", HERE)
    answer(player, "yes")
    assert sent(player) == ["training"]


def reading(words: str, version: Loaded, directory: Directory) -> Player:
    """Somebody of 雷山县 who reads the card of what they asked for."""
    player = newcomer(version, directory)
    for said in ("人工", "雷山县西江镇", "13985500021", words):
        player.say(said)
    return lead(player, "card.next", {"dibao": "household"})


def test_a_card_offers_to_remind(loaded: Loaded, directory: Directory) -> None:
    player = reading("生活补贴", county(loaded, A04="2027-01-05"), directory)
    told = heard(answer(player, "how"))
    assert "2027-01-05" in told and asked(player) == "@ask_remind"
    answer(player, "yes")
    assert asked(player) == "card.after"
    assert "生活补贴" in until(player, "2027-01-05")


def test_from_the_card_nothing_is_handed_in_either(loaded: Loaded, directory: Directory) -> None:
    player = reading("轮椅", county(loaded, B09="2027-01-05"), directory)
    told = answer(player, "apply")
    assert "2027-01-05" in heard(told) and not handed(told)
    answer(player, "yes")
    assert not handed(player.turns[-1]) and asked(player) not in ("card.after", "card.next", "@confirm")


def test_a_window_that_is_open_is_not_offered(loaded: Loaded, directory: Directory) -> None:
    player = reading("生活补贴", county(loaded, A04="2026-01-05 2026-12-31"), directory)
    answer(player, "how")
    assert asked(player) == "card.after"


def test_a_window_that_was_put_off_is_reminded_of_on_the_new_day(loaded: Loaded, directory: Directory) -> None:
    from bot.content.library import Library

    version = county(loaded, D01="2026-12-10")
    player = signing_up(version, directory)
    player.say("雷山县西江镇")
    answer(player, "yes")
    answer(player, "done")
    player.library = Library(county(loaded, D01="2026-12-20"), [version])
    assert until(player, "2026-12-19") == ""
    assert "2026-12-20" in until(player, "2026-12-20")


def test_a_window_that_closed_before_anybody_could_be_told_is_not_told(loaded: Loaded, directory: Directory) -> None:
    player = signing_up(county(loaded, D01="2026-12-10 2026-12-12"), directory)
    player.say("雷山县西江镇")
    answer(player, "yes")
    player.say("退订")
    assert until(player, "2026-12-20") == ""
    player.say("你好")
    assert player.wait(DAY) == []


def test_what_can_only_be_registered_for_is_taken_in_where_no_window_is_known(
    loaded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "@confirm", HERE)
    answer(player, "yes")
    assert sent(player) == ["training"]
