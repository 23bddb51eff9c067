"""The entitlements in force on one day, prepared so that a person is held against all of them at once.

Every rule sees a fact only through its classes (bot.entitlements.scale), so an assessment is found once for each
combination of classes of the few facts an entitlement needs, and looked up from then on: sixty-seven entitlements with
their proofs take a person as long as sixty-seven look-ups. What is looked up was found by `assess`, the one place
where outcomes are decided.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from bot.entitlements.assess import Assessment, assess
from bot.entitlements.entitlement import Entitlement
from bot.entitlements.facts import Fact, Follow, Value
from bot.entitlements.goal import CLOSED, OPEN
from bot.entitlements.rules import Atom, Facts, Rule, Truth, parts_of
from bot.entitlements.scale import Scale, scale_of

#: How many combinations are kept for one entitlement before they are found anew.
_KEPT = 5_000
#: What a part of a rule comes to, as a digit.
_DIGIT: dict[Truth, int] = {False: 0, True: 1, None: 2}

Key = tuple[int, ...]


class Entry(msgspec.Struct, frozen=True, eq=False):
    """One entitlement, the facts its rules read, and the assessments found so far by the classes of these."""

    entitlement: Entitlement
    facts: tuple[str, ...]
    found: dict[Key, Assessment]
    #: The same by the coarser classes that this entitlement's own rules can tell apart.
    coarse: dict[Key, Assessment]
    #: For each fact, the parts of the rules that read it alone.
    parts: dict[str, list[Callable[[Facts], Truth]]]
    #: For each fact, what these come to in a class of it, as one number.
    numbers: dict[str, dict[int, int]]
    #: The classes of these facts out of everybody's, as a key.
    key: Callable[[Mapping[str, int]], Key]


class Rulebook:
    """See the module. Build one for each day on which something changes, and keep it."""

    def __init__(self, entitlements: Iterable[Entitlement], catalogue: Mapping[str, Fact]) -> None:
        self.catalogue = catalogue
        self.entries = {e.id: _entry(e) for e in entitlements}
        self.scales = _scales([e.entitlement for e in self.entries.values()], catalogue)
        self._follows = [(name, fact.follows) for name in self.scales if (fact := catalogue[name]).follows]
        self._narrow = [(name, _narrow(follows, catalogue)) for name, follows in self._follows]
        self._nothing = {name: OPEN if catalogue[name].askable else CLOSED for name in self.scales}
        self._gated = _gated(self.scales, catalogue)
        self._single: dict[str, Rulebook] = {}
        self.leads = _leads(self.scales, catalogue)

    def known(self, facts: Mapping[str, Value], broad: bool = True) -> dict[str, Value]:
        """*facts* and what follows from them. What the person said stands, whatever would follow.

        Unless *broad*, what was only said when everything was looked through settles nothing: whoever ticked a
        wheelchair there, and asks for therapy now, does want it.
        """
        known = dict(facts)
        all_follows = self._follows if broad else self._narrow
        waiting = [(name, follows) for name, follows in all_follows if known.get(name) is None]
        while waiting:
            left = [(name, follows) for name, follows in waiting if not _follow(known, name, follows)]
            if len(left) == len(waiting):
                break
            waiting = left
        return known

    def classes(self, known: Mapping[str, Value]) -> dict[str, int]:
        """The class of every fact that rules read: its scale's, or OPEN, or CLOSED."""
        classes, scales = dict(self._nothing), self.scales
        for name, value in known.items():
            scale = scales.get(name)
            if scale is not None:
                classes[name] = CLOSED if value is None else scale.of(value)
        for name, rule in self._gated:
            if classes[name] == OPEN and not rule.holds(known) and not self._door(rule, known, classes):
                classes[name] = CLOSED
        return classes

    def _door(self, rule: Rule, known: Mapping[str, Value], classes: Mapping[str, int]) -> bool:
        """Whether a question can still make *rule* yes, which says that another may be asked."""
        return rule.holds(known) is None and any(classes.get(name) == OPEN for name in rule.facts)

    def assess(self, name: str, facts: Mapping[str, Value], broad: bool = True) -> Assessment:
        """Entitlement *name* on *facts* (what follows from them included)."""
        book = self._alone(name)
        return book.look_up(book.entries[name], book.classes(book.known(facts, broad)))

    def _alone(self, name: str) -> "Rulebook":
        """A book of this one entitlement, in which nothing is looked at that it does not need."""
        if len(self.entries) == 1:
            return self
        if name not in self._single:
            self._single[name] = Rulebook([self.entries[name].entitlement], self.catalogue)
        return self._single[name]

    def assess_all(
        self, facts: Mapping[str, Value], names: Sequence[str] | None = None, broad: bool = True
    ) -> list[Assessment]:
        """Every entitlement, or those of *names*, on *facts*, in their order."""
        classes = self.classes(self.known(facts, broad))
        entries = self.entries.values() if names is None else [self.entries[name] for name in names]
        return [self.look_up(entry, classes) for entry in entries]

    def look_up(self, entry: Entry, classes: Mapping[str, int]) -> Assessment:
        """What comes out for *entry* where every fact is in the class that *classes* says."""
        key = entry.key(classes)
        found = entry.found.get(key)
        if found is None:
            coarse = tuple([self._coarse(entry, part, place) for part, place in zip(entry.parts, key, strict=True)])
            found = entry.coarse.get(coarse)
            if found is None:
                known = self._standing_for(entry, key)
                found = assess(entry.entitlement, known, self.catalogue, self._open(entry, key))
                _keep(entry.coarse, coarse, found)
            _keep(entry.found, key, found)
        return found

    def _coarse(self, entry: Entry, name: str, place: int) -> int:
        """A number for all that the entitlement can tell of fact *name* in class *place*."""
        if place < 0:
            return place
        numbers = entry.numbers[name]
        if place not in numbers:
            known = {name: self.scales[name].values[place]}
            numbers[place] = sum(_DIGIT[part(known)] * 3**i for i, part in enumerate(entry.parts[name]))
        return numbers[place]

    def _standing_for(self, entry: Entry, key: Key) -> dict[str, Value]:
        """Facts in which every class is represented by one of its values."""
        pairs = zip(entry.facts, key, strict=True)
        return {name: self.scales[name].values[place] for name, place in pairs if place >= 0}

    def _open(self, entry: Entry, key: Key) -> frozenset[str]:
        return frozenset(name for name, place in zip(entry.facts, key, strict=True) if place == OPEN)


class Lead(msgspec.Struct, frozen=True, eq=False):
    """An answer that spares another question: while *over* is in one of *places*, *fact* is in *place*."""

    over: str
    places: frozenset[int]
    fact: str
    place: int


def _leads(scales: Mapping[str, Scale], catalogue: Mapping[str, Fact]) -> tuple[Lead, ...]:
    """What follows from single facts, as classes."""
    return tuple(
        Lead(over, _where(follow.rule, scales[over]), name, scales[name].of(follow.value))
        for name in scales
        for follow in catalogue[name].follows
        for over in follow.rule.facts
        if len(follow.rule.facts) == 1 and over in scales
    )


def _where(rule: Rule, scale: Scale) -> frozenset[int]:
    return frozenset(place for place, value in enumerate(scale.values) if rule.holds({scale.fact: value}))


def _gated(names: Iterable[str], catalogue: Mapping[str, Fact]) -> list[tuple[str, Rule]]:
    """The facts that are asked only under a rule, each after those its own rule reads."""
    found: dict[str, Rule] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        rule = catalogue[name].when if name in catalogue else None
        if rule is None or name in found or name in above:
            return
        for needed in rule.facts:
            add(needed, (*above, name))
        found[name] = rule

    wanted = list(names)
    for name in wanted:
        add(name, ())
    return [(name, rule) for name, rule in found.items() if name in set(wanted)]


def _entry(entitlement: Entitlement) -> Entry:
    rules = (criterion.rule for criterion in entitlement.criteria if criterion.rule is not None)
    facts = tuple(dict.fromkeys(name for rule in rules for name in rule.facts))
    parts: dict[str, list[Callable[[Facts], Truth]]] = {name: [] for name in facts}
    for criterion in entitlement.criteria:
        own = [criterion.rule] if criterion.rule is not None else []
        for rule in [reading.rule for reading in criterion.readings] or own:
            for name, tests in parts_of(rule.node).items():
                parts[name].extend(tests)
    return Entry(entitlement, facts, {}, {}, parts, {name: {} for name in facts}, key_of(facts))


def _keep(found: dict[Key, Assessment], key: Key, result: Assessment) -> None:
    if len(found) >= _KEPT:
        found.clear()
    found[key] = result


def key_of(facts: tuple[str, ...]) -> Callable[[Mapping[str, int]], Key]:
    """A function that takes the classes of *facts* out of a mapping, as a tuple, whatever their number."""
    if len(facts) > 1:
        return itemgetter(*facts)
    return lambda classes: tuple([classes[name] for name in facts])


def _narrow(follows: tuple[Follow, ...], catalogue: Mapping[str, Fact]) -> tuple[Follow, ...]:
    return tuple(follow for follow in follows if not any(catalogue[name].broad for name in follow.rule.facts))


def _follow(known: dict[str, Value], name: str, follows: tuple[Follow, ...]) -> bool:
    for follow in follows:
        if follow.rule.holds(known):
            known[name] = follow.value
            return True
    return False


def _scales(entitlements: list[Entitlement], catalogue: Mapping[str, Fact]) -> dict[str, Scale]:
    """A scale for each fact that a criterion needs, or that says whether such a fact is asked or follows."""
    rules: list[Rule] = [c.rule for e in entitlements for c in e.criteria if c.rule is not None]
    atoms: dict[str, list[Atom]] = {}
    seen: set[str] = set()
    while rules:
        rule = rules.pop()
        for atom in rule.atoms:
            atoms.setdefault(atom.fact, []).append(atom)
            fact: Any = catalogue.get(atom.fact)
            if fact is not None and atom.fact not in seen:
                seen.add(atom.fact)
                rules += [follow.rule for follow in fact.follows] + ([fact.when] if fact.when is not None else [])
    return {name: scale_of(catalogue[name], found) for name, found in atoms.items() if name in catalogue}
