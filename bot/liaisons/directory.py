"""Who answers: the liaison for a person's place, nearest first.

Township before county before province, so a request is never without somebody who answers for it. The directory is
plain data (a CSV an office can keep); the sample one in `conversations/samples/` is for trying things out.
"""

import csv
import io
from collections.abc import Iterable

import msgspec


class Liaison(msgspec.Struct, frozen=True):
    """Someone who answers. `area` is a county's code and, for a township, its name ("520526 草海镇"); empty:
    everywhere.
    """

    name: str
    office: str
    phone: str
    area: str
    matters: tuple[str, ...] = ()


class DirectoryError(ValueError):
    """A directory that cannot be used; names the row, and what to do."""


class Directory:
    """All liaisons; `answer_for` picks one."""

    def __init__(self, liaisons: Iterable[Liaison]) -> None:
        self.liaisons = tuple(liaisons)
        if not any(not liaison.area and not liaison.matters for liaison in self.liaisons):
            raise DirectoryError(
                "nobody answers for everything everywhere: add one row without an area and without matters"
            )

    def answer_for(self, place: str, matter: str) -> Liaison:
        """The liaison nearest to *place* ("CODE6 rest") who takes *matter*; of equally near ones, the first named."""
        code, _, rest = place.partition(" ")
        return max(self.liaisons, key=lambda liaison: _nearness(liaison, code, rest, matter))

    def above(self, place: str, matter: str, name: str) -> Liaison:
        """The liaison nearest to *place* who is further up than the one of that *name*; at the top, the top itself."""
        code, _, rest = place.partition(" ")
        mine = max((_nearness(one, code, rest, matter) for one in self.liaisons if one.name == name), default=0)
        higher = [one for one in self.liaisons if 0 <= _nearness(one, code, rest, matter) < max(mine, 1)]
        return max(higher or self.liaisons, key=lambda one: _nearness(one, code, rest, matter))

    def tops(self, place: str, matter: str, name: str) -> bool:
        """Whether nobody is further up than the one of that *name*."""
        return self.above(place, matter, name).name == name


def _nearness(liaison: Liaison, code: str, rest: str, matter: str) -> int:
    area, _, township = liaison.area.partition(" ")
    if liaison.matters and matter not in liaison.matters:
        return -1
    if not area:
        return 0
    if not code or area != code:
        return -1
    if not township:
        return 10
    return 20 if rest.startswith(township) else -1


def read_directory(text: str) -> Directory:
    """Read a directory from CSV with the columns name, office, phone, area, matters (separated by spaces)."""
    rows = list(csv.DictReader(io.StringIO(text)))
    found = []
    for number, row in enumerate(rows, 2):
        missing = [key for key in ("name", "office", "phone") if not row.get(key)]
        if missing:
            raise DirectoryError(f"line {number}: {', '.join(missing)} is missing")
        matters = tuple((row.get("matters") or "").split())
        found.append(Liaison(row["name"], row["office"], row["phone"], row.get("area") or "", matters))
    return Directory(found)
