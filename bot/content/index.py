"""The look-ups a step needs, built once: questions with every word that answers them, intents, glossary terms."""

import re
from collections.abc import Callable, Iterable, Mapping

from bot.content.book import Book
from bot.content.catalogues import Translate
from bot.dialogue.content import Intent, Settings
from bot.dialogue.tree import Menu, Question, Tree
from bot.entitlements.entitlement import Entitlement, Topic
from bot.entitlements.facts import Fact, Option
from bot.language.composing import slots
from bot.language.matching import WordFinder
from bot.language.normal import normal
from bot.language.wording import Wording


def build_questions(
    facts: Mapping[str, Fact], trees: Mapping[str, Tree], own: Mapping[str, Question], translators: list[Translate]
) -> dict[str, Question]:
    """Every question by key: a fact's name, "tree.node" for a menu, "@…" for the engine's own."""
    found = {name: _of_fact(fact, translators) for name, fact in facts.items()}
    for tree in trees.values():
        for name, node in tree.nodes.items():
            if isinstance(node, Menu):
                found[f"{tree.name}.{name}"] = _of_menu(f"{tree.name}.{name}", node, translators)
    for key, question in own.items():
        found[key] = _with_words(question, translators)
    return found


def _of_fact(fact: Fact, translators: list[Translate]) -> Question:
    return _with_words(
        Question(
            key=fact.id,
            kind=fact.kind,
            ask=fact.ask,
            options=fact.options,
            unknown=fact.unknown,
            why=fact.why,
            expect=fact.expect,
            fact=fact,
        ),
        translators,
    )


def _of_menu(key: str, menu: Menu, translators: list[Translate]) -> Question:
    options = tuple(way.option for way in menu.ways)
    question = Question(key=key, kind="choice", ask=menu.question, options=options, unknown=bool(menu.unknown))
    return _with_words(question, translators)


def _with_words(question: Question, translators: list[Translate]) -> Question:
    words: dict[str, str] = {}
    for option in question.options:
        for word in option_words(option, translators):
            words.setdefault(word, option.value)
    return Question(
        key=question.key,
        kind=question.kind,
        ask=question.ask,
        options=question.options,
        items=tuple(option.value for option in question.options),
        unknown=question.unknown,
        why=question.why,
        expect=question.expect,
        fact=question.fact,
        words=words,
        finder=WordFinder(words),
        labels={option.value: option.label for option in question.options},
    )


def option_words(option: Option, translators: Iterable[Translate]) -> list[str]:
    """What people may write for *option*, in normal form: its labels in every language, and its words."""
    labels = [translate(label) for translate in translators for label in option.label.variants()]
    return [plain for word in (*labels, *option.words) if (plain := normal(word)) and "{" not in plain]


def name_words(facts: Mapping[str, Fact], translators: list[Translate]) -> dict[str, tuple[str, ...]]:
    """What each fact is called, in normal form and every language."""
    return {
        name: tuple(dict.fromkeys(normal(translate(fact.name.text)) for translate in translators))
        for name, fact in facts.items()
    }


#: What stands before a relative when a message is about them: 我妈妈, 给妈妈, my mother.
_ABOUT = ("我", "我家", "给", "帮", "替", "my ")


def relatives(relation: Fact | None) -> WordFinder[str]:
    """Words that say whom a message is about → the relation. A bare word is too little: 妈妈 may be anybody's."""
    found = {}
    for option in relation.options if relation else ():
        for word in map(normal, option.words):
            known = word.startswith(_ABOUT)
            found.update({start + word: option.value for start in (("",) if known else _ABOUT)})
    return WordFinder(found)


def teachings(facts: Mapping[str, Fact]) -> dict[str, dict[str, dict[str, str]]]:
    """What picking an option teaches besides its own fact."""
    found = {
        name: {option.value: option.teaches for option in fact.options if option.teaches}
        for name, fact in facts.items()
    }
    return {name: taught for name, taught in found.items() if taught}


def term_finder(terms: Mapping[str, str], asks_what: tuple[str, ...]) -> Callable[[str], str | None]:
    """A function that finds the glossary entry a sentence asks about, or None: "等一下,低保是什么?" → 低保."""

    known = WordFinder(terms)
    asks = re.compile("|".join(map(re.escape, asks_what)) or "(?!)")

    def find(plain: str) -> str | None:
        if len(plain) > 60 or not asks.search(plain):
            return None
        found = [(len(word), entry) for word, entry in known.find(plain)]
        return max(found)[1] if found else None

    return find


#: How much a character counts in a word for exactly one entitlement, and in one that only complains.
_EXACT, _FAINT = 1.5, 0.1


def build_intents(
    trees: Mapping[str, Tree],
    topics: Mapping[str, Topic],
    entitlements: Mapping[str, Entitlement],
    settings: Settings,
    facts: Mapping[str, Fact],
    book: Book,
) -> Callable[[str], Intent | None]:
    """A function that finds what a sentence is about: what has the most characters of words in it.

    A word for one entitlement says more than one for a topic; a complaint ("my legs are bad") counts only where nothing
    else is named.
    """
    intents: dict[str, Intent] = {}
    faint = {normal(word) for topic_ in topics.values() for word in topic_.faint}
    for entitlement in entitlements.values():
        _add(intents, entitlement.words, settings.topic, entitlement.id, entitlement.starts)
    for topic_ in topics.values():
        _add(intents, (*topic_.words, *topic_.faint), settings.topic, topic_.id, topic_.starts)
    for tree in trees.values():
        _add(intents, tree.words, tree.name, "", tree.starts)

    known = WordFinder(intents)

    def find(plain: str) -> Intent | None:
        weight: dict[tuple[str, str], float] = {}
        learned: dict[tuple[str, str], dict[str, object]] = {}
        for word, intent in known.find(plain):
            key = (intent.tree, intent.topic)
            worth = _FAINT if word in faint else _EXACT if intent.topic in entitlements else 1.0
            weight[key] = weight.get(key, 0.0) + worth * len(word)
            learned.setdefault(key, {}).update(intent.facts)
        if not weight:
            return None
        best = max(weight, key=lambda key: weight[key])
        return Intent(*best, learned[best])

    return find


def _add(
    intents: dict[str, Intent], words: tuple[str, ...], tree: str, topic: str, starts: Mapping[str, dict[str, object]]
) -> None:
    for word in (*words, *starts):
        intents[normal(word)] = Intent(tree, topic, dict(starts.get(word, {})))


def wording_slots(book: Book) -> dict[Wording, tuple[str, ...]]:
    """The placeholders of every wording that has any."""
    found = {}
    for met in book.met:
        names = tuple(dict.fromkeys(name for text in met.wording.variants() for name in slots(text)))
        if names:
            found[met.wording] = names
    return found
