"""The chat page in a browser without JavaScript."""

import re
from collections.abc import Callable

from starlette.testclient import TestClient

from bot.content.library import Library
from bot.pipeline.assistant import Assistant
from tests.webhooks.visitor import Page, Visitor
from webhooks.pages import Pages


def cookie(visitor: Visitor) -> str:
    return str(visitor.client.cookies["bangban"])


def test_the_first_visit_is_welcomed_and_the_second_finds_the_same_conversation(visitor: Visitor) -> None:
    first = visitor.open()
    assert "我是帮办" in visitor.said[0]
    assert visitor.last.startswith("帮办：这次是给谁问？")
    held = first.response.headers["set-cookie"]
    assert re.match(r"bangban=[0-9a-f]{32}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", held)
    assert visitor.open().lines == first.lines


def test_a_whole_matter_by_buttons_and_words(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open()
    visitor.press("1我自己")
    assert visitor.said[-2] == "您：我自己"
    visitor.press("找人帮忙")
    visitor.write("威宁县草海镇")
    while "同意" in visitor.last:
        visitor.press("1同意")
    visitor.write("13800001111")
    (handed,) = assistant.handed()
    assert handed.facts["county"] == "520526 草海镇"
    assert any("张敏" in line for line in visitor.said)
    assert str(visitor.page.response.url).endswith("/#end")


def test_only_the_newest_prompt_has_buttons(visitor: Visitor) -> None:
    visitor.open()
    labels = {label for form in visitor.page.forms for label in form.buttons}
    assert {"1我自己", "2家里人", "3别人"} <= labels
    page = visitor.press("2家里人")
    labels = {label for form in page.forms for label in form.buttons}
    assert "1我自己" not in labels
    assert "1我自己" in page.text.replace(" ", "")


def test_typing_the_digit_is_as_good_as_the_button(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    typing, pressing = visitor, another()
    typing.open(), pressing.open()
    typing.write("1"), pressing.press("1我自己")
    assert typing.last == pressing.last


def test_pressing_twice_is_taken_once(visitor: Visitor) -> None:
    page = visitor.open()
    form = next(form for form in page.forms if "1我自己" in form.buttons)
    visitor.send(form, form.buttons["1我自己"])
    once = visitor.said
    visitor.send(form, form.buttons["1我自己"])
    assert visitor.said == once


def test_something_else_from_the_same_old_page_is_not_lost(visitor: Visitor) -> None:
    """The Back key shows a page whose token is used up; what is written there is new all the same."""
    page = visitor.open()
    form = next(form for form in page.forms if "发送" in form.buttons)
    visitor.send(form, ("", ""), text="轮椅")
    visitor.send(form, ("", ""), text="低保是什么")
    assert "您：低保是什么" in visitor.said


def test_a_button_of_an_earlier_prompt_is_explained_not_applied(visitor: Visitor, assistant: Assistant) -> None:
    page = visitor.open()
    form = next(form for form in page.forms if "1我自己" in form.buttons)
    visitor.press("2家里人")
    before = assistant.standing("web", cookie(visitor)).prompt
    visitor.send(form, form.buttons["1我自己"])
    assert assistant.standing("web", cookie(visitor)).prompt == before
    assert any("前面问题的按钮" in line for line in visitor.said)


def answer_to(question: str) -> str:
    """What somebody from Caohai would say."""
    answers = {"岁": "40", "4位": "1242", "哪个县": "威宁县草海镇", "电话": "13800001111"}
    return next((answer for word, answer in answers.items() if word in question), "杨秀英")


def to_several(visitor: Visitor, assistant: Assistant) -> None:
    """Go on until a question that takes several answers."""
    visitor.open()
    visitor.press("1我自己")
    visitor.write("报名学技术")
    for _ in range(20):
        if assistant.standing("web", cookie(visitor)).several:
            return
        labels = [label for form in visitor.page.forms for label in form.buttons if label[0] == "1"]
        visitor.press(labels[0]) if labels else visitor.write(answer_to(visitor.last))
    raise AssertionError("no question that takes several answers was met")


def test_several_answers_are_ticked(visitor: Visitor, assistant: Assistant) -> None:
    to_several(visitor, assistant)
    boxes = next(form.boxes for form in visitor.page.forms if form.boxes)
    visitor.press("就这些", tick=tuple(boxes)[:2])
    assert "您：12" in visitor.said
    assert not visitor.last.startswith("您：")


def test_ticking_nothing_is_told_beside_the_boxes(visitor: Visitor, assistant: Assistant) -> None:
    to_several(visitor, assistant)
    before = visitor.said
    page = visitor.press("就这些")
    assert visitor.said == before
    assert "请先选一样或几样" in page.text


def test_sending_nothing_is_told(visitor: Visitor) -> None:
    visitor.open()
    assert "请先写几个字" in visitor.write("   ").text
    assert not any(line.startswith("您：") for line in visitor.said)


def test_the_page_follows_the_language_of_the_conversation(visitor: Visitor) -> None:
    assert visitor.open().lang == "zh-CN"
    assert visitor.press("English").lang == "en"
    labels = {label for form in visitor.page.forms for label in form.buttons}
    assert "中文" in labels
    assert "English" not in labels


def test_a_browser_that_keeps_no_cookie_is_told_why_nothing_comes_back(client: TestClient) -> None:
    answer = client.post("/say", data={"text": "轮椅"})
    assert answer.status_code == 400
    assert "Cookie" in Page(answer).text


def test_leaving_takes_the_conversation_off_the_machine(visitor: Visitor) -> None:
    visitor.open()
    visitor.write("轮椅")
    assert "已经离开" in visitor.press("离开，不留对话").text
    visitor.open()
    assert not any("轮椅" in line for line in visitor.said)


def test_nobody_sees_somebody_elses_conversation(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    visitor.open()
    visitor.write("我是杨秀英")
    other = another()
    other.open()
    assert "杨秀英" not in other.page.text


def test_telephone_numbers_can_be_tapped(library: Library) -> None:
    linked = Pages(library).linked
    assert 'href="tel:12356"' in linked("打12356。")
    assert 'href="tel:08578222110"' in linked("张敏，电话0857-8222110")
    assert "href" not in linked("回执号10014，2026-03-05，520526")


def test_what_a_person_writes_is_never_markup(visitor: Visitor) -> None:
    visitor.open()
    visitor.write('<script>alert("1")</script>')
    assert "<script>alert" not in visitor.page.response.text
    assert "&lt;script&gt;" in visitor.page.response.text
