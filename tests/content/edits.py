"""The real content with a small edit, and what the checker says of it.

Most edits add a tree of their own, so that these stories still hold when the content says things differently.
"""

from collections.abc import Mapping

from bot.content.check import check
from bot.content.load import Loaded, read_version
from bot.content.source import Problem

#: A tree of our own that people reach by its words; its nodes are put in.
TREE = """\
tree: visit
title: 上门看看
words: [上门瞧瞧]
start: hello
nodes:
"""


class Edited:
    """A version of the content that differs from the real one in one place."""

    def __init__(self, sources: Mapping[str, str], catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self.sources, self.catalogues = dict(sources), {name: dict(words) for name, words in catalogues.items()}
        self.file = ""

    def replace(self, file: str, old: str, new: str) -> "Edited":
        """Write *new* for *old*, which stands in *file* at least once; the first one counts."""
        assert old in self.sources[file], f"{file} no longer holds {old!r}; write the test anew"
        self.sources[file] = self.sources[file].replace(old, new, 1)
        self.file = file
        return self

    def add(self, file: str, text: str) -> "Edited":
        """Put *text* at the end of *file*, or into a new one."""
        self.sources[file] = self.sources.get(file, "") + text
        self.file = file
        return self

    def tree(self, *nodes: str, head: str = TREE) -> "Edited":
        """Add a tree with these nodes, one a line."""
        return self.add("trees/visit.yaml", head + "".join(f"  {node}\n" for node in nodes))

    def translate(self, language: str, source: str, text: str) -> "Edited":
        """Translate one sentence."""
        self.catalogues.setdefault(language, {})[source] = text
        return self

    def load(self) -> Loaded:
        """Read it."""
        return read_version(self.sources, self.catalogues)

    def problems(self, severity: str = "error") -> list[Problem]:
        """What the checker says, of one severity."""
        return [problem for problem in check(self.load()) if problem.severity == severity]

    def line(self, text: str) -> int:
        """The line (from 1) of the edited file on which *text* stands."""
        return next(n for n, line in enumerate(self.sources[self.file].splitlines(), 1) if text in line)

    def fails(self, code: str, at: str, says: str, hint: str = "", severity: str = "error") -> None:
        """There is this one problem, on the line that holds *at*, and no other of its severity and kind.

        Of errors there may be no others at all: an author should not have to look for the one that matters.
        """
        found = self.problems(severity)
        if severity == "warning":
            found = [problem for problem in found if problem.code == code and problem.file == self.file]
        assert [problem.code for problem in found] == [code], found
        problem = found[0]
        assert (problem.file, problem.line) == (self.file, self.line(at)), problem
        assert says in problem.message
        assert hint in problem.hint
