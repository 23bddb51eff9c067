"""A telephone number is read however it is spaced or said, and stored in one form."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.phones import read_phone

# fmt: off
PHONES = [
    # Mobiles.
    ("13800001111", "+8613800001111"), ("138 0000 1111", "+8613800001111"), ("138-0000-1111", "+8613800001111"),
    ("１３８００００１１１１", "+8613800001111"), ("+86 138 0000 1111", "+8613800001111"),
    ("008613800001111", "+8613800001111"),
    ("86-13800001111", "+8613800001111"), ("我的电话是13800001111。", "+8613800001111"),
    ("打138.0000.1111找我儿", "+8613800001111"),
    ("13800001111 我的号", "+8613800001111"), ("13800001111,就是13800001111", "+8613800001111"),
    ("19912345678", "+8619912345678"),
    # Said digit by digit.
    ("一三八零零零零一一一一", "+8613800001111"), ("幺三八〇〇〇〇幺幺幺幺", "+8613800001111"),
    ("一三八 零零零零 一一一一", "+8613800001111"),
    ("电话一三八，零零零零，一一一一,一个人在家", "+8613800001111"),
    # Landlines, service numbers, abroad.
    ("0857-8222110", "+868578222110"), ("(0857)8222110", "+868578222110"), ("+86 857 8222110", "+868578222110"),
    ("0851 8682 5555", "+8685186825555"), ("座机085186825555转801", "+8685186825555"),
    ("+1 650 253 0000", "+16502530000"),
    # Beside other numbers.
    ("我67岁,电话13800001111", "+8613800001111"), ("1380000111写错了,是13800001112", "+8613800001112"),
    ("身份证52052619580305018X,电话13800001111", "+8613800001111"),
]
# fmt: off
NO_PHONES = [
    "", "67", "没得电话", "8222110", "12345", "12800001111", "138000011112", "1380000111", "13800001111和13900002222",
    "0" * 11,
    "13800001111,0857-8222110", "52052619580305018X", "5205 2619 5803 0501 8X", "6222021234567890128", "2026-12-01",
    "1" * 10_000,
]
# fmt: on
# fmt: on


@pytest.mark.parametrize(("text", "number"), PHONES)
def test_a_number_is_read(text: str, number: str) -> None:
    assert read_phone(text) == number


@pytest.mark.parametrize("text", NO_PHONES)
def test_a_doubtful_number_is_none(text: str) -> None:
    assert read_phone(text) is None


MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILES, st.sampled_from(" -.,"), st.sampled_from(["{}", "我是{}", "+86{}"]))
def test_a_mobile_however_spaced_is_one_number(number: str, gap: str, words: str) -> None:
    spaced = gap.join((number[:3], number[3:7], number[7:]))
    said = "".join("零一二三四五六七八九"[int(d)] for d in number)
    assert {read_phone(words.format(way)) for way in (number, spaced, said)} == {"+86" + number}


@given(st.text() | st.text("0123456789+-() 一三八零86"))
def test_no_text_breaks_the_reader(text: str) -> None:
    number = read_phone(text)
    assert number is None or (number[0] == "+" and number[1:].isdigit())


def test_a_mobile_does_not_cost_the_library() -> None:
    reading = "from bot.language.phones import read_phone; read_phone('13800001111')"
    code = f"import sys; {reading}; print('phonenumbers' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
