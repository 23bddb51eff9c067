"""An identity number or a card number is noticed before it is kept; a telephone number is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.private import holds_forbidden_number, masked

# Made up: the right check digits, and birthdays of nobody we know.
# fmt: off
IDS = [
    "52240119900101123" + "7", "52052619580305018X", "110101194912310012", "522401580305004",
    # However it is written.
    "52052619580305018x", "５２０５２６１９５８０３０５０１８Ｘ", "520526 19580305 018X", "520526-19580305-018X",
    "5205 2619 5803 0501 8X",
    "520526195803050 18X", "五二零五二六一九五八零三零五零一八x", "520526\u200b19580305018X", "522401 580305 004",
    "身份证520526 19580305 018X谢谢", "我的身份证号是52052619580305018X,电话13800001111",
    # A slip in the last digit still tells who it is.
    "520526195803050041",
]
# fmt: off
CARDS = [
    "6222021234567890128", "4111111111111111", "6222 0212 3456 7890 128", "4111-1111-1111-1111",
    "622202 1234567890128",
    "卡号4111111111111111", "４１１１１１１１１１１１１１１１",
]
# fmt: on
# fmt: off
NEITHER = [
    "", "67", "0", "*", "13800001111", "138 0000 1111", "138-0000-1111", "+86 138 0000 1111", "008613800001111",
    "0857-8222110",
    "13800001111 13900002222", "13800001111,8222110", "138 0000 1111 0857 8222110", "0857 8222110 8222111", "12345",
    "4008001234",
    # A wrong date, a province that does not exist, a check digit that does not fit the pieces.
    "520526195813050041", "990526195803050042", "520526 19580305 0041", "520526 2026 12 01 1234",
    # Cards that do not pass, and too long to be either.
    "4111111111111112", "4111 1111 1111 1112", "1" * 40, "52052619580305018X"[:-2], "2026-12-01 14:30:00",
    "回执R2026112400012345", "我妈67岁,残疾二级,一个月领100块",
]
# fmt: on
# fmt: on


@pytest.mark.parametrize("text", IDS)
def test_an_identity_number_is_noticed(text: str) -> None:
    assert holds_forbidden_number(text) == "id_number"
    assert holds_forbidden_number(masked(text)) is None


@pytest.mark.parametrize("text", CARDS)
def test_a_bank_card_is_noticed(text: str) -> None:
    assert holds_forbidden_number(text) == "bank_card"
    assert holds_forbidden_number(masked(text)) is None


@pytest.mark.parametrize("text", NEITHER)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert holds_forbidden_number(text) is None
    assert masked(text) == text


def test_the_last_two_places_stay_and_so_does_the_rest_of_the_sentence() -> None:
    assert masked("身份证520526 19580305 018X,谢谢") == "身份证" + "■" * 16 + "8X,谢谢"
    assert masked("卡4111111111111111,电话13800001111") == "卡" + "■" * 14 + "11,电话13800001111"


def test_an_identity_number_weighs_more_than_a_card() -> None:
    assert holds_forbidden_number("4111111111111111和52052619580305018X") == "id_number"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "{} {}", "{},{}", "+86{}"]))
def test_no_mobile_number_is_taken_for_one(number: str, words: str) -> None:
    assert holds_forbidden_number(words.format(number, number)) is None


CHAOS = st.text() | st.text("0123456789xX -零一二５x52011958", max_size=80)


@given(CHAOS)
def test_what_is_masked_holds_nothing_forbidden(text: str) -> None:
    hidden = masked(text)
    assert holds_forbidden_number(hidden) is None
    assert masked(hidden) == hidden
    assert (hidden == text) == (holds_forbidden_number(text) is None)


def test_ten_thousand_digits_cost_little() -> None:
    assert masked("1 " * 10_000) == "1 " * 10_000
