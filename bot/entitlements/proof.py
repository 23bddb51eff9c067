"""Why an outcome is what it is: the fewest facts that decide it, and every rule with what came out of each part."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from bot.entitlements.assess import Assessment
from bot.entitlements.entitlement import Criterion
from bot.entitlements.facts import Value
from bot.entitlements.rulebook import Rulebook
from bot.entitlements.rules import Atom, Negation, Node, Truth

Mark = Literal["yes", "no", "unknown", "liaison"]
_WORDS: dict[Truth, Mark] = {True: "yes", False: "no", None: "unknown"}
#: Beyond so many known facts the fewest are not searched for; no entitlement comes near.
_MOST = 14


class Step(msgspec.Struct, frozen=True):
    """One line of a proof: a rule or a part of it, what came out, and what it stands on."""

    text: str
    mark: Mark
    parts: "tuple[Step, ...]" = ()


class Proof(msgspec.Struct, frozen=True, eq=False):
    """An outcome with all of its reasons. `decided_by` is a shortest set of facts that alone leads to it."""

    result: Assessment
    facts: Mapping[str, Value]
    #: What was not said, but follows.
    followed: tuple[str, ...]
    decided_by: tuple[str, ...]
    criteria: tuple[tuple[Criterion, Step], ...]


def prove(book: Rulebook, name: str, facts: Mapping[str, Value]) -> Proof:
    """The proof for entitlement *name* on *facts*."""
    known = book.known(facts)
    result = book.assess(name, facts)
    needed = {fact: known.get(fact) for fact in book.entries[name].facts if known.get(fact) is not None}
    return Proof(
        result,
        needed,
        tuple(fact for fact in needed if facts.get(fact) is None),
        decided_by(book, result, needed),
        tuple((criterion, _criterion(criterion, known)) for criterion in result.entitlement.criteria),
    )


def decided_by(book: Rulebook, result: Assessment, known: Mapping[str, Value]) -> tuple[str, ...]:
    """A smallest choice of *known* facts on which the outcome is the same and has the same reason.

    Fewer facts come before more, and those named first in the rules before others, so the choice is always the same.
    What is not decided (needs more, a liaison) hangs on nothing yet.
    """
    if result.outcome not in ("likely", "not_met") and result.deciding is None:
        return ()
    rules = [c.rule for c in (result.met if result.deciding is None else (result.deciding,)) if c.rule is not None]
    wanted = result.deciding is None
    names = [name for name in dict.fromkeys(n for rule in rules for n in rule.facts) if known.get(name) is not None]
    for chosen in _from_few(names):
        part = {name: known[name] for name in chosen}
        if all(rule.holds(part) is wanted for rule in rules):
            return chosen
    return tuple(names)


def _from_few(names: list[str]) -> Iterator[tuple[str, ...]]:
    if len(names) <= _MOST:
        for size in range(len(names) + 1):
            yield from itertools.combinations(names, size)


def _criterion(criterion: Criterion, known: Mapping[str, Value]) -> Step:
    text = criterion.text.text
    if criterion.readings:
        readings = [
            Step(f"{r.name}: {r.rule.text}", _WORDS[r.rule.holds(known)], (_step(r.rule.node, known),))
            for r in criterion.readings
        ]
        mark = _WORDS[criterion.rule.holds(known)] if criterion.rule is not None else "liaison"
        return Step(text, mark, tuple(readings))
    if criterion.rule is None:
        return Step(text, "liaison")
    return Step(text, _WORDS[criterion.rule.holds(known)], (_step(criterion.rule.node, known),))


def _step(node: Node, known: Mapping[str, Value]) -> Step:
    mark = _WORDS[node.holds(known)]
    if isinstance(node, Atom):
        value: Any = known.get(node.fact)
        shown = "not known" if value is None else repr(value)
        return Step(f"{_written(node)}   [{node.fact}: {shown}]", mark)
    if isinstance(node, Negation):
        return Step("not", mark, (_step(node.part, known),))
    return Step("any of" if node.stop else "all of", mark, tuple(_step(part, known) for part in node.parts))


def _written(atom: Atom) -> str:
    if atom.op == "known":
        return f"known({atom.fact})"
    if atom.op in ("has", "has not"):
        return f"{atom.value!r} {'in' if atom.op == 'has' else 'not in'} {atom.fact}"
    return f"{atom.fact} {atom.op} {atom.value!r}"
