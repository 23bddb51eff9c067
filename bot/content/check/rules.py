"""Rules compare facts only with values they can have; so do the words and options that teach one."""

import re
from collections.abc import Mapping
from typing import Any

from bot.content.check.case import Case
from bot.content.source import Cursor, nearest
from bot.entitlements.facts import Fact
from bot.entitlements.rules import Atom

_ORDER = ("<", "<=", ">", ">=")
_LISTED = ("in", "not in")
_HOLDS = ("has", "has not")
_BAND = re.compile(r"\d+(-\d+)?")
_ROUNDED = 0.005


def check_rules(case: Case) -> None:
    """Complain about facts that do not exist and values that cannot be."""
    for rule, place in case.book.rules:
        for atom in rule.atoms:
            if case.known(place, "fact", atom.fact, case.content.facts, "rule"):
                _atom(case, place, atom, case.content.facts[atom.fact])
    for kind, things in (
        ("tree", case.content.trees),
        ("topic", case.content.topics),
        ("entitlement", case.content.entitlements),
    ):
        for name, thing in things.items():
            _starts(case, case.place(kind, name)["starts"], thing.starts)
    for fact in case.content.facts.values():
        for follow, entry in zip(fact.follows, case.place("fact", fact.id)["follows"].list(), strict=False):
            _taught(case, entry, fact, follow.value)
        _usual(case, case.place("fact", fact.id)["usual"], fact)
        taught = {option.value: option.teaches for option in fact.options if option.teaches}
        _starts(case, case.place("fact", fact.id)["options"], taught)


def _atom(case: Case, place: Cursor, atom: Atom, fact: Fact) -> None:
    if atom.op == "known":
        return
    wrong = _wrong_operator(atom, fact)
    if wrong:
        case.error(place, "rule", wrong)
        return
    for value in atom.value if atom.op in _LISTED and isinstance(atom.value, tuple) else (atom.value,):
        message, hint = misfit(fact, value)
        if message:
            case.error(place, "value", message, hint)


def _wrong_operator(atom: Atom, fact: Fact) -> str:
    """What is wrong with comparing this kind of fact in this way, or nothing."""
    if fact.kind == "choices" and atom.op not in _HOLDS:
        return f"{fact.id} has several values: write 'value' in {fact.id}"
    if fact.kind != "choices" and atom.op in _HOLDS:
        return f"{fact.id} has one value: write {fact.id} == 'value'"
    if atom.op in _ORDER and fact.kind not in ("number", "date"):
        return f"{fact.id} is no number: it cannot be more or less than something"
    if atom.op in _LISTED and not isinstance(atom.value, tuple):
        return f"`{fact.id} in` needs a list: {fact.id} in ('one', 'two')"
    if fact.kind in ("text", "phone", "place", "media"):
        return f"{fact.id} is what somebody wrote: a rule may only ask whether it is known({fact.id})"
    return ""


def misfit(fact: Fact, value: Any) -> tuple[str, str]:
    """Why *fact* can never be *value*, and a hint; empty where it can."""
    if fact.kind in ("yesno", "consent"):
        if not isinstance(value, bool):
            return f"{fact.id} is yes or no, never {value!r}", f"write {fact.id}, or not {fact.id}"
    elif fact.kind in ("choice", "choices"):
        values = [option.value for option in fact.options]
        if value not in values:
            near = nearest(value, values) if isinstance(value, str) else ""
            return f"{fact.id} is never {value!r}", near or f"it is one of {', '.join(values)}"
    elif fact.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{fact.id} is a number, never {value!r}", ""
        low, high = (bound if bound is not None else value for bound in (fact.low, fact.high))
        if not low <= value <= high:
            return f"{fact.id} is never {value!r}", f"it lies between {low:g} and {high:g}"
    return "", ""


def _usual(case: Case, place: Cursor, fact: Fact) -> None:
    """How often which answer is given: answers there are, and together no more than everybody."""
    values = ["yes", "no"] if fact.kind in ("yesno", "consent") else [option.value for option in fact.options]
    for name in fact.usual:
        if fact.kind != "number":
            case.known(place[name], "answer", name, values, "usual")
        elif not _BAND.fullmatch(name):
            case.error(place[name], "usual", f"{name!r} is no number and no span of numbers like 7-15")
    if fact.kind != "choices" and sum(fact.usual.values()) > 1 + _ROUNDED:
        case.error(place, "usual", f"the answers of {fact.id} are given by more than everybody")


def _starts(case: Case, place: Cursor, starts: Mapping[str, Mapping[str, object]]) -> None:
    """What a word or an option teaches."""
    for word, facts in starts.items():
        for name, value in facts.items():
            if case.known(place[word], "fact", name, case.content.facts):
                _taught(case, place[word], case.content.facts[name], value)


def _taught(case: Case, place: Cursor, fact: Fact, value: object) -> None:
    if (fact.kind == "choices") != isinstance(value, list):
        wanted = "a list of values: [one, two]" if fact.kind == "choices" else "one value"
        case.error(place, "value", f"{fact.id} takes {wanted}")
        return
    for one in value if isinstance(value, list) else [value]:
        message, hint = misfit(fact, one)
        if message:
            case.error(place, "value", message, hint)
