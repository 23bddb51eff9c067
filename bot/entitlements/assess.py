"""What the facts decide about an entitlement, and why.

Four outcomes: likely, needs more (what is missing, or what comes first), not met (the one criterion, and what would
change it), liaison decides. `not_met` needs a criterion whose rule is False on what is known, so it holds whatever is
still unknown.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from bot.entitlements.entitlement import Criterion, Entitlement
from bot.entitlements.facts import Fact, Value
from bot.entitlements.rules import Facts, residual

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


def assess(entitlement: Entitlement, facts: Facts, catalogue: Mapping[str, Fact]) -> Assessment:
    """Decide *entitlement* on *facts*. Values of None count as unknown."""
    met: list[Criterion] = []
    later: list[Criterion] = []
    first: Criterion | None = None
    missing: dict[str, None] = {}
    for criterion in entitlement.criteria:
        if criterion.rule is None:
            later.append(criterion)
            continue
        truth = criterion.rule.holds(facts)
        if truth:
            met.append(criterion)
        elif truth is None:
            missing.update((atom.fact, None) for atom in residual(criterion.rule.node, facts))
        elif criterion.first:
            first = first or criterion
        else:
            return Assessment(entitlement, "not_met", tuple(met), criterion, (), tuple(later))
    return Assessment(
        entitlement,
        _open_outcome(entitlement, facts, catalogue, first, missing),
        tuple(met),
        first,
        tuple(missing),
        tuple(later),
    )


def _open_outcome(
    entitlement: Entitlement,
    facts: Facts,
    catalogue: Mapping[str, Fact],
    first: Criterion | None,
    missing: Mapping[str, None],
) -> Outcome:
    if first is not None:
        return "needs_more"
    if any(_can_ask(catalogue[name], facts) for name in missing):
        return "needs_more"
    if missing:
        return "needs_more" if all(catalogue[name].askable for name in missing) else "liaison"
    return "likely"


def _can_ask(fact: Fact, facts: Mapping[str, Value]) -> bool:
    return fact.id not in facts and fact.askable and (fact.when is None or fact.when.holds(facts) is not False)


def next_question(
    entitlements: tuple[Entitlement, ...], facts: Facts, catalogue: Mapping[str, Fact], private_too: bool
) -> str | None:
    """The fact to ask next so that the most entitlements move, weighed by how private it is; None when none can.

    A fact is worth asking only while an entitlement that is still open needs it. Private facts (sensitivity H) are left
    out unless *private_too*. Ties go to the fact named first, so the order is stable.
    """
    worth: dict[str, float] = {}
    for entitlement in entitlements:
        result = assess(entitlement, facts, catalogue)
        if result.outcome == "not_met" or (result.deciding is not None and result.deciding.first):
            continue
        for place, name in enumerate(result.missing):
            fact = catalogue[name]
            if not _can_ask(fact, facts) or (fact.sensitivity == "H" and not private_too):
                continue
            cost = {"L": 1.0, "M": 1.2, "H": 1.6}[fact.sensitivity]
            # Within an entitlement the author's order is the natural one to ask in, so later facts weigh a little less.
            worth[name] = worth.get(name, 0.0) + (1.0 + entitlement.value / 200) / cost / (1 + place / 4)
    return max(worth, key=lambda name: worth[name]) if worth else None
