"""A telephone number out of what somebody wrote, in the one form it is stored in: E.164, +8613800001111.

- Chinese mobiles, with or without +86, 0086 or 86 before them, in any width, and broken by spaces, dashes or dots;
  also said digit by digit (一三八…, 幺三八…).
- Landlines with their area code (0857-8222110), 400 and 800 numbers, and foreign numbers that begin with +.
- A number without its area code could be anywhere: None. Two different numbers: None. An identity or card number is
  never searched for a telephone number.
"""

import re
from collections.abc import Iterator

from bot.language.normal import shaped
from bot.language.numerals import CHINESE_DIGITS, digits_of
from bot.language.private import masked

__all__ = ["read_phone"]

_GAP = r"[ \-‐-―·.,、()]{0,2}"
_SAID = re.compile(rf"[{CHINESE_DIGITS}](?:{_GAP}[{CHINESE_DIGITS}]){{6,}}")
_MOBILE = re.compile(rf"(?<![0-9+])(?<!\+ )(?:(?:\+{_GAP}|00)?86{_GAP})?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})(?![0-9])")
_OTHER = re.compile(
    rf"(?<![0-9])(?:\+{_GAP}[1-9](?:{_GAP}[0-9]){{6,14}}|(?:0086{_GAP}|86{_GAP})?0[1-9][0-9]{{1,2}}{_GAP}[1-9](?:{_GAP}[0-9]){{6,7}}"
    rf"|[48]00(?:{_GAP}[0-9]){{7}})(?![0-9])"
)


def read_phone(text: str) -> str | None:
    """The one telephone number in `text`, as +86…; None if there is none, or more than one."""
    plain = _SAID.sub(lambda said: digits_of(said[0]), masked(shaped(text)))
    mobiles = {"+86" + re.sub(r"[^0-9]", "", found[1]) for found in _MOBILE.finditer(plain)}
    numbers = mobiles | set(_others(_MOBILE.sub("|", plain)))
    return numbers.pop() if len(numbers) == 1 else None


def _others(plain: str) -> Iterator[str]:
    written = [found[0] for found in _OTHER.finditer(plain)]
    if not written:
        return
    import phonenumbers  # a tenth of a second to import, and few people have a landline

    for number in written:
        try:
            parsed = phonenumbers.parse(number, "CN")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            yield phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
