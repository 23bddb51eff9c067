"""Where one contact stands: small, frozen, and readable without the content it runs on.

A session is encoded as a JSON array (field names would triple its size). The first field is the format, so that a later
version can read what an earlier one saved. Facts are not stored twice: they are `base` with the answers laid over it.
"""

import msgspec

from bot.dialogue.cases import Case
from bot.entitlements.facts import Value

FORMAT = 1
#: Not a question: marks in the answers where another matter was begun.
LEAP = "@leap"


class Frame(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A place in a tree. `arg` is what the tree was called for (a topic, an entitlement); "+3" after it is how far a
    list was turned.
    """

    tree: str
    node: str
    arg: str = ""


class Prompt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The question on the table. `items` are the option values in the order of their digits, as they were shown.

    `at` is when it was shown (seconds since 1970). `pushed` says that something other than the person's own message
    put it there, so a digit that comes right after it may have been meant for the one before.
    """

    id: int
    key: str
    items: tuple[str, ...]
    at: float
    misses: int = 0
    pushed: bool = False


class Answer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One answer: to which question (a fact's name, or "tree.node" of a menu), and where the stack stood when it was
    asked.

    `at` is that stack as text, "tree/node/arg>…", so that going back costs nothing until somebody goes back.
    """

    key: str
    value: Value
    at: str
    fact: bool = True


class Parked(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A tree waiting for a timer."""

    timer: str
    frame: Frame


class Person(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Somebody this contact also writes about, set aside while the conversation is about somebody else.

    Everything about them is in here and nowhere else, so nothing of one person can show in another's conversation.
    """

    number: int
    answers: tuple[Answer, ...]
    base: dict[str, Value]
    stack: tuple[Frame, ...]
    floor: int
    matter: int
    called: float
    #: When it was last about them (seconds since 1970).
    last: float
    #: Facts about them that were doubtful by then.
    old: tuple[str, ...] = ()


#: Whose something is, while it is not known whom it is for.
UNKNOWN = -1


class Loose(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something that was sent and belongs to no case yet; and to whom it belongs, by their number."""

    reference: str
    whose: int = 0


class Session(msgspec.Struct, frozen=True, array_like=True):
    """One contact's conversation. See the module for how facts are kept."""

    format: int = FORMAT
    content: str = ""
    language: str = "zh_CN"
    stack: tuple[Frame, ...] = ()
    prompt: Prompt | None = None
    answers: tuple[Answer, ...] = ()
    #: Facts that can no longer be taken back: older answers, or known from before.
    base: dict[str, Value] = {}
    #: Prompts put so far; the next one's number is one more.
    prompts: int = 0
    #: Answers before this index led to something that has been sent off and cannot be taken back by "back".
    floor: int = 0
    #: When the person last wrote (seconds since 1970); 0 before the first time.
    last: float = 0.0
    #: Answers set aside while an earlier one is being changed, the old value of that one first.
    carried: tuple[Answer, ...] = ()
    #: What was on the table before the engine asked something of its own (start over? a person?).
    shelved: Prompt | None = None
    #: What that question was about: a tree to go to, "change", or the done answer it corrects or amends.
    offer: str = ""
    parked: tuple[Parked, ...] = ()
    stopped: bool = False
    timers: int = 0
    #: Answers before this index belong to matters that are done: a change to one does not go through them again.
    matter: int = 0
    #: Words of danger were just answered: the next message answers no question the person no longer sees.
    hushed: bool = False
    #: The facts of the numbered list shown last, in its order, so that a number means what was shown.
    listed: tuple[str, ...] = ()
    #: When a person was last called for the subject, about nothing in particular (seconds since 1970); 0 if never.
    called: float = 0.0
    #: What was handed in, the newest last.
    cases: tuple[Case, ...] = ()
    #: Whom else this contact writes about. `facts` are those of person `subject`.
    people: tuple[Person, ...] = ()
    subject: int = 0
    #: Whether it is sure, since the last pause, that it is still about them.
    sure: bool = True
    #: When it was last about somebody else (seconds since 1970): what was said before is not for these eyes.
    since: float = 0.0
    #: Facts so old that it is asked whether they still hold before they are used.
    old: tuple[str, ...] = ()
    #: What was sent and belongs to no case yet, the newest last.
    pending: tuple[Loose, ...] = ()
    #: When things of other conversations were asked after lately (seconds since 1970).
    tried: tuple[float, ...] = ()
    #: The conversation ("channel address") that everything written here is sent on to; "" if this one is its own.
    joined: str = ""
    #: The conversations that send on to this one.
    links: tuple[str, ...] = ()

    def facts(self) -> dict[str, Value]:
        """Everything known: a new dict, later answers over earlier ones."""
        facts = dict(self.base)
        for answer in self.answers:
            if answer.fact:
                facts[answer.key] = answer.value
        return facts

    @property
    def at_rest(self) -> bool:
        """Nothing is going on: a safe point to move to newer content."""
        return not self.stack and not self.parked


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Session)


class SessionError(ValueError):
    """A stored session that cannot be read; the operator moves, the stored bytes are left as they are."""


def encode(session: Session) -> bytes:
    """As stored: compact JSON, UTF-8."""
    return _ENCODER.encode(session)


def decode(data: bytes) -> Session:
    """Read what `encode` wrote, by this or an earlier version; SessionError if it is something else."""
    try:
        return _DECODER.decode(data)
    except msgspec.DecodeError as error:
        raise SessionError(f"this is not a stored session: {error}") from None


def path_of(stack: tuple[Frame, ...]) -> str:
    """A stack as text, for `Answer.at`."""
    return ">".join([f"{f.tree}/{f.node}/{f.arg}" if f.arg else f"{f.tree}/{f.node}" for f in stack])


def stack_of(path: str) -> tuple[Frame, ...]:
    """The stack that `path_of` wrote."""
    return tuple(Frame(*part.split("/", 2)) for part in path.split(">")) if path else ()
