"""An entitlement: one kind of support, with its criteria, sources, documents and next steps.

Levels say how far a machine may go: A may be decided from facts, B is only pre-screened (an office decides), C
registers interest, D informs. Provenance says how far a criterion may be trusted; only criteria with a rule can turn
anybody away.
"""

import datetime as dt
from typing import Literal

import msgspec

from bot.entitlements.rules import Rule, any_of
from bot.language.wording import SILENT, Wording

Level = Literal["A", "B", "C", "D"]
Provenance = Literal["plan", "national", "guizhou", "other_province", "unverified"]


class Period(msgspec.Struct, frozen=True, gc=False):
    """The days on which a rule holds: from the first, up to but not including the last. None is without end."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether *day* lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day < self.last)


ALWAYS = Period()


class Reading(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """How one source words a condition that another words differently. `says` tells that this reading applied."""

    name: str
    rule: Rule
    text: Wording = SILENT
    says: Wording = SILENT
    provenance: Provenance = "plan"
    source: str = ""
    period: Period = ALWAYS


class Criterion(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One condition. Without a rule only a liaison can know it; with `first`, a no means "that comes first".

    Where sources contradict each other it has readings instead, and one that holds is enough: nobody is turned away by
    the stricter of two rules. `in_force` makes the rule of a day out of them.
    """

    name: str
    text: Wording
    rule: Rule | None = None
    change: Wording = SILENT
    first: str = ""
    #: A no means that the person has it already, which is no refusal.
    already: bool = False
    #: A no means that the person does not want or need it, which is no refusal.
    wish: bool = False
    provenance: Provenance = "plan"
    source: str = ""
    readings: tuple[Reading, ...] = ()
    period: Period = ALWAYS

    def on(self, day: dt.date) -> "Criterion":
        """The criterion as it is read on *day*: only the readings in force, and a rule out of them."""
        if not self.readings:
            return self
        readings = tuple(reading for reading in self.readings if reading.period.holds(day))
        rule = any_of([reading.rule for reading in readings]) if readings else None
        return msgspec.structs.replace(self, readings=readings, rule=rule)


class Sourced(msgspec.Struct, frozen=True, eq=False):
    """A sentence with where it comes from."""

    text: Wording
    provenance: Provenance = "unverified"
    source: str = ""


class Amount(msgspec.Struct, frozen=True, eq=False):
    """Money is shown only with the place, the date since when, and the source."""

    text: Wording
    place: str
    since: str
    source: str


class Entitlement(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One kind of support of the plan, as a person needs it explained."""

    id: str
    name: Wording
    short: Wording
    level: Level
    topics: tuple[str, ...]
    value: int
    explain: Wording
    clause: str
    period: str
    criteria: tuple[Criterion, ...]
    documents: tuple[Sourced, ...]
    where: Sourced
    steps: Wording = SILENT
    by_when: Wording = SILENT
    liaison_does: Wording = SILENT
    amount: Amount | None = None
    form: str = ""
    matter: str = ""
    words: tuple[str, ...] = ()
    #: What a word teaches besides: whoever asks for weaving wants to weave.
    starts: dict[str, dict[str, object]] = {}
    checked: str = ""
    notes: str = ""
    #: After how many seconds the person is asked whether the help arrived.
    follow_up: tuple[int, ...] = ()
    #: Whether money is paid out, so that people ask how much.
    pays: bool = False
    #: Whether a request about it cannot wait for its turn.
    urgent: bool = False

    def on(self, day: dt.date) -> "Entitlement":
        """The entitlement as it is on *day*, which is that of the application."""
        criteria = tuple(c.on(day) for c in self.criteria if c.period.holds(day))
        return msgspec.structs.replace(self, criteria=criteria)

    def turns(self) -> set[dt.date]:
        """The days on which anything about it changes."""
        periods = [c.period for c in self.criteria] + [r.period for c in self.criteria for r in c.readings]
        return {day for period in periods for day in (period.first, period.last) if day is not None}


class Source(msgspec.Struct, frozen=True):
    """Where a rule was read, how it was verified, and when."""

    id: str
    title: str
    address: str
    seen: str
    checked: str


class Topic(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A matter as people name it ("轮椅"), and the entitlements in it; `starts` maps a word to facts it teaches."""

    id: str
    label: Wording
    words: tuple[str, ...] = ()
    #: Words that lead here only where nothing else is named: what hurts, not what is wanted.
    faint: tuple[str, ...] = ()
    starts: dict[str, dict[str, object]] = {}
    entitlements: tuple[str, ...] = ()
