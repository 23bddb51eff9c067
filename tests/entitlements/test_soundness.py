"""What is decided on part of the facts stays decided whatever the rest turns out to be. Unknown is never no."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.entitlements.assess import OUTCOMES, assess
from bot.entitlements.goal import OPEN
from bot.entitlements.rulebook import Entry, Rulebook
from bot.entitlements.rules import Rule
from tests.entitlements.people import DAY, book_of, complete, part, places_of

many = settings(max_examples=200, deadline=None)
seeds = st.integers(0, 10**9)
DECIDED = ("likely", "not_met")
#: Decided outcomes that are held against completions in one run.
CHECKED = 100_000


def rules(content: Content) -> Iterator[Rule]:
    """Every rule of every entitlement, whatever day it is for."""
    for entitlement in content.entitlements.values():
        for criterion in entitlement.criteria:
            yield from (r.rule for r in criterion.readings)
            yield from [criterion.rule] if criterion.rule is not None else []


def test_one_hundred_thousand_decided_outcomes_hold_under_every_completion(loaded: Loaded) -> None:
    book, dice = book_of(loaded.content), random.Random(20261124)
    checked = 0
    while checked < CHECKED:
        facts = part(book, dice)
        before = [(result.entitlement.id, result.outcome) for result in book.assess_all(facts)]
        decided = [(name, outcome) for name, outcome in before if outcome in DECIDED]
        for _ in range(6):
            whole = complete(book, dice, facts)
            after = book.assess_all(whole, [name for name, _ in decided])
            assert [(r.entitlement.id, r.outcome) for r in after] == decided, f"{facts} and {whole}"
            checked += len(decided)


def test_every_partial_answer_there_is_to_any_entitlement(loaded: Loaded) -> None:
    """Exhaustive: each state of what an entitlement needs, and each single answer more. No answer may take a decision
    back, so (answer by answer) no completion can. Entitlements share no rule, so this covers every topic whole.
    """
    book = book_of(loaded.content)
    for entry in book.entries.values():
        places = places_of(book, entry)
        states = itertools.product(*([OPEN, *one] for one in places))
        outcomes = {state: _outcome(book, entry, state) for state in states}
        for state, outcome in outcomes.items():
            if outcome in DECIDED:
                for more in _one_more(places, state):
                    assert outcomes[more] == outcome, f"{entry.entitlement.id}: {state} then {more}"


def _one_more(places: list[list[int]], state: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for place, now in enumerate(state):
        if now == OPEN:
            yield from ((*state[:place], value, *state[place + 1 :]) for value in places[place])


def _outcome(book: Rulebook, entry: Entry, state: tuple[int, ...]) -> str:
    return book.look_up(entry, dict(zip(entry.facts, state, strict=True))).outcome


@many
@given(seeds)
def test_a_criterion_that_decides_is_no_on_what_is_known_and_stays_no(loaded: Loaded, seed: int) -> None:
    book, dice = book_of(loaded.content), random.Random(seed)
    facts = part(book, dice)
    for result in book.assess_all(facts):
        if result.deciding is not None:
            assert result.deciding.rule is not None
            assert result.deciding.rule.holds(book.known(facts)) is False
            assert result.deciding.rule.holds(book.known(complete(book, dice, facts))) is False


@many
@given(seeds)
def test_with_everything_known_a_rule_is_what_python_says(loaded: Loaded, seed: int) -> None:
    """The rule's own text, evaluated by Python on complete facts, is the judge; on bounds of ages and grades too."""
    book, dice = book_of(loaded.content), random.Random(seed)
    facts = {name: dice.choice(scale.values) for name, scale in book.scales.items()}
    for rule in rules(loaded.content):
        assert rule.holds(facts) is bool(eval(rule.text, {"known": lambda _: True}, facts)), rule.text


@many
@given(seeds)
def test_learning_more_never_takes_a_decision_back(loaded: Loaded, seed: int) -> None:
    book, dice = book_of(loaded.content), random.Random(seed)
    end = complete(book, dice, {})
    facts: dict[str, Any] = {}
    decided: dict[str, str] = {}
    for name in dice.sample(list(end), len(end)):
        if name in book.known(facts):
            continue  # it followed, so nobody asks
        facts[name] = end[name]
        for result in book.assess_all(facts):
            assert decided.get(result.entitlement.id, result.outcome) == result.outcome
            if result.outcome in DECIDED:
                decided[result.entitlement.id] = result.outcome


def test_with_nothing_known_nobody_is_refused(loaded: Loaded) -> None:
    book = book_of(loaded.content)
    for facts in ({}, dict.fromkeys(loaded.content.facts)):
        for result in book.assess_all(facts):
            assert result.outcome in OUTCOMES
            assert result.outcome != "not_met", result.entitlement.id
            assert result.deciding is None


@many
@given(seeds)
def test_nothing_is_dropped_and_the_quick_way_says_what_the_plain_one_says(loaded: Loaded, seed: int) -> None:
    """The rulebook looks up what `assess` found for a like case; on the real facts `assess` must say the same."""
    content = loaded.content
    book, dice = book_of(content), random.Random(seed)
    facts = part(book, dice)
    known = book.known(facts)
    classes = book.classes(known)
    results = book.assess_all(facts)
    assert [result.entitlement.id for result in results] == list(content.entitlements)
    for result in results:
        askable = {name for name in book.entries[result.entitlement.id].facts if classes[name] == OPEN}
        plain = assess(content.entitlements[result.entitlement.id].on(DAY), known, content.facts, askable)
        assert (plain.outcome, plain.missing, plain.open) == (result.outcome, result.missing, result.open)
        assert [c.name for c in plain.met] == [c.name for c in result.met]
        assert [r.name for r in plain.applied] == [r.name for r in result.applied]
        assert (plain.deciding and plain.deciding.name) == (result.deciding and result.deciding.name)


@pytest.mark.parametrize("name", ["cert_grade", "kindergarten_type", "will_literacy"])
def test_what_follows_from_nothing_is_never_guessed(loaded: Loaded, name: str) -> None:
    assert name not in book_of(loaded.content).known({})
