"""People with any facts at all: what can be known, and every way in which the rest could turn out."""

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from bot.dialogue.content import Content
from bot.entitlements.goal import goal_of
from bot.entitlements.rulebook import Entry, Rulebook

#: The day on which everybody here applies.
DAY = dt.date(2026, 11, 24)


def book_of(content: Content) -> Rulebook:
    """The rules on that day."""
    return content.editions.on(DAY).book


def books_of(content: Content) -> list[Rulebook]:
    """The rules of every span of days, the newest first: what decides nothing today may have decided yesterday."""
    turns = {day for entitlement in content.entitlements.values() for day in entitlement.turns()}
    return [content.editions.on(day).book for day in sorted({DAY, *turns, min(turns) - dt.timedelta(1)}, reverse=True)]


def complete(book: Rulebook, dice: random.Random, start: Mapping[str, Any], liaison: bool = True) -> dict[str, Any]:
    """Everything known that can be: *start*, what follows, and any value for the rest that is ever asked.

    What is beside the point (the grade of somebody without a certificate) stays unknown, as it would.
    """
    facts = {name: value for name, value in start.items() if value is not None}
    names = list(book.scales)
    dice.shuffle(names)
    for _ in range(len(names)):
        known = book.known(facts)
        left = [name for name in names if name not in known and (liaison or book.catalogue[name].askable)]
        ready = [n for n in left if (when := book.catalogue[n].when) is None or when.holds(known)]
        if not ready:
            break
        facts[ready[0]] = dice.choice(book.scales[ready[0]].values)
    return facts


def part(book: Rulebook, dice: random.Random) -> dict[str, Any]:
    """Some facts known, some asked and not known, some never asked."""
    share = dice.random()
    facts = complete(book, dice, {})
    asked = {name: value for name, value in facts.items() if dice.random() < share}
    return {name: None if dice.random() < 0.2 else value for name, value in asked.items()}


def places_of(book: Rulebook, entry: Entry, *, apart: bool = False) -> list[list[int]]:
    """For each fact, one class of each kind that this entitlement can tell apart.

    With *apart* each reading is looked at by itself: which one applied is said to people, even where another one holds
    as well.
    """
    criteria = [c for c in entry.entitlement.criteria if c.rule is not None]
    alone = [[reading.rule.node] for c in criteria for reading in c.readings] if apart else []
    nodes = [[c.rule.node for c in criteria if c.rule is not None], *alone]
    clauses = [clause for some in nodes for clause in goal_of(some, book.scales).clauses]
    found = []
    for name in entry.facts:
        sets = [yes for clause in clauses for fact, yes, _ in clause if fact == name]
        kinds = {tuple(i in yes for yes in sets): i for i in range(len(book.scales[name].values))}
        found.append(sorted(kinds.values()))
    return found
