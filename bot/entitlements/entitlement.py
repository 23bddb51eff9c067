"""An entitlement: one kind of support, with its criteria, sources, documents and next steps.

Levels say how far a machine may go: A may be decided from facts, B is only pre-screened (an office decides), C
registers interest, D informs. Provenance says how far a criterion may be trusted; only criteria with a rule can turn
anybody away.
"""

from typing import Literal

import msgspec

from bot.entitlements.rules import Rule
from bot.language.wording import SILENT, Wording

Level = Literal["A", "B", "C", "D"]
Provenance = Literal["plan", "national", "guizhou", "other_province", "unverified"]


class Criterion(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One condition. Without a rule only a liaison can know it; with `first`, a no means "that comes first"."""

    name: str
    text: Wording
    rule: Rule | None = None
    change: Wording = SILENT
    first: str = ""
    #: A no means that the person has it already, which is no refusal.
    already: bool = False
    provenance: Provenance = "plan"
    source: str = ""


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
    checked: str = ""
    notes: str = ""


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
    starts: dict[str, dict[str, object]] = {}
    entitlements: tuple[str, ...] = ()
