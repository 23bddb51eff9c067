"""The fewest questions there can be, found exactly, to hold the greedy choice against.

Every way to ask is tried by dynamic programming over what is known: the classes of the facts in view. It is only
possible where few facts are in view, which is why the assistant itself does not do it. Both sides know the same shares
of answers and may ask the same questions: what an open entitlement needs, or what decides whether that is asked at all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.entitlements.facts import Value
from bot.entitlements.goal import OPEN
from bot.entitlements.rulebook import Rulebook
from bot.entitlements.rules import residual

#: Which fact is asked next where the facts are these; None when nothing is.
Policy = Callable[[Mapping[str, Value]], str | None]
#: States looked at before a topic is given up as too large: a minute and a half.
STATES = 1_000_000


class TooLargeError(Exception):
    """More states than can be looked at in reasonable time."""


def optimum(book: Rulebook, names: Sequence[str], states: int = STATES) -> float:
    """The least expected number of questions until nothing about *names* can change; TooLargeError."""
    found: dict[tuple[int, ...], float] = {}

    def least(facts: dict[str, Value]) -> float:
        key, allowed = _state(book, names, facts)
        if not allowed:
            return 0.0
        if key not in found:
            if len(found) >= states:
                raise TooLargeError
            found[key] = min(1.0 + sum(p * least(after) for p, after in _answers(book, facts, n)) for n in allowed)
        return found[key]

    return least({})


def expected(book: Rulebook, names: Sequence[str], policy: Policy) -> float:
    """The expected number of questions of *policy*, over every combination of answers it can meet."""
    found: dict[tuple[int, ...], float] = {}

    def cost(facts: dict[str, Value]) -> float:
        key, _ = _state(book, names, facts)
        if key not in found:
            if len(found) >= STATES:
                raise TooLargeError
            name = policy(facts)
            found[key] = 0.0 if name is None else 1.0 + sum(p * cost(after) for p, after in _answers(book, facts, name))
        return found[key]

    return cost({})


def _state(book: Rulebook, names: Sequence[str], facts: dict[str, Value]) -> tuple[tuple[int, ...], list[str]]:
    known = book.known(facts)
    classes = book.classes(known)
    allowed: dict[str, None] = {}
    for name in names:
        result = book.look_up(book.entries[name], classes)
        if not result.settled:
            spare = [lead.over for lead in book.leads if lead.fact in result.open and classes[lead.over] == OPEN]
            for fact in (*result.open, *(name for name in spare if not book.catalogue[name].broad)):
                allowed.update(dict.fromkeys(_doors(book, fact, known, classes)))
    return tuple(classes.values()), list(allowed)


def _doors(book: Rulebook, name: str, known: Mapping[str, Value], classes: Mapping[str, int]) -> Iterator[str]:
    when = book.catalogue[name].when
    if when is None or when.holds(known):
        yield name
        return
    for atom in residual(when.node, known):
        if classes.get(atom.fact) == OPEN:
            yield from _doors(book, atom.fact, known, classes)


def _answers(book: Rulebook, facts: dict[str, Value], name: str) -> Iterator[tuple[float, dict[str, Value]]]:
    scale = book.scales[name]
    for value, share in zip(scale.values, scale.shares, strict=True):
        if share:
            yield share, {**facts, name: value}
