"""A number, or an age, out of what somebody wrote. Never a guess: a doubt is None, and the question is asked again.

A number:
- Arabic in any width, with 千 and 万 (1.5万, 3千5), Chinese numerals, English number words; words around it are fine.
- A half after its unit counts: 三岁半 is 3.5. "半" with a unit and nothing else is 0.5; in 半失能 or 一半 it is a word.
- Words that only contain a numeral (一起, 五保, 星期三, 七星关, 老二) are set aside first.
- 大概, 差不多, about: the number as it is given. But 二十几, 六十多, 快七十, 不到六十, nearly 70 name no number.
- Two different numbers in one text are a doubt.

An age, in whole years:
- 67, 六十七岁, 两岁三个月, 8个月 (0); or a year of birth: 1958, 58年的, 一九五八年生, born in 1958.
- How a year of birth is taken is said in births.py.
- 虚岁, 明年60, 80后 name no age.
"""

import datetime
import re
from collections.abc import Iterator

from bot.language.births import ages_from_birth
from bot.language.normal import shaped
from bot.language.numerals import ENGLISH_NUMERAL, NUMERAL, chinese_value, english_value

__all__ = ["read_age", "read_number"]

#: More digits than this are a code, not an amount.
_MOST_DIGITS = 15
#: Years. Nobody who writes to us is older.
_OLDEST = 120

_WORDS = re.compile(
    rf"(?:星期|礼拜|周)[一二三四五六]|七星关|六枝|六盘水|三穗|三都|万山|四川|百里|千万|万一|统一|唯一|万能"
    rf"|一(?=直|样|起|点|下|般|定|共|些|切|生|辈子|会|边|家|旦|方|向|致|律)|一半|十(?=分|字|足)|百(?=姓|货|事)"
    rf"|三轮|四轮|四肢|五保|三无|两(?=项|补|口子|边|样)|二(?=手|胎)|老[一二三四五六七八九](?![{NUMERAL}])|no one|one of"
)
_UNIT = "岁|年|个|斤|亩|里|公里|块|元|天|月|小时|星期|周"
_DOUBT = re.compile(
    rf"几|[数好][十百千万]|[{NUMERAL}0-9](?:{_UNIT})?[多余]|[{NUMERAL}0-9]来(?:{_UNIT}|人)|分之|[{NUMERAL}0-9]点[{NUMERAL}半]"
    rf"|(?:不到|不满|[未没]满|没到|不足|不止|快要?[满到]?|将近|接近|超过|差点|至少|最多)[{NUMERAL}0-9]|以上|以下|以内|之间"
    rf"|\b(?:almost|nearly|under|over|more than|less than|at least|at most|up to|between)\b"
)
_TOKEN = re.compile(
    rf"(?P<minus>(?<![\w.-])-)?(?P<arabic>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])|[0-9]+)(?P<point>\.[0-9]+)?"
    rf"(?P<big>[百千万亿][{NUMERAL}0-9]{{0,8}})?(?P<half>(?:{_UNIT})半)?"
    rf"|(?P<chinese>[{NUMERAL}]+)(?P<half_too>(?:{_UNIT})半)?"
    rf"|(?P<english>{ENGLISH_NUMERAL})(?P<half_three> and a half)?"
)
_JUST_HALF = re.compile(rf"\W*半个?(?:{_UNIT})?\W*")


def read_number(text: str) -> int | float | None:
    """The one number in `text`, whatever it counts; None if there is none, or more than one, or only about one."""
    plain = _plain(text)
    if _JUST_HALF.fullmatch(plain):
        return 0.5
    if _DOUBT.search(plain):
        return None
    values = set(_values(plain))
    value = values.pop() if len(values) == 1 else None
    return int(value) if value is not None and value == int(value) else value


def _plain(text: str) -> str:
    """Case and width gone, a Chinese comma no thousands mark, and words that are no numbers set aside."""
    return _WORDS.sub("|", shaped(text.replace("，", "、")).casefold())


def _values(plain: str) -> Iterator[float | None]:
    for token in _TOKEN.finditer(plain):
        if token["arabic"]:
            value = _arabic(token["arabic"].replace(",", "") + (token["point"] or ""), token["big"] or "")
        else:
            value = chinese_value(token["chinese"]) if token["chinese"] else english_value(token["english"])
        if value is not None and (token["half"] or token["half_too"] or token["half_three"]):
            value += 0.5
        yield -value if value is not None and token["minus"] else value


def _arabic(digits: str, big: str) -> float | None:
    """3 and 千5 make 3500: what follows a unit is below it, or is the next unit down."""
    if len(digits) > _MOST_DIGITS:
        return None
    unit = {"": 1, "百": 100, "千": 1000, "万": 10_000}.get(big[:1])
    if unit is None or not big[1:]:
        return None if unit is None else float(digits) * unit
    below = next(_values(big[1:]), None)
    if below is None or below >= unit:
        return None
    return float(digits) * unit + (below * unit / 10 if len(big) == 2 else below)


_NO_AGE = re.compile(r"虚岁|[明去后前]年|还差|[0-9零一二三四五六七八九十][0零后]后|年代|农历|阴历|阳历生日")
_COUNT = rf"(?:[0-9]+(?:\.[0-9]+)?|[{NUMERAL}]+)"
_YEARS_OLD = re.compile(rf"{_COUNT}岁半?|{ENGLISH_NUMERAL}(?= years? old)")
_MONTHS_OLD = re.compile(rf"{_COUNT}(?=个月(?!前|后|内|以))|[0-9]+(?= months? old)")


def read_age(text: str, today: datetime.date) -> int | None:
    """Whole years of age, 0 to 120, from an age or a date of birth in `text`, as of `today`."""
    plain = _plain(text)
    if _NO_AGE.search(plain) or _DOUBT.search(plain):
        return None
    ages = {int(age) if age is not None else None for age in _ages(plain, today)}
    age = ages.pop() if len(ages) == 1 else None
    return age if age is not None and 0 <= age <= _OLDEST else None


def _ages(plain: str, today: datetime.date) -> list[int | float | None]:
    """The surest kind of answer there is: years old, then a birth, then months, then a bare number."""
    if stated := [m[0] for m in _YEARS_OLD.finditer(plain)]:
        return [next(_values(run), None) for run in stated]
    if births := ages_from_birth(plain, today):
        return [*births]
    if months := [next(_values(m[0]), None) for m in _MONTHS_OLD.finditer(plain)]:
        return [None if count is None else count // 12 for count in months]
    return [] if "年" in plain.replace("今年", "") else [read_number(plain)]
