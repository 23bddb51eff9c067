"""Dialogue trees as data: what a step can be.

A tree is a set of named nodes and where each one goes next. Content builds these values once; nothing in them changes
while conversations run on them, so one tree serves every session.
"""

import msgspec

from bot.dialogue.cases import State
from bot.entitlements.facts import Fact, Kind, Option
from bot.entitlements.rules import Rule
from bot.language.matching import WordFinder
from bot.language.wording import SILENT, Wording


class Say(msgspec.Struct, frozen=True, eq=False, tag="say"):
    """Says something and goes on."""

    say: Wording
    next: str


class Ask(msgspec.Struct, frozen=True, eq=False, tag="ask"):
    """Asks a fact, unless it is known."""

    fact: str
    next: str


class Way(msgspec.Struct, frozen=True, eq=False):
    """One option of a menu and the node it leads to; shown unless its rule is no."""

    option: Option
    to: str
    rule: Rule | None = None


class Menu(msgspec.Struct, frozen=True, eq=False, tag="menu"):
    """A choice of ways on. It teaches no fact; "don't know" leads to `unknown`, where there is one."""

    question: Wording
    ways: tuple[Way, ...]
    unknown: str = ""


class Branch(msgspec.Struct, frozen=True, eq=False, tag="branch"):
    """The first rule that is yes decides; otherwise, and on unknown, `next`."""

    ways: tuple[tuple[Rule, str], ...]
    next: str


class Call(msgspec.Struct, frozen=True, eq=False, tag="call"):
    """Another tree, then back here. `arg` is handed to it: a topic or an entitlement; empty hands on our own."""

    tree: str
    next: str
    arg: str = ""


class Screen(msgspec.Struct, frozen=True, eq=False, tag="screen"):
    """Asks what the entitlements of a topic need, and stops as soon as nothing can change."""

    topic: str
    next: str


class Results(msgspec.Struct, frozen=True, eq=False, tag="results"):
    """Lists what came out for a topic; the chosen entitlement opens the card."""

    topic: str
    next: str


class Fill(msgspec.Struct, frozen=True, eq=False, tag="form"):
    """A form: its fields, a numbered summary, taken in on a yes, `otherwise` if put off.

    An empty form means the form of the entitlement the card is about, and `without` where to go if that has none.
    """

    form: str
    next: str
    otherwise: str
    without: str = ""
    #: Where to go when the county's window is not open; `otherwise` if empty.
    shut: str = ""


class Refer(msgspec.Struct, frozen=True, eq=False, tag="refer"):
    """Hands over to a liaison. An empty matter means the matter of the card's entitlement."""

    matter: str
    next: str
    urgent: bool = False


class Wait(msgspec.Struct, frozen=True, eq=False, tag="wait"):
    """Parks the tree; the person may go on with other things meanwhile.

    Until *seconds* have passed; or, with *fact*, until the day that date fact names; *minute* (of the day, in Guizhou)
    then says when on that day, or the next time the clock shows it.
    """

    next: str
    seconds: int = 0
    minute: int | None = None
    fact: str = ""


class Forward(msgspec.Struct, frozen=True, eq=False, tag="share"):
    """Passes what was found out on, by SMS, to the phone that the fact *to* names."""

    to: str
    say: Wording
    next: str


class Report(msgspec.Struct, frozen=True, eq=False, tag="report"):
    """Puts on record what the person says of the case the tree was called for: it arrived, in part, or not."""

    state: State
    next: str
    #: Where nobody further up can be asked.
    otherwise: str = ""


class Window(msgspec.Struct, frozen=True, eq=False, tag="window"):
    """Offers a reminder where the county's window for the card's entitlement opens later."""

    next: str


class End(msgspec.Struct, frozen=True, eq=False, tag="end"):
    """Ends this tree; the one that called it goes on."""


Node = Say | Ask | Menu | Branch | Call | Screen | Results | Fill | Refer | Wait | Forward | Report | Window | End


class Tree(msgspec.Struct, frozen=True, eq=False):
    """A named dialogue: its title in a resume line, the words that lead to it, its nodes."""

    name: str
    title: Wording
    start: str
    nodes: dict[str, Node]
    words: tuple[str, ...] = ()
    starts: dict[str, dict[str, object]] = {}


class Field(msgspec.Struct, frozen=True, eq=False):
    """A fact in a form, when it is asked there, and why this form needs it."""

    fact: str
    rule: Rule | None = None
    why: Wording = SILENT
    #: By SMS and for oneself it is the phone written from, so it is not asked.
    sender: bool = False
    #: Whether "don't know" is taken only from somebody who has been told why it is needed.
    required: bool = False


class Section(msgspec.Struct, frozen=True, eq=False):
    """Fields that belong together, under one title."""

    title: Wording
    fields: tuple[Field, ...]


class FormSheet(msgspec.Struct, frozen=True, eq=False):
    """A form as content: which facts, in which order, for which entitlement, answered within how many working days."""

    name: str
    title: Wording
    sections: tuple[Section, ...]
    #: The fields of all sections, in order.
    fields: tuple[Field, ...]
    matter: str
    entitlement: str = ""
    confirm: Wording = SILENT
    answered_within: int = 3


class Question(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a prompt asks: a fact, a menu, or one of the engine's own (`key` starts with "@").

    `words` maps what people write, in normal form, to option values; it holds every language's labels.
    """

    key: str
    kind: Kind
    ask: Wording
    options: tuple[Option, ...] = ()
    #: The options' values, in the order of their digits.
    items: tuple[str, ...] = ()
    unknown: bool = False
    why: Wording = SILENT
    expect: Wording = SILENT
    fact: Fact | None = None
    words: dict[str, str] = {}
    finder: WordFinder[str] = WordFinder({})
    labels: dict[str, Wording] = {}
