"""Which day is meant: the calendar arithmetic that the grammar in dates.py rests on.

Every function raises ValueError (or OverflowError, for a count out of all bounds) where there is no such day. Weekdays
count from Monday, 0. Years run from 1900 to 2100; anything else is a slip of the finger.
"""

import calendar
from datetime import date, timedelta

__all__ = ["full_year", "in_month", "in_week", "next_weekday", "next_with", "on"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def full_year(digits: str, today: date) -> int:
    """Four digits as they stand; two only if one year alone fits, from 99 years ago to 5 years on."""
    if len(digits) == 4:
        return int(digits)
    fits = [y for y in (1900 + int(digits), 2000 + int(digits)) if today.year - 100 < y <= today.year + 5]
    if len(fits) != 1:
        raise ValueError(digits)
    return fits[0]


def on(year: int | None, month: int, day: int | None, today: date) -> date:
    """That day of that month, in `year` or the next year that has it. `day` None is the month's last day."""
    if year is None:
        return _soonest([(y, month) for y in range(today.year, today.year + 9)], day, today)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(year)
    return date(year, month, calendar.monthrange(year, month)[1] if day is None else day)


def next_with(day: int, today: date) -> date:
    """The next day that is the `day`th of its month, today included."""
    months = [divmod(today.year * 12 + today.month - 1 + count, 12) for count in range(12)]
    return _soonest([(year, month + 1) for year, month in months], day, today)


def in_month(months: int, day: int | None, today: date) -> date:
    """That day (None: the last) of the month that is `months` after today's."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return on(year, month + 1, day, today)


def in_week(weeks: int, weekday: int, today: date) -> date:
    """That weekday of the week that is `weeks` after today's."""
    return today + timedelta(weekday - today.weekday(), weeks=weeks)


def next_weekday(weekday: int, today: date) -> date:
    """The next such weekday, today included."""
    return today + timedelta((weekday - today.weekday()) % 7)


def _soonest(months: list[tuple[int, int]], day: int | None, today: date) -> date:
    for year, month in months:
        last = calendar.monthrange(year, month)[1]
        wanted = last if day is None else day
        if 1 <= wanted <= last and date(year, month, wanted) >= today:
            return date(year, month, wanted)
    raise ValueError(day)
