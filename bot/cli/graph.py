"""`bangban graph`: a dialogue tree as a picture, or the life of a case."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.setting import ContentFolder, LocalesFolder, complaints, default_folder, fail
from bot.content.graph import draw, draw_cases
from bot.content.load import Loaded, read_catalogues, read_version
from bot.content.source import ContentError, nearest, read_folder


def graph(
    tree: Annotated[str, typer.Argument(help="Which tree, by the name of its file.")] = "",
    cases: Annotated[bool, typer.Option("--cases", help="The life of a case instead: what may follow what.")] = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="A Mermaid flowchart instead of SVG.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write it to this file.")] = None,
    language: Annotated[str, typer.Option(help="The language of the sentences.")] = "zh_CN",
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
) -> None:
    """Draw a dialogue tree, or the life of a case. What is missing in a tree is drawn as missing."""
    loaded = _read(content, locales)
    if not cases and tree not in loaded.content.trees:
        near = nearest(tree, loaded.content.trees) or f"there are {', '.join(loaded.content.trees)}"
        fail(f"There is no tree {tree!r}: {near}")
    if language not in loaded.content.languages:
        fail(f"--language is one of {', '.join(loaded.content.languages)}, not {language!r}.")
    picture = draw_cases(loaded, language, mermaid) if cases else draw(loaded, tree, language, mermaid)
    if output is None:
        typer.echo(picture, nl=False)
        return
    try:
        output.write_text(picture, encoding="utf-8")
    except OSError as error:
        fail(f"Cannot write {output}: {error.strerror}.")


def _read(content: Path, locales: Path) -> Loaded:
    if not content.is_dir():
        fail(f"There is no folder {content}. Name the content with --content.")
    try:
        return read_version(read_folder(content), read_catalogues(locales))
    except ContentError as error:
        for problem in error.problems:
            complaints.print(str(problem), markup=False)
        fail("The content cannot be read.")
    except UnicodeDecodeError as error:
        fail(f"A content file is not UTF-8: {error}")
