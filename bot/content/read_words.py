"""words.yaml, glossary.yaml, hotlines.yaml, danger.yaml, system.yaml, settings.yaml → what the engine speaks and
hears.
"""

import msgspec

from bot.content.book import Book
from bot.content.source import Cursor, nearest
from bot.content.system import QUESTIONS, SENTENCES
from bot.dialogue.content import DangerSay, Hotline, Settings, Words
from bot.dialogue.limits import Limits
from bot.dialogue.tree import Question
from bot.entitlements.facts import Option
from bot.language.normal import normal
from bot.language.wording import Wording

_COMMANDS = (
    "back",
    "repeat",
    "help",
    "person",
    "results",
    "status",
    "photo",
    "language",
    "stop",
    "start_over",
    "who",
    "leave",
    "withdraw",
    "summary",
    "greeting",
    "thanks",
)
_LISTS = ("change", "yes", "no", "dont_know", "asks_what", "english")
#: Lists in which a word may stand that means something else as a message of its own.
_LOOSE = ("language_names", "asks_what", "english")


def read_words(cursor: Cursor) -> Words:
    """words.yaml; a word may stand in one list only."""
    cursor.only(*_COMMANDS, *_LISTS, "language_names")
    seen: dict[str, str] = {}
    for name, entry in cursor.items():
        if name in _LOOSE:
            continue
        for word in entry.list():
            plain = normal(word.text())
            if plain in seen:
                word.report(
                    f"{word.text()!r} stands under {seen[plain]} and {name}: it can mean only one", code="words"
                )
            seen[plain] = name
    lists = {name: frozenset(normal(w) for w in cursor[name].texts()) for name in (*_COMMANDS, *_LISTS)}
    languages = {
        normal(word): language for language, words in cursor["language_names"].items() for word in words.texts()
    }
    return Words(
        commands={word: name for name in _COMMANDS for word in lists[name]},
        change=tuple(sorted(lists["change"], key=len, reverse=True)),
        languages=languages,
        yes=lists["yes"],
        no=lists["no"],
        dont_know=lists["dont_know"],
        asks_what=tuple(sorted(lists["asks_what"], key=len, reverse=True)),
    )


def read_glossary(cursor: Cursor, book: Book) -> tuple[dict[str, Wording], dict[str, str]]:
    """Explanations by entry, and the entry each word belongs to."""
    says, words = {}, {}
    for name, entry in cursor.items():
        entry.only("words", "say")
        says[name] = book.wording(entry.need("say"), "say")
        words.update({normal(word): name for word in (name, *entry["words"].texts())})
    return says, words


def read_hotlines(cursor: Cursor, book: Book) -> dict[str, Hotline]:
    """hotlines.yaml."""
    found = {}
    for name, entry in cursor.items():
        entry.only("number", "name", "what_for", "hours", "source", "seen", "checked")
        book.places["hotline", name] = entry
        found[name] = Hotline(
            id=name,
            number=entry.need("number").text(),
            name=book.wording(entry.need("name"), "label"),
            what_for=book.wording(entry.need("what_for"), "say"),
            hours=book.wording(entry.need("hours"), "label"),
            source=entry["source"].text(),
            checked=entry.need("checked").text(),
        )
    return found


def read_danger_says(cursor: Cursor, book: Book, hotlines: dict[str, Hotline]) -> dict[str, DangerSay]:
    """What danger.yaml says for each category; its words are read by the language room."""
    found = {}
    for category, entry in cursor.items():
        entry.only("hotlines", "words", "pinyin", "english", "unless", "say")
        names = entry.need("hotlines").texts()
        for name in names:
            if name not in hotlines:
                entry["hotlines"].report(f"hotline {name!r} is not in hotlines.yaml", hint=nearest(name, hotlines))
        say = book.wording(entry.need("say"), "say", allowed=("hotlines",))
        found[category] = DangerSay(category, say, tuple(n for n in names if n in hotlines))
    return found


def read_sentences(cursor: Cursor, book: Book) -> dict[str, Wording]:
    """The engine's own sentences; every name must be there."""
    cursor.only(*SENTENCES)
    return {name: book.wording(cursor.need(name), "own", allowed=allowed) for name, allowed in SENTENCES.items()}


def read_questions(cursor: Cursor, book: Book) -> dict[str, Question]:
    """The engine's own questions, under keys that begin with "@"."""
    cursor.only(*QUESTIONS)
    found = {}
    for name, (kind, allowed) in QUESTIONS.items():
        entry = cursor.need(name)
        entry.only("ask", "other", "sms", "sms_other", "voice", "options", "why", "expect")
        found[f"@{name}"] = Question(
            key=f"@{name}",
            kind=kind,  # type: ignore[arg-type]
            ask=book.wording(entry, "question", key="ask", allowed=allowed, beside=("options",)),
            options=book.options(entry["options"]),
            why=book.wording(entry["why"], "say"),
            expect=book.wording(entry["expect"], "say"),
        )
    return found


def standard_options(cursor: Cursor, book: Book) -> tuple[Option, ...]:
    """The standard yes and no of a kind of question."""
    return book.options(cursor)


def read_settings(cursor: Cursor) -> Settings:
    """settings.yaml; spans are in hours or seconds as their names say."""
    known = (
        "root",
        "after",
        "welcome",
        "person",
        "card",
        "informs",
        "topic",
        "results",
        "arrived",
        "newcomer",
        "signature",
        "pause_hours",
        "recall_days",
        "old_days",
        "grace_seconds",
        "limits",
    )
    cursor.only(*known)
    cursor["limits"].only(*Limits.__struct_fields__)
    grace = cursor["grace_seconds"]
    return Settings(
        root=cursor.need("root").text(),
        after=cursor["after"].text(),
        welcome=cursor.need("welcome").text(),
        person=cursor.need("person").text(),
        card=cursor.need("card").text(),
        informs=cursor.need("informs").text(),
        topic=cursor.need("topic").text(),
        results=cursor.need("results").text(),
        arrived=cursor.need("arrived").text(),
        newcomer=cursor.need("newcomer").text(),
        signature=cursor.need("signature").text(),
        pause=(cursor["pause_hours"].number(12) or 0) * 3600,
        recall=(cursor["recall_days"].number(3) or 0) * 86400,
        old_self=(cursor["old_days"]["self"].number(180) or 0) * 86400,
        old_other=(cursor["old_days"]["other"].number(30) or 0) * 86400,
        grace_sms=grace["sms"].number(30) or 0,
        grace_web=grace["web"].number(3) or 0,
        limits=msgspec.convert(
            {k: c.number() for k, c in cursor["limits"].items() if k in Limits.__struct_fields__}, Limits
        ),
    )
