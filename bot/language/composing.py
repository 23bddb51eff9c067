"""Saying a wording: the right variant, in the right language, with its placeholders filled.

Templates are parsed once per catalogue, into literal text and slot names, so composing a sentence is a dictionary
look-up and a join. A placeholder nobody filled is left out rather than shown; the checker makes sure content never
gets there.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bot.language.wording import FORMS, Form, Wording

_SPACES = re.compile(" {2,}")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")


class Phrase(msgspec.Struct, frozen=True, eq=False):
    """A wording with its own arguments, inside another one."""

    wording: Wording
    args: Mapping[str, Any]


class Numbered(msgspec.Struct, frozen=True, eq=False):
    """Things with their names, numbered, each on a line of its own where the channel has lines.

    *line* is the wording of one line, with {n}, {name} and {value}.
    """

    line: Wording
    rows: tuple[tuple[Wording, Any], ...]


#: An argument: plain text, a wording, a phrase, a numbered list, or a tuple to be listed ("甲、乙").
Arg = str | Wording | Phrase | Numbered | tuple[Any, ...]
Template = str | tuple[tuple[str, str], ...]


def slots(text: str) -> tuple[str, ...]:
    """The placeholder names in *text*, in order, without repeats."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def parse_template(text: str) -> Template:
    """*text* as a constant, or as pairs of (literal before, slot name); the last pair may have no slot."""
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _SLOT.finditer(text):
        parts.append((text[end : found.start()], found[1]))
        end = found.end()
    if not parts:
        return text.replace("{{", "{").replace("}}", "}")
    if text[end:]:
        parts.append((text[end:], ""))
    return tuple(parts)


class Composer:
    """Says wordings in one language. *translate* maps a catalogue key to its translation, or returns it unchanged."""

    def __init__(self, language: str, translate: Callable[[str], str]) -> None:
        self.language = language
        self._translate = translate
        #: Parsed templates by channel form and by whether the subject is somebody else.
        self._ready: dict[tuple[Form, bool], dict[Wording, Template]] = {
            (form, other): {} for form in FORMS for other in (False, True)
        }
        self.listing = ", " if language.startswith("en") else "、"
        self.space = language.startswith("en")

    def say(self, wording: Wording, args: Mapping[str, Any], form: Form, other: bool) -> str:
        """The sentence, with *args* for its placeholders."""
        template = self._template(wording, form, other)
        if isinstance(template, str):
            return template
        out = []
        for literal, name in template:
            out.append(literal)
            arg = args.get(name)
            if isinstance(arg, str):
                out.append(arg)
            elif arg is not None:
                out.append(self.show(arg, args, form, other))
        return "".join(out)

    def _template(self, wording: Wording, form: Form, other: bool) -> Template:
        ready = self._ready[form, other]
        template = ready.get(wording)
        if template is None:
            template = ready[wording] = parse_template(self._translate(wording.pick(form, other)))
        return template

    def sentence(self, wording: Wording, args: Mapping[str, Any], form: Form, other: bool) -> str:
        """What `say` says, without the spaces that an empty placeholder leaves behind in English."""
        text = self.say(wording, args, form, other)
        return _SPACES.sub(" ", text).strip() if self.space else text

    def show(self, arg: Arg, args: Mapping[str, Any], form: Form, other: bool) -> str:
        """One argument as text. A nested wording may use what is around it, a phrase only its own and {who}."""
        if isinstance(arg, str):
            return arg
        if isinstance(arg, Wording):
            return self.say(arg, args, form, other) if arg.text else ""
        if isinstance(arg, Phrase):
            who = args.get("who")
            return self.say(arg.wording, {**arg.args, "who": who} if who else arg.args, form, other)
        if isinstance(arg, Numbered):
            return self._numbered(arg, args, form, other)
        return self.listing.join(self.show(part, args, form, other) for part in arg)

    def _numbered(self, arg: Numbered, args: Mapping[str, Any], form: Form, other: bool) -> str:
        """One thing a line, below what comes before; over the telephone one after the other."""
        template = self._template(arg.line, form, other)
        pieces = ((template, ""),) if isinstance(template, str) else template
        shown = []
        for number, (name, value) in enumerate(arg.rows, 1):
            row = {"n": str(number), "name": self.show(name, args, form, other), "": ""}
            row["value"] = value if isinstance(value, str) else self.show(value, args, form, other)
            shown.append("".join([literal + row.get(slot, "") for literal, slot in pieces]))
        if form == "voice" or len(shown) < 2:
            return " ".join(shown)
        return ("\n" if form == "web" else "") + "\n".join(shown)
