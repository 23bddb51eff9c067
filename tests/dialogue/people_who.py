"""People of whom we know something already, and what they read about one entitlement."""

from collections.abc import Mapping
from typing import Any

from bot.content.library import Library
from bot.dialogue.content import Content
from bot.language.wording import Form
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Player
from tests.dialogue.people import asked, at_question, heard


def known(
    library: Library, directory: Directory, facts: Mapping[str, Any], form: Form = "web", now: float = MORNING
) -> Player:
    """Somebody who is asked whether there is anything else, and of whom *facts* are known."""
    player = Player(library, directory, form, now=now)
    player.session = at_question(library.current, "main.again", base=dict(facts), last=now - 60)
    return player


def word_for(content: Content, entitlement: str) -> str:
    """What somebody writes who means this entitlement and no other."""
    found = content.entitlements[entitlement]
    words = [*found.words, *found.starts, found.short.text, found.name.text]
    for word in words:
        intent = content.find_intent(word)
        if intent is not None and intent.topic == entitlement:
            return word
    raise AssertionError(f"no word leads to {entitlement}")


def card(player: Player, content: Content, name: str) -> str:
    """Ask about one entitlement by its word; the whole reply."""
    return heard(player.say(word_for(content, name)))


def listed(player: Player) -> dict[str, str]:
    """What the list on the table says of each entitlement, all pages of it; ends on the last page."""
    found: dict[str, str] = {}
    while True:
        prompt = player.session.prompt
        assert asked(player) == "@results" and prompt is not None
        lines = {c.value: c.label for c in player.turns[-1].messages[-1].choices if not c.value.startswith("@")}
        assert not lines.keys() & found.keys(), "nothing stands there twice"
        found |= lines
        if "@more" not in prompt.items:
            return found
        player.say(str(prompt.items.index("@more") + 1))
