"""Whatever arrives, in whatever shape, is compared in one form."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.normal import normal

# fmt: off
SAME_TO_US = [
    # A digit is a digit, however the keyboard drew it.
    ("１", "1"), ("①", "1"), ("1️⃣", "1"), (" 1。", "1"), ("（1）", "1"), ("1.", "1"), ("1、", "1"),
    # The keys of a feature phone survive alone.
    ("*", "*"), ("＊", "*"), ("#", "#"), ("＃", "#"), ("0", "0"), ("０", "0"), ("*。", "*"), ("#!", "#"),
    # Case, width and space do not matter.
    ("TD", "td"), ("ＴＤ", "td"), ("  Help \t me\r\n", "help me"), ("帮助！！！", "帮助"), ("“帮助”", "帮助"),
    ("改３", "改3"), ("Don’t know", "don't know"), ("STRASSE", "strasse"), ("straße", "strasse"),
    # What cannot be seen is not there.
    ("帮\u200b助", "帮助"), ("\u202e帮助\u202c", "帮助"), ("\ufeff1", "1"), ("帮\x00助", "帮助"),
    ("\ud83d帮助", "帮助"),
    # Punctuation inside stays, and so does a message of nothing else.
    ("我妈,67岁", "我妈,67岁"), ("？", "?"), ("...", "..."), ("", ""), ("  ", ""),
    ("+8613800001111", "+8613800001111"),
]
# fmt: on


@pytest.mark.parametrize(("written", "read"), SAME_TO_US)
def test_one_form(written: str, read: str) -> None:
    assert normal(written) == read


ANYTHING = st.text(st.characters()) | st.text("aé①＊#*。 \u200b\u0301\u0345ſßİ\ud800ﷺ¨")


@given(ANYTHING)
def test_any_text_has_a_form_and_the_form_is_its_own(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    once.encode("utf-8")


@given(st.text(st.characters(max_codepoint=126), max_size=64))
def test_the_short_way_and_the_long_way_agree(text: str) -> None:
    assert normal(text) == normal(text + " " * 100)


LONG = ["啊" * 10_000, "a" * 10_000, " " * 10_000, "." * 10_000, "ﷺ" * 10_000, "\u200b" * 10_000, "a." * 5_000]


@pytest.mark.parametrize("text", [*LONG, "a" + "\u0301\u0316" * 50_000])
def test_a_long_monotonous_message_costs_little(text: str) -> None:
    started = time.perf_counter()
    normal(text)
    assert time.perf_counter() - started < 0.5
