"""Numbers that must not be kept: resident identity numbers and bank cards.

- An identity number of 18 places: a province's code, a date of birth that exists, 17 digits and a digit or X. Written
  in one run it counts even if its check digit is wrong, for a slip in one digit still tells who it is. Broken up by
  spaces or dashes the check digit must be right, because several short numbers in a row may look the same.
- One of 15 places, from before 1999, in one run or as 6-6-3: a province's code and a date of birth, no check digit.
- A bank card: 16 to 19 digits that pass Luhn's test, in one run, in fours, or as 6 and the rest.
- Full-width and Chinese digits count as digits. A telephone number is none of these, nor are two in a row.
"""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

__all__ = ["Kind", "holds_forbidden_number", "masked"]

Kind = Literal["id_number", "bank_card"]

_AS_DIGITS = str.maketrans("０１２３４５６７８９〇零一二三四五六七八九幺ｘ×Ｘ", "0123456789001234567891" + "xxx")
_GROUP = re.compile(r"[0-9]+[xX]?")
#: What may stand between the groups of one number.
_BREAK = re.compile(r"[\s\-‐-―·.,、，_\u200b-\u200f\u2060\ufeff]{1,3}")
_PROVINCES = frozenset({*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)})
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LONGEST, _SHORTEST = 19, 15


class _Run(NamedTuple):
    """A forbidden number: where it stands in the text, and what it is."""

    start: int
    end: int
    kind: Kind


def holds_forbidden_number(text: str) -> Kind | None:
    """Say which kind of number that must not be kept stands in `text`: an identity number before a bank card."""
    kinds = {run.kind for run in _runs(text)}
    return "id_number" if "id_number" in kinds else "bank_card" if kinds else None


def masked(text: str) -> str:
    """`text` with each such number as ■s but for its last two places, so that a person may tell which it was."""
    while runs := [*_runs(text)]:
        pieces, at = [], 0
        for run in runs:
            digits = [c for c in text[run.start : run.end] if c.translate(_AS_DIGITS) in "0123456789xX"]
            pieces += [text[at : run.start], "■" * (len(digits) - 2), *digits[-2:]]
            at = run.end
        text = "".join(pieces) + text[at:]
    return text


def _runs(text: str) -> Iterator[_Run]:
    """Every forbidden number, left to right, none overlapping another."""
    if len(text) < _SHORTEST:
        return
    plain = text.translate(_AS_DIGITS)
    groups, done = [*_GROUP.finditer(plain)], 0
    for i, first in enumerate(groups):
        if first.start() >= done and (run := _run_from(plain, groups, i)):
            yield run
            done = run.end


def _run_from(plain: str, groups: list[re.Match[str]], i: int) -> _Run | None:
    """The longest forbidden number that begins with group `i`."""
    joined: list[str] = []
    found = None
    for before, group in itertools.pairwise([None, *groups[i : i + _LONGEST]]):
        assert group is not None
        if before and not _BREAK.fullmatch(plain, before.end(), group.start()):
            break
        joined.append(group[0])
        if sum(map(len, joined)) > _LONGEST:
            break
        if kind := _kind(joined):
            found = _Run(groups[i].start(), group.end(), kind)
    return found


def _kind(groups: list[str]) -> Kind | None:
    number, broken = "".join(groups), len(groups) > 1
    if len(number) < _SHORTEST or (broken and any(_MOBILE.fullmatch(group) for group in groups)):
        return None
    if _is_id(number, broken, [len(group) for group in groups]):
        return "id_number"
    return "bank_card" if _is_card(number, [len(group) for group in groups]) else None


def _is_id(number: str, broken: bool, lengths: list[int]) -> bool:
    if not number[:-1].isdigit() or int(number[:2]) not in _PROVINCES:
        return False
    if len(number) == 18:
        return _is_day(number[6:14]) and (not broken or number[-1].upper() == _check_digit(number))
    old = len(number) == 15 and number.isdigit() and (not broken or lengths == [6, 6, 3])
    return old and _is_day("19" + number[6:12])


def _is_day(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False


def _check_digit(number: str) -> str:
    return "10X98765432"[sum(w * int(c) for w, c in zip(_WEIGHTS, number, strict=False)) % 11]


def _is_card(number: str, lengths: list[int]) -> bool:
    in_fours = all(n == 4 for n in lengths[:-1]) and lengths[-1] <= 4
    if not (number.isdigit() and len(number) >= 16 and number[0] in "234569"):
        return False
    return (len(lengths) == 1 or in_fours or (len(lengths) == 2 and lengths[0] == 6)) and _passes_luhn(number)


def _passes_luhn(number: str) -> bool:
    doubled = (sum(divmod(2 * int(c), 10)) for c in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[::-2]))) % 10 == 0
