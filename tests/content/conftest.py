"""The content to break."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from tests.content.edits import Edited


@pytest.fixture
def edit(loaded: Loaded) -> Callable[[], Edited]:
    """The real content, in Chinese only, ready to be broken."""
    return lambda: Edited(loaded.sources, {"zh_CN": {}})
