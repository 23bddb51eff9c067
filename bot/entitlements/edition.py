"""The rules of a day. They change only on the days that content names, and are prepared once for each span between."""

import bisect
import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from bot.entitlements.entitlement import Entitlement
from bot.entitlements.facts import Fact
from bot.entitlements.question import Chooser
from bot.entitlements.rulebook import Rulebook

#: Days turn over in Guizhou.
GUIZHOU = dt.timezone(dt.timedelta(hours=8))


class Edition(msgspec.Struct, frozen=True, eq=False):
    """The rules of one span of days, and who chooses questions by them."""

    book: Rulebook
    chooser: Chooser


class Editions:
    """Every edition there is, each prepared when it is first needed."""

    def __init__(self, entitlements: Iterable[Entitlement], catalogue: Mapping[str, Fact]) -> None:
        self._entitlements, self._catalogue = list(entitlements), catalogue
        self._turns = sorted({day for entitlement in self._entitlements for day in entitlement.turns()})
        self._editions: dict[int, Edition] = {}

    def on(self, day: dt.date) -> Edition:
        """The edition in force on *day*."""
        span = bisect.bisect_right(self._turns, day)
        if span not in self._editions:
            book = Rulebook([entitlement.on(day) for entitlement in self._entitlements], self._catalogue)
            self._editions[span] = Edition(book, Chooser(book))
        return self._editions[span]

    def at(self, now: float) -> Edition:
        """The edition in force at *now* (seconds since 1970)."""
        return self.on(dt.datetime.fromtimestamp(now, GUIZHOU).date())
