"""A number is read however it is written, and never guessed."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.normal import normal
from bot.language.numbers import read_age, read_number
from bot.language.numerals import chinese_value, english_value

TODAY = datetime.date(2026, 11, 24)

# fmt: off
NUMBERS = [
    # As a phone writes it, as a person writes it, as a person says it.
    ("67", 67), ("６７", 67), ("六十七", 67), ("sixty-seven", 67), ("Sixty seven", 67), ("陆67", 67), ("0", 0),
    ("零", 0),
    ("大概67岁", 67), ("我今年六十七了", 67), ("about 67", 67), ("差不多有67吧", 67), ("I am 67 years old", 67),
    ("67。", 67),
    # Chinese numerals, as written and as spoken.
    ("两百", 200), ("一百零五", 105), ("廿三", 23), ("卅", 30), ("一万二", 12000), ("百八", 180), ("一百八", 180),
    ("两千五", 2500),
    ("三千五百块", 3500), ("一千零五十", 1050), ("十二", 12), ("二十万", 200000), ("一九五八", 1958),
    ("二〇二六", 2026), ("兩萬", 20000),
    ("六〇", 60), ("两个人", 2),
    # Arabic with Chinese units, thousands, decimals, signs.
    ("1.5万", 15000), ("3千5", 3500), ("3千5百", 3500), ("1,200", 1200), ("2.5", 2.5), ("3.0", 3), ("-5", -5),
    ("1万2", 12000),
    # Halves.
    ("三岁半", 3.5), ("3年半", 3.5), ("两个半月", 2.5), ("半", 0.5), ("半岁", 0.5), ("半年", 0.5),
    ("two and a half", 2.5),
    # Words that only look like numbers are none.
    ("我们一家5口", 5), ("五保户,3个人", 3), ("老二8岁", 8), ("星期三交了200", 200), ("七星关的,67岁", 67),
    ("我一直都是一个人", 1),
    ("一样一样,67", 67), ("半失能,67岁", 67), ("一共4个", 4), ("两项补贴100元", 100),
    # English, as far as an age goes.
    ("one hundred and twenty", 120), ("a hundred", 100), ("ninety-nine", 99), ("eleven", 11),
]

# fmt: off
NO_NUMBERS = [
    "", "不晓得", "二十几", "十几岁", "几十", "几个", "好几个", "六七个", "三四十", "六十多岁", "一百多", "二十来岁",
    "两年多", "快七十了",
    "不到六十", "六十以上", "nearly 70", "under 60", "over 60", "数十个", "三分之一", "三点五", "两点半", "我67,他45",
    "5-6", "3到5个",
    "60或者61", "2026-12-01", "1.2.3", "67，120", "六七", "一亿", "9" * 16, "9" * 5000, "六" * 5000, "1百" * 5000,
    "百" * 5000, "五保户", "星期三", "半失能", "一半",
    "一起", "no one", "six seven", "3 or 4", "1万20000",
]
# fmt: on


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read(text: str, value: float) -> None:
    assert read_number(text) == value
    assert read_number(normal(text)) == value or text == "-5"


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_doubtful_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_a_whole_number_is_an_int() -> None:
    assert isinstance(read_number("3.0"), int)
    assert isinstance(read_number("1.5万"), int)


# fmt: off
AGES = [
    ("67", 67), ("六十七岁", 67), ("大概67岁", 67), ("我妈今年六十七了", 67), ("sixty-seven years old", 67), ("0", 0),
    ("120", 120),
    # Children.
    ("8个月", 0), ("八个月大", 0), ("18个月", 1), ("两岁三个月", 2), ("三岁半", 3), ("半岁", 0), ("6 months old", 0),
    ("1岁零8个月", 1),
    # Years of birth. The year alone counts as if the birthday were over.
    ("1958年生", 68), ("58年的", 68), ("一九五八年", 68), ("一九五八年出生", 68), ("五八年生", 68),
    ("born in 1958", 68), ("1958", 68),
    ("我是58年的", 68), ("她1958年的", 68), ("七八年的", 48), ("05年的", 21), ("零五年生", 21), ("26年的", 0),
    ("我58年", 68), ("六〇年", 66),
    # With the month or the day, exact.
    ("1958-11-24", 68), ("1958-11-25", 67), ("19580305", 68), ("1958年3月5号", 68), ("1958年12月", 67),
    ("一九五八年三月五号生", 68),
    ("58年12月生的", 67), ("1958.12.5", 67),
    # What the message says beside the age is no age.
    ("67岁,病了20年", 67), ("我67岁,2个娃", 67), ("2020年受的伤,现在67岁", 67), ("67岁,1958年生", 67),
]
# fmt: on

# fmt: off
NO_AGES = [
    "", "不晓得", "十几岁", "六十多岁", "快六十了", "虚岁68", "80后", "六零后", "60年代", "明年60", "去年满60",
    "还差两岁60", "我67岁,他45岁",
    "我妈67,我45", "121", "200岁", "-3", "七八年", "病了20年", "2020年受的伤", "2019年3月办的证", "2030年生",
    "1958年13月5号生",
    "1958年2月30日生", "1958年11月生", "几个月", "农历1958年三月初五", "1958年的,她1962年的", "属龙",
]
# fmt: on
# fmt: on


@pytest.mark.parametrize(("text", "age"), AGES)
def test_an_age_is_read(text: str, age: int) -> None:
    assert read_age(text, TODAY) == age


@pytest.mark.parametrize("text", NO_AGES)
def test_a_doubtful_age_is_none(text: str) -> None:
    assert read_age(text, TODAY) is None


def written(number: int) -> str:
    """Write 0 to 9999 as a schoolbook does."""
    if number == 0:
        return "零"
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return out.removeprefix("一") if 10 <= number < 20 else out


def test_every_numeral_up_to_9999_comes_back() -> None:
    assert [n for n in range(10_000) if chinese_value(written(n)) != n] == []


@given(st.integers(0, 9999), st.sampled_from(["{}", "{}个", "大概{}", "我家有{}人", "是{}。", "{}块钱"]))
def test_words_around_a_numeral_change_nothing(number: int, words: str) -> None:
    assert read_number(words.format(written(number))) == number
    assert read_number(words.format(number)) == number


@given(st.integers(0, 120), st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)))
def test_an_age_however_put_is_the_same_age(age: int, today: datetime.date) -> None:
    assert read_age(f"{age}岁", today) == read_age(f"{written(age)}岁了", today) == read_age(str(age), today) == age
    assert read_age(f"{today.year - age}年生", today) == age


@given(st.dates(datetime.date(1920, 1, 1), TODAY))
def test_a_whole_date_of_birth_gives_the_exact_age(born: datetime.date) -> None:
    before_birthday = (TODAY.month, TODAY.day) < (born.month, born.day)
    for text in (born.isoformat(), f"{born.year}年{born.month}月{born.day}日生", f"{born:%Y%m%d}"):
        assert read_age(text, TODAY) == TODAY.year - born.year - before_birthday


CHAOS = st.text() | st.text("0123456789零〇一二两三百千万亿十半岁年月个多几来,.- 生born ahundred")


@given(CHAOS)
def test_no_text_breaks_the_readers(text: str) -> None:
    number, age = read_number(text), read_age(text, TODAY)
    assert number is None or isinstance(number, int | float)
    assert age is None or 0 <= age <= 120
    assert chinese_value(text) is None or chinese_value(text) >= 0  # type: ignore[operator]
    assert english_value(text) is None or 0 <= english_value(text) < 1000  # type: ignore[operator]
