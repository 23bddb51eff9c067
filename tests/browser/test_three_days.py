"""Over three days in a real browser, with a restart each night: a daughter for her mother, and two sisters."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.content.library import Library
from bot.dialogue.session import Session
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.store.database import Store
from tests.browser.people import lines, text_from, write
from tests.pipeline.test_three_days import ANSWERS
from tests.stores import new_store, sealer
from tests.webhooks.conftest import Running

pytestmark = pytest.mark.browser
DAY = 86400.0


class Nights:
    """A server that is stopped every night and started again on the same database in the morning."""

    def __init__(self, path: Path, library: Library, directory: Directory) -> None:
        self._path, self._library, self._directory = path, library, directory
        self._ahead = 0.0
        self._running = ExitStack()
        self._store: Store | None = None
        self.assistant, self.server = self._start()

    def _start(self) -> tuple[Assistant, Running]:
        self._store = new_store(self._path)
        self.assistant = Assistant(
            self._store, sealer(), self._library, self._directory, lambda: time.time() + self._ahead
        )
        self.server = self._running.enter_context(Running(self.assistant))
        return self.assistant, self.server

    def sleep(self) -> str:
        """A night goes by; the address in the morning."""
        self.stop()
        self._ahead += DAY
        return self._start()[1].address

    def stop(self) -> None:
        """The server goes down."""
        self._running.close()
        if self._store is not None:
            self._store.close()


@pytest.fixture
def nights(tmp_path: Path, library: Library, directory: Directory) -> Iterator[Nights]:
    """The first morning."""
    nights = Nights(tmp_path / "bangban.sqlite3", library, directory)
    yield nights
    nights.stop()


def key(session: Session) -> str:
    return session.prompt.key if session.prompt is not None else ""


def test_a_daughter_completes_the_form_for_her_mother_on_the_web_page(chromium: Browser, nights: Nights) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(nights.server.address)
    number = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "bangban")

    def go_on(until: str) -> None:
        for _ in range(30):
            asked = key(nights.assistant.session("web", number))
            if asked == until:
                return
            write(page, ANSWERS.get(asked, "1"))
        raise AssertionError(f"{until} is never asked")

    write(page, "我想给我妈报个编织班")
    go_on("cert_category")
    page.goto(nights.sleep())
    go_on("county")
    assert "上次在帮您妈妈问" in page.locator("#log").inner_text()
    page.goto(nights.sleep())
    go_on("@confirm")
    write(page, "改年龄")
    write(page, "67")
    write(page, "1")
    (case,) = nights.assistant.session("web", number).cases
    assert case.form == "weaving" and case.code in page.locator("#log").inner_text()
    context.close()


def test_the_same_on_the_phone_page(chromium: Browser, nights: Nights) -> None:
    page = chromium.new_page()
    page.goto(f"{nights.server.address}/phone")
    number = page.locator("[id^='phone-']").first.get_attribute("id")
    assert number is not None
    number = number.removeprefix("phone-")

    def go_on(until: str) -> None:
        for _ in range(30):
            asked = key(nights.assistant.session("sms", number))
            if asked == until:
                return
            text_from(page, number, ANSWERS.get(asked, "1"))
        raise AssertionError(f"{until} is never asked")

    text_from(page, number, "我想给我妈报个编织班")
    go_on("cert_category")
    page.goto(f"{nights.sleep()}/phone")
    go_on("county")
    page.goto(f"{nights.sleep()}/phone")
    go_on("@confirm")
    text_from(page, number, "改年龄")
    text_from(page, number, "67")
    text_from(page, number, "1")
    (case,) = nights.assistant.session("sms", number).cases
    assert case.form == "weaving" and case.code in page.locator(f"#phone-{number}").inner_text()
    page.close()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_the_second_sister_sees_nothing_of_the_first(chromium: Browser, nights: Nights, script: bool) -> None:
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(nights.server.address)
    for text in ("学电商", "1", "杨秀英", "46"):
        say(page, text, script)
    page.goto(nights.sleep())
    for text in ("低保", "2", "1"):
        say(page, text, script)
    page.wait_for_timeout(300)
    said = page.locator("#log").inner_text()
    assert "46" not in said and "杨秀英" not in said
    say(page, "换人", script)
    say(page, "2", script)
    assert "上次说到" in page.locator("#log").inner_text()
    context.close()


def say(page: Page, text: str, script: bool) -> None:
    """Write, and wait until it is answered: a page without script is loaded anew, and so is one that must forget."""
    page.get_by_label("写在这里").fill(text)
    if not script:
        page.get_by_role("button", name="发送").click()
        return
    before = lines(page).count()
    page.get_by_label("写在这里").press("Enter")
    page.wait_for_timeout(600)
    assert lines(page).count() != before
