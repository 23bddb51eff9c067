"""Options can be told apart: by digit, by word, in every language, and from the commands."""

from collections.abc import Mapping

from bot.content.catalogues import Translate, translator
from bot.content.check.case import Case
from bot.content.index import option_words
from bot.content.source import Cursor
from bot.dialogue.tree import Call, Menu, Question
from bot.language.normal import normal

#: A phone has as many digits to choose with.
DIGITS = 9
#: Options that the engine itself puts into a list of results, besides those in system.yaml.
_DYNAMIC = {"@results": 3}
#: Questions by which the engine asks whether a command was meant: their options may well be spelled like it.
_ASKED_BY: dict[str | None, str] = {"start_over": "@ask_restart", "language": "@ask_language"}


def check_options(case: Case) -> None:
    """Complain about options that cannot be chosen, or not for certain."""
    languages = {name: translator(dict(catalogue)) for name, catalogue in case.catalogues.items()}
    for question in case.content.questions.values():
        place = place_of(case, question)
        more = _DYNAMIC.get(question.key, 0)
        if more and (count := len(question.options) + more) > DIGITS:
            case.error(place, "options", f"{question.key} can show {count} options; a phone has {DIGITS} digits")
        _words(case, question, place, languages)
    _intents(case)


def place_of(case: Case, question: Question) -> Cursor:
    """Where a question is written."""
    if question.key.startswith("@"):
        lines = case.loaded.sources["system.yaml"].splitlines()
        line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"  {question.key[1:]}:")), 1)
        return Cursor(None, "system.yaml", line, [])
    return case.place("fact" if question.fact is not None else "node", question.key)


def written_at(place: Cursor, value: str) -> Cursor:
    """Where the option *value* of the question at *place* is written; standard options are written elsewhere."""
    found = place["options"][value]
    return place if found.value is None else found


def _words(case: Case, question: Question, place: Cursor, languages: Mapping[str, Translate]) -> None:
    seen: dict[str, str] = {}
    for option in question.options:
        at = written_at(place, option.value)
        words: dict[str, str] = {}
        for language, translate in languages.items():
            for word in option_words(option, [translate]):
                words.setdefault(word, language)
        if not any(not word.isdecimal() for word in words):
            case.error(at, "no-word", f"{option.value!r} can only be chosen by its digit: it has no word")
        for word, language in words.items():
            if word.isdecimal() and word not in map(normal, option.label.variants()):
                case.error(at, "digit-word", f"{word!r} cannot be a word: digits choose what is shown under them")
            other = seen.setdefault(word, option.value)
            if other != option.value:
                case.error(at, "same-word", f"{word!r} means both {other!r} and {option.value!r}{_in(language)}")
            _command(case, question, option.value, at, word)


def _in(language: str) -> str:
    return "" if language == "zh_CN" else f" (in {language})"


def _command(case: Case, question: Question, value: str, place: Cursor, word: str) -> None:
    """An option wins over a command of the same spelling, so at its prompt the command cannot be given by this word."""
    command = case.content.words.commands.get(word)
    same = (command == "person" and _leads_to_person(case, question, value)) or question.key == _ASKED_BY.get(command)
    if command is not None and not same:
        message = f"{word!r} is also the command {command!r}, which cannot be given by it at {question.key}"
        case.warn(place, "command-word", message)


def _leads_to_person(case: Case, question: Question, value: str) -> bool:
    if question.key == "@ask_person":
        return value == "yes"
    tree = case.content.trees.get(question.key.partition(".")[0])
    node = tree.nodes.get(question.key.partition(".")[2]) if tree is not None else None
    if tree is None or not isinstance(node, Menu):
        return False
    to = tree.nodes.get(next((way.to for way in node.ways if way.option.value == value), ""))
    return isinstance(to, Call) and to.tree == case.content.settings.person


def _intents(case: Case) -> None:
    """A word that opens two matters opens only one of them; the other author should know."""
    content = case.content
    opens: dict[str, str] = {}
    offers = content.entitlements.values()
    things = [((*e.words, *e.starts), e.id, case.place("entitlement", e.id)) for e in offers]
    things += [((*t.words, *t.faint, *t.starts), t.id, case.place("topic", t.id)) for t in content.topics.values()]
    things += [((*t.words, *t.starts), f"tree {t.name}", case.place("tree", t.name)) for t in content.trees.values()]
    for words, leads, place in things:
        for word in dict.fromkeys(words):
            other = opens.setdefault(normal(word), leads)
            if other != leads:
                case.warn(place["words"], "two-ways", f"{word!r} also leads to {other}; it opens {leads}")
                opens[normal(word)] = leads
