"""What people write for an answer, and what is taken from it. Never a guess."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.reading import MISS, Reading, read
from bot.dialogue.session import Prompt
from bot.language.normal import normal
from bot.pipeline.player import MORNING

UNKNOWN = Reading(None)


def reads(whole: Loaded, key: str, text: str, items: tuple[str, ...] | None = None) -> Reading:
    """*text* as an answer to the question *key* with the options *items*, or all of them."""
    question = whole.content.questions[key]
    shown = tuple(option.value for option in question.options) if items is None else items
    return read(question, Prompt(1, key, shown, MORNING), text, normal(text), whole.content, MORNING)


@pytest.mark.parametrize(
    "text",
    [
        "2", "２", "②", " 2 ", "2。", "二", "第二个", "第2个", "2号", "选2", "我选二", "回2", "2\ufe0f\u20e3",
        "option 2",
        "过期了", "过期", "证过期了", "到期了！", "“过期了”", "我的证过期了",
    ],
)  # fmt: skip
def test_a_choice_by_digit_or_word(whole: Loaded, text: str) -> None:
    assert reads(whole, "cert_status", text).value == "expired"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("cert_status", "没有", "none"), ("cert_status", "有", "valid"), ("cert_status", "没有证", "none"),
        ("cert_status", "我没得残疾证", "none"), ("hukou_rural", "不是", False), ("hukou_rural", "是", True),
        ("hukou_rural", "是的", True), ("hukou_rural", "莫得", False),
        ("consent", "要得", True), ("consent", "同意", True), ("consent", "不同意", False), ("consent", "不行", False),
        ("dibao", "没有", "none"), ("relation", "我妈妈", "mother"), ("relation", "我女儿", "child"),
        ("housing_grade", "C级", "c"), ("housing_grade", "Ｄ", "d"), ("gender", "女的", "female"),
    ],
)  # fmt: skip
def test_the_longest_word_wins(whole: Loaded, key: str, text: str, value: Any) -> None:
    """没有 holds 有, and 不是 holds 是: what is longer counts."""
    assert reads(whole, key, text).value == value


@pytest.mark.parametrize("text", ["在办还是过期了", "证", "呜呜", "5个", "0.5", "①②", "", "。。。", "没有过期"])
def test_a_doubtful_choice_is_a_miss(whole: Loaded, text: str) -> None:
    reading = reads(whole, "cert_status", text)
    assert reading.miss and reading.value is None


def test_a_slip_of_the_finger_is_forgiven_and_told(whole: Loaded) -> None:
    assert reads(whole, "school_stage", "读小雪") == Reading("primary", echo="taken_as")
    assert reads(whole, "relation", "grandmohter") == Reading("grandparent", echo="taken_as")


def test_a_short_word_is_never_taken_for_another(whole: Loaded) -> None:
    assert reads(whole, "gender", "好").miss
    assert reads(whole, "relation", "妹妹的").value in ("sister", None)


def test_a_digit_means_what_was_shown(whole: Loaded) -> None:
    """A menu that left an option out has other digits than the content."""
    assert reads(whole, "cert_status", "1", ("expired", "none")).value == "expired"
    assert reads(whole, "cert_status", "3", ("expired", "none")).miss == "no_such_number"
    assert reads(whole, "cert_status", "在办", ("expired", "none")).miss, "what was not offered cannot be chosen"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13", ["vision", "speech"]), ("1 3", ["vision", "speech"]), ("1和3", ["vision", "speech"]),
        ("1，3", ["vision", "speech"]), ("1、3。", ["vision", "speech"]), ("31", ["speech", "vision"]),
        ("１３", ["vision", "speech"]), ("11", ["vision"]), ("眼睛和耳朵", ["vision", "hearing"]),
        ("看不见，走路也不行", ["vision", "physical"]), ("4", ["physical"]), ("第四个", ["physical"]),
        ("1 and 3", ["vision", "speech"]), ("眼睛", ["vision"]),
    ],
)  # fmt: skip
def test_several_choices(whole: Loaded, text: str, value: list[str]) -> None:
    assert reads(whole, "cert_category", text).value == value


@pytest.mark.parametrize("text", ["18", "103", "99"])
def test_several_choices_of_which_one_does_not_exist(whole: Loaded, text: str) -> None:
    assert reads(whole, "cert_category", text).miss == "no_such_number"


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("67", 67), ("６７", 67), ("六十七", 67), ("67岁", 67), ("大概67岁", 67), ("1958年的", 68), ("1958", 68),
        ("58年生", 68),
        ("120", 120), ("半岁", 0), ("8个月", 0), ("1", 1),
    ],
)  # fmt: skip
def test_an_age_or_a_year_of_birth(whole: Loaded, text: str, age: int) -> None:
    assert reads(whole, "age", text).value == age


@pytest.mark.parametrize(("text", "miss"), [("121", "out_of_range"), ("999", "out_of_range"), ("快七十了", "miss")])
def test_no_age(whole: Loaded, text: str, miss: str) -> None:
    assert reads(whole, "age", text).miss == miss


def test_0_is_dont_know_wherever_that_is_allowed(whole: Loaded) -> None:
    """Somebody who only presses digits must not become a newborn child."""
    for key, question in whole.content.questions.items():
        reading = reads(whole, key, "0")
        assert reading == UNKNOWN if question.unknown else reading.miss


def test_a_grade_has_its_range(whole: Loaded) -> None:
    assert reads(whole, "cert_grade", "2级").value == 2
    assert reads(whole, "cert_grade", "一级").value == 1
    assert reads(whole, "cert_grade", "5").miss == "out_of_range"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("county", "威宁县草海镇", "520526 草海镇"), ("county", "盘州石桥镇", "520281 石桥镇"),
        ("contact", "138 0000 1111", "+8613800001111"),
        ("visit_day", "2026年12月3号", "2026-12-03"), ("name", "  杨  秀英 ", "杨 秀英"),
        ("cert_last4", "124X", "124X"),
    ],
)  # fmt: skip
def test_places_phones_dates_and_texts(whole: Loaded, key: str, text: str, value: str) -> None:
    assert reads(whole, key, text).value == value


def test_a_text_is_kept_without_what_cannot_be_seen(whole: Loaded) -> None:
    """No half of a surrogate pair, no control, no mark that turns a line round on the liaison's page."""
    assert reads(whole, "name", "杨\ud800秀\0英\u202e").value == "杨秀英"


def test_a_result_is_chosen_by_its_name(whole: Loaded) -> None:
    items = ("A05", "A04", "@done")
    assert reads(whole, "@results", "生活补贴", items).value == "A04"
    assert reads(whole, "@results", "看一下护理补贴", items).value == "A05"
    assert reads(whole, "@results", "补贴", items).miss


ANY_TEXT = st.text(st.characters(codec=None), max_size=60) | st.text("0123456789一二两三十①和 ,*#.没有是不", max_size=8)


@settings(max_examples=400, deadline=None)
@given(text=ANY_TEXT, data=st.data())
def test_reading_is_total(whole: Loaded, text: str, data: st.DataObject) -> None:
    """Any text at any question gives a value of the right type, or a miss that has a sentence."""
    key = data.draw(st.sampled_from(sorted(whole.content.questions)))
    question, reading = whole.content.questions[key], reads(whole, key, text)
    assert reading == reads(whole, key, text)
    assert not reading.miss or (reading.miss in whole.content.say and reading.value is None)
    if reading.value is None:
        assert reading.miss or question.unknown
    elif question.options:
        allowed = {option.value for option in question.options}
        values = reading.value if isinstance(reading.value, list) else [reading.value]
        assert all(isinstance(value, bool) or value in allowed for value in values)


def test_a_miss_is_a_miss() -> None:
    assert MISS.miss == "miss"
