"""A day out of what somebody wrote: a small grammar, one line a form. Never a guess: a doubt is None.

- Whole dates: 2026-12-01, 2026年12月1日, 20261201, 一九五八年三月五号, 5 March 2026, March 5, 2026. 今年, 明年 and 去年
  stand for a year. Two digits of a year (58年) must fit one year only, from 99 years ago to 5 years on.
- A day and month with no year (12月1号, 5 March), or a day alone (5号), is the next such day, today included.
- 今天 明天 后天 大后天 昨天 前天, 3天后, 两个星期前, tomorrow, in 3 days, 3 days ago.
- Weeks begin on Monday. 下周三 is in next week, 这周五 in this one even if it is past, and 星期三 by itself the next
  one, today included. "next Wednesday" is taken as 下周三, and "Wednesday" as 星期三.
- 月底 is this month's last day, 3月底 the next 31 March, 年底 31 December.
- A weekday beside a date (12月1号星期二) must agree with it. Two different days are a doubt.
- 农历 dates are None, and so are 12/1 and 5/3, which two readers read differently, and "before the 5th".
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.language.days import full_year, in_month, in_week, next_weekday, next_with, on
from bot.language.normal import shaped
from bot.language.numerals import NUMERAL, chinese_value, digits_of

__all__ = ["read_date"]

_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAYS |= {c: i for i, c in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTHS = {c: i for i, c in enumerate(_MONTH_NAMES, 1)}
#: How far off a day, a week, a month or a year is, in its own unit.
# fmt: off
_OFF = {
    "大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3, "去": -1,
    "上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2, "last": -1, "this": 0, "next": 1,
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2,
}
# fmt: on

_DOUBT = re.compile(
    r"[农阴旧老]历|农曆|[正腊冬]月|初[一二三四五六七八九十]|除夕|春节|\blunar\b|[几多每或]|还是|左右"
    r"|\b(?:or|every|before|about)\b|[日号][之以]?[前后](?!天)|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
)
_COUNTED = re.compile(rf"(?<!周)(?<!星期)(?<!礼拜)[{NUMERAL}]+(?=[年月日号天周]|个?(?:月|星期|礼拜))")
_LEFT_OVER = re.compile(r"\d[年月]|[前去今明后]年|[上下这本]个?月")

_CN_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
_EN_WEEKDAY = r"\b(?P<weekday>mon|tue|wed|thu|fri|sat(?=urday)|sun(?=day))(?:day|s|sday|nesday|rs?|rsday|urday)?\b"
_EN_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?"
_EN_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:(?P<year>\d{4}|\d{2})年|(?P<off>[前去今明后])年的?)"

Reading = Callable[[re.Match[str], date], date]


def read_date(text: str, today: date) -> date | None:
    """The one day that `text` names, as seen from `today`; None if it names none, or two, or may mean another."""
    plain = _COUNTED.sub(_in_figures, re.sub(r"\s*([年月日号])\s*", r"\1", shaped(text).casefold()))
    if _DOUBT.search(plain):
        return None
    try:
        days, rest = _days(plain, today)
    except (ValueError, OverflowError):
        return None
    weekdays = {_WEEKDAYS[m["weekday"]] for form in _BARE_WEEKDAYS for m in form.finditer(rest)}
    days = days or {next_weekday(weekday, today) for weekday in weekdays}
    doubtful = len(days) != 1 or _LEFT_OVER.search(rest) or weekdays - {day.weekday() for day in days}
    return None if doubtful else days.pop()


def _in_figures(numeral: re.Match[str]) -> str:
    """二十四号 and 十年 by their worth, 五八年 digit by digit."""
    value = chinese_value(numeral[0])
    return digits_of(numeral[0]) if value is None else str(value)


def _days(plain: str, today: date) -> tuple[set[date], str]:
    """The days found, and the text that is left when they are taken out."""
    days = set()
    for form, read in _FORMS:
        days |= {read(found, today) for found in form.finditer(plain)}
        plain = form.sub("|", plain)
    return days, plain


def _of_year(found: re.Match[str], today: date) -> date:
    """Any form with a month in it: the year may be missing, and the day be the month's end."""
    groups = found.groupdict()
    year = full_year(groups["year"], today) if groups["year"] else None
    year = today.year + _OFF[groups["off"]] if groups.get("off") else year
    month = _MONTHS[groups["name"]] if groups.get("name") else int(groups.get("month") or 12)
    return on(year, month, int(groups["day"]) if groups.get("day") else None, today)


def _of_month(found: re.Match[str], today: date) -> date:
    return in_month(_OFF[found["off"] or "这"], int(found["day"]) if found["day"] else None, today)


def _counted(found: re.Match[str], today: date) -> date:
    count = int(found["count"]) * (-1 if found["way"] and found["way"][-1] in "前o" else 1)
    if "月" in found["unit"] or "month" in found["unit"]:
        return in_month(count, today.day, today)
    return today + (timedelta(count) if found["unit"] in ("天", "day", "days") else timedelta(weeks=count))


def _beside(found: re.Match[str], today: date) -> date:
    return today + timedelta(_OFF[found["off"] or found["night"]])


def _of_week(found: re.Match[str], today: date) -> date:
    return in_week(_OFF[found["off"]], _WEEKDAYS[found["weekday"]], today)


def _day_alone(found: re.Match[str], today: date) -> date:
    return next_with(int(found["day"]), today)


#: Each form and how it is read. The order matters: what one has read is taken out before the next looks.
_FORMS: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(form), read)
    for form, read in (
        (r"(?<!\d)(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)", _of_year),
        (r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)", _of_year),
        (rf"(?<!\d){_YEAR}?(?P<month>\d{{1,2}})月份?(?:(?P<day>\d{{1,2}})[日号]?(?!\d)|[底末])", _of_year),
        (rf"(?:{_YEAR}年?|(?P<whole>年))[底末]", _of_year),
        (r"(?:(?P<off>上|这|本|下下|下)个?)?月(?:(?P<day>\d{1,2})[日号]|[底末])", _of_month),
        (rf"\b{_EN_DAY} (?:of )?{_EN_MONTH}(?:,? (?P<year>\d{{4}})\b)?", _of_year),
        (rf"\b{_EN_MONTH} {_EN_DAY}(?:,? (?P<year>\d{{4}})\b)?", _of_year),
        (r"(?<!\d)(?P<count>\d{1,4})(?P<unit>天|周|个?星期|个?礼拜|个月)(?P<way>[之以]?[后前]|过后)", _counted),
        (r"再?过(?P<count>\d{1,4})(?P<unit>天|周|个?星期|个?礼拜|个月)(?P<way>)", _counted),
        (r"\bin (?P<count>\d{1,4}) (?P<unit>days?|weeks?|months?)\b(?P<way>)", _counted),
        (r"\b(?P<count>\d{1,4}) (?P<unit>days?|weeks?|months?) (?P<way>ago|later|from now)", _counted),
        (r"(?<![之以然])(?P<off>大[前后]|[今明昨前后])[天日儿]|(?P<night>[今明昨])[早晚]", _beside),
        (r"\b(?:the )?(?P<off>day before yesterday|day after tomorrow|yesterday|today|tomorrow)\b(?P<night>)", _beside),
        (rf"(?P<off>上上|上|这|本|下下|下)一?个?{_CN_WEEKDAY}", _of_week),
        (rf"\b(?P<off>last|this|next) (?:week,? )?(?:on )?{_EN_WEEKDAY}", _of_week),
        (r"(?<![\d月])(?P<day>\d{1,2})[日号](?![楼线院门店])", _day_alone),
    )
)
_BARE_WEEKDAYS = (re.compile(rf"(?<![\d一两每]){_CN_WEEKDAY}"), re.compile(_EN_WEEKDAY))
