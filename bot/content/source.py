"""YAML with its places kept: every complaint names file and line, and the nearest right spelling.

A `Cursor` is a value in a file together with where it stands. Reading through cursors collects problems instead of
raising at the first one, so an author sees all of them at once.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml
from rapidfuzz import process

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing wrong with the content. Lines count from 1; `severity` is error or warning."""

    file: str
    line: int
    message: str
    severity: str = "error"
    code: str = "content"
    hint: str = ""

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{self.file}:{self.line}: {self.severity}[{self.code}]: {self.message}{hint}"


class ContentError(ValueError):
    """Content that cannot run, with every problem found; the author moves."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


_SPAN = re.compile(r"(\d+)\s*([mhd])")
_UNITS = {"m": 60, "h": 3600, "d": 86400}


def seconds(text: str) -> int | None:
    """A span of time as it is written (30m, 2h, 3d) in seconds; None if it is something else."""
    span = _SPAN.fullmatch(text)
    return int(span[1]) * _UNITS[span[2]] if span else None


def nearest(word: str, choices: Iterable[str]) -> str:
    """ "did you mean …?", or nothing when nothing is near."""
    found = process.extractOne(word, list(choices), score_cutoff=60)
    return f"did you mean {found[0]!r}?" if found else ""


class Cursor:
    """A value and where it stands. Wrong types are reported and read as empty, so reading goes on."""

    __slots__ = ("file", "line", "problems", "value")

    def __init__(self, value: Any, file: str, line: int, problems: list[Problem]) -> None:
        self.value, self.file, self.line, self.problems = value, file, line, problems

    def report(self, message: str, *, hint: str = "", code: str = "content", severity: str = "error") -> None:
        """Write down a problem at this place."""
        self.problems.append(Problem(self.file, self.line, message, severity, code, hint))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __getitem__(self, key: str) -> "Cursor":
        """The value under *key*, or an empty cursor at the same place."""
        if isinstance(self.value, dict) and key in self.value:
            found: Cursor = self.value[key]
            return found
        return Cursor(None, self.file, self.line, self.problems)

    def need(self, key: str) -> "Cursor":
        """Like `[key]`, but reports it missing."""
        if key not in self:
            self.report(f"{key!r} is missing here")
        return self[key]

    def items(self) -> Iterator[tuple[str, "Cursor"]]:
        """The entries of a mapping."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif self.value is not None:
            self.report("a mapping (name: value) is expected here")

    def list(self) -> "list[Cursor]":
        """The entries of a list; a single value counts as a list of one."""
        if self.value is None:
            return []
        return list(self.value) if isinstance(self.value, list) else [self]

    def text(self, default: str = "") -> str:
        """The value as text."""
        if self.value is None:
            return default
        if isinstance(self.value, dict | list):
            self.report("a text is expected here")
            return default
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return str(self.value)

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(cursor.text() for cursor in self.list())

    def number(self, default: float | None = None) -> float | None:
        """The value as a number."""
        if self.value is None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.report("a number is expected here")
            return default
        return self.value

    def flag(self, default: bool = False) -> bool:
        """The value as true or false."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            self.report("true or false is expected here")
            return default
        return self.value

    def one_of(self, allowed: Iterable[str], default: str = "") -> str:
        """The value, if it is one of *allowed*."""
        value = self.text(default)
        choices = list(allowed)
        if value not in choices:
            self.report(f"{value!r} is not one of {', '.join(choices)}", hint=nearest(value, choices))
            return default or choices[0]
        return value

    def only(self, *allowed: str) -> None:
        """Report keys that mean nothing here: usually a slip of the finger."""
        for key, cursor in self.items():
            if key not in allowed:
                cursor.report(f"{key!r} means nothing here", hint=nearest(key, allowed))

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: cursor.plain() for key, cursor in self.value.items()}
        if isinstance(self.value, list):
            return [cursor.plain() for cursor in self.value]
        return self.value


def read_yaml(text: str, file: str, problems: list[Problem]) -> Cursor:
    """Parse *text*; a file that is no YAML is one problem at the line where it stops making sense."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        value = _convert(node, file, problems) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(
            Problem(file, line, f"this is not YAML: {getattr(error, 'problem', None) or error}", code="yaml")
        )
        return Cursor(None, file, line, problems)
    return value or Cursor(None, file, 1, problems)


def _convert(node: yaml.Node, file: str, problems: list[Problem]) -> Cursor:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Cursor] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found:
                problems.append(Problem(file, key_node.start_mark.line + 1, f"{key!r} stands here twice", code="yaml"))
            cursor = _convert(value_node, file, problems)
            cursor.line = key_node.start_mark.line + 1
            found[key] = cursor
        return Cursor(found, file, line, problems)
    if isinstance(node, yaml.SequenceNode):
        return Cursor([_convert(child, file, problems) for child in node.value], file, line, problems)
    return Cursor(_scalar(node), file, line, problems)


def _scalar(node: yaml.Node) -> Any:
    """A plain scalar as YAML 1.2 reads it: `no` and `off` are words, dates are text; true/false, numbers and null are
    not.
    """
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
        try:
            return int(text)
        except ValueError:
            try:
                return float(text)
            except ValueError:
                return text
    return text


def read_folder(folder: Path) -> dict[str, str]:
    """Every YAML and CSV file below *folder*: path relative to it (with /) → text. Examples are not content."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".yaml", ".csv") and path.is_file() and "examples" not in path.relative_to(folder).parts
    }
