"""Content → messages for translators: a Babel extraction method for the YAML files of `conversations/`.

The files are read by the same readers that compile them, so what is collected is exactly what can be said. Each variant
of a wording is a message of its own; its comment tells a translator what it is for and how much room it has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

from bot.content.book import Book, Met
from bot.content.read_entitlements import read_entitlement, read_topics
from bot.content.read_facts import read_facts
from bot.content.read_local import read_local
from bot.content.read_trees import read_form, read_tree
from bot.content.read_words import (
    read_danger_says,
    read_glossary,
    read_hotlines,
    read_questions,
    read_sentences,
    standard_options,
)  # fmt: skip
from bot.content.source import Cursor, read_yaml

#: What Babel wants of a message: line, function name, the message, comments.
Extracted = tuple[int, None, str, list[str]]

_ROLES = {
    "question": "a question",
    "option": "an answer to pick: as few characters as can be",
    "say": "a sentence",
    "card": "part of a card about one kind of support",
    "label": "a name or title",
    "own": "the assistant's own sentence",
}
_VARIANTS = {
    "other": 'about somebody else: {who} is "your mother" and the like',
    "sms": "SMS, paid by the part",
    "sms_other": "SMS, paid by the part; about somebody else",
    "voice": "read aloud over a telephone",
}
#: How much room a question has on SMS, see bot.content.check.lengths.
_ROOM = "it and its answers must fit in two parts of 67 characters, better in one of 70"


def extract_yaml(
    fileobj: IO[bytes], keywords: Iterable[str], comment_tags: Iterable[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Every wording of one content file, in the order of its lines; a file that holds none yields nothing."""
    for met in wordings(str(getattr(fileobj, "name", "")), fileobj.read().decode("utf-8")):
        for text in met.wording.variants():
            yield met.line_of(text), None, text, [comment(met, text)]


def comment(met: Met, text: str) -> str:
    """What a translator should know about the variant *text* of *met*."""
    wording = met.wording
    variant = next((name for name in _VARIANTS if getattr(wording, name) == text), "")
    parts = [_ROLES[met.role]]
    if variant and text != wording.text:
        parts.append(_VARIANTS[variant])
    if met.role == "question" and (variant.startswith("sms") or not wording.sms):
        parts.append(f"on SMS {_ROOM}")
    return "; ".join(parts)


def wordings(path: str, text: str) -> list[Met]:
    """The wordings of the content file at *path*; what is wrong with it is the checker's business."""
    where = PurePosixPath(path.replace("\\", "/"))
    reader = _FILES.get(where.name) or _FOLDERS.get(where.parent.name)
    if reader is None:
        return []
    book = Book()
    reader(where.stem, read_yaml(text, where.name, book.problems), book)
    return sorted(book.met, key=lambda met: met.line)


def _read_system(name: str, cursor: Cursor, book: Book) -> None:
    for key in ("yes_no", "consent"):
        standard_options(cursor[key], book)
    read_sentences(cursor["sentences"], book)
    read_questions(cursor["questions"], book)


_Reader = Callable[[str, Cursor, Book], object]
_FILES: dict[str, _Reader] = {
    "facts.yaml": lambda name, cursor, book: read_facts(cursor, book, (), ()),
    "topics.yaml": lambda name, cursor, book: read_topics(cursor, book, {}),
    "glossary.yaml": lambda name, cursor, book: read_glossary(cursor, book),
    "hotlines.yaml": lambda name, cursor, book: read_hotlines(cursor, book),
    "danger.yaml": lambda name, cursor, book: read_danger_says(cursor, book, {}),
    "system.yaml": _read_system,
}
_FOLDERS: dict[str, _Reader] = {
    "trees": read_tree, "entitlements": read_entitlement, "forms": read_form, "local": read_local,
}  # fmt: skip
