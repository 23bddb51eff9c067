"""Whole conversations in a real browser: with the keyboard alone, without JavaScript, in two tabs."""

import json

import pytest
from playwright.sync_api import Page, expect

from bot.language.receipt import code_of
from bot.language.sms import segments
from bot.pipeline.assistant import Assistant
from tests.browser.conftest import Opens
from tests.browser.people import answer_to, lines, press, text_from, write

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """What has the focus, by its words or its id."""
    return str(page.evaluate("document.activeElement.innerText?.trim() || document.activeElement.id"))


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until something with *words* has the focus."""
    for _ in range(60):
        page.keyboard.press(key)
        pressable = page.evaluate("document.activeElement.matches('button, input, a')")
        if pressable and words in focused(page).replace("\n", " "):
            return
    raise AssertionError(f"{words!r} cannot be reached by keyboard; the focus is on {focused(page)!r}")


def submitted(assistant: Assistant) -> bool:
    """Whether an application was handed in."""
    return any(handed.form for handed in assistant.handed())


def test_the_skip_link_comes_first_and_leads_to_the_writing(visit: Opens) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert focused(page) == "跳到写字的地方"
    page.keyboard.press("Enter")
    page.keyboard.type("轮椅")
    expect(page.get_by_label("写在这里")).to_have_value("轮椅")


def test_a_whole_application_by_keyboard_alone(visit: Opens, assistant: Assistant) -> None:
    """Tab, Space and Enter only; after a button, the focus is at the next buttons and not lost."""
    page = visit()
    for _ in range(40):
        before = lines(page).count()
        page.wait_for_timeout(450)
        boxes, first = page.get_by_role("checkbox"), page.locator("#answer button[value='1']")
        if boxes.count():
            boxes.first.focus()
            page.keyboard.press("Space")
            tab_to(page, "就这些")
            page.keyboard.press("Space")
        elif "还要办别的" in lines(page).last.inner_text():
            break
        elif first.count():
            tab_to(page, wanted(page))
            page.keyboard.press("Enter")
        else:
            if focused(page) != "text":
                tab_to(page, "text")
            page.keyboard.type(answer_to(lines(page).last.inner_text()))
            page.keyboard.press("Enter")
        lines(page).nth(before + 1).wait_for(state="attached")
        assert page.evaluate("document.activeElement !== document.body"), "the focus was lost"
    assert submitted(assistant)


def wanted(page: Page) -> str:
    """The option that leads on: sign up for training, and otherwise the first."""
    options = page.locator("#answer button span").all_inner_texts()
    return next((o for o in options if o == "报名学技术"), options[0])


def test_a_whole_application_without_javascript(visit: Opens, assistant: Assistant) -> None:
    page = visit(java_script_enabled=False)
    for _ in range(40):
        question = lines(page).last.inner_text()
        boxes, first = page.get_by_role("checkbox"), page.locator("#answer button[value='1']")
        if "还要办别的" in question:
            break
        if boxes.count():
            boxes.first.check()
            page.get_by_role("button", name="就这些").click()
        elif first.count():
            page.locator("#answer button", has_text=wanted(page)).first.click()
        else:
            page.get_by_label("写在这里").fill(answer_to(question))
            page.get_by_role("button", name="发送").click()
        assert page.url.endswith("/#end")
    assert submitted(assistant)


def test_without_javascript_reading_begins_at_the_new_reply(visit: Opens) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.locator("#answer button[value='2']").click()
    expect(page.locator("#end")).to_contain_text("您是帮哪位问？")
    expect(page.locator("#end")).to_be_in_viewport()


def test_a_second_tab_follows_live(visit: Opens) -> None:
    page = visit()
    second = page.context.new_page()
    second.goto("/")
    write(page, "轮椅")
    expect(lines(second)).to_have_count(lines(page).count())
    assert lines(second).all_inner_texts() == lines(page).all_inner_texts()
    assert second.locator("#answer").inner_text() == page.locator("#answer").inner_text()


def test_nothing_shows_twice_though_it_comes_twice(visit: Opens) -> None:
    """The stream and the answer to the sending both bring every line."""
    page = visit()
    press(page, "我自己")
    write(page, "轮椅")
    page.wait_for_timeout(500)
    ids = page.evaluate("[...document.querySelectorAll('#log > li')].map(li => li.id)")
    assert len(ids) == len(set(ids))
    before = lines(page).all_inner_texts()
    page.reload()
    assert lines(page).all_inner_texts() == before


def test_a_page_that_was_offline_catches_up(visit: Opens) -> None:
    page = visit()
    second = page.context.new_page()
    second.goto("/")
    write(page, "轮椅")
    page.context.set_offline(True)
    page.get_by_label("写在这里").fill("低保是什么")
    page.get_by_label("写在这里").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("没有发出去")
    expect(page.get_by_label("写在这里")).to_have_value("低保是什么")
    page.context.set_offline(False)
    write(page, "低保是什么")
    expect(lines(page).filter(has_text="您：").filter(has_text="低保是什么")).to_have_count(1)
    expect(page.get_by_role("alert").first).to_be_empty()
    expect(lines(second)).to_have_count(lines(page).count(), timeout=10_000)


def test_two_quick_presses_are_one(visit: Opens) -> None:
    """A hand that shakes: the second press would hit what has just come under it."""
    page = visit()
    page.wait_for_timeout(450)
    page.locator("#answer button[value='1']").dblclick()
    page.wait_for_timeout(800)
    assert lines(page).filter(has_text="您：").count() == 1


def test_the_new_reply_is_announced_and_the_old_is_left_alone(visit: Opens) -> None:
    page = visit()
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    page.evaluate(
        "window.seen = [];"
        "const saw = (all) => all.forEach(m => seen.push([m.addedNodes.length, m.removedNodes.length]));"
        "new MutationObserver(saw).observe(document.getElementById('log'), {childList: true, subtree: true})"
    )
    press(page, "我自己")
    added, removed = map(sum, zip(*page.evaluate("window.seen"), strict=True))
    assert added == 2
    assert removed == 0


def test_the_counter_agrees_with_what_is_billed(visit: Opens) -> None:
    page = visit("/phone")
    phone = page.locator("#phone-13900000001")
    family = "残" * 60 + "👨\u200d👩\u200d👧" + "残" * 5
    chinese = ["残" * 70, "残" * 71, "残" * 135, "残" * 66 + "𠮷" + "残" * 20, family]
    for text in (*chinese, "1", "a" * 160, "a" * 161, "€" * 80, "€" * 81):
        phone.get_by_label("写短信").fill(text)
        cut = segments(text)
        expect(phone.locator(".count")).to_have_text(f"{cut.units}字，要发{len(cut.parts)}条")


def test_keys_fill_the_box_and_nothing_is_sent_yet(visit: Opens, assistant: Assistant) -> None:
    page = visit("/phone")
    phone = page.locator("#phone-13900000001")
    for key in ("1", "3", "星号 *", "0", "井号 #"):
        phone.get_by_role("button", name=key, exact=True).click()
    expect(phone.get_by_label("写短信")).to_have_value("13*0#")
    assert assistant.history("sms", "13900000001") == []


def test_the_office_sees_a_request_the_moment_it_is_made(visit: Opens, assistant: Assistant) -> None:
    office, person = visit("/phone"), visit("/phone")
    expect(office.get_by_text("还没有。")).to_be_visible()
    for words in ("你好", "1", "人工", "威宁县草海镇", "1", "13800001111"):
        text_from(person, "13900000002", words)
    expect(office.locator("#handed")).to_contain_text(f"回执号{code_of(1)}")
    expect(office.locator("#handed")).to_contain_text("草海镇")
    expect(office.get_by_text("还没有。")).to_be_hidden()
    assert json.loads(json.dumps(assistant.handed()[0].facts))["contact"] == "+8613800001111"
