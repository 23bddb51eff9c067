"""What a turn wants done. Effects are values; the pipeline carries them out in the same transaction as the session.

Words are not composed here: an effect names a wording and its arguments, and the composer says it in the person's
language and the channel's form.
"""

from collections.abc import Mapping

import msgspec

from bot.dialogue.cases import State
from bot.dialogue.session import Prompt
from bot.dialogue.tree import Question
from bot.entitlements.facts import Value
from bot.language.composing import Arg
from bot.language.wording import Wording


class Utter(msgspec.Struct, frozen=True, eq=False):
    """Say this."""

    wording: Wording
    args: Mapping[str, Arg] = {}


class Put(msgspec.Struct, frozen=True, eq=False):
    """Put a prompt on the table: the question, and the options in the order of their digits."""

    prompt: Prompt
    question: Question
    args: Mapping[str, Arg] = {}


class Submit(msgspec.Struct, frozen=True, eq=False):
    """Take in an application: the form, the facts as confirmed. Its receipt fills {code}, {liaison} … of what
    follows.
    """

    form: str
    matter: str
    facts: dict[str, Value]
    answered_within: int
    #: What only the liaison can find out, in the words of the content.
    asks: tuple[str, ...] = ()
    #: The entitlement it applies for.
    about: str = ""


class Request(msgspec.Struct, frozen=True, eq=False):
    """Hand over to a liaison: the matter, what is known with consent, and what the person said."""

    matter: str
    facts: dict[str, Value]
    urgent: bool = False
    about: str = ""
    #: What only the liaison can find out, in the words of the content.
    asks: tuple[str, ...] = ()
    #: The liaison who had it before: now somebody further up is to answer.
    above: str = ""
    #: The receipt code of the case it follows from.
    after: str = ""


class Share(msgspec.Struct, frozen=True, eq=False):
    """Pass this on to the phone *to* (E.164), because the person said so."""

    to: str
    wording: Wording
    args: Mapping[str, Arg] = {}


class Move(msgspec.Struct, frozen=True, eq=False):
    """A case stands otherwise now: put it on record, with who said so and why."""

    code: str
    state: State
    by: str = ""
    why: str = ""
    #: The code of the case in which the story goes on, or from which this comes.
    see: str = ""


class Attach(msgspec.Struct, frozen=True, eq=False):
    """What was sent under *reference* belongs to the case *code*; "" is the one that this turn hands in."""

    reference: str
    code: str = ""


class Alert(msgspec.Struct, frozen=True, eq=False):
    """Danger: tell the people on duty at once. Sent whatever else happens."""

    category: str


class SetTimer(msgspec.Struct, frozen=True, eq=False):
    """Send `Due(timer)` at *due* (seconds since 1970)."""

    timer: str
    due: float


class Stopped(msgspec.Struct, frozen=True, eq=False):
    """The person wants no more messages: nothing may be sent unasked from here on."""


class Fault(msgspec.Struct, frozen=True, eq=False):
    """Something is wrong with the content or the engine; for the author and the operator, with no personal data in
    it.
    """

    message: str


Effect = Utter | Put | Submit | Request | Share | Move | Attach | Alert | SetTimer | Stopped | Fault
