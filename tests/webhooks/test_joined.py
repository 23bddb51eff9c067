"""The chat page joined to a phone: what was begun there goes on here, by buttons, without JavaScript."""

import re
import time
from collections.abc import Iterator

import pytest

from bot.dialogue.events import Said
from bot.pipeline.assistant import Assistant
from tests.webhooks.visitor import Visitor

PHONE = "13800001111"


@pytest.fixture
def working(assistant: Assistant) -> Iterator[Assistant]:
    """The assistant at work in threads, as when serving."""
    assistant.serve()
    yield assistant
    assistant.rest()


def test_what_was_begun_on_the_phone_goes_on_by_buttons(visitor: Visitor, working: Assistant) -> None:
    for number, line in enumerate(("生活补贴", "绑定")):
        working.receive("sms", PHONE, f"m{number}", Said(line, "sms"))
    found = re.search(r"绑定(\d{6})", working.history("sms", PHONE)[-1].text)
    assert found is not None
    visitor.open()
    visitor.write(f"绑定{found[1]}")
    visitor.press("1连")
    working.receive("sms", PHONE, "m9", Said("是我", "sms"))
    until = time.monotonic() + 5
    while "连上了，在这里" not in "".join(visitor.said[:-1]) and time.monotonic() < until:
        visitor.open()
    assert visitor.last.startswith("帮办：这次是给谁问？")
    visitor.press("1我自己")
    assert "低保" in visitor.last, "the answer is there when the page is"
    assert working.session("sms", PHONE).facts()["for_whom"] == "self"
