"""A world for each test, on a file that is gone afterwards."""

from pathlib import Path

import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from tests.pipeline.world import World


@pytest.fixture
def world(tmp_path: Path, library: Library, directory: Directory) -> World:
    """An assistant on a new database file."""
    return World(tmp_path / "bangban.db", library, directory)
