"""Every line a rule draws, from both sides: found in the rules themselves, so that a new rule is tested unseen.

For each number a rule compares with, somebody exists for whom it decides: on one side of the line the outcome is
another than on the other, with everything else the same, on some day at least: the plan's reading may since have been
overtaken by a wider one. Between two lines nothing changes. For each option a rule names, somebody exists for whom it
makes the difference.
"""

import itertools
import math
import random
from collections.abc import Iterator
from typing import Any

import pytest

from bot.content.load import Loaded
from bot.entitlements.facts import Fact
from bot.entitlements.rulebook import Entry, Rulebook
from tests.entitlements.people import book_of, books_of, places_of

#: People tried before a line is said to decide nothing.
TRIES = 20_000

#: The lines that the sources draw, as (entitlement, fact, the last value on this side, the first on the other).
LINES = [
    ("B08", "age", 6, 7), ("B08", "age", 17, 18), ("C08", "age", 14, 15), ("A02", "age", 17, 18),
    ("A03", "age", 15, 16), ("A03", "age", 59, 60), ("A05", "cert_grade", 2, 3), ("B03", "cert_grade", 2, 3),
    ("C01", "age", 5, 6), ("C01", "age", 17, 18), ("B09", "age", 17, 18),
]  # fmt: skip


def test_every_number_a_rule_names_decides_for_somebody(loaded: Loaded) -> None:
    books, dice = books_of(loaded.content), random.Random(1)
    lines = {(entry.entitlement.id, fact, below, above) for book in books for entry, fact, below, above in _lines(book)}
    for name, fact, below, above in sorted(lines):
        found = _on_some_day(books, name, fact, below, above, dice)
        assert found, f"{name}: {fact} {below}/{above} decides for nobody"


@pytest.mark.parametrize(("name", "fact", "below", "above"), LINES)
def test_the_lines_of_the_sources_are_there(loaded: Loaded, name: str, fact: str, below: int, above: int) -> None:
    book = book_of(loaded.content)
    assert (name, fact, below, above) in [(e.entitlement.id, f, a, b) for e, f, a, b in _lines(book)]


def test_between_two_lines_nothing_changes(loaded: Loaded) -> None:
    book, dice = book_of(loaded.content), random.Random(2)
    for entry in book.entries.values():
        for name in _numbers(book, entry):
            lines = {above for e, f, _, above in _lines(book) if e is entry and f == name}
            others = _others(book, entry, name, dice)
            outcomes = [_outcome(book, entry, {**others, name: n}) for n in _range(book.catalogue[name])]
            first = int(book.catalogue[name].low or 0)
            changes = {n + first for n, (a, b) in enumerate(itertools.pairwise(outcomes), 1) if a != b}
            assert changes <= lines


def test_every_option_a_rule_names_decides_for_somebody(loaded: Loaded) -> None:
    books, dice = books_of(loaded.content), random.Random(3)
    for entry in (entry for book in books for entry in book.entries.values()):
        for fact in (loaded.content.facts[name] for name in entry.facts):
            for value, other in _options(entry, fact) if fact.kind != "number" else ():
                found = _on_some_day(books, entry.entitlement.id, fact.id, value, other, dice)
                assert found, f"{entry.entitlement.id}: {fact.id} {value!r} or {other!r} decides for nobody"


def _lines(book: Rulebook) -> Iterator[tuple[Entry, str, int, int]]:
    """Every place where an entitlement's own rules change between one number and the next."""
    for entry in book.entries.values():
        for name in _numbers(book, entry):
            atoms = _atoms(entry, name)
            numbers = _range(book.catalogue[name])
            signs = [tuple(atom.holds({name: number}) for atom in atoms) for number in numbers]
            for number, (a, b) in enumerate(itertools.pairwise(signs), numbers[0]):
                if a != b:
                    yield entry, name, number, number + 1


def _numbers(book: Rulebook, entry: Entry) -> list[str]:
    return [name for name in entry.facts if book.catalogue[name].kind == "number"]


def _range(fact: Fact) -> range:
    return range(int(fact.low or 0), int(fact.high or 0) + 1)


def _atoms(entry: Entry, name: str) -> list[Any]:
    return [a for c in entry.entitlement.criteria if c.rule for a in c.rule.atoms if a.fact == name]


def _options(entry: Entry, fact: Fact) -> Iterator[tuple[Any, Any]]:
    """Each answer that rules name, with one of which they say something else."""
    atoms = _atoms(entry, fact.id)
    named = {v for a in atoms for v in (a.value if isinstance(a.value, tuple) else (a.value,))}
    answers: list[Any] = [True, False] if fact.kind in ("yesno", "consent") else [o.value for o in fact.options]
    values = [[answer] for answer in answers] if fact.kind == "choices" else answers
    possible = [*values, *(follow.value for follow in fact.follows)]
    for answer, value in zip(answers, values, strict=True):
        others = [other for other in possible if _signs(atoms, other) != _signs(atoms, value)]
        if answer in named and others:
            yield value, min(others, key=lambda other: _signs(atoms, other).count(True))


def _signs(atoms: list[Any], value: Any) -> list[Any]:
    return [atom.holds({atom.fact: value}) for atom in atoms]


def _others(book: Rulebook, entry: Entry, name: str, dice: random.Random) -> dict[str, Any]:
    return {fact: dice.choice(book.scales[fact].values) for fact in entry.facts if fact != name}


def _everybody(book: Rulebook, entry: Entry, name: str, dice: random.Random) -> Iterator[dict[str, Any]]:
    """All that can be known besides *name*, or many of it where it is too much."""
    each = zip(entry.facts, places_of(book, entry, apart=True), strict=True)
    places = {fact: places for fact, places in each if fact != name}
    values = [[book.scales[fact].values[place] for place in some] for fact, some in places.items()]
    if math.prod(map(len, values)) <= TRIES:
        yield from (dict(zip(places, chosen, strict=True)) for chosen in itertools.product(*values))
    else:
        yield from (_others(book, entry, name, dice) for _ in range(TRIES))


def _outcome(book: Rulebook, entry: Entry, facts: dict[str, Any]) -> tuple[str, ...]:
    """What comes out, the criterion that decides, and the readings that applied."""
    result = book.look_up(entry, {name: book.scales[name].of(facts[name]) for name in entry.facts})
    deciding = result.deciding.name if result.deciding else ""
    return result.outcome, deciding, *(reading.name for reading in result.applied)


def _on_some_day(books: list[Rulebook], entitlement: str, name: str, one: Any, other: Any, dice: random.Random) -> bool:
    entries = [(book, book.entries[entitlement]) for book in books]
    return any(_who_it_decides_for(book, e, name, one, other, dice) for book, e in entries if name in e.facts)


def _who_it_decides_for(book: Rulebook, entry: Entry, name: str, one: Any, other: Any, dice: random.Random) -> bool:
    for others in _everybody(book, entry, name, dice):
        if _outcome(book, entry, {**others, name: one}) != _outcome(book, entry, {**others, name: other}):
            return True
    return False
