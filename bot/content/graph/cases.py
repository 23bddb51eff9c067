"""The life of a case as a drawing, made from `NEXT` itself, so that it cannot say anything else."""

from collections.abc import Callable

from bot.content.graph.boxes import Box, Link, box
from bot.dialogue.cases import NEXT, STATES, State
from bot.dialogue.content import Content
from bot.language.wording import Wording

#: What the person says of it; the rest is the office's to say.
_PERSON: tuple[State, ...] = ("withdrawn", "arrived", "part", "missing")
_LETTERS = 12.0


def case_boxes(content: Content, say: Callable[[Wording], str]) -> tuple[list[Box], list[Link]]:
    """A box for every state, as the person reads it, and a line for everything that may follow."""
    found = [box(state, _says(state), say(content.say[f"state_{state}"]), _LETTERS) for state in STATES]
    links = [Link(state, after) for state in STATES for after in NEXT[state] if after != state]
    return found, links


def _says(state: State) -> str:
    """Whose word it is."""
    return "person" if state in _PERSON else "office"
