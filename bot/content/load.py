"""`conversations/` → compiled content.

`read_content` reads a whole version from its files' texts and returns what could be made of it with every problem;
`load` is for those who only want content that runs, and raises ContentError otherwise.
"""

import csv
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bot.content.book import Book
from bot.content.catalogues import SOURCE, languages, read_catalogue, translator
from bot.content.index import (
    build_intents,
    build_questions,
    name_words,
    relatives,
    teachings,
    term_finder,
    wording_slots,
)
from bot.content.read_entitlements import read_entitlement, read_sources, read_topics
from bot.content.read_facts import read_facts
from bot.content.read_local import read_local
from bot.content.read_trees import read_form, read_tree
from bot.content.read_words import (
    read_danger_says,
    read_glossary,
    read_hotlines,
    read_questions,
    read_sentences,
    read_settings,
    read_words,
    standard_options,
)
from bot.content.source import ContentError, Cursor, Problem, read_folder, read_yaml
from bot.dialogue.content import Content
from bot.dialogue.limits import Limits
from bot.entitlements.edition import Editions
from bot.entitlements.facts import Fact
from bot.language.danger import DangerWords
from bot.language.normal import normal
from bot.language.places import Places

#: The files every version must have.
FILES = ("facts", "topics", "sources", "glossary", "hotlines", "danger", "words", "system", "settings")
_FOLDERS = ("trees", "entitlements", "forms", "local")


class Loaded(msgspec.Struct, frozen=True, eq=False):
    """A version as read: the content, the notes taken on the way, the catalogues it was read with."""

    content: Content
    book: Book
    catalogues: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, str]

    @property
    def problems(self) -> list[Problem]:
        """What reading complained about, in the order of files and lines."""
        return sorted(self.book.problems)


def content_hash(sources: Mapping[str, str]) -> str:
    """The name of a version: 12 hex digits over its files."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()[:12]


def load(folder: Path, locales: Path) -> Content:
    """Content that runs, or ContentError with everything that is wrong."""
    loaded = read_version(read_folder(folder), read_catalogues(locales))
    errors = [p for p in loaded.problems if p.severity == "error"]
    if errors:
        raise ContentError(errors)
    return loaded.content


def read_catalogues(locales: Path) -> dict[str, dict[str, str]]:
    """Every language's catalogue; the source language's is empty."""
    return {language: read_catalogue(locales, language) for language in languages(locales)}


def read_version(sources: Mapping[str, str], catalogues: Mapping[str, Mapping[str, str]]) -> Loaded:
    """Read one version from its texts; ContentError only if a file it cannot do without is missing or no YAML."""
    book = Book()
    files = {name: _file(f"{name}.yaml", sources, book) for name in FILES}
    if book.problems:
        raise ContentError(sorted(book.problems))
    return Loaded(_compile(files, sources, catalogues, book), book, catalogues, sources)


def _file(name: str, sources: Mapping[str, str], book: Book) -> Cursor:
    if name not in sources:
        book.problems.append(Problem(name, 1, "this file is missing", code="file"))
        return Cursor(None, name, 1, book.problems)
    return read_yaml(sources[name], name, book.problems)


def _folder(name: str, sources: Mapping[str, str], book: Book) -> dict[str, Cursor]:
    return {
        Path(path).stem: read_yaml(text, path, book.problems)
        for path, text in sources.items()
        if path.startswith(f"{name}/") and path.endswith(".yaml")
    }


def _compile(
    files: Mapping[str, Cursor], sources: Mapping[str, str], catalogues: Mapping[str, Mapping[str, str]], book: Book
) -> Content:
    system, words = files["system"], read_words(files["words"])
    system.only("sentences", "questions", "yes_no", "consent")
    yes_no, consent = (standard_options(system.need(key), book) for key in ("yes_no", "consent"))
    facts = read_facts(files["facts"], book, yes_no, consent)
    entitlements = {
        name: read_entitlement(name, cursor, book) for name, cursor in _folder("entitlements", sources, book).items()
    }
    topics = read_topics(files["topics"], book, entitlements)
    trees = {name: read_tree(name, cursor, book) for name, cursor in _folder("trees", sources, book).items()}
    glossary, terms = read_glossary(files["glossary"], book)
    hotlines = read_hotlines(files["hotlines"], book)
    danger_says = read_danger_says(files["danger"], book, hotlines)
    settings = read_settings(files["settings"])
    own = read_questions(system.need("questions"), book)
    say = read_sentences(system.need("sentences"), book)
    translators = [translator(dict(catalogue)) for catalogue in catalogues.values()]
    _check_lengths(facts, settings.limits, book)
    forms = {name: read_form(name, cursor, book) for name, cursor in _folder("forms", sources, book).items()}
    local = {name: read_local(name, cursor, book) for name, cursor in _folder("local", sources, book).items()}
    book.unknown_slots(frozenset(facts))
    return Content(
        hash=content_hash(sources),
        settings=settings,
        facts=facts,
        trees=trees,
        topics=topics,
        entitlements=entitlements,
        local=local,
        editions=Editions(entitlements.values(), facts),
        forms=forms,
        sources=read_sources(files["sources"], book),
        questions=build_questions(facts, trees, own, translators),
        glossary=glossary,
        find_term=term_finder(terms, words.asks_what),
        find_intent=build_intents(trees, topics, entitlements, settings, facts, book),
        hotlines=hotlines,
        danger=DangerWords.build(files["danger"].plain()),
        danger_says=danger_says,
        words=words,
        say=say,
        slots=wording_slots(book),
        places=Places.build(_rows(sources)),
        teaches=teachings(facts),
        relatives=relatives(facts.get(settings.relation)),
        name_words=name_words(facts, translators),
        english=frozenset(normal(w) for w in files["words"]["english"].texts()),
        languages=tuple(catalogues) or (SOURCE,),
    )


def _check_lengths(facts: Mapping[str, Fact], limits: Limits, book: Book) -> None:
    for name, fact in facts.items():
        if fact.max_length > limits.answer_length:
            message = f"max_length is {fact.max_length}, but no answer may be longer than {limits.answer_length}"
            book.places["fact", name].report(message, code="limit")


def _rows(sources: Mapping[str, str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sources.get("places/counties.csv", ""))))
