"""What can happen to a conversation: one event is one turn.

`at` is when the person did it, in seconds since 1970 (UTC), if the channel says so; a reply older than the prompt on
the table answers an earlier one. `prompt` is the number of the prompt the person saw, where the channel can tell.
"""

import msgspec

from bot.dialogue.cases import Case, State
from bot.language.wording import Form


class Said(msgspec.Struct, frozen=True, tag="said"):
    """Words typed or spoken."""

    text: str
    form: Form = "web"
    at: float | None = None
    prompt: int | None = None


class Tapped(msgspec.Struct, frozen=True, tag="tapped"):
    """A button: the prompt it belonged to, and its digit there (0 is "don't know")."""

    prompt: int
    digit: int
    form: Form = "web"
    at: float | None = None


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """A photo, a voice message or a file, kept elsewhere under a reference."""

    media: str
    reference: str
    form: Form = "web"
    at: float | None = None


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The person opened the chat and said nothing yet."""

    form: Form = "web"
    at: float | None = None


class Due(msgspec.Struct, frozen=True, tag="due"):
    """A timer the session asked for has come due."""

    timer: str
    form: Form = "web"
    at: float | None = None


class Told(msgspec.Struct, frozen=True, tag="told"):
    """Somebody else had us pass these words on. They answer nothing and change nothing."""

    text: str
    form: Form = "sms"
    at: float | None = None


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """Somebody who answers for a case has changed how it stands; `why` is told to the person."""

    code: str
    state: State
    by: str = ""
    why: str = ""
    form: Form = "sms"
    at: float | None = None
    #: The case as it is on record, for a conversation that remembers it no more.
    case: Case | None = None
    #: The day it comes to (2026-12-05), if there is one: they are told, and reminded the day before.
    day: str = ""


Event = Said | Tapped | Sent | Opened | Due | Told | Moved
