"""Which question to put next: the one that brings the undecided entitlements in view furthest for its price.

Every entitlement that is still open says by how much each of its open facts would lessen, on average over the answers
people give, what is left to ask for it (bot.entitlements.goal). These are added up, with a weight for each entitlement,
and divided by what the question costs the person. A fact that no open entitlement needs is never asked, and when
nothing can change any more there is no next question.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from bot.entitlements.assess import Assessment
from bot.entitlements.facts import Value
from bot.entitlements.goal import CLOSED, OPEN, Goal, State, expected, goal_of
from bot.entitlements.rulebook import Entry, Key, Lead, Rulebook, key_of
from bot.entitlements.rules import residual
from bot.entitlements.scale import Scale

#: What a question costs, by how private it is.
COST = {"L": 1.0, "M": 1.02, "H": 1.06}
#: A private question is preceded by that for consent, until consent is given.
CONSENT = 1.0
#: How much more an entitlement counts that the person asked about.
OWN = 100.0
_KEPT = 5_000
#: The worth of a fact that is needed, but alone brings nothing nearer.
_LEAST = 1e-3


class Chooser:
    """Chooses questions by one rulebook; what an entitlement says of its facts is found once and kept."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._views = {name: _view(book, entry) for name, entry in book.entries.items()}
        self._order = {name: place for place, name in enumerate(book.catalogue)}

    def next(
        self,
        names: Sequence[str],
        facts: Mapping[str, Value],
        *,
        consent: bool | None = None,
        broad: bool = False,
        own: frozenset[str] = frozenset(),
    ) -> str | None:
        """The fact to ask next for the entitlements *names*, or None when nothing can change.

        *consent* is whether private questions may be asked: as it was answered, or None if that is yet to be asked.
        With *broad*, facts that spare many questions at once may be asked, though no entitlement needs them itself.
        Entitlements in *own* are what the person came for, and count more.
        """
        known = self._book.known(facts, broad)
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
            brought: dict[str, float] = {}
            for fact, gain in self._gain(name, result, classes).items():
                for asked in self._doors(fact, known, classes):
                    brought[asked] = max(brought.get(asked, 0.0), gain)
            for asked, gain in brought.items():
                if broad or not self._book.catalogue[asked].broad:
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

    def _gain(self, name: str, result: Assessment, classes: Mapping[str, int]) -> dict[str, float]:
        """How many questions each fact that can be asked would spare entitlement *name*, on average."""
        view = self._views[name]
        key = view.key(classes)
        found = view.found.get(key)
        if found is None:
            found = view.gains(result, {fact: classes[fact] for fact in view.facts})
            if len(view.found) >= _KEPT:
                view.found.clear()
            view.found[key] = found
        return found


class _View(msgspec.Struct, frozen=True, eq=False):
    """What one entitlement looks at: its own facts, and those from which one of them may follow."""

    goal: Goal
    facts: tuple[str, ...]
    #: For each fact, the classes that make a difference here, with the share of people in each.
    groups: dict[str, list[tuple[int, float]]]
    leads: tuple[Lead, ...]
    key: Callable[[Mapping[str, int]], Key]
    #: What was found before, by the classes of `facts`.
    found: dict[Key, dict[str, float]]

    def gains(self, result: Assessment, classes: dict[str, int]) -> dict[str, float]:
        """By how much each fact lessens what is left to ask. What is needed is worth something, if it be little."""
        before = self.goal.states(classes)
        left = expected(before)
        spared = {lead.over for lead in self.leads if lead.fact in result.open and classes[lead.over] == OPEN}
        found = {name: left - self._after(name, classes, before) for name in (*result.open, *spared)}
        return {name: max(gain, _LEAST) for name, gain in found.items() if gain > 0 or name in result.open}

    def _after(self, name: str, classes: dict[str, int], before: list[State]) -> float:
        """What is left on average once fact *name* is known, and what follows from it."""
        leads = [lead for lead in self.leads if lead.over == name and classes[lead.fact] == OPEN]
        total = 0.0
        for place, share in self.groups[name]:
            then = {**classes, name: place}
            changed = [name]
            for lead in leads:
                if place in lead.places:
                    then[lead.fact] = lead.place
                    changed.append(lead.fact)
            total += share * expected(self.goal.again(before, then, changed))
        return total


def _view(book: Rulebook, entry: Entry) -> _View:
    goal = goal_of([c.rule.node for c in entry.entitlement.criteria if c.rule is not None], book.scales)
    leads = tuple(lead for lead in book.leads if lead.fact in entry.facts)
    facts = tuple(dict.fromkeys((*entry.facts, *(lead.over for lead in leads))))
    return _View(
        goal, facts, {name: _grouped(goal, leads, book.scales[name]) for name in facts}, leads, key_of(facts), {}
    )


def _grouped(goal: Goal, leads: tuple[Lead, ...], scale: Scale) -> list[tuple[int, float]]:
    """The classes that make a difference: one of each, with the share of all that it stands for."""
    found: dict[tuple[bool, ...], tuple[int, float]] = {}
    sets = [yes for clause in goal.clauses for fact, yes, _ in clause if fact == scale.fact]
    sets += [lead.places for lead in leads if lead.over == scale.fact]
    for place, share in enumerate(scale.shares):
        signs = tuple(place in yes for yes in sets)
        first, sum_ = found.get(signs, (place, 0.0))
        found[signs] = first, sum_ + share
    return list(found.values())
