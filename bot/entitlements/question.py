"""Which question to put next: the one that brings the undecided entitlements in view furthest for its price.

Every entitlement that is still open says how far each of its open facts would bring it on average (bot.entitlements.goal
over the classes of the fact and how many people are in each); these are added up, with a weight for each entitlement,
and divided by what the question costs the person. A fact that no open entitlement needs is never asked, and when nothing
can change any more there is no next question.
"""

from collections.abc import Mapping, Sequence

from bot.entitlements.assess import Assessment
from bot.entitlements.facts import Value
from bot.entitlements.goal import Goal, goal_of
from bot.entitlements.rulebook import CLOSED, OPEN, Entry, Key, Rulebook
from bot.entitlements.rules import residual
from bot.entitlements.scale import Scale

#: What a question costs, by how private it is.
COST = {"L": 1.0, "M": 1.02, "H": 1.06}
#: A private question is preceded by that for consent, until consent is given.
CONSENT = 1.0
#: How much more an entitlement counts that the person asked about.
OWN = 100.0
_KEPT = 20_000
#: The worth of a fact that is needed, but alone brings nothing nearer.
_LEAST = 1e-3

#: For each fact, the classes that a goal can tell apart, with their shares.
_Groups = dict[str, list[tuple[int, float]]]


class Chooser:
    """Chooses questions by one rulebook; what an entitlement says of its facts is found once and kept."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._gains: dict[tuple[str, Key], dict[str, float]] = {}
        self._goals: dict[tuple[str, frozenset[str], bool], tuple[Goal, _Groups]] = {}
        self._order = {name: place for place, name in enumerate(book.catalogue)}

    def next(
        self,
        names: Sequence[str],
        facts: Mapping[str, Value],
        *,
        consent: bool | None = None,
        own: frozenset[str] = frozenset(),
    ) -> str | None:
        """The fact to ask next for the entitlements *names*, or None when nothing can change.

        *consent* is whether private questions may be asked: True and False as answered, None if that is yet to be asked.
        Entitlements in *own* are what the person came for, and count more.
        """
        known = self._book.known(facts)
        classes = self._book.classes(known)
        if consent is False:
            self._close_private(classes)
        worth: dict[str, float] = {}
        for name in names:
            entry = self._book.entries[name]
            result = self._book.look_up(entry, classes)
            if result.settled:
                continue
            weight = (1.0 + entry.entitlement.value / 200) * (OWN if name in own else 1.0)
            for fact, gain in self._gain(entry, result, classes).items():
                for asked in self._doors(fact, known, classes):
                    worth[asked] = worth.get(asked, 0.0) + weight * gain
        return min(worth, key=lambda n: (-worth[n] / self._cost(n, consent), self._order[n])) if worth else None

    def _close_private(self, classes: dict[str, int]) -> None:
        for name, place in classes.items():
            if place == OPEN and self._book.catalogue[name].sensitivity == "H":
                classes[name] = CLOSED

    def _cost(self, name: str, consent: bool | None) -> float:
        sensitivity = self._book.catalogue[name].sensitivity
        return COST[sensitivity] + (CONSENT if sensitivity == "H" and consent is None else 0.0)

    def _doors(self, name: str, known: Mapping[str, Value], classes: Mapping[str, int]) -> tuple[str, ...]:
        """What to ask for the sake of fact *name*: itself, or what first decides whether it is asked at all."""
        when = self._book.catalogue[name].when
        if when is None or when.holds(known):
            return (name,)
        doors = dict.fromkeys(a.fact for a in residual(when.node, known) if classes.get(a.fact) == OPEN)
        return tuple(door for first in doors for door in self._doors(first, known, classes)) or (name,)

    def _gain(self, entry: Entry, result: Assessment, classes: Mapping[str, int]) -> dict[str, float]:
        """By how much, as a share of what is left, each open fact brings *entry* nearer to its decision."""
        key = (entry.entitlement.id, tuple([classes[name] for name in entry.facts]))
        found = self._gains.get(key)
        if found is None:
            found = self._find_gain(entry, result, {name: classes[name] for name in entry.facts})
            if len(self._gains) >= _KEPT:
                self._gains.clear()
            self._gains[key] = found
        return found

    def _find_gain(self, entry: Entry, result: Assessment, classes: dict[str, int]) -> dict[str, float]:
        for taken_as in (False, True):
            goal, groups = self._goal(entry, classes, taken_as)
            left = goal.left(classes)
            if left:
                found = {name: 1.0 - _expected(goal, name, groups[name], classes) / left for name in result.open}
                if any(gain > 0 for gain in found.values()):
                    return found
        return dict.fromkeys(result.open, _LEAST)

    def _goal(self, entry: Entry, classes: Mapping[str, int], taken_as: bool) -> tuple[Goal, _Groups]:
        never = frozenset(name for name in entry.facts if classes[name] == CLOSED)
        key = (entry.entitlement.id, never, taken_as)
        if key not in self._goals:
            nodes = [c.rule.node for c in entry.entitlement.criteria if c.rule is not None]
            goal = goal_of(nodes, self._book.scales, never, taken_as)
            self._goals[key] = goal, {name: _grouped(goal, self._book.scales[name]) for name in entry.facts}
        return self._goals[key]


def _grouped(goal: Goal, scale: Scale) -> list[tuple[int, float]]:
    """The classes that *goal* can tell apart: one of each, with the share of all that it stands for."""
    found: dict[tuple[bool, ...], tuple[int, float]] = {}
    sets = [part[scale.fact] for part in (*goal.clauses, *goal.terms) if scale.fact in part]
    for place, share in enumerate(scale.shares):
        signs = tuple(place in yes for yes in sets)
        first, sum_ = found.get(signs, (place, 0.0))
        found[signs] = first, sum_ + share
    return list(found.values())


def _expected(goal: Goal, name: str, groups: list[tuple[int, float]], classes: dict[str, int]) -> float:
    """What is left to do on average once fact *name* is known."""
    before, total = classes[name], 0.0
    for place, share in groups:
        classes[name] = place
        total += share * goal.left(classes)
    classes[name] = before
    return total
