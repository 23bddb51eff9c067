"""axe-core finds nothing of any impact, at 7:1 and with the size of targets; nothing scrolls sideways."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opens
from tests.browser.people import ENLARGED, PHONE, answer_to, lines, overflow, press, text_from, write

pytestmark = pytest.mark.browser

OFF = {"enabled": False}
STRICTER = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE, "enlarged": ENLARGED,
    "forced colours": {"forced_colors": "active"},
}  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe complains about. Forced colours are the reader's own; axe sees ours under them and cannot judge."""
    forced = page.evaluate("matchMedia('(forced-colors: active)').matches")
    rules = {**STRICTER, **({"color-contrast": OFF, "color-contrast-enhanced": OFF} if forced else {})}
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    return [f"{f['id']} ({f['impact']}): {node['html']}" for f in found.response["violations"] for node in f["nodes"]]


def fresh(page: Page) -> None:
    """Nothing said yet."""


def midway(page: Page) -> None:
    """In the middle of a matter."""
    press(page, "家里人")
    press(page, "您妈妈")
    write(page, "轮椅")


def several(page: Page) -> None:
    """At boxes to tick."""
    press(page, "我自己")
    press(page, "报名学技术")
    for _ in range(20):
        if page.get_by_role("checkbox").count():
            return
        first = page.locator("#answer button[value='1']")
        if first.count():
            press(page, first.locator("span").inner_text())
        else:
            write(page, answer_to(lines(page).last.inner_text()))
    raise AssertionError("no boxes to tick")


def nothing_sent(page: Page) -> None:
    """After a mistake."""
    page.get_by_role("button", name="发送").click()
    page.get_by_text("请先写几个字").wait_for()


def cut_off(page: Page) -> None:
    """After the connection was lost."""
    page.context.set_offline(True)
    page.get_by_label("写在这里").fill("轮椅")
    page.get_by_label("写在这里").press("Enter")
    page.get_by_text("没有发出去").wait_for()


def in_english(page: Page) -> None:
    """In another language."""
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for(state="attached")


def help_open(page: Page) -> None:
    """With the help opened."""
    page.get_by_text("几个键的用处").click()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", [fresh, midway, several, nothing_sent, cut_off, in_english, help_open])
def test_the_chat(visit: Opens, look: str, state: Any) -> None:
    page = visit("/", **LOOKS[look])
    state(page)
    assert faults(page) == []
    assert overflow(page) == 0


def phones_fresh(page: Page) -> None:
    """Two phones, no message."""


def phones_midway(page: Page) -> None:
    """A request was handed over."""
    for words in ("你好", "1", "人工", "威宁县草海镇", "1", "13800001111"):
        text_from(page, "13900000001", words)


def phones_wrong_number(page: Page) -> None:
    """After a number that is none."""
    page.get_by_label("再加一部手机").fill("12345")
    page.get_by_role("button", name="加上").click()
    page.get_by_text("这不是手机号").wait_for()


def phones_more(page: Page) -> None:
    """Four of them."""
    for _ in range(2):
        page.get_by_role("button", name="加上").click()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", [phones_fresh, phones_midway, phones_wrong_number, phones_more])
def test_the_phones(visit: Opens, look: str, state: Any) -> None:
    page = visit("/phone", **LOOKS[look])
    state(page)
    assert faults(page) == []
    assert overflow(page) == 0


def test_the_page_that_says_goodbye(visit: Opens) -> None:
    page = visit()
    page.get_by_role("button", name="离开").click()
    page.get_by_text("已经离开").first.wait_for()
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/phone"])
def test_whatever_can_be_pressed_is_large_enough(visit: Opens, path: str) -> None:
    """44 pixels each way; a link inside a sentence may be as high as its line."""
    page = visit(path, **PHONE)
    page.evaluate("document.querySelectorAll('details').forEach((folded) => (folded.open = true))")
    for target in page.locator("button, a.quiet, summary, input:not([type=hidden]), textarea, label.choice").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 43.9, target.inner_text()
        assert box["width"] >= 43.9, target.inner_text()


@pytest.mark.parametrize("path", ["/", "/phone"])
def test_the_type_is_large_and_grows_with_the_reader_s_setting(visit: Opens, path: str) -> None:
    page = visit(path)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('p, li, dt, dd, button, label, input, h2')]"
        ".filter(e => e.innerText && e.offsetHeight > 2).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    assert smallest >= 15
