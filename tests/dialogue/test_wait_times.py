"""Until when a tree waits: a span, a time of day, the day that a date names."""

import datetime as dt

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import SetTimer
from bot.liaisons.directory import Directory
from tests.dialogue.people import edit, lead, newcomer

GUIZHOU = dt.timezone(dt.timedelta(hours=8))


def due(whole: Loaded, directory: Directory, wait: str, day: str) -> tuple[dt.datetime, dt.datetime]:
    """When somebody who answers *day* is sent into the wait, and when it is over."""
    version = edit(whole, ("trees/visit.yaml", "wait: 3d", wait))
    player = lead(newcomer(version, directory), "main.menu")
    player.say("约上门")
    lead(player, "main.again", {"visit_day": day})
    [(turn, timer)] = [(t, e) for t in player.turns for e in t.effects if isinstance(e, SetTimer)]
    assert turn is player.turns[-1]
    return (
        dt.datetime.fromtimestamp(player.now - 5, GUIZHOU),
        dt.datetime.fromtimestamp(timer.due, GUIZHOU),
    )


@pytest.mark.parametrize(("wait", "span"), [("3d", 3 * 86400), ("2h", 7200), ("90m", 5400), ("0m", 0)])
def test_a_span(whole: Loaded, directory: Directory, wait: str, span: int) -> None:
    start, end = due(whole, directory, f"wait: {wait}", "明天")
    assert (end - start).total_seconds() == pytest.approx(span)


@pytest.mark.parametrize(("clock", "day"), [("18:00", 24), ("08:30", 25), ("09:00", 25), ("23:59", 24)])
def test_the_next_time_the_clock_shows_it(whole: Loaded, directory: Directory, clock: str, day: int) -> None:
    """It is the 24th, some minutes after nine in the morning."""
    start, end = due(whole, directory, f'wait: "{clock}"', "明天")
    assert (start.day, start.hour) == (24, 9)
    assert (end.day, end.strftime("%H:%M")) == (day, clock)


@pytest.mark.parametrize(("at", "clock"), [("", "08:30"), (', at: "16:00"', "16:00")])
def test_the_day_that_somebody_named(whole: Loaded, directory: Directory, at: str, clock: str) -> None:
    _, end = due(whole, directory, f"wait: visit_day{at}", "2026年12月3号")
    assert end.strftime("%Y-%m-%d") == "2026-12-03"
    assert end.strftime("%H:%M") == clock or not at


def test_a_span_and_then_a_time_of_day(whole: Loaded, directory: Directory) -> None:
    _, end = due(whole, directory, 'wait: 2d, at: "08:00"', "明天")
    assert (end.day, end.strftime("%H:%M")) == (27, "08:00"), "two days are not over before nine on the 26th"


@pytest.mark.parametrize("day", ["0", "2020年1月1号", "2026年11月24号"])
def test_a_day_that_is_not_known_or_is_past_holds_nobody_up(whole: Loaded, directory: Directory, day: str) -> None:
    start, end = due(whole, directory, 'wait: visit_day, at: "08:00"', day)
    assert end == start
