"""A real Chromium in front of a real server. Without one, these tests say loudly that they did not run; CI fails."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.webhooks.conftest import Running, assistant, server

__all__ = ["assistant", "server"]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """The marker of tests that need a browser."""
    config.addinivalue_line("markers", "browser: needs Chromium")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if not CHROMIUM:
        missing = "NO CHROMIUM: the pages were not tried in a browser. Install chromium, or name one in $CHROMIUM."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


Opens = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, server: Running) -> Iterator[Opens]:
    """`visit("/phone", color_scheme="dark")`: a new browser on a page; any error in its console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(path: str = "/", **settings: object) -> Page:
        context = chromium.new_context(base_url=server.address, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()
    refused = ("status of 400", "status of 413", "ERR_")
    assert [error for error in errors if not any(odd in error for odd in refused)] == []
