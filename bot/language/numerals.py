"""What a Chinese or English numeral is worth: the bare run, with no words around it.

- Positional: 六十七, 两百, 一百零五, 一万二千, 廿三. Units must fall, and a digit may not follow a digit.
- Colloquial: a last digit without 零 stands for the next unit down: 一百八 is 180, 一万二 is 12000. 百八 is 180 too,
  as it is said in Guizhou.
- Digit by digit: 一九五八, 二〇二六, from three digits up. Two digits (六七) mean "six or seven": no value.
- English: sixty-seven, a hundred and five, up to 999.

Everything here returns None rather than guess.
"""

__all__ = ["CHINESE_DIGITS", "ENGLISH_NUMERAL", "NUMERAL", "chinese_value", "digits_of", "english_value"]

_ZEROS = "零〇○"
_DIGITS = dict.fromkeys(_ZEROS, 0) | {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"幺": 1, "两": 2, "兩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FOLDED = str.maketrans({"萬": "万", "兩": "两", "廿": "二十", "卅": "三十"})

#: More digits than this are a code, not an amount.
_MOST_DIGITS = 15

#: The characters Chinese digits are written with, and those of whole numerals: for the brackets of an expression.
#: 幺 and ○ are how telephone numbers are said and years are typed; 亿 is known so as to be refused.
CHINESE_DIGITS = f"{_ZEROS}一二三四五六七八九幺"
NUMERAL = f"{_ZEROS}一二三四五六七八九两兩十百千万萬亿廿卅"

_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = {w: i for i, w in enumerate(f"zero one two three four five six seven eight nine {_TEENS}".split())}
_TENS_IN_ORDER = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {w: i * 10 for i, w in enumerate(_TENS_IN_ORDER.split(), 2)}
_ENGLISH_WORD = "(?:" + "|".join(sorted([*_ONES, *_TENS, "hundred"], key=len, reverse=True)) + ")"

#: An expression for a run of English number words, in lower case.
ENGLISH_NUMERAL = rf"\b(?:a hundred|{_ENGLISH_WORD})(?:(?:[ -]|[ ]and[ ]){_ENGLISH_WORD})*\b"


def digits_of(run: str) -> str:
    """Write Chinese digits as Arabic ones, place by place: 一三八 is "138". Other characters stay."""
    return "".join(str(_DIGITS.get(c, c)) for c in run)


def chinese_value(run: str) -> int | None:
    """The worth of a Chinese numeral below 10⁸; None if it is none, or is one only by guessing."""
    plain = run.translate(_FOLDED)
    if len(plain) == 1 and plain in _DIGITS:
        return _DIGITS[plain]
    if plain and all(c in _DIGITS for c in plain):
        return _spelled(plain)
    if len(plain) == 2 and plain[0] in "百千万" and _DIGITS.get(plain[1]):
        return chinese_value("一" + plain)
    head, ten_thousands, tail = plain.partition("万")
    high = _below_10000(head)
    if not ten_thousands or high is None:
        return high
    if len(tail) == 1 and tail in _DIGITS:
        return high * 10_000 + _DIGITS[tail] * 1000
    low = _below_10000(tail) if tail else 0
    return None if low is None else high * 10_000 + low


def _spelled(run: str) -> int | None:
    sure = 2 < len(run) <= _MOST_DIGITS or (len(run) == 2 and run[1] in _ZEROS)
    return int(digits_of(run)) if sure and "两" not in run else None


def _below_10000(run: str) -> int | None:
    total, last, digit, gap = 0, 10_000, -1, False
    for c in run:
        if c in _DIGITS:
            if digit >= 0 or (gap and c in _ZEROS):
                return None
            digit, gap = (digit, True) if c in _ZEROS else (_DIGITS[c], gap)
            continue
        unit = _UNITS.get(c, 10_000)
        if unit >= last or (digit < 0 and unit != 10):
            return None
        total, last, digit, gap = total + abs(digit) * unit, unit, -1, False
    if digit < 0:
        return total if run and not gap else None
    return total + digit * (last // 10 if total and not gap else 1)


def english_value(run: str) -> int | None:
    """The worth of English number words in lower case, 0 to 999; None for what is no one number ("six seven")."""
    before, hundred, after = run.replace("-", " ").replace(" and ", " ").partition("hundred")
    if not hundred:
        return _below_100(before.split())
    hundreds = 1 if before.strip() in ("a", "") else _below_100(before.split())
    low = _below_100(after.split()) if after else 0
    return hundreds * 100 + low if hundreds is not None and 0 < hundreds < 10 and low is not None else None


def _below_100(words: list[str]) -> int | None:
    match words:
        case [one] if one in _ONES:
            return _ONES[one]
        case [ten] if ten in _TENS:
            return _TENS[ten]
        case [ten, one] if ten in _TENS and 0 < _ONES.get(one, 0) < 10:
            return _TENS[ten] + _ONES[one]
    return None
