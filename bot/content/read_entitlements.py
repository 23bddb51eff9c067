"""entitlements/*.yaml, topics.yaml, sources.yaml → entitlements, topics, sources."""

import datetime as dt

from bot.content.book import Book
from bot.content.source import Cursor, seconds
from bot.entitlements.entitlement import (
    Amount,
    Criterion,
    Entitlement,
    Period,
    Provenance,
    Reading,
    Source,
    Sourced,
    Topic,
)

_LEVELS = ("A", "B", "C", "D")
_PROVENANCES = ("plan", "national", "guizhou", "other_province", "unverified")
_KEYS = (
    "id",
    "name",
    "short",
    "level",
    "topics",
    "value",
    "words",
    "starts",
    "pays",
    "urgent",
    "explain",
    "clause",
    "period",
    "criteria",
    "documents",
    "where",
    "steps",
    "by_when",
    "amount",
    "liaison_does",
    "form",
    "matter",
    "notes",
    "checked",
    "follow_up",
)
#: What a criterion has, and what it has in common with a reading of it.
_BOTH = ("name", "if", "text", "provenance", "source", "from", "to")
_CRITERION = (*_BOTH, "asks", "readings", "change", "first", "already", "wish")
_READING = (*_BOTH, "says")


def read_entitlement(name: str, cursor: Cursor, book: Book) -> Entitlement:
    """One entitlement file."""
    cursor.only(*_KEYS)
    if cursor.need("id").text(name) != name:
        cursor["id"].report(f"the file is named {name!r}, the entitlement {cursor['id'].text()!r}")
    book.places["entitlement", name] = cursor
    for key in ("clause", "checked", "by_when", "documents", "criteria"):
        cursor.need(key)
    return Entitlement(
        id=name,
        name=book.wording(cursor.need("name"), "label"),
        short=book.wording(cursor.need("short"), "option"),
        level=cursor.need("level").one_of(_LEVELS, "B"),  # type: ignore[arg-type]
        topics=cursor.need("topics").texts(),
        value=int(cursor["value"].number(50) or 0),
        explain=book.wording(cursor.need("explain"), "card"),
        clause=cursor["clause"].text(),
        period=cursor["period"].text(),
        criteria=tuple(_read_criterion(entry, book) for entry in cursor["criteria"].list()),
        documents=tuple(_read_sourced(entry, book) for entry in cursor["documents"].list()),
        where=_read_sourced(cursor.need("where"), book),
        steps=book.wording(cursor["steps"], "card"),
        by_when=book.wording(cursor["by_when"], "card"),
        liaison_does=book.wording(cursor["liaison_does"], "card"),
        amount=_read_amount(cursor["amount"], book),
        form=cursor["form"].text(),
        matter=cursor["matter"].text(),
        words=cursor["words"].texts(),
        starts=book.starts(cursor["starts"]),
        pays=cursor["pays"].flag(),
        urgent=cursor["urgent"].flag(),
        checked=cursor["checked"].text(),
        notes=cursor["notes"].text(),
        follow_up=tuple(_read_span(entry) for entry in cursor["follow_up"].list()),
    )


def _read_criterion(entry: Cursor, book: Book) -> Criterion:
    entry.only(*_CRITERION)
    asks = entry["asks"].one_of(("liaison", ""), "") if "asks" in entry else ""
    if [bool(asks), "if" in entry, "readings" in entry].count(True) != 1:
        entry.report("a criterion has one of these: a rule (if), readings, or `asks: liaison`")
    return Criterion(
        name=entry.need("name").text(),
        text=book.wording(entry.need("text"), "card"),
        rule=book.rule(entry["if"]),
        change=book.wording(entry["change"], "card"),
        first=entry["first"].text(),
        already=entry["already"].flag(),
        wish=entry["wish"].flag(),
        provenance=_provenance(next(iter(entry["readings"].list()), entry)),
        source=entry["source"].text(),
        readings=tuple(r for reading in entry["readings"].list() if (r := _read_reading(reading, book)) is not None),
        period=_read_period(entry),
    )


def _read_reading(entry: Cursor, book: Book) -> Reading | None:
    entry.only(*_READING)
    rule = book.rule(entry.need("if"))
    if rule is None:
        return None
    return Reading(
        name=entry.need("name").text(),
        rule=rule,
        text=book.wording(entry["text"], "card"),
        says=book.wording(entry["says"], "card"),
        provenance=_provenance(entry),
        source=entry["source"].text(),
        period=_read_period(entry),
    )


def _provenance(entry: Cursor) -> Provenance:
    return entry.need("provenance").one_of(_PROVENANCES, "unverified")  # type: ignore[return-value]


def _read_period(entry: Cursor) -> Period:
    first, last = (read_day(entry[key]) for key in ("from", "to"))
    if first is not None and last is not None and last <= first:
        entry["to"].report("it ends before it begins: `to` is the first day on which it no longer holds", code="date")
    return Period(first, last)


def _read_span(cursor: Cursor) -> int:
    span = seconds(cursor.text())
    if span is None:
        cursor.report("a span of time is written 30d, 2h or 30m")
    return span or 0


def read_day(cursor: Cursor) -> dt.date | None:
    """A day, or None where none is written."""
    if cursor.value is None:
        return None
    try:
        return dt.date.fromisoformat(cursor.text())
    except ValueError:
        cursor.report("a day is written 2021-07-01", code="date")
        return None


def _read_sourced(entry: Cursor, book: Book) -> Sourced:
    if not isinstance(entry.value, dict):
        return Sourced(book.wording(entry, "card"))
    entry.only("text", "provenance", "source")
    provenance = entry["provenance"].one_of(_PROVENANCES, "unverified")
    return Sourced(book.wording(entry.need("text"), "card"), provenance, entry["source"].text())  # type: ignore[arg-type]


def _read_amount(entry: Cursor, book: Book) -> Amount | None:
    if entry.value is None:
        return None
    entry.only("text", "place", "since", "source")
    text = book.wording(entry.need("text"), "card")
    return Amount(text, entry.need("place").text(), entry.need("since").text(), entry.need("source").text())


def read_topics(cursor: Cursor, book: Book, entitlements: dict[str, Entitlement]) -> dict[str, Topic]:
    """topics.yaml, in the order of the menu, each with its entitlements, the most valuable first."""
    found = {}
    for name, entry in cursor.items():
        book.places["topic", name] = entry
        entry.only("label", "sms", "voice", "words", "faint", "starts")
        mine = sorted((e for e in entitlements.values() if name in e.topics), key=lambda e: -e.value)
        found[name] = Topic(
            id=name,
            label=book.wording(entry, "option", key="label", beside=("words", "faint")),
            words=entry["words"].texts(),
            faint=entry["faint"].texts(),
            starts=book.starts(entry["starts"]),
            entitlements=tuple(e.id for e in mine),
        )
    return found


def read_sources(cursor: Cursor, book: Book) -> dict[str, Source]:
    """sources.yaml."""
    found = {}
    for name, entry in cursor.items():
        entry.only("title", "address", "seen", "checked")
        book.places["source", name] = entry
        found[name] = Source(name, *(entry.need(key).text() for key in ("title", "address", "seen", "checked")))
    return found
