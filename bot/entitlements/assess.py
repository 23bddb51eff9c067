"""What the facts decide about an entitlement, and why.

Four outcomes: likely, needs more (what is missing, or what comes first), not met (the one criterion, and what would
change it), liaison decides. `not_met` needs a criterion whose rule is False on what is known, so it holds whatever is
still unknown.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Literal

import msgspec

from bot.entitlements.entitlement import Criterion, Entitlement, Reading
from bot.entitlements.facts import Fact
from bot.entitlements.rules import Facts, Rule, reachable, residual

#: Beyond so many known facts the fewest are not searched for; no entitlement comes near.
_MOST = 14

Outcome = Literal["likely", "needs_more", "not_met", "liaison"]
#: The order in which results are worth a person's attention.
OUTCOMES: tuple[Outcome, ...] = ("likely", "liaison", "needs_more", "not_met")


class Assessment(msgspec.Struct, frozen=True, eq=False):
    """An outcome with its proof: the criteria that hold, the one that decides, and the facts still missing."""

    entitlement: Entitlement
    outcome: Outcome
    met: tuple[Criterion, ...] = ()
    deciding: Criterion | None = None
    missing: tuple[str, ...] = ()
    for_liaison: tuple[Criterion, ...] = ()
    #: The criteria that are not decided, though there is a rule.
    undecided: tuple[Criterion, ...] = ()
    #: The readings that made a criterion hold, where sources word it differently.
    applied: tuple[Reading, ...] = ()
    #: Which of the missing facts can be asked.
    open: tuple[str, ...] = ()
    #: A smallest choice of facts that alone leads to this outcome; nothing while it hangs on what is not known.
    decided_by: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether no answer of the person can change it any more (or another entitlement comes first)."""
        return not self.open or self.deciding is not None


def assess(entitlement: Entitlement, facts: Facts, catalogue: Mapping[str, Fact], askable: Set[str]) -> Assessment:
    """Decide *entitlement*, as it is in force, on *facts*. None counts as unknown; *askable* can still be asked."""
    met: list[Criterion] = []
    later: list[Criterion] = []
    undecided: list[tuple[Criterion, Rule]] = []
    first: Criterion | None = None
    for criterion in entitlement.criteria:
        rule = criterion.rule
        truth = rule.holds(facts) if rule is not None else None
        if rule is None:
            later.append(criterion)
        elif truth:
            met.append(criterion)
        elif truth is None:
            undecided.append((criterion, rule))
        elif criterion.first:
            first = first or criterion
        else:
            decided_by = _fewest([rule], False, facts)
            return Assessment(entitlement, "not_met", tuple(met), criterion, (), tuple(later), decided_by=decided_by)
    missing = _left([rule for _, rule in undecided], facts)
    can_ask = _worth_asking([rule for _, rule in undecided], facts, askable)
    outcome = _outcome(first, missing, can_ask, catalogue)
    return Assessment(
        entitlement,
        outcome,
        tuple(met),
        first,
        missing,
        tuple(later),
        tuple(criterion for criterion, _ in undecided),
        tuple(reading for criterion in met for reading in _applied(criterion, facts)),
        can_ask,
        _decided_by(outcome, met, first, facts),
    )


def _decided_by(outcome: Outcome, met: Sequence[Criterion], first: Criterion | None, facts: Facts) -> tuple[str, ...]:
    if first is not None and first.rule is not None:
        return _fewest([first.rule], False, facts)
    return _fewest([c.rule for c in met if c.rule is not None], True, facts) if outcome == "likely" else ()


def _fewest(rules: Sequence[Rule], wanted: bool, facts: Facts) -> tuple[str, ...]:
    """A smallest choice of known facts on which all *rules* come out as *wanted*: a shortest proof.

    Fewer facts come before more, and those named first in the rules before others, so the choice is always the same.
    """
    names = [n for n in dict.fromkeys(n for rule in rules for n in rule.facts) if facts.get(n) is not None]
    if len(names) > _MOST:
        return tuple(names)
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            part = {name: facts[name] for name in chosen}
            if all(rule.holds(part) is wanted for rule in rules):
                return chosen
    return tuple(names)


def _outcome(
    first: Criterion | None, missing: tuple[str, ...], can_ask: tuple[str, ...], catalogue: Mapping[str, Fact]
) -> Outcome:
    if first is not None or can_ask:
        return "needs_more"
    if not missing:
        return "likely"
    return "needs_more" if all(catalogue[name].askable for name in missing) else "liaison"


def _applied(criterion: Criterion, facts: Facts) -> list[Reading]:
    return [reading for reading in criterion.readings if reading.rule.holds(facts)][:1]


def _left(rules: Iterable[Rule], facts: Facts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(atom.fact for rule in rules for atom in residual(rule.node, facts)))


def _worth_asking(rules: list[Rule], facts: Facts, askable: Set[str]) -> tuple[str, ...]:
    """The facts whose answer can still change the outcome.

    Where one criterion hangs on what the person cannot say, it cannot become likely any more: then only what may still
    come out as a no is worth a question.
    """
    stuck = any(not reachable(rule.node, True, facts, askable) for rule in rules)
    wanted = [rule for rule in rules if reachable(rule.node, False, facts, askable)] if stuck else rules
    return tuple(name for name in _left(wanted, facts) if name in askable)
