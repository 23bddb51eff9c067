"""The first message, and the first one after everything was done.

Whatever the person wrote is not thrown away for a greeting: if it says what they want, that is where the welcome leads.
"""

import re

from bot.dialogue.content import Intent
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, Frame
from bot.dialogue.tree import Menu
from bot.dialogue.walk import walk
from bot.entitlements.facts import Value
from bot.language.normal import normal

#: In a message longer than this a relative is somebody in the story rather than the one it is for.
_TOLD = 40
_LATIN_WORD = re.compile(r"[a-z]{2,}")


def begin(run: Run, text: str) -> None:
    """The first turn of a contact: the welcome, with what they asked for waiting behind it."""
    plain = normal(text)
    _guess_language(run, plain)
    _to_root(run)
    _guess_subject(run, plain)
    _goal(run, plain)
    run.push(run.content.settings.welcome)
    walk(run)


def begin_for_another(run: Run, text: str) -> None:
    """Somebody else on the same phone, or for somebody else: whom it is for, then what they wrote."""
    plain = normal(text)
    _to_root(run)
    _guess_subject(run, plain)
    if plain:
        _goal(run, plain)
    run.push(run.content.settings.newcomer)
    walk(run)


def begin_quietly(run: Run) -> None:
    """The first turn of a contact whose first word is a command: the welcome stands ready, unsaid."""
    _to_root(run)
    run.push(run.content.settings.welcome)


def begin_again(run: Run, text: str) -> None:
    """Nothing was on the table: the menu, or straight to what the message is about."""
    run.matter = len(run.answers)
    _to_root(run)
    _goal(run, normal(text))
    walk(run)


def _to_root(run: Run) -> None:
    root = run.content.settings.root
    run.stack[:] = [Frame(root, run.content.trees[root].start)]


def _goal(run: Run, plain: str) -> None:
    """A digit means the menu as it is printed on posters; words mean the matter they name."""
    root = run.node()
    if len(plain) == 1 and plain.isdecimal() and isinstance(root, Menu):
        if 1 <= int(plain) <= len(root.ways):
            run.go(root.ways[int(plain) - 1].to)
        return
    term = run.content.find_term(plain)
    if term is not None:
        run.utter(run.content.glossary[term])
        return
    intent = run.content.find_intent(plain)
    if intent is not None:
        go_to(run, intent)


def go_to(run: Run, intent: Intent) -> None:
    """Put the tree of *intent* on the stack and learn what its words already say."""
    learn_from(run, intent)
    settings = run.content.settings
    if settings.after and len(run.stack) == 1 and run.stack[0].tree == settings.root:
        run.go(settings.after)
    run.push(intent.tree, intent.topic)


def learn_from(run: Run, intent: Intent) -> None:
    """Know what the words of *intent* say besides: whoever asks for a wheelchair need not be asked what they need."""
    on_the_way = {answer.key for answer in run.carried}
    for name, value in intent.facts.items():
        if name not in run.facts and name not in on_the_way:
            taught: Value = value  # type: ignore[assignment]  # the loader checked it against the fact
            volunteer(run, name, taught)


def heard_at_welcome(run: Run, plain: str) -> bool:
    """Somebody who was welcomed before they wrote anything says what they want, or for whom, instead of answering:
    that counts as if it had been their first message.
    """
    content, settings = run.content, run.content.settings
    asked = run.prompt.key if run.prompt else ""
    if asked != settings.who or len(run.stack) != 2 or run.stack[1].tree != settings.welcome:
        return False
    intent = content.find_intent(plain)
    _guess_subject(run, plain)
    if intent is None and settings.who not in run.facts:
        return False
    if intent is not None:
        welcome = run.stack.pop()
        go_to(run, intent)
        run.stack.append(welcome)
        run.say("heard", title=content.title(intent.topic) or content.trees[intent.tree].title)
    walk(run)
    return True


def volunteer(run: Run, name: str, value: Value) -> None:
    """Know a fact the person told without being asked; it can be changed like any answer."""
    run.answers.append(Answer(name, value, ""))
    run.learn(name, value)


def _guess_subject(run: Run, plain: str) -> None:
    """ "给我妈妈报名" says whom it is for. Only one relative counts; two are asked about."""
    found = {relation for _, relation in run.content.relatives.find(plain)}
    settings = run.content.settings
    if len(found) != 1 or len(plain) > _TOLD or settings.who in run.facts:
        return
    relation = found.pop()
    volunteer(run, settings.who, "other" if relation in ("neighbour", "other") else "family")
    volunteer(run, settings.relation, relation)


def _guess_language(run: Run, plain: str) -> None:
    named = run.content.words.languages.get(plain)
    if named is not None:
        run.language = named
    elif plain.isascii() and "en" in run.content.languages:
        words = set(_LATIN_WORD.findall(plain))
        if words & run.content.english:
            run.language = "en"
