"""`bangban case … --on DAY`: a day that cannot be is refused before anything is looked up."""

import pytest

from tests.cli.command import run


@pytest.mark.parametrize("day", ["5.12.", "2026-13-01", "tomorrow", "2020-01-01"])
def test_a_day_that_is_none_or_past(day: str) -> None:
    status, _, said = run("case", "10019", "accepted", "--on", day)
    assert status != 0 and "--on is a day still to come" in said and day in said


@pytest.mark.parametrize("words", [("returned", "--why", "差一页。"), ("declined", "--why", "满了。"), ()])
def test_a_day_goes_only_with_what_comes_to_one(words: tuple[str, ...]) -> None:
    status, _, said = run("case", "10019", *words, "--on", "2099-12-05")
    assert status != 0 and "A day goes with received, accepted, done" in said
