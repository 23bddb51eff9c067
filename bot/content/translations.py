"""`python -m bot.content.translations`: collect what is to be translated, update the catalogues, compile them.

A translation is kept as long as its Chinese sentence stands, and set aside (not lost) when it goes. Nothing is guessed
from similar sentences: a guess in an office's answer is worse than the Chinese text. The files hold no dates and no
line numbers, so running this twice changes nothing.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.util import pathmatch
from rich.console import Console
from rich.table import Table

from bot.content.catalogues import DOMAIN, SOURCE
from bot.content.load import load
from bot.content.source import ContentError

#: Languages besides the source that a fresh checkout has catalogues for.
LANGUAGES = ("zh_CN@easy", "en")
_HEADER = """\
# Translations of Bangban. The source language is Chinese: a sentence is its own key.
# After an edit of conversations/ or of a page: make translations
msgid ""
msgstr ""
"Project-Id-Version: bangban\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


class Progress(msgspec.Struct, frozen=True):
    """How far a language is: messages translated, doubtful (fuzzy: not used), missing."""

    language: str
    done: int
    fuzzy: int
    missing: int


def collect(root: Path, content: Path) -> Catalog:
    """Every message of the content and of the pages below *root*, as babel.cfg there says."""
    template = Catalog()
    seen: set[Path] = set()
    for file, method, options in _files(root, content):
        if file in seen:
            continue
        seen.add(file)
        name = (
            f"conversations/{file.relative_to(content)}"
            if file.is_relative_to(content)
            else str(file.relative_to(root))
        )
        for line, message, comments, context in extract_from_file(method, file, DEFAULT_KEYWORDS, ("NOTE:",), options):
            known = template.get(message, context)
            fresh = [c for c in comments if known is None or c not in known.auto_comments]
            template.add(message, locations=[(name, line)], auto_comments=fresh, context=context)
    return template


def _files(root: Path, content: Path) -> Iterator[tuple[Path, str, dict[str, object]]]:
    with (root / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    for pattern, method in methods:
        base = content if pattern.startswith("conversations/") else root / pattern.partition("/")[0]
        for file in sorted(base.rglob(f"*{Path(pattern).suffix}")):
            name = f"{pattern.partition('/')[0]}/{file.relative_to(base).as_posix()}"
            if pathmatch(pattern, name) and "examples" not in file.parts:
                yield file, method, dict(options[pattern])


def update(template: Catalog, po: Path, language: str) -> Catalog:
    """The catalogue at *po* brought up to *template*, with every translation it has, also those set aside before."""
    catalog = read(po, language)
    for message in catalog.obsolete.values():
        if message.id not in catalog:
            catalog[message.id] = message
    catalog.obsolete.clear()
    catalog.update(template, no_fuzzy_matching=True)
    for key in [key for key, message in catalog.obsolete.items() if not message.string]:
        del catalog.obsolete[key]
    return catalog


def read(po: Path, language: str) -> Catalog:
    """The catalogue at *po*, or an empty one. Babel's names of locales do not matter here, so it is told none."""
    return read_po(BytesIO(po.read_bytes())) if po.exists() else Catalog()


def as_po(catalog: Catalog, language: str, lines: bool = False) -> bytes:
    """The text of a .po file: in the order of the files, no dates; *lines* only where nobody keeps the file."""
    out = BytesIO()
    write_po(out, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=lines)
    return _HEADER.format(language=language).encode() + out.getvalue()


def progress(catalog: Catalog, language: str) -> Progress:
    """Count *catalog*."""
    messages: list[Message] = [message for message in catalog if message.id]
    fuzzy = sum(1 for m in messages if m.fuzzy and m.string)
    done = sum(1 for m in messages if m.string and not m.fuzzy)
    return Progress(language, done, fuzzy, len(messages) - done - fuzzy)


def bring_up_to_date(root: Path, content: Path, locales: Path) -> list[Progress]:
    """Write bangban.pot and every language's .po and .mo; how far each language is."""
    template = collect(root, content)
    locales.mkdir(exist_ok=True)
    (locales / f"{DOMAIN}.pot").write_bytes(as_po(template, "", lines=True))
    return [_language(template, locales, language) for language in _languages(locales)]


def _languages(locales: Path) -> list[str]:
    there = {path.parent.parent.name for path in locales.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}
    return [language for language in dict.fromkeys((*LANGUAGES, *sorted(there))) if language != SOURCE]


def _language(template: Catalog, locales: Path, language: str) -> Progress:
    folder = locales / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalog = update(template, folder / f"{DOMAIN}.po", language)
    (folder / f"{DOMAIN}.po").write_bytes(as_po(catalog, language))
    with (folder / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalog)
    return progress(catalog, language)


def show(found: Iterable[Progress]) -> Table:
    """The table at the end of a run."""
    table = Table("language", "translated", "fuzzy", "missing")
    for line in found:
        table.add_row(line.language, str(line.done), str(line.fuzzy), str(line.missing))
    return table


def main(
    content: Annotated[Path, typer.Option(help="The content to collect from.")] = Path("conversations"),
    locales: Annotated[Path, typer.Option(help="Where the catalogues are.")] = Path("locales"),
    root: Annotated[Path, typer.Option(help="Where babel.cfg is, and the pages it names.")] = Path(),
) -> None:
    """Collect what is to be translated, update the catalogues, compile them."""
    try:
        load(content, locales)
    except ContentError as error:  # half the sentences would seem to be gone
        typer.echo(f"The content cannot be read, so nothing was collected:\n{error}", err=True)
        raise typer.Exit(1) from None
    Console().print(show(bring_up_to_date(root, content, locales)))


if __name__ == "__main__":
    typer.run(main)
