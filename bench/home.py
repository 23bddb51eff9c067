"""The repository the benches run in, and what they all load from it."""

from pathlib import Path

from bot.content.library import Library
from bot.content.load import read_catalogues, read_version
from bot.content.source import read_folder
from bot.liaisons.directory import Directory, read_directory

HOME = Path(__file__).resolve().parent.parent
CONTENT, LOCALES = HOME / "conversations", HOME / "locales"
LIAISONS = CONTENT / "samples" / "liaisons.csv"


def the_library() -> Library:
    """The content as it is in the repository."""
    return Library(read_version(read_folder(CONTENT), read_catalogues(LOCALES)))


def the_directory() -> Directory:
    """The sample liaisons."""
    return read_directory(LIAISONS.read_text(encoding="utf-8"))
