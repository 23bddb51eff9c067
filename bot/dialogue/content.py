"""Compiled content: everything a step may look up, parsed and indexed once.

`bot.content` builds it from `conversations/`; a step only reads it. `hash` names the version, and a session carries it.
"""

from collections.abc import Callable

import msgspec

from bot.dialogue.limits import Limits
from bot.dialogue.tree import FormSheet, Question, Tree
from bot.entitlements.edition import Editions
from bot.entitlements.entitlement import Entitlement, Source, Topic
from bot.entitlements.facts import Fact
from bot.entitlements.local import Local
from bot.language.danger import DangerWords
from bot.language.matching import WordFinder
from bot.language.places import Places
from bot.language.wording import Wording


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The trees the engine itself calls, and its few numbers (seconds unless said)."""

    root: str
    welcome: str
    person: str
    card: str
    #: The card of what nobody can apply for.
    informs: str
    #: Where in the root tree one stands after a matter that was asked for by name; "" for its menu.
    after: str = ""
    signature: str
    pause: float = 12 * 3600
    #: How long somebody who was called is waited for before another request is made.
    recall: float = 3 * 86400
    #: How soon after a pushed prompt a digit is taken to be meant for the one before it.
    grace_sms: float = 30.0
    grace_web: float = 3.0
    who: str = "for_whom"
    relation: str = "relation"
    consent: str = "consent"
    place: str = "county"
    #: The tree that shows what has come out so far.
    results: str
    #: The tree that asks, long after, whether the help arrived.
    arrived: str
    #: The tree that asks whom it is for when somebody else is written about.
    newcomer: str
    topic: str = "topic"
    #: Facts by which somebody who has a request knows whose a correction is, and where it belongs.
    whose: tuple[str, ...] = ("name", "county", "contact")
    #: How long what somebody said holds without being confirmed: of themselves, and of somebody else.
    old_self: float = 180 * 86400
    old_other: float = 30 * 86400
    limits: Limits = Limits()


class Hotline(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A number to call: what for, when, and how it was verified."""

    id: str
    number: str
    name: Wording
    what_for: Wording
    hours: Wording
    source: str = ""
    checked: str = ""


class DangerSay(msgspec.Struct, frozen=True, eq=False):
    """What is said at once when danger words of a category are found, and the hotlines named in it."""

    category: str
    say: Wording
    hotlines: tuple[str, ...]


class Intent(msgspec.Struct, frozen=True):
    """Where a word leads: a tree or a topic, and the facts it teaches."""

    tree: str
    topic: str = ""
    facts: dict[str, object] = {}


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What people write for the engine's own commands, in normal form: word → command, and the language names."""

    commands: dict[str, str]
    change: tuple[str, ...]
    languages: dict[str, str]
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    dont_know: frozenset[str] = frozenset()
    #: What makes a sentence a question about a word ("是什么").
    asks_what: tuple[str, ...] = ()


class Content(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One version of everything in `conversations/`, ready to run."""

    hash: str
    settings: Settings
    facts: dict[str, Fact]
    trees: dict[str, Tree]
    topics: dict[str, Topic]
    entitlements: dict[str, Entitlement]
    #: What counties say themselves: county code → entitlement → that.
    local: dict[str, dict[str, Local]]
    #: The entitlements as they are in force on a day.
    editions: Editions
    forms: dict[str, FormSheet]
    sources: dict[str, Source]
    questions: dict[str, Question]
    glossary: dict[str, Wording]
    #: Finds glossary words in a text → the entry's name, longest first.
    find_term: Callable[[str], str | None]
    #: Finds the tree or topic a text is about, or None.
    find_intent: Callable[[str], Intent | None]
    hotlines: dict[str, Hotline]
    danger: DangerWords
    danger_says: dict[str, DangerSay]
    words: Words
    say: dict[str, Wording]
    #: The placeholders of every wording that has any.
    slots: dict[Wording, tuple[str, ...]]
    places: Places
    #: What picking an option of a fact teaches besides: fact → value → other facts.
    teaches: dict[str, dict[str, dict[str, str]]]
    #: Words that say whom a first message is about ("我妈妈"), in normal form → the relation.
    relatives: WordFinder[str]
    #: What each fact is called, in normal form, for "改年龄".
    name_words: dict[str, tuple[str, ...]]
    #: Words by which a first message is taken to be English.
    english: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ("zh_CN",)

    def scope(self, about: str) -> tuple[str, ...]:
        """The entitlements that *about* means: those of a topic, one by its id, or all of them."""
        if about in self.topics:
            return self.topics[about].entitlements
        return (about,) if about in self.entitlements else tuple(self.entitlements)

    def driving(self, about: str) -> tuple[str, ...]:
        """The entitlements of *about* whose conditions are worth questions.

        Asked about everything at once, nobody is questioned for what can only be registered for or read: that stands
        in the list all the same.
        """
        names = self.scope(about)
        return names if about else tuple(name for name in names if self.entitlements[name].level in ("A", "B"))

    def title(self, about: str) -> Wording | None:
        """What the topic or entitlement *about* is called; None if it is neither."""
        if about in self.topics:
            return self.topics[about].label
        return self.entitlements[about].short if about in self.entitlements else None
