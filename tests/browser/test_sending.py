"""Sending a photo in a real browser: by keyboard, with and without JavaScript, on a small screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.media.check import LIMIT
from bot.pipeline.assistant import Assistant
from bot.store.database import ask
from tests.browser.conftest import Opens
from tests.browser.people import PHONE, lines, overflow
from tests.browser.test_accessible import faults
from tests.media.pictures import PICTURES

pytestmark = pytest.mark.browser

SUMMARY = "发照片、录音或文件"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo on somebody's telephone."""
    path = tmp_path / "证.jpg"
    path.write_bytes(PICTURES["jpeg"])
    return path


def kept(assistant: Assistant) -> int:
    with assistant.store.reading() as connection:
        return int(ask(connection, "SELECT count(*) FROM attachments").scalar_one())


def choose(page: Page, path: Path) -> None:
    """Open the control and pick a file."""
    page.get_by_text(SUMMARY).click()
    page.get_by_label("选一张照片或一个文件").set_input_files(path)


def test_by_keyboard_the_control_opens_and_the_answer_is_read(visit: Opens, assistant: Assistant, photo: Path) -> None:
    page = visit()
    page.get_by_text(SUMMARY).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "file"
    page.get_by_label("选一张照片或一个文件").set_input_files(photo)
    page.get_by_role("button", name="发出去").focus()
    page.keyboard.press("Enter")
    expect(lines(page).filter(has_text="发了照片")).to_have_count(1)
    expect(lines(page).filter(has_text="收到了，先存着")).to_have_count(1)
    assert kept(assistant) == 1
    expect(page.get_by_label("选一张照片或一个文件")).to_be_hidden()
    assert page.evaluate("document.getElementById('file').files.length") == 0


def test_without_javascript_as_well(visit: Opens, assistant: Assistant, photo: Path) -> None:
    page = visit(java_script_enabled=False)
    choose(page, photo)
    page.get_by_role("button", name="发出去").click()
    expect(lines(page).filter(has_text="发了照片")).to_have_count(1)
    assert kept(assistant) == 1 and page.url.endswith("/#end")


def test_what_is_too_large_is_told_before_it_is_sent(visit: Opens, assistant: Assistant, tmp_path: Path) -> None:
    page, asked = visit(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-" + bytes(LIMIT))
    choose(page, tmp_path / "a.pdf")
    page.get_by_role("button", name="发出去").click()
    expect(page.get_by_role("alert").filter(has_text="超过8兆")).to_be_visible()
    assert not any(url.endswith("/send") for url in asked) and kept(assistant) == 0


def test_far_too_large_without_javascript_still_gets_an_answer(visit: Opens, tmp_path: Path) -> None:
    """The browser goes on sending; it must not end in an error page of its own."""
    page = visit(java_script_enabled=False)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-" + bytes(3 * LIMIT))
    choose(page, tmp_path / "a.pdf")
    page.get_by_role("button", name="发出去").click()
    expect(page.get_by_text("这个文件超过8兆")).to_be_visible()


@pytest.mark.parametrize("look", [PHONE, {**PHONE, "color_scheme": "dark"}, {}], ids=["phone", "dark", "desk"])
def test_the_open_control_is_accessible_and_nothing_scrolls_sideways(visit: Opens, look: dict[str, object]) -> None:
    page = visit(**look)
    page.get_by_text(SUMMARY).click()
    assert faults(page) == []
    assert overflow(page) == 0
