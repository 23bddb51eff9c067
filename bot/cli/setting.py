"""Where the command line finds content, translations and liaisons, and how it says that something is wrong."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.content.load import Loaded, read_catalogues, read_version
from bot.content.source import ContentError, read_folder
from bot.liaisons.directory import Directory, DirectoryError, read_directory

_HOME = Path(__file__).resolve().parents[2]
#: Errors and hints go where they do not disturb what a script reads.
complaints = Console(stderr=True, highlight=False, soft_wrap=True)

#: How wide a table is where nobody looks at it: in a pipe or a file nothing needs to be cut.
_WIDE = 200


def table_console() -> Console:
    """Where tables go: as wide as the window, or as they need be where there is none."""
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, width=_WIDE)


ContentFolder = Annotated[Path, typer.Option("--content", help="The folder with the content.")]
LocalesFolder = Annotated[Path, typer.Option("--locales", help="The folder with the translations.")]
DirectoryFile = Annotated[Path | None, typer.Option("--liaisons", help="CSV of liaisons; without it, the sample ones.")]


def default_folder(name: str) -> Path:
    """The folder *name* here, or else the one that came with the project."""
    here = Path(name)
    return here if here.is_dir() else _HOME / name


def fail(message: str, status: int = 2) -> NoReturn:
    """Say in one line what is wrong, and stop."""
    complaints.print(message, style="bold red", markup=False)
    raise typer.Exit(status)


def load_or_fail(content: Path, locales: Path) -> Loaded:
    """Content that runs; otherwise every error is shown and the command stops."""
    if not content.is_dir():
        fail(f"There is no folder {content}. Name the content with --content.")
    try:
        loaded = read_version(read_folder(content), read_catalogues(locales))
        errors = [p for p in loaded.problems if p.severity == "error"]
        if errors:
            raise ContentError(errors)
    except ContentError as error:
        for problem in error.problems:
            complaints.print(str(problem), markup=False)
        fail(f"The content cannot run: {len(error.problems)} errors. `bangban check` shows them with their lines.", 1)
    except UnicodeDecodeError as error:
        fail(f"A content file is not UTF-8: {error}")
    return loaded


def directory_or_fail(path: Path | None, content: Path) -> Directory:
    """The liaisons of *path*, or the sample ones."""
    path = path or content / "samples" / "liaisons.csv"
    try:
        return read_directory(path.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"Cannot read the liaisons from {path}: {error.strerror}.")
    except (DirectoryError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
