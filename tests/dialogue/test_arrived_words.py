"""Whether the help arrived, in the words people use: "not" and "not all of it" are never taken for "it did"."""

import pytest

from bot.content.library import Library
from bot.dialogue.effects import Move
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player

DAY = 86400.0


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("收到了", "arrived"), ("到了", "arrived"), ("未收到", "missing"), ("没有收到", "missing"), ("还没", "missing"),
        ("没收着", "missing"), ("只到了一半", "part"), ("收到一点", "part"), ("收到一半", "part"), ("没全到", "part"),
        ("到了，但是少了两百", ""),
    ],
)  # fmt: skip
def test_what_they_say_is_what_is_noted(library: Library, directory: Directory, words: str, state: str) -> None:
    player = Player(library, directory, "sms")
    for line in ("护理补贴", "1", "1", "1", "1", "1", "2", "雷山县西江镇", "13985500022", "2"):
        player.say(line)
    player.office("10019", "accepted")
    player.wait(31 * DAY)
    moves = [effect.state for effect in player.say(words).effects if isinstance(effect, Move)]
    assert moves == ([state] if state else [])
