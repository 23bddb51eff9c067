"""A day is read however it is put, as seen from today, and never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import read_date

from .test_numbers import written

#: A Tuesday.
TODAY = date(2026, 11, 24)

# fmt: off
DAYS = [
    # Written out whole.
    ("2026-12-01", "2026-12-01"), ("2026年12月1日", "2026-12-01"), ("2026/12/1", "2026-12-01"),
    ("20261201", "2026-12-01"),
    ("２０２６．１２．１", "2026-12-01"), ("2026 年 12 月 1 日", "2026-12-01"), ("一九五八年三月五号", "1958-03-05"),
    ("二〇二六年十二月一日", "2026-12-01"), ("58年3月5号", "1958-03-05"), ("明年3月5号", "2027-03-05"),
    ("去年10月1号", "2025-10-01"),
    ("我是1958年3月5号生的", "1958-03-05"), ("5 March 2026", "2026-03-05"), ("March 5, 2026", "2026-03-05"),
    ("5th of march 2026", "2026-03-05"), ("Mar. 5 2026", "2026-03-05"), ("September 1st 2026", "2026-09-01"),
    # Without a year: the next one.
    ("12月1号", "2026-12-01"), ("3月5号", "2027-03-05"), ("11月24号", "2026-11-24"), ("11月23日", "2027-11-23"),
    ("十二月二十四号", "2026-12-24"), ("2月29号", "2028-02-29"), ("5 March", "2027-03-05"), ("dec 3", "2026-12-03"),
    ("5号", "2026-12-05"), ("廿八号", "2026-11-28"), ("31号", "2026-12-31"), ("下个月5号", "2026-12-05"),
    ("本月30号", "2026-11-30"),
    # Near today.
    ("今天", "2026-11-24"), ("明天", "2026-11-25"), ("后天", "2026-11-26"), ("大后天", "2026-11-27"),
    ("昨天", "2026-11-23"),
    ("前天", "2026-11-22"), ("明儿早上", "2026-11-25"), ("今晚", "2026-11-24"), ("明天下午3点来", "2026-11-25"),
    ("tomorrow", "2026-11-25"), ("the day after tomorrow", "2026-11-26"), ("Yesterday", "2026-11-23"),
    ("3天后", "2026-11-27"), ("三天以后", "2026-11-27"), ("再过十天", "2026-12-04"), ("两个星期前", "2026-11-10"),
    ("一个月后", "2026-12-24"),
    ("in 3 days", "2026-11-27"), ("2 weeks ago", "2026-11-10"),
    # In a week.
    ("下周三", "2026-12-02"), ("这周五", "2026-11-27"), ("这周一", "2026-11-23"), ("上星期天", "2026-11-22"),
    ("星期天", "2026-11-29"),
    ("星期二", "2026-11-24"), ("周一", "2026-11-30"), ("下礼拜天", "2026-12-06"), ("next Wednesday", "2026-12-02"),
    ("Wednesday", "2026-11-25"), ("on friday", "2026-11-27"), ("last monday", "2026-11-16"),
    # The end of things.
    ("月底", "2026-11-30"), ("这个月底", "2026-11-30"), ("下月底", "2026-12-31"), ("2月底", "2027-02-28"),
    ("年底", "2026-12-31"),
    ("明年年底", "2027-12-31"),
    # Twice the same day is one day.
    ("12月1号,星期二", "2026-12-01"), ("明天,11月25号", "2026-11-25"),
]

# fmt: off
NO_DAYS = [
    "", "不晓得", "农历三月初五", "阴历八月十五", "腊月二十", "正月初一", "除夕", "今年腊月二十三", "lunar march 5",
    "12/1", "5/3", "12.1", "12-1",
    "明天或者后天", "12月1号和12月2号", "12月1号星期三", "明天星期一", "12月", "2026年", "2026年5月", "明年",
    "下个月", "下周", "周末", "每周三",
    "一周三次", "几天后", "十多天前", "2月30号", "13月5号", "32号", "0号", "2026-02-29", "30年3月5号", "1758年3月5号",
    "12月1号之前",
    "3号楼", "5 or 6 march", "99999999天后", "I sat in the sun", "67",
]
# fmt: on
# fmt: on


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read(text: str, day: str) -> None:
    assert read_date(text, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_doubtful_day_is_none(text: str) -> None:
    assert read_date(text, TODAY) is None


SOME_DAY = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(SOME_DAY, st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_one_day_written_in_many_ways_is_one_day(day: date, today: date) -> None:
    y, m, d = day.year, day.month, day.day
    year_in_characters = "".join("〇一二三四五六七八九"[int(c)] for c in str(y))
    ways = [
        *(day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{day:%Y%m%d}"),
        *(f"{y}年{m}月{d}日", f"大概是{y}年{m}月{d}号吧"),
        *(f"{day:%B} {d}, {y}", f"{d} {day:%b} {y}", f"{day:%B} {d} {y}"),
        f"{year_in_characters}年{written(m)}月{written(d)}号",
    ]
    assert {read_date(way, today) for way in ways} == {day}


@given(SOME_DAY)
def test_a_day_without_a_year_is_within_the_year_to_come(today: date) -> None:
    day = read_date("3月5号", today)
    assert day is not None
    assert timedelta(0) <= day - today <= timedelta(366)


@given(SOME_DAY, st.integers(0, 9999))
def test_counting_days_forth_and_back(today: date, count: int) -> None:
    assert read_date(f"{count}天后", today) == today + timedelta(count)
    assert read_date(f"{count} days ago", today) == today - timedelta(count)


CHAOS = st.text() | st.text("0123456789年月日号天周星期一二三十两下上个底后前大明今去-/. inmarchdaysgo")


@given(CHAOS, st.dates())
def test_no_text_breaks_the_reader(text: str, today: date) -> None:
    day = read_date(text, today)
    assert day is None or isinstance(day, date)
