"""The real content, for what runs outside of pytest."""

from functools import cache

from bot.content.library import Library
from bot.content.load import read_catalogues, read_version
from bot.content.source import read_folder
from tests.conftest import ROOT


@cache
def the_library() -> Library:
    """The library as it is in the repository."""
    return Library(read_version(read_folder(ROOT / "conversations"), read_catalogues(ROOT / "locales")))
