"""The simulated phones: short messages, one person a phone."""

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bot.language.receipt import code_of
from bot.language.sms import count_parts
from bot.pipeline.assistant import Assistant
from tests.webhooks.visitor import Form, Page, Visitor

ONE, TWO = "13900000001", "13900000002"


def form_of(page: Page, number: str) -> Form:
    return next(form for form in page.forms if ("number", number) in form.values)


def text(visitor: Visitor, number: str, words: str) -> Page:
    """Send a short message from one of the phones on the page."""
    form = form_of(visitor.page, number)
    return visitor.send(form, form.buttons["发送"], text=words)


def test_two_phones_stand_there_and_wait(visitor: Visitor) -> None:
    page = visitor.open("/phone")
    assert page.text.count("写短信") == 2
    assert page.lines == {}


def test_one_phone_s_thread_never_shows_in_another_s(visitor: Visitor) -> None:
    visitor.open("/phone")
    text(visitor, ONE, "轮椅")
    text(visitor, TWO, "低保")
    one, two = visitor.page.lines[f"log-{ONE}"], visitor.page.lines[f"log-{TWO}"]
    assert any("轮椅" in line for line in one.values())
    assert not any("低保" in line and line.startswith("手机") for line in one.values())
    assert not set(one) & set(two)
    assert str(visitor.page.response.url).endswith(f"#end-{TWO}")


def test_a_key_is_sent_by_itself_where_there_is_no_script(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open("/phone")
    text(visitor, ONE, "你好")
    form = form_of(visitor.page, ONE)
    visitor.send(form, form.buttons["1"])
    assert assistant.history("sms", ONE)[-2].text == "1"


def test_every_message_shows_its_parts_and_the_sum_is_right(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open("/phone")
    text(visitor, ONE, "残" * 71)
    page = text(visitor, ONE, "帮助")
    assert "第1条/共2条，67字" in page.text
    assert "第2条/共2条，4字" in page.text
    entries = assistant.history("sms", ONE)
    out, back = (sum(count_parts(e.text) for e in entries if e.inbound is way) for way in (True, False))
    assert f"发出{out}条，收到{back}条。" in page.text
    assert f"一共约{(out + back) * 0.05:.2f}元（假定每条0.05元）。" in page.text


@pytest.mark.parametrize("typed", ["13900000003", "139 0000 0003", "+86 13900000003", "１３９０００００００３"])
def test_a_phone_can_be_added_however_its_number_is_written(visitor: Visitor, typed: str) -> None:
    visitor.open("/phone")
    page = visitor.press("加上", add=typed)
    assert form_of(page, "13900000003")
    assert form_of(page, ONE)


NO_MOBILE = ["", "12345", "12900000003", "0857-8222110", "abc", "139000000031", "<b>", "+1 2125551234"]


@pytest.mark.parametrize("typed", NO_MOBILE)
def test_a_number_that_is_none_is_explained_beside_it(visitor: Visitor, typed: str) -> None:
    visitor.open("/phone")
    page = visitor.press("加上", add=typed)
    assert page.response.status_code == 400
    assert "这不是手机号" in page.text
    assert 'aria-invalid="true"' in page.response.text
    assert "<b>" not in page.response.text.replace("<b>1</b>", "")
    assert form_of(page, ONE)


def test_the_same_phone_twice_and_a_seventh_are_refused(visitor: Visitor) -> None:
    visitor.open("/phone")
    assert "已经在上面" in visitor.press("加上", add=ONE).text
    for i in range(3, 7):
        visitor.press("加上", add=f"1390000000{i}")
    assert "放不下了" in visitor.press("加上", add="13900000007").text


def test_a_phone_can_be_put_away(visitor: Visitor) -> None:
    page = visitor.open("/phone")
    address = re.search(rf'href="(/phone\?n={TWO})"', page.response.text)
    assert address
    page = visitor.open(address[1])
    assert page.text.count("写短信") == 1


def test_numbers_in_the_address_that_are_none_are_left_out(visitor: Visitor) -> None:
    page = visitor.open(f"/phone?n=abc&n={TWO}&n=%00&n={TWO}")
    assert page.text.count("写短信") == 1


@pytest.mark.parametrize("number", ["", "abc", "13900000009", "web", "../x"])
def test_nobody_can_write_for_a_phone_that_is_not_on_the_page(client: TestClient, number: str) -> None:
    answer = client.post("/phone/say", data={"number": number, "n": [ONE, TWO], "text": "你好"})
    assert answer.status_code == 400


def test_what_a_liaison_receives_is_listed_with_its_promise(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open("/phone")
    for words in ("你好", "1", "人工", "威宁县草海镇"):
        text(visitor, ONE, words)
    while "同意" in assistant.history("sms", ONE)[-1].text:
        text(visitor, ONE, "1")
    page = text(visitor, ONE, "13800001111")
    assert f"回执号{code_of(1)}" in page.text
    assert "威宁彝族回族苗族自治县草海镇" in page.text
    assert "13800001111" in page.text
    assert "草海镇残联张敏，2个工作日内答复" in page.text
    assert "同意不同意" not in page.text


def test_pressing_send_twice_is_one_short_message(visitor: Visitor, assistant: Assistant) -> None:
    page = visitor.open("/phone")
    form = form_of(page, ONE)
    visitor.send(form, form.buttons["发送"], text="轮椅")
    visitor.send(form, form.buttons["发送"], text="轮椅")
    assert [e.text for e in assistant.history("sms", ONE) if e.inbound] == ["轮椅"]


def test_the_chat_and_the_phones_are_one_step_apart(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    assert 'href="/phone"' in visitor.open().response.text
    assert 'href="/"' in another().open("/phone").response.text
