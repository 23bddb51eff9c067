"""What is being read: the cursors' shared notes, and the wordings met on the way.

Every wording read is remembered with its place, what it is for and which placeholders it may use. The checker, the
translator's extraction and the measuring of SMS lengths all work from this one list.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.content.source import Cursor, Problem
from bot.entitlements.facts import Option
from bot.entitlements.rules import Rule, RuleError, parse
from bot.language.composing import slots
from bot.language.wording import SILENT, Wording

_VARIANTS = ("other", "sms", "sms_other", "voice")
#: Placeholders every wording may use, besides fact names.
EVERYWHERE = ("who", "signature")


class Met(msgspec.Struct, frozen=True, eq=False):
    """A wording and where it stands. `role`: question, option, say, card, label or own; `lines` says where each
    variant is.
    """

    wording: Wording
    file: str
    line: int
    role: str
    allowed: tuple[str, ...]
    lines: Mapping[str, int] = {}

    def line_of(self, text: str) -> int:
        """The line on which the variant *text* stands."""
        return self.lines.get(text, self.line)


class Book:
    """The notes of one reading."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.met: list[Met] = []
        #: Where things were defined, for later complaints: ("tree", "training.hello") → cursor.
        self.places: dict[tuple[str, str], Cursor] = {}
        #: Fact names used by rules and forms and trees, with a place each.
        self.used_facts: dict[str, Cursor] = {}
        self.rules: list[tuple[Rule, Cursor]] = []

    def wording(
        self, cursor: Cursor, role: str, key: str = "text", allowed: tuple[str, ...] = (), beside: tuple[str, ...] = ()
    ) -> Wording:
        """Read a wording: a string, or a mapping with *key* and the variants (and *beside*, keys of the thing around
        it).
        """
        if cursor.value is None:
            return SILENT
        if not isinstance(cursor.value, dict):
            return self._keep(Wording(cursor.text()), cursor, role, allowed)
        if not beside:
            cursor.only(key, *_VARIANTS)
        texts = {name: cursor[name].text() for name in _VARIANTS}
        lines = {cursor[name].text(): cursor[name].line for name in (*_VARIANTS, key) if name in cursor}
        return self._keep(Wording(cursor.need(key).text(), **texts), cursor, role, allowed, lines)

    def _keep(
        self, wording: Wording, cursor: Cursor, role: str, allowed: tuple[str, ...], lines: Mapping[str, int] = {}
    ) -> Wording:
        if not wording.text.strip():
            cursor.report("a sentence is missing here: nothing would be said", code="wording")
        for text in wording.variants():
            if text != text.strip() or "\n" in text:
                cursor.report("a sentence may not begin or end with a space, or go over several lines", code="wording")
        self.met.append(Met(wording, cursor.file, cursor.line, role, allowed, lines))
        return wording

    def rule(self, cursor: Cursor) -> Rule | None:
        """Read a rule; its facts count as used."""
        if cursor.value is None:
            return None
        try:
            rule = parse(cursor.text())
        except RuleError as error:
            cursor.report(f"{error} (at character {error.column + 1})", code="rule")
            return None
        self.rules.append((rule, cursor))
        for name in rule.facts:
            self.used_facts.setdefault(name, cursor)
        return rule

    def options(self, cursor: Cursor, role: str = "option") -> tuple[Option, ...]:
        """Read a mapping of options in the order of their digits."""
        found = []
        for value, option in cursor.items():
            if isinstance(option.value, dict):
                option.only("label", "words", "teaches", "sms", "voice", "other", "sms_other", "to", "if")
                label = self.wording(option, role, key="label", beside=("words",))
                found.append(Option(value, label, option["words"].texts(), self.taught(option["teaches"])))
            else:
                found.append(Option(value, self.wording(option, role)))
        if len(found) > 9:
            cursor.report(f"{len(found)} options; a phone has nine digits to choose with", code="options")
        return tuple(found)

    def taught(self, cursor: Cursor) -> dict[str, Any]:
        """The facts that a word or an option teaches."""
        if cursor.value is None or isinstance(cursor.value, dict):
            return dict(cursor.plain() or {})
        cursor.report("what it teaches is written {fact: value}", code="value")
        return {}

    def starts(self, cursor: Cursor) -> dict[str, dict[str, Any]]:
        """Words and the facts each of them teaches."""
        return {word: self.taught(teaches) for word, teaches in cursor.items()}

    def unknown_slots(self, facts: frozenset[str]) -> None:
        """Report placeholders nobody fills."""
        for met in self.met:
            allowed = {*EVERYWHERE, *met.allowed}
            for text in met.wording.variants():
                for name in slots(text):
                    if name in allowed:
                        continue
                    if name in facts and met.role in ("say", "question"):
                        self.used_facts.setdefault(name, Cursor(None, met.file, met.line, self.problems))
                        continue
                    self.problems.append(
                        Problem(met.file, met.line_of(text), f"nothing fills {{{name}}} here", code="placeholder")
                    )
