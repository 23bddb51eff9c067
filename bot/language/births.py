"""How old somebody is who names a year or a date of birth.

- A year or a date is one of birth if the message says so (生, 属, born), or says nothing else: 1958, 我妈58年的.
  In 2020年受的伤 and 病了20年 it is not. 七八年 by itself may mean seven or eight years, so it is a doubt.
- A year alone counts as if this year's birthday were over: 1958年生 is 68 all through 2026.
- With the month or the whole date the age is exact; in the very month of birth, without the day, it is a doubt.
- A two-digit year is one of the last hundred years.
"""

import datetime
import re

from bot.language.numerals import CHINESE_DIGITS, NUMERAL, chinese_value, digits_of

__all__ = ["ages_from_birth"]

_DIGIT = f"[0-9{CHINESE_DIGITS}]"
_NUMBER = f"[0-9{NUMERAL}]{{1,3}}"
_WRITTEN = re.compile(
    rf"(?<!{_DIGIT})(?P<year>{_DIGIT}{{4}}|{_DIGIT}{{2}})年(?:(?P<month>{_NUMBER})月份?(?:(?P<day>{_NUMBER})[日号]?)?)?"
)
_IN_FIGURES = re.compile(
    r"(?<![0-9./-])(?P<year>(?:19|20)[0-9]{2})"
    r"(?:(?P<sign>[-/.]?)(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2}))?(?![0-9年])"
)
_OF_BIRTH = re.compile(r"(?<![一先医学花])生(?![活病意计了])|属|\bborn\b|\bbirth")
_WHO = "我他她您你俺妈爸爹娘婆爷奶公儿女娃孙哥弟姐妹人"
_SAYS_NOTHING_ELSE = re.compile(rf"(?:\W|[{_WHO}是在于的]|i|was|in|it|is|she|he)*")


def ages_from_birth(text: str, today: datetime.date) -> list[int | None]:
    """Every age that a birth in `text` comes to, in years as of `today`; None for a doubtful or impossible one."""
    found = [*_WRITTEN.finditer(text), *_IN_FIGURES.finditer(text)]
    if not _OF_BIRTH.search(text):
        alone = len(found) == 1 and _SAYS_NOTHING_ELSE.fullmatch(text.replace(found[0][0], " ", 1))
        if not alone or _may_be_a_length(found[0], text):
            return []
    return [_age(m["year"], m["month"], m["day"], today) for m in found]


def _may_be_a_length(born: re.Match[str], text: str) -> bool:
    year = digits_of(born["year"])
    return len(year) == 2 and not born["month"] and "的" not in text and int(year[1]) - int(year[0]) == 1


def _age(year: str, month: str | None, day: str | None, today: datetime.date) -> int | None:
    born_in = _full_year(digits_of(year), today)
    if not month:
        return today.year - born_in
    try:
        birthday = datetime.date(born_in, _whole(month), _whole(day) if day else 1)
    except ValueError:
        return None
    if not day and birthday.month == today.month:
        return None
    return today.year - born_in - ((today.month, today.day) < (birthday.month, birthday.day))


def _full_year(digits: str, today: datetime.date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = today.year - today.year % 100 + int(digits)
    return year if year <= today.year else year - 100


def _whole(numeral: str) -> int:
    """A month or a day; 0, which is neither, for a numeral that is none."""
    return int(numeral) if numeral.isascii() and numeral.isdigit() else chinese_value(numeral) or 0
