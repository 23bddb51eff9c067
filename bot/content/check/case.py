"""What is being checked: the version, where its parts stand, and what was found so far."""

from collections.abc import Iterable, Iterator

from bot.content.load import Loaded
from bot.content.source import Cursor, Problem, nearest
from bot.dialogue.tree import Node, Tree


class Case:
    """One version under examination. Every rule reads it and writes its complaints down here."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.content, self.book = loaded, loaded.content, loaded.book
        self.catalogues = loaded.catalogues
        self.problems: list[Problem] = []

    def place(self, kind: str, name: str) -> Cursor:
        """Where the tree, node ("tree.node"), fact, topic … *name* stands."""
        found = self.book.places.get((kind, name))
        return found if found is not None else Cursor(None, "settings.yaml", 1, [])

    def nodes(self) -> Iterator[tuple[Tree, str, Node, Cursor]]:
        """Every node of every tree."""
        for tree in self.content.trees.values():
            for name, node in tree.nodes.items():
                yield tree, name, node, self.place("node", f"{tree.name}.{name}")

    def error(self, place: Cursor, code: str, message: str, hint: str = "") -> None:
        """What may not go live."""
        self.problems.append(Problem(place.file, place.line, message, "error", code, hint))

    def warn(self, place: Cursor, code: str, message: str, hint: str = "") -> None:
        """What an author should look at."""
        self.problems.append(Problem(place.file, place.line, message, "warning", code, hint))

    def known(self, place: Cursor, what: str, name: str, choices: Iterable[str], code: str = "reference") -> bool:
        """Complain unless *name* is one of *choices*; the nearest right spelling is the hint."""
        choices = list(choices)
        if name in choices:
            return True
        self.error(place, code, f"there is no {what} {name!r}", nearest(name, choices))
        return False
