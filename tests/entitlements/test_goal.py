"""How many questions are left: none exactly when nothing is worth asking, and otherwise what a short sum says."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.entitlements.facts import Fact
from bot.entitlements.goal import CLOSED, OPEN, Goal, Pending, goal_of
from bot.entitlements.rulebook import Entry, Rulebook
from bot.entitlements.rules import parse
from bot.entitlements.scale import Scale, scale_of
from bot.language.wording import SILENT
from tests.entitlements.people import book_of, part

some = settings(max_examples=100, deadline=None)
seeds = st.integers(0, 10**9)


def goal_for(book: Rulebook, entry: Entry) -> Goal:
    return goal_of([c.rule.node for c in entry.entitlement.criteria if c.rule is not None], book.scales)


def state(book: Rulebook, entry: Entry, dice: random.Random) -> dict[str, int]:
    """Any classes at all: known, open, and closed."""
    found = {}
    for name in entry.facts:
        places = [CLOSED, *range(len(book.scales[name].values))]
        asked = [OPEN] * len(places) if book.catalogue[name].askable else []
        found[name] = dice.choice(places + asked)
    return found


@some
@given(seeds)
def test_nothing_is_left_exactly_when_nothing_is_worth_asking(loaded: Loaded, seed: int) -> None:
    book, dice = book_of(loaded.content), random.Random(seed)
    person = book.classes(book.known(part(book, dice)))
    for name, entry in book.entries.items():
        goal = goal_for(book, entry)
        for classes in (person, state(book, entry, dice), state(book, entry, dice)):
            left, result = goal.left(classes), book.look_up(entry, classes)
            assert left >= 0
            assert (left == 0) is result.settled, f"{name}: {left} left, open {result.open}"


@some
@given(seeds)
def test_all_clauses_are_met_exactly_when_all_criteria_are(loaded: Loaded, seed: int) -> None:
    """Reading rules into clauses, and leaving out those that others imply, changes nothing."""
    book, dice = book_of(loaded.content), random.Random(seed)
    for entry in book.entries.values():
        classes = {name: dice.randrange(len(book.scales[name].values)) for name in entry.facts}
        states = goal_for(book, entry).states(classes)
        assert set(states) <= {"met", "failed"}
        likely = book.look_up(entry, classes).outcome == "likely"
        assert all(one == "met" for one in states) is likely


@some
@given(seeds)
def test_what_changed_is_found_as_if_everything_were_found_anew(loaded: Loaded, seed: int) -> None:
    book, dice = book_of(loaded.content), random.Random(seed)
    for entry in book.entries.values():
        goal = goal_for(book, entry)
        before, after = state(book, entry, dice), state(book, entry, dice)
        changed = [name for name in entry.facts if dice.random() < 0.4]
        then = {**before, **{name: after[name] for name in changed}}
        assert _told(goal.again(goal.states(before), then, changed)) == _told(goal.states(then))


def _told(states: list[Any]) -> list[Any]:
    return [(one.cost, one.met, one.refuses) if isinstance(one, Pending) else one for one in states]


def test_no_clause_says_what_another_already_says(loaded: Loaded) -> None:
    book = book_of(loaded.content)
    for name, entry in book.entries.items():
        clauses = [{fact: yes for fact, yes, _ in clause} for clause in goal_for(book, entry).clauses]
        for one in clauses:
            for other in clauses:
                implied = all(fact in other and yes <= other[fact] for fact, yes in one.items())
                assert one is other or not implied, f"{name}: {one} says {other}"


#: Facts of our own: yes or no, a number from 1 to 4, and one that only a liaison knows.
FACTS = {name: {"yes": 0.5, "no": 0.5} for name in ("a", "b", "c", "l")} | {"rare": {"yes": 0.1, "no": 0.9}}


def scales(rules: tuple[str, ...]) -> dict[str, Scale]:
    atoms = [atom for rule in rules for atom in parse(rule).atoms]
    names = dict.fromkeys(atom.fact for atom in atoms)
    return {name: scale_of(_fact(name), [atom for atom in atoms if atom.fact == name]) for name in names}


def _fact(name: str) -> Fact:
    if name == "n":
        return Fact(id=name, kind="number", name=SILENT, ask=SILENT, low=1, high=4)
    return Fact(id=name, kind="yesno", name=SILENT, ask=SILENT, usual=FACTS[name])


def left(*rules: str, **known: Any) -> float:
    """What is left to ask for *rules*, where l is for a liaison and the rest is open unless it is *known*."""
    found = scales(rules)
    goal = goal_of([parse(rule).node for rule in rules], found)
    return goal.left(_classes(found, known))


def _classes(found: Mapping[str, Scale], known: Mapping[str, Any]) -> dict[str, int]:
    start = {name: CLOSED if name == "l" else OPEN for name in found}
    return start | {name: CLOSED if value is None else found[name].of(value) for name, value in known.items()}


@pytest.mark.parametrize(
    ("rules", "clauses"),
    [
        (("a", "a or b"), ["a"]),
        (("a or b", "a"), ["a"]),
        (("a or b", "a or b or c"), ["a b"]),
        (("a and b", "b"), ["a", "b"]),
        (("n <= 2", "n <= 3"), ["n"]),
        (("n <= 2", "n <= 3 or a"), ["n"]),
        (("n <= 3", "n <= 2 or a"), ["n", "a n"]),
        (("a or not a",), []),
        (("n <= 2 or n >= 3", "b"), ["b"]),
        (("a or (b and c)",), ["a b", "a c"]),
        (("(a and b) or (a and c)",), ["a", "b c"]),
        (("not (a or b)",), ["a", "b"]),
        (("not (a and b)",), ["a b"]),
    ],
)
def test_rules_are_read_into_the_clauses_that_are_needed(rules: tuple[str, ...], clauses: list[str]) -> None:
    goal = goal_of([parse(rule).node for rule in rules], scales(rules))
    assert sorted(" ".join(sorted(fact for fact, _, _ in clause)) for clause in goal.clauses) == sorted(clauses)


@pytest.mark.parametrize(
    ("rules", "known", "questions"),
    [
        (("a",), {}, 1.0),
        (("a", "b"), {}, 1.5),
        (("a or b",), {}, 1.5),
        (("a", "rare"), {}, 1.1),  # the rare one first: it mostly ends there
        (("a or rare",), {}, 1.5),  # the likelier one first
        (("a", "b"), {"a": True}, 1.0),
        (("a", "b"), {"a": False}, 0.0),
        (("a", "b"), {"a": None}, 1.0),  # b may still refuse
        (("a or b", "c"), {"a": True}, 1.0),
        (("a or l",), {}, 1.0),
        (("a or l",), {"a": False}, 0.0),  # only a liaison can go on
        (("a or l", "b"), {"a": False}, 1.0),  # but b may still refuse
        (("a or l", "b or l"), {"a": False}, 0.0),
        (("a", "l"), {}, 1.0),
        (("l",), {}, 0.0),
        (("n <= 2",), {"n": 2}, 0.0),
        (("n <= 2",), {}, 1.0),
        ((), {}, 0.0),
    ],
)
def test_how_many_questions_are_left(rules: tuple[str, ...], known: dict[str, Any], questions: float) -> None:
    assert left(*rules, **known) == pytest.approx(questions)
