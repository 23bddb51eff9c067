"""Why an outcome is what it is: the fewest facts that decide it, and every rule with what came out of each part."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from bot.entitlements.assess import Assessment
from bot.entitlements.entitlement import Criterion
from bot.entitlements.facts import Value
from bot.entitlements.rulebook import Rulebook
from bot.entitlements.rules import Atom, Negation, Node, Truth

Mark = Literal["yes", "no", "unknown", "liaison"]
_WORDS: dict[Truth, Mark] = {True: "yes", False: "no", None: "unknown"}


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
        result.decided_by,
        tuple((criterion, _criterion(criterion, known)) for criterion in result.entitlement.criteria),
    )


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
