"""Which simulated phones stand on the page. They are part of its address, so a page can be kept, and sent on."""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from bot.language.phones import read_phone
from webhooks.pages import N_

FIRST = ("13900000001", "13900000002")

#: Phones beside each other; more would be no use to anybody.
MOST = 6

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def shown_numbers(wanted: Iterable[str]) -> list[str]:
    """The phones a page's address names, without what is no mobile number; two if it names none."""
    valid = [number for number in dict.fromkeys(wanted) if _MOBILE.fullmatch(number)]
    return valid[:MOST] or list(FIRST)


def read_new(text: str, there: list[str]) -> tuple[str, str]:
    """A number to add, as typed in any usual way; or "" and what is wrong with it, in Chinese."""
    number = (read_phone(text) or "").removeprefix("+86")
    if not _MOBILE.fullmatch(number):
        return "", N_("这不是手机号。请写11位的手机号，比如 13900000003。")
    if number in there:
        return "", N_("这个号码已经在上面了。")
    if len(there) >= MOST:
        return "", N_("放不下了。请先收起一部手机。")
    return number, ""


def page_address(numbers: Iterable[str], path: str = "/phone") -> str:
    """The address of the page with these phones."""
    return f"{path}?{urlencode([('n', number) for number in numbers])}"


def next_free(there: list[str]) -> str:
    """A number to suggest for one more phone."""
    return next(number for i in range(1, 100) if (number := f"139{i:08}") not in there)
