"""Receipt codes: digits only, so they can be typed on any phone and read aloud, with one check digit.

The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): it catches every single wrong
digit and every swap of neighbours. The code of request number 1 is 10019; numbers start at 1001, so that a code is
never an option's digit.
"""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_FIRST = 1000


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def code_of(number: int) -> str:
    """The receipt code of the *number*-th request (from 1)."""
    if number < 1:
        raise ValueError(f"requests are numbered from 1, not {number}")
    digits = str(_FIRST + number)
    return f"{digits}{_check(digits)}"


def number_of(code: str) -> int | None:
    """The request a code belongs to; None if it was mistyped."""
    digits = "".join(code.split())
    if len(digits) < 5 or not (digits.isascii() and digits.isdecimal()) or _check(digits) != 0:
        return None
    number = int(digits[:-1]) - _FIRST
    return number if number > 0 else None
