"""One turn from event to words: step, carry out what needs somebody else, compose.

The same few lines serve the terminal, the example conversations, the benchmark and the durable turn; what differs is
the `Desk`, which takes requests and applications in and says who answers for them.
"""

from typing import Protocol

import msgspec

from bot.applications.receipt import code_of
from bot.content.library import Library
from bot.dialogue.effects import Effect, Request, Submit
from bot.dialogue.events import Event
from bot.dialogue.reply import Message
from bot.dialogue.session import Session
from bot.dialogue.step import step
from bot.entitlements.facts import Value
from bot.liaisons.directory import Directory, Liaison

#: Effects that somebody else has to take in.
_HANDED = (Submit, Request)


class Taken(msgspec.Struct, frozen=True):
    """A request as taken in: its number, who answers, within how many working days."""

    number: int
    liaison: Liaison
    within: int


class Desk(Protocol):
    """Takes in what a turn hands over."""

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """Keep the request and say who answers for it."""


class PaperDesk:
    """A desk without a store, for the terminal and the examples: it numbers requests and remembers them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.taken: list[tuple[Submit | Request, Taken]] = []

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """Keep the request in memory."""
        liaison = self._directory.answer_for(place, effect.matter)
        taken = Taken(len(self.taken) + 1, liaison, within(effect))
        self.taken.append((effect, taken))
        return taken


class Spoken(msgspec.Struct, frozen=True, eq=False):
    """What a turn came to: the new session, the messages to send, the effects to record."""

    session: Session
    messages: list[Message]
    effects: tuple[Effect, ...]
    taken: tuple[tuple[Submit | Request, Taken], ...] = ()


def within(effect: Submit | Request) -> int:
    """Working days until the first answer: the form's own promise, one for urgent matters, otherwise two."""
    if isinstance(effect, Submit):
        return effect.answered_within
    return 1 if effect.urgent else 2


def talk(library: Library, session: Session, event: Event, now: float, desk: Desk) -> Spoken:
    """Take one event and say the answer."""
    content = library.version(session)
    turn = step(content, session, event, now)
    extra: dict[str, str] = {}
    taken: list[tuple[Submit | Request, Taken]] = []
    for effect in turn.effects:
        if isinstance(effect, _HANDED):
            receipt = desk.take(effect, _place(content.settings.place, effect.facts))
            taken.append((effect, receipt))
            extra = receipt_words(receipt)
    messages = library.speaker(content).reply(turn, event.form, extra or None)
    return Spoken(turn.session, messages, turn.effects, tuple(taken))


def receipt_words(taken: Taken) -> dict[str, str]:
    """What fills the placeholders that only taking a request in could know."""
    liaison = taken.liaison
    return {
        "code": code_of(taken.number),
        "liaison": liaison.name,
        "office": liaison.office,
        "phone": liaison.phone,
        "within": str(taken.within),
    }


def _place(name: str, facts: dict[str, Value]) -> str:
    return str(facts.get(name) or "")
