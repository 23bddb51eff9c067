"""Receipt codes can be typed on any phone and read aloud; a slip is noticed, never taken for somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.receipt import code_of, number_of

numbers = st.integers(1, 10**9)


@given(numbers)
def test_a_code_leads_back_to_its_request(number: int) -> None:
    code = code_of(number)
    assert code.isascii() and code.isdecimal() and len(code) >= 5
    assert number_of(code) == number
    assert number_of(f" {code[:3]} {code[3:]}\n") == number, "as it is read aloud, in groups"


@given(numbers)
def test_every_single_wrong_digit_is_noticed(number: int) -> None:
    code = code_of(number)
    for place, right in enumerate(code):
        for wrong in "0123456789":
            if wrong != right:
                assert number_of(code[:place] + wrong + code[place + 1 :]) is None


@given(numbers)
def test_every_swap_of_neighbours_is_noticed(number: int) -> None:
    code = code_of(number)
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or number_of(swapped) is None


def test_the_first_codes_are_no_digits_of_any_option() -> None:
    assert code_of(1) == "10019"
    assert all(len(code_of(number)) == 5 for number in range(1, 9000))
    assert len({code_of(number) for number in range(1, 9000)}) == 8999


@pytest.mark.parametrize("number", [0, -1, -1000])
def test_requests_are_numbered_from_one(number: int) -> None:
    with pytest.raises(ValueError, match="numbered from 1"):
        code_of(number)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0",
        "1",
        "1001",
        "10015",
        "abcde",
        "１００１４",
        "1001４",
        "10014x",
        "-10014",
        "\0",
        "9" * 40,
    ],
)
def test_what_is_no_code_is_none(code: str) -> None:
    found = number_of(code)
    assert found is None or (found >= 1 and code_of(found) == code)


@given(st.text(max_size=12) | st.text("0123456789 ", max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = number_of(text)
    assert found is None or isinstance(found, int)
