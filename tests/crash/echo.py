"""A stand-in for the dialogue that remembers every message it was given: what the crash tests look for.

The session keeps, as a fact, the messages in the order in which they were acted on, so a message that was lost, acted
on twice or out of order shows. Every message is answered with its own number.
"""

import msgspec

from bot.content.library import Library
from bot.dialogue.effects import Effect, SetTimer
from bot.dialogue.events import Due, Event, Said
from bot.dialogue.reply import Message
from bot.dialogue.session import Session
from bot.pipeline.desk import Desk
from bot.pipeline.talk import Spoken

SEEN = "seen"


class PoisonError(RuntimeError):
    """Raised for the message that says so."""


def echo(library: Library, session: Session, event: Event, now: float, desk: Desk) -> Spoken:
    """In the place of `bot.pipeline.talk.talk`."""
    text = event.text if isinstance(event, Said) else f"due {event.timer}" if isinstance(event, Due) else "?"
    if text.startswith("poison"):
        raise PoisonError
    seen = [*seen_in(session), text]
    effects: tuple[Effect, ...] = ()
    if text.startswith("timer"):
        effects = (SetTimer(f"t{len(seen)}", now + 30.0),)
    kept = msgspec.structs.replace(session, base={**session.base, SEEN: seen}, content="echo")
    return Spoken(kept, [Message(f"re {text}"), Message(f"and {text}")], effects)


def seen_in(session: Session) -> list[str]:
    """The messages a session was given, in order."""
    seen = session.base.get(SEEN, [])
    assert isinstance(seen, list)
    return seen
