"""Criteria: nobody is turned away by hearsay, by a question that was not put, or on a day without a rule."""

import datetime as dt

from bot.content.check.case import Case
from bot.content.source import Cursor
from bot.entitlements.entitlement import Criterion, Entitlement, Reading
from bot.entitlements.rules import Rule, reachable

#: Where a rule may come from that says no to somebody.
_TRUSTED = ("plan", "national", "guizhou")
#: Applications are decided by the rules of their day; the plan's period began on this one.
_BEGAN = dt.date(2016, 1, 1)


def check_criteria(case: Case) -> None:
    """Complain about criteria that could refuse somebody without a right to."""
    for entitlement in case.content.entitlements.values():
        place = case.place("entitlement", entitlement.id)
        for criterion, entry in zip(entitlement.criteria, place["criteria"].list(), strict=True):
            _known(case, criterion, entry)
            _trusted(case, criterion, entry)
        _always(case, entitlement, place)


def _rules(criterion: Criterion) -> list[tuple[Rule, Criterion | Reading]]:
    own: list[tuple[Rule, Criterion | Reading]] = [(criterion.rule, criterion)] if criterion.rule is not None else []
    return own + [(reading.rule, reading) for reading in criterion.readings]


def _known(case: Case, criterion: Criterion, entry: Cursor) -> None:
    """`known(x)` is no while x is not known: in a criterion that would be a refusal for want of an answer."""
    if any(atom.op == "known" for rule, _ in _rules(criterion) for atom in rule.atoms):
        case.error(entry, "rule", "known() may not stand in a criterion: what is not known would become a no")


def _trusted(case: Case, criterion: Criterion, entry: Cursor) -> None:
    askable = {fact.id for fact in case.content.facts.values() if fact.askable}
    rules = _rules(criterion)
    if not rules or any(origin.provenance in _TRUSTED for _, origin in rules):
        return
    if all(reachable(rule.node, False, {}, askable) for rule, _ in rules):
        message = f"{criterion.name!r} could turn somebody away, but it is {rules[0][1].provenance}"
        case.error(entry, "provenance", message, "write `asks: liaison`, or let a liaison's fact make up for it")


def _always(case: Case, entitlement: Entitlement, place: Cursor) -> None:
    for day in sorted({_BEGAN, *entitlement.turns()}):
        for criterion in entitlement.criteria:
            if day >= _BEGAN and criterion.period.holds(day) and criterion.readings and not criterion.on(day).readings:
                message = f"no reading of {criterion.name!r} is in force on {day}, so only a liaison could say"
                case.error(place["criteria"], "date", message)
