"""How far a condition is from being decided: the goal value of Deshpande, Hellerstein and Kletenik.

A condition is decided yes when every clause of its conjunctive form is met, and no when every term of its disjunctive
form has failed. With c clauses not yet met and t terms not yet failed, c × t is what is left to do, and it is nought
exactly when the condition is decided. Asking first what lessens it most for its price stays near the fewest questions
possible (Approximation algorithms for stochastic Boolean function evaluation, ACM Transactions on Algorithms 12, 2016).

A fact that can never be known is taken as no, so that everything else is asked which could make up for it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from bot.entitlements.rules import Atom, Negation, Node
from bot.entitlements.scale import Scale

#: For each fact, the classes in which a clause is met by it, or in which a term has not failed by it.
Part = Mapping[str, frozenset[int]]


class Goal(msgspec.Struct, frozen=True, eq=False):
    """A condition in both forms: all of *clauses*, each met by one of its facts; any of *terms*, failed by one."""

    clauses: tuple[Part, ...]
    terms: tuple[Part, ...]

    def left(self, classes: Mapping[str, int]) -> int:
        """What is left to do where facts are in *classes* (below nought: not known)."""
        clauses = sum(all(classes[name] not in yes for name, yes in clause.items()) for clause in self.clauses)
        if not clauses:
            return 0
        return clauses * sum(
            all((place := classes[name]) < 0 or place in yes for name, yes in term.items()) for term in self.terms
        )


def goal_of(nodes: Iterable[Node], scales: Mapping[str, Scale], never: Collection[str], taken_as: bool) -> Goal:
    """The goal of meeting all of *nodes*, where facts that can *never* be known are *taken_as* yes or no."""
    reader = _Reader(scales, never, taken_as)
    parts = list(nodes)
    return Goal(
        tuple(_absorbed([clause for node in parts for clause in reader.clauses(node, want=True)])),
        tuple(_product([reader.terms(node, want=True) for node in parts], reader.both)),
    )


class _Reader:
    """Reads a rule into either form. Unless *want*, its opposite is read."""

    def __init__(self, scales: Mapping[str, Scale], never: Collection[str], taken_as: bool) -> None:
        self._scales, self._never = scales, never
        #: A part without facts: a clause that is never met, a term that never fails.
        self._clause: list[Part] = [] if taken_as else [{}]
        self._term: list[Part] = [{}] if taken_as else []

    def clauses(self, node: Node, want: bool) -> list[Part]:
        """Parts of which each must be met by one of its facts."""
        if isinstance(node, Atom):
            return self._clause if node.fact in self._never else [self._literal(node, want)]
        if isinstance(node, Negation):
            return self.clauses(node.part, not want)
        parts = [self.clauses(part, want) for part in node.parts]
        if node.stop is want:
            return _product(parts, self.either)
        return [clause for part in parts for clause in part]

    def terms(self, node: Node, want: bool) -> list[Part]:
        """Parts of which one must have none of its facts against it."""
        if isinstance(node, Atom):
            return self._term if node.fact in self._never else [self._literal(node, want)]
        if isinstance(node, Negation):
            return self.terms(node.part, not want)
        parts = [self.terms(part, want) for part in node.parts]
        if node.stop is want:
            return [term for part in parts for term in part]
        return _product(parts, self.both)

    def _literal(self, atom: Atom, want: bool) -> Part:
        scale = self._scales[atom.fact]
        yes = scale.truths(atom)
        return {atom.fact: yes if want else frozenset(range(len(scale.values))) - yes}

    def either(self, one: Part, other: Part) -> Part | None:
        """A part met where either is; None where it is met by whatever the answer is."""
        joined = {**one, **{name: yes | one.get(name, frozenset()) for name, yes in other.items()}}
        sure = any(len(yes) == len(self._scales[name].values) for name, yes in joined.items())
        return None if sure else joined

    def both(self, one: Part, other: Part) -> Part | None:
        """A part with what is against either against it; None where every answer is."""
        joined = {**one, **{name: yes & one[name] if name in one else yes for name, yes in other.items()}}
        return joined if all(joined.values()) else None


def _product(parts: list[list[Part]], join: Callable[[Part, Part], Part | None]) -> list[Part]:
    """Every way to take one of each list, joined."""
    done: list[Part] = [{}]
    for part in parts:
        done = _absorbed([joined for one in done for other in part if (joined := join(one, other)) is not None])
    return done


def _absorbed(parts: list[Part]) -> list[Part]:
    """Each part once."""
    return [part for place, part in enumerate(parts) if part not in parts[:place]]
