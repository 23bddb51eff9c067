"""Which values of a fact the rules can tell apart.

To the rules an age of 30 is as good as one of 31 if none of them draws a line there. A scale sorts a fact's values into
such classes, each with a value that stands for it and the share of people who are in it. Whatever only depends on rules
(an outcome, a proof, what to ask next) can then be found once for each combination of classes and looked up ever after.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from bot.entitlements.facts import Fact, Value
from bot.entitlements.rules import Atom, Truth

#: How many different values of a fact are remembered; people type ages, not novels.
_REMEMBERED = 4096
#: A number without bounds is looked at this far around the lines the rules draw.
_AROUND = 1


class Scale(msgspec.Struct, frozen=True, eq=False):
    """The classes of one fact's values: `values[i]` stands for class i, `shares[i]` of the people are in it."""

    fact: str
    atoms: tuple[Atom, ...]
    values: list[Value]
    shares: list[float]
    _index: dict[tuple[Truth, ...], int]
    _seen: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        """The class of *value*. One that nobody foresaw (half a year, "none" beside another answer) gets a class of its
        own, in which nobody is expected.
        """
        key = tuple(value) if value.__class__ is list else value
        found = self._seen.get(key)
        if found is None:
            truths = tuple(atom.holds({self.fact: value}) for atom in self.atoms)
            found = self._index.get(truths)
            if found is None:
                found = self._index[truths] = len(self.values)
                self.values.append(value)
                self.shares.append(0.0)
            if len(self._seen) < _REMEMBERED:
                self._seen[key] = found
        return found

    def truths(self, atom: Atom) -> frozenset[int]:
        """The classes in which *atom* is yes."""
        return frozenset(i for i, value in enumerate(self.values) if atom.holds({self.fact: value}) is True)


def scale_of(fact: Fact, atoms: Iterable[Atom]) -> Scale:
    """Sort the values *fact* can have by what *atoms* (all those about it) say of them."""
    distinct = tuple({(atom.op, repr(atom.value)): atom for atom in atoms}.values())
    index: dict[tuple[Truth, ...], int] = {}
    values: list[Value] = []
    shares: list[float] = []
    for value, share in _values(fact, distinct):
        truths = tuple(atom.holds({fact.id: value}) for atom in distinct)
        place = index.setdefault(truths, len(values))
        if place == len(values):
            values.append(value)
            shares.append(0.0)
        shares[place] += share
    whole = sum(shares) or 1.0
    return Scale(fact.id, distinct, values, [share / whole for share in shares], index, {})


def _values(fact: Fact, atoms: tuple[Atom, ...]) -> Iterator[tuple[Value, float]]:
    """Every value that can make a difference, with its share."""
    match fact.kind:
        case "yesno" | "consent":
            yes = fact.usual.get("yes", 0.5)
            yield from ((True, yes), (False, 1.0 - yes))
        case "number":
            yield from _numbers(fact, atoms)
        case "choices":
            yield from _subsets(fact, atoms)
        case _ if fact.options:
            yield from ((o.value, fact.usual.get(o.value, 1 / len(fact.options))) for o in fact.options)
        case _:
            yield "", 1.0


def _numbers(fact: Fact, atoms: tuple[Atom, ...]) -> Iterator[tuple[Value, float]]:
    lines = [v for a in atoms for v in (a.value if isinstance(a.value, tuple) else (a.value,)) if type(v) is int]
    low = int(fact.low) if fact.low is not None else min(lines, default=0) - _AROUND
    high = int(fact.high) if fact.high is not None else max(lines, default=0) + _AROUND
    bands = [_band(name, share) for name, share in fact.usual.items()] or [(low, high, 1.0)]
    for number in range(low, high + 1):
        yield number, sum(share / (last - first + 1) for first, last, share in bands if first <= number <= last)


def _band(name: str, share: float) -> tuple[int, int, float]:
    first, _, last = name.partition("-")
    return int(first), int(last or first), share


def _subsets(fact: Fact, atoms: tuple[Atom, ...]) -> Iterator[tuple[Value, float]]:
    """Every choice among the options that rules ask for, taken as independent of each other; "none" stands alone."""
    named = [o.value for o in fact.options if any(a.value == o.value for a in atoms if a.op != "known")]
    other = next((o.value for o in fact.options if o.value not in named and o.value != "none"), None)
    free = [name for name in named if name != "none"]
    nothing = fact.usual.get("none", 0.0)
    for picked in itertools.product((True, False), repeat=len(free)):
        chosen = [name for name, yes in zip(free, picked, strict=True) if yes]
        share = _joint(fact.usual, free, picked) * (1.0 - nothing)
        yield (chosen or ([other] if other else [])), share
    if "none" in named:
        yield ["none"], nothing


def _joint(usual: Mapping[str, float], names: list[str], picked: tuple[bool, ...]) -> float:
    share = 1.0
    for name, yes in zip(names, picked, strict=True):
        one = usual.get(name, 0.3)
        share *= one if yes else 1.0 - one
    return share
