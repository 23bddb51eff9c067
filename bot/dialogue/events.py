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


class Asked(msgspec.Struct, frozen=True, tag="asked"):
    """From another conversation: how does case *code* stand? `asker` ("channel address") is answered."""

    code: str
    word: str
    asker: str
    form: Form = "sms"
    at: float | None = None


class Answered(msgspec.Struct, frozen=True, tag="answered"):
    """What became of an enquiry: the case, or nothing, whatever the reason."""

    code: str
    case: Case | None = None
    form: Form = "sms"
    at: float | None = None


class Shared(msgspec.Struct, frozen=True, tag="shared"):
    """Somebody handed *case* in and named this phone; `case.home` is where it was handed in."""

    case: Case
    form: Form = "sms"
    at: float | None = None


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """From the phone that was named for a case: it is not wanted."""

    code: str
    form: Form = "sms"
    at: float | None = None


class Knocked(msgspec.Struct, frozen=True, tag="knocked"):
    """Somebody at *visitor* ("channel address") wrote the code this conversation gave, to be joined to it."""

    visitor: str
    form: Form = "sms"
    at: float | None = None


class Joined(msgspec.Struct, frozen=True, tag="joined"):
    """Whether the conversation that was knocked at wants it; if so `back` says which that is. The pipeline knows."""

    yes: bool = False
    back: str = ""
    form: Form = "sms"
    at: float | None = None


class Via(msgspec.Struct, frozen=True, tag="via"):
    """What the person did on another channel, `back`, that is joined to this conversation. It speaks as that channel
    does.
    """

    event: Said | Tapped | Sent | Opened
    form: Form
    back: str = ""
    at: float | None = None


class Left(msgspec.Struct, frozen=True, tag="left"):
    """The conversation `back` is no longer joined to this one."""

    back: str = ""
    form: Form = "sms"
    at: float | None = None


#: What one conversation writes to another.
Letter = Told | Moved | Asked | Answered | Shared | Refused | Knocked | Joined | Via | Left
Event = Said | Tapped | Sent | Opened | Due | Letter
#: What the person did not do themselves: it must be heard in any case, and is no sign that they are there.
UNWRITTEN = (Due, Told, Moved, Asked, Answered, Shared, Refused, Knocked, Joined, Left)
#: What the person does not wait for.
NOTICES = (Due, Told, Moved, Asked, Shared, Refused, Left)
