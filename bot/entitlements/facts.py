"""Facts: every question once, with its wording, its allowed values and how private it is.

A fact's value is one of a few plain types, so that a session is small and readable in any store. A value of None means
"asked, and the person does not know": that is an answer, it is not asked again, and it is never treated as no.
"""

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from bot.entitlements.rules import Rule
from bot.language.wording import SILENT, Wording

#: str: choice, text, date (ISO), phone (E.164), place ("CODE6 rest"), media (reference); list: several choices.
Value = str | int | float | bool | list[str] | None
Kind = Literal["choice", "choices", "yesno", "number", "date", "text", "phone", "place", "media", "consent"]
KINDS: tuple[Kind, ...] = ("choice", "choices", "yesno", "number", "date", "text", "phone", "place", "media", "consent")
Sensitivity = Literal["L", "M", "H"]
Answerer = Literal["person", "family", "liaison"]


class Option(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One answer a person may pick: its value in rules, its label, and what else people write for it."""

    value: str
    label: Wording
    words: tuple[str, ...] = ()
    #: Facts that follow from picking it ("您妈妈" is a woman), so nobody is asked them.
    teaches: dict[str, str] = {}


class Follow(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a fact must be while *rule* is yes: a child of ten has no job, whatever else is unknown."""

    rule: Rule
    value: Value


class Fact(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One typed thing that can be known about a subject (or, `about="contact"`, about whoever writes)."""

    id: str
    kind: Kind
    name: Wording
    ask: Wording
    why: Wording = SILENT
    expect: Wording = SILENT
    about: Literal["subject", "contact"] = "subject"
    sensitivity: Sensitivity = "M"
    answered_by: tuple[Answerer, ...] = ("person", "family", "liaison")
    options: tuple[Option, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    max_length: int = 60
    #: What a text answer must look like as a whole; None takes any.
    pattern: re.Pattern[str] | None = None
    media: tuple[str, ...] = ()
    #: "don't know" is a proper answer, unless the content forbids it.
    unknown: bool = True
    #: Asked only while this rule is not no.
    when: Rule | None = None
    #: An answer for which this rule is yes may be a slip: it is repeated, with how to take it back.
    doubt: Rule | None = None
    switches_subject: bool = False
    #: Asked only where everything is looked through, to spare many questions; whoever came for one thing is not asked.
    broad: bool = False
    #: What follows from other facts, so that nobody is asked it.
    follows: tuple[Follow, ...] = ()
    #: How often which answer is given, by option or by "low-high"; only the order of the questions depends on it.
    usual: Mapping[str, float] = {}

    @property
    def askable(self) -> bool:
        """Whether the person or their family can answer it; otherwise only a liaison settles it."""
        return "person" in self.answered_by or "family" in self.answered_by
