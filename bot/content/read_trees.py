"""trees/*.yaml and forms/*.yaml → trees and forms."""

import re
from collections.abc import Callable

from bot.content.book import Book
from bot.content.source import Cursor, nearest, seconds
from bot.dialogue.reminders import REMINDED
from bot.dialogue.tree import (
    Ask,
    Branch,
    Call,
    End,
    Field,
    Fill,
    FormSheet,
    Forward,
    Menu,
    Node,
    Refer,
    Report,
    Results,
    Say,
    Screen,
    Section,
    Tree,
    Wait,
    Way,
    Window,
)
from bot.entitlements.rules import Rule

#: The fact by which a person is called back: the only one that a phone tells by itself.
CONTACT = "contact"
#: What a sentence may use after something was handed over, and inside the card.
RECEIPT = ("code", "liaison", "office", "phone", "within")
CASE = ("case", "receipt", "keeper", "keeper_phone")
CARD = (
    "name",
    "explain",
    "outcome",
    "why",
    "change",
    "clause",
    "documents",
    "where",
    "steps",
    "by_when",
    "amount",
    "local",
    "liaison_does",
    "checked",
)
#: When on a day to wake up if the tree does not say: eight in the morning.
_MORNING = 8 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_tree(name: str, cursor: Cursor, book: Book) -> Tree:
    """One tree file."""
    cursor.only("tree", "title", "words", "starts", "start", "nodes")
    if cursor.need("tree").text(name) != name:
        cursor["tree"].report(f"the file is named {name!r}, the tree {cursor['tree'].text()!r}")
    book.places["tree", name] = cursor
    nodes = {}
    for key, entry in cursor.need("nodes").items():
        book.places["node", f"{name}.{key}"] = entry
        if "/" in key or ">" in key or "." in key:
            entry.report(f"a node's name may not hold / > or .: {key!r}")
        nodes[key] = _read_node(entry, book)
    start = cursor.need("start").text()
    return Tree(
        name=name,
        title=book.wording(cursor.need("title"), "label"),
        start=start,
        nodes=nodes,
        words=cursor["words"].texts(),
        starts=book.starts(cursor["starts"]),
    )


def _read_node(entry: Cursor, book: Book) -> Node:
    kinds = [kind for kind in _READERS if kind in entry]
    if len(kinds) != 1:
        known = ", ".join(_READERS)
        got = next(iter(entry.value), "") if isinstance(entry.value, dict) else str(entry.value)
        entry.report(f"a node is exactly one of {known}; this has {len(kinds)}", hint=nearest(str(got), _READERS))
        return End()
    return _READERS[kinds[0]](entry, book)


def _say(entry: Cursor, book: Book) -> Node:
    entry.only("say", "next")
    return Say(book.wording(entry["say"], "say", allowed=RECEIPT + CARD + CASE + REMINDED), entry.need("next").text())


def _ask(entry: Cursor, book: Book) -> Node:
    entry.only("ask", "next")
    name = entry["ask"].text()
    book.used_facts.setdefault(name, entry["ask"])
    return Ask(name, entry.need("next").text())


def _menu(entry: Cursor, book: Book) -> Node:
    entry.only("menu", "options", "unknown")
    question = book.wording(entry["menu"], "question", allowed=CARD + CASE)
    options = book.options(entry.need("options"))
    ways = []
    for option, (_, cursor) in zip(options, entry["options"].items(), strict=True):
        ways.append(Way(option, cursor.need("to").text(), book.rule(cursor["if"])))
    return Menu(question, tuple(ways), entry["unknown"].text())


def _branch(entry: Cursor, book: Book) -> Node:
    entry.only("branch", "next")
    ways: list[tuple[Rule, str]] = []
    for way in entry["branch"].list():
        way.only("if", "to")
        rule = book.rule(way.need("if"))
        if rule is not None:
            ways.append((rule, way.need("to").text()))
    return Branch(tuple(ways), entry.need("next").text())


def _call(entry: Cursor, book: Book) -> Node:
    entry.only("call", "with", "next")
    return Call(entry["call"].text(), entry.need("next").text(), entry["with"].text())


def _topic(entry: Cursor, key: str) -> str:
    """`$topic` is the topic the tree was called for, `all` every one: both are "" in a node."""
    topic = entry[key].text()
    return "" if topic in ("$topic", "all") else topic


def _screen(entry: Cursor, book: Book) -> Node:
    entry.only("screen", "next")
    return Screen(_topic(entry, "screen"), entry.need("next").text())


def _results(entry: Cursor, book: Book) -> Node:
    entry.only("results", "next")
    return Results(_topic(entry, "results"), entry.need("next").text())


def _fill(entry: Cursor, book: Book) -> Node:
    entry.only("form", "next", "otherwise", "without", "shut")
    form = entry["form"].text()
    if form == "$entitlement":
        entry.need("without")
        form = ""
    otherwise = entry.need("otherwise").text()
    return Fill(form, entry.need("next").text(), otherwise, entry["without"].text(), entry["shut"].text())


def _refer(entry: Cursor, book: Book) -> Node:
    entry.only("refer", "next", "urgent")
    matter = entry["refer"].text()
    return Refer("" if matter == "$entitlement" else matter, entry.need("next").text(), entry["urgent"].flag())


def _wait(entry: Cursor, book: Book) -> Node:
    entry.only("wait", "at", "next")
    wait, onward = entry["wait"].text(), entry.need("next").text()
    minute = _minute(entry["at"])
    if (span := seconds(wait)) is not None:
        return Wait(onward, span, minute)
    if clock := _CLOCK.fullmatch(wait):
        return Wait(onward, minute=int(clock[1]) * 60 + int(clock[2]))
    book.used_facts.setdefault(wait, entry["wait"])
    return Wait(onward, minute=_MORNING if minute is None else minute, fact=wait)


def _minute(cursor: Cursor) -> int | None:
    if cursor.value is None:
        return None
    clock = _CLOCK.fullmatch(cursor.text())
    if clock is None:
        cursor.report("a time of day is written 08:30")
        return None
    return int(clock[1]) * 60 + int(clock[2])


def _share(entry: Cursor, book: Book) -> Node:
    entry.only("share", "message", "next")
    fact = entry["share"].text()
    book.used_facts.setdefault(fact, entry["share"])
    say = book.wording(entry.need("message"), "say", allowed=("results",))
    return Forward(fact, say, entry.need("next").text())


def _report(entry: Cursor, book: Book) -> Node:
    entry.only("report", "next", "otherwise")
    state = entry["report"].one_of(("arrived", "part", "missing"), "arrived")
    return Report(state, entry.need("next").text(), entry["otherwise"].text())  # type: ignore[arg-type]


def _window(entry: Cursor, book: Book) -> Node:
    entry.only("window", "next")
    entry["window"].one_of(("$entitlement",))
    return Window(entry.need("next").text())


def _end(entry: Cursor, book: Book) -> Node:
    entry.only("end")
    return End()


_READERS: dict[str, Callable[[Cursor, Book], Node]] = {
    "say": _say,
    "ask": _ask,
    "menu": _menu,
    "branch": _branch,
    "call": _call,
    "screen": _screen,
    "results": _results,
    "form": _fill,
    "refer": _refer,
    "wait": _wait,
    "share": _share,
    "report": _report,
    "window": _window,
    "end": _end,
}


def read_form(name: str, cursor: Cursor, book: Book) -> FormSheet:
    """One form file."""
    cursor.only("form", "name", "entitlement", "matter", "sections", "confirm", "answered_within")
    if cursor.need("form").text(name) != name:
        cursor["form"].report(f"the file is named {name!r}, the form {cursor['form'].text()!r}")
    book.places["form", name] = cursor
    sections = []
    for section in cursor.need("sections").list():
        section.only("title", "fields")
        fields = tuple(_read_field(field, book) for field in section.need("fields").list())
        sections.append(Section(book.wording(section["title"], "label"), fields))
    return FormSheet(
        name=name,
        title=book.wording(cursor.need("name"), "label"),
        sections=tuple(sections),
        fields=tuple(field for section in sections for field in section.fields),
        matter="" if cursor.need("matter").text() == "$entitlement" else cursor["matter"].text(),
        entitlement=cursor["entitlement"].text(),
        confirm=book.wording(cursor["confirm"], "say"),
        answered_within=int(cursor["answered_within"].number(3) or 3),
    )


def _read_field(field: Cursor, book: Book) -> Field:
    field.only("fact", "when", "why", "sms", "required")
    name = field.need("fact").text()
    book.used_facts.setdefault(name, field)
    sender = "sms" in field and field["sms"].one_of(("sender",), "sender") == "sender"
    if sender and name != CONTACT:
        field["sms"].report(f"only {CONTACT} is known from the phone that is written from", code="value")
    required = field["required"].flag()
    return Field(name, book.rule(field["when"]), book.wording(field["why"], "say"), sender, required)
