"""How far an entitlement is from being decided: about how many questions are still to be asked for it.

Its criteria are read once into clauses (any of these facts in these classes), all of which have to be met. A clause of
which several facts are open is asked about likeliest first until one meets it; the clauses are gone through in the
order of Smith's rule, the one first that is soonest to fail for its cost (Smith, Controlling backward inference,
Artificial Intelligence 39, 1989; optimal where no fact stands in two clauses). Where a clause hangs on what only a
liaison knows, its failing refuses nobody: then the entitlement can no longer become likely, and only the clauses that
may still refuse are worth a question.

That number is the goal value by which questions are chosen (bot.entitlements.question): the one is asked that lessens
it most on average. docs/decisions/0011 holds it against other values and against the true optimum.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from bot.entitlements.rules import Atom, Negation, Node
from bot.entitlements.scale import Scale

#: A fact that is not known but can be asked; and one that cannot: it was asked, or only a liaison knows it, or it is
#: beside the point (the grade of somebody without a certificate, or who does not know whether there is one).
OPEN, CLOSED = -1, -2
#: As good as certain: what is this sure is not divided by.
_SURE = 1e-9

#: For each fact, the classes that meet a clause.
Part = Mapping[str, frozenset[int]]


#: One way to meet a clause: a fact, the classes it must be in, and the share of people for whom it is.
Meets = tuple[str, frozenset[int], float]


class Pending(msgspec.Struct, frozen=True, gc=False):
    """A clause that is still to be asked about: the questions it takes on average, and how often it is met then."""

    cost: float
    met: float
    #: Whether not meeting it refuses (nothing in it is for a liaison alone).
    refuses: bool
    #: What it costs for the chance that it fails.
    rank: float


#: How a clause stands: met, failed, hanging on what only a liaison knows, or still to be asked about.
State = Literal["met", "failed", "stuck"] | Pending


class Goal(msgspec.Struct, frozen=True, eq=False):
    """All the clauses of one entitlement, and in which of them each fact stands."""

    clauses: tuple[tuple[Meets, ...], ...]
    places: Mapping[str, tuple[int, ...]]

    def states(self, classes: Mapping[str, int]) -> list[State]:
        """How every clause stands where facts are in *classes*."""
        return [_state(clause, classes) for clause in self.clauses]

    def again(self, before: list[State], classes: Mapping[str, int], changed: Iterable[str]) -> list[State]:
        """The states anew after the facts *changed*; the others are as *before*."""
        states = list(before)
        for name in changed:
            for place in self.places.get(name, ()):
                states[place] = _state(self.clauses[place], classes)
        return states

    def left(self, classes: Mapping[str, int]) -> float:
        """About how many questions are left; nought when nothing can change."""
        return expected(self.states(classes))


def _state(clause: tuple[Meets, ...], classes: Mapping[str, int]) -> State:
    cost, unmet, refuses = 0.0, 1.0, True
    for fact, yes, share in clause:
        place = classes[fact]
        if place >= 0:
            if place in yes:
                return "met"
        elif place == OPEN:
            cost += unmet
            unmet *= 1.0 - share
        else:
            refuses = False
    if cost:
        return Pending(cost, 1.0 - unmet, refuses, cost / max(unmet, _SURE))
    return "failed" if refuses else "stuck"


def expected(states: Iterable[State]) -> float:
    """The questions it takes to go through what is pending, by the better of two orders."""
    pending: list[Pending] = []
    stuck = False
    for state in states:
        if state == "failed":
            return 0.0
        if state == "stuck":
            stuck = True
        elif isinstance(state, Pending):
            pending.append(state)
    if stuck:
        pending = [clause for clause in pending if clause.refuses]
    if len(pending) < 2:
        return pending[0].cost if pending else 0.0
    pending.sort(key=_rank)
    refusing = [clause for clause in pending if clause.refuses]
    if len(refusing) in (0, len(pending)):
        return _through(pending)
    return min(_through(pending), _through(refusing + [clause for clause in pending if not clause.refuses]))


def _rank(clause: Pending) -> float:
    return clause.rank


def _through(ordered: list[Pending]) -> float:
    total, reached = 0.0, 1.0
    for place, clause in enumerate(ordered):
        total += reached * clause.cost
        if not clause.refuses:
            rest = [later for later in ordered[place + 1 :] if later.refuses]
            total += reached * (1.0 - clause.met) * (_through(rest) if rest else 0.0)
        reached *= clause.met
    return total


def goal_of(nodes: Iterable[Node], scales: Mapping[str, Scale]) -> Goal:
    """The goal of meeting all of *nodes*."""
    parts = _needed([clause for node in nodes for clause in _clauses(node, scales, want=True)])
    places = {name: tuple(i for i, part in enumerate(parts) if name in part) for part in parts for name in part}
    return Goal(tuple(_clause(part, scales) for part in parts), places)


def _clause(part: Part, scales: Mapping[str, Scale]) -> tuple[Meets, ...]:
    """The likeliest first, in which order it is asked about."""
    literals = [(name, yes, sum(scales[name].shares[place] for place in yes)) for name, yes in part.items()]
    return tuple(sorted(literals, key=lambda literal: -literal[2]))


def _clauses(node: Node, scales: Mapping[str, Scale], want: bool) -> list[Part]:
    """*node* (or, unless *want*, its opposite) as clauses, all of which must be met."""
    if isinstance(node, Atom):
        scale = scales[node.fact]
        yes = scale.truths(node)
        return [{node.fact: yes if want else frozenset(range(len(scale.values))) - yes}]
    if isinstance(node, Negation):
        return _clauses(node.part, scales, not want)
    parts = [_clauses(part, scales, want) for part in node.parts]
    if node.stop is not want:
        return [clause for part in parts for clause in part]
    return _each_of(parts, lambda one, other: _either(one, other, scales))


def _each_of(parts: list[list[Part]], join: Callable[[Part, Part], Part | None]) -> list[Part]:
    """Every way to take one clause of each list, joined."""
    done: list[Part] = [{}]
    for part in parts:
        done = _needed([joined for one in done for other in part if (joined := join(one, other)) is not None])
    return done


def _either(one: Part, other: Part, scales: Mapping[str, Scale]) -> Part | None:
    """A clause met where either is; None where it is met by whatever the answer is."""
    joined = {**one, **{name: yes | one.get(name, frozenset()) for name, yes in other.items()}}
    sure = any(len(yes) == len(scales[name].values) for name, yes in joined.items())
    return None if sure else joined


def _needed(parts: list[Part]) -> list[Part]:
    """The clauses without those that another one already implies."""
    kept: list[Part] = []
    for part in sorted(parts, key=len):
        if not any(_implies(other, part) for other in kept):
            kept = [other for other in kept if not _implies(part, other)] + [part]
    return kept


def _implies(one: Part, other: Part) -> bool:
    """Whether meeting *one* meets *other* as well."""
    return all(name in other and yes <= other[name] for name, yes in one.items())
