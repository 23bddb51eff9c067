"""A human is one word away: the word is understood in every language, and every path behind it hands over."""

import re

from bot.content.check.case import Case
from bot.content.check.flow import edges, reached
from bot.content.source import Cursor
from bot.dialogue.tree import End, Refer, Tree

#: The commands that must work at every prompt.
ALWAYS = ("person", "back", "repeat", "help", "stop")
_LATIN = re.compile(r"[a-z]{2,}")


def check_person(case: Case) -> None:
    """Complain where somebody could be left alone with the machine."""
    tree = case.content.trees.get(case.content.settings.person)
    if tree is not None:
        _hands_over(case, tree)
    for command in ALWAYS:
        words = [word for word, name in case.content.words.commands.items() if name == command]
        for language in case.content.languages:
            if not any(_LATIN.search(word) if language == "en" else not word.isascii() for word in words):
                place = Cursor(None, "words.yaml", _line(case, command), [])
                case.error(place, "no-command", f"no word for {command!r} in {language}")


def _line(case: Case, command: str) -> int:
    lines = case.loaded.sources.get("words.yaml", "").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f"{command}:")), 1)


def _hands_over(case: Case, tree: Tree) -> None:
    def short_of(name: str) -> list[str]:
        node = tree.nodes[name]
        if isinstance(node, Refer):
            return []
        return [e.to for e in edges(node, case.place("node", f"{tree.name}.{name}")) if e.to in tree.nodes]

    if tree.start not in tree.nodes:
        return
    for name in sorted(reached([tree.start], short_of)):
        if isinstance(tree.nodes[name], End):
            message = f"the tree {tree.name!r} can end at {name!r} without a `refer`: nobody would come"
            case.error(case.place("node", f"{tree.name}.{name}"), "no-person", message)
