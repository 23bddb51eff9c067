"""facts.yaml → facts."""

import re

from bot.content.book import Book
from bot.content.source import Cursor
from bot.entitlements.facts import KINDS, Fact, Follow, Option

_KEYS = (
    "type",
    "name",
    "about",
    "ask",
    "other",
    "sms",
    "sms_other",
    "voice",
    "why",
    "expect",
    "sensitivity",
    "answered_by",
    "low",
    "high",
    "unit",
    "max_length",
    "pattern",
    "media",
    "unknown",
    "when",
    "options",
    "doubt",
    "switches_subject",
    "source",
    "broad",
    "follows",
    "usual",
)
_VALUES = {
    "about": ("subject", "contact"),
    "sensitivity": ("M", "L", "H"),
    "answered_by": ("person", "family", "liaison"),
    "media": ("photo", "voice", "file", "location"),
}


def read_facts(cursor: Cursor, book: Book, yes_no: tuple[Option, ...], consent: tuple[Option, ...]) -> dict[str, Fact]:
    """Every fact of the file. *yes_no* and *consent* are the standard options of those kinds."""
    found = {}
    for name, entry in cursor.items():
        book.places["fact", name] = entry
        found[name] = _read_fact(name, entry, book, yes_no, consent)
    return found


def _read_fact(name: str, entry: Cursor, book: Book, yes_no: tuple[Option, ...], consent: tuple[Option, ...]) -> Fact:
    entry.only(*_KEYS)
    kind = entry.need("type").one_of(KINDS, "text")
    for key in ("name", "ask", "why"):
        entry.need(key)
    return Fact(
        id=name,
        kind=kind,  # type: ignore[arg-type]
        name=book.wording(entry["name"], "label"),
        ask=book.wording(entry, "question", key="ask", beside=_KEYS),
        why=book.wording(entry["why"], "say"),
        expect=book.wording(entry["expect"], "say"),
        about=_choice(entry, "about"),  # type: ignore[arg-type]
        sensitivity=_choice(entry, "sensitivity"),  # type: ignore[arg-type]
        answered_by=_choices(entry, "answered_by") or _VALUES["answered_by"],  # type: ignore[arg-type]
        options=_read_options(kind, entry, book, {"yesno": yes_no, "consent": consent}.get(kind, ())),
        low=entry["low"].number(),
        high=entry["high"].number(),
        unit=entry["unit"].text(),
        max_length=int(entry["max_length"].number(60) or 60),
        pattern=_pattern(entry["pattern"]),
        media=_choices(entry, "media"),
        unknown=entry["unknown"].flag(True),
        when=book.rule(entry["when"]),
        doubt=book.rule(entry["doubt"]),
        switches_subject=entry["switches_subject"].flag(),
        broad=entry["broad"].flag(),
        follows=tuple(f for cursor in entry["follows"].list() if (f := _read_follow(cursor, book)) is not None),
        usual=_read_usual(entry["usual"]),
    )


def _read_follow(cursor: Cursor, book: Book) -> Follow | None:
    cursor.only("if", "value")
    rule = book.rule(cursor.need("if"))
    return Follow(rule, cursor.need("value").plain()) if rule is not None else None


def _read_usual(cursor: Cursor) -> dict[str, float]:
    shares = {str(name): share.number(0.0) or 0.0 for name, share in cursor.items()}
    if any(not 0 <= share <= 1 for share in shares.values()):
        cursor.report("how often an answer is given is a share between 0 and 1", code="usual")
    return shares


def _pattern(cursor: Cursor) -> re.Pattern[str] | None:
    if cursor.value is None:
        return None
    try:
        return re.compile(cursor.text())
    except re.error as error:
        cursor.report(f"this is not a pattern: {error}")
        return None


def _choice(entry: Cursor, key: str) -> str:
    return entry[key].one_of(_VALUES[key], _VALUES[key][0])


def _choices(entry: Cursor, key: str) -> tuple[str, ...]:
    return tuple(cursor.one_of(_VALUES[key]) for cursor in entry[key].list())


def _read_options(kind: str, entry: Cursor, book: Book, standard: tuple[Option, ...]) -> tuple[Option, ...]:
    given = book.options(entry["options"])
    if kind in ("choice", "choices"):
        if len(given) < 2:
            entry.report(f"a {kind} needs at least two options", code="options")
        return given
    if not standard:
        if given:
            entry["options"].report(f"a {kind} has no options", code="options")
        return ()
    renamed = {option.value: option for option in given}
    for value in renamed:
        if value not in ("yes", "no"):
            entry["options"].report(f"{value!r}: only yes and no can be renamed here", code="options")
    return tuple(
        Option(o.value, renamed[o.value].label, o.words + renamed[o.value].words) if o.value in renamed else o
        for o in standard
    )
