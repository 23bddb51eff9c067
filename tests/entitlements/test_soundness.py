"""What is decided on part of the facts stays decided whatever the rest turns out to be. Unknown is never no."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.entitlements.assess import OUTCOMES, assess, next_question
from bot.entitlements.facts import Fact
from bot.entitlements.rules import Rule

IDS = ("A04", "A05", "B08", "B09", "C01", "D01", "E01", "E02", "F05", "G02", "H01", "Z01")
many = settings(max_examples=200, deadline=None)
seeds = st.integers(0, 10**9)


def rules(content: Content) -> Iterator[Rule]:
    """Every rule of every entitlement."""
    for entitlement in content.entitlements.values():
        yield from (criterion.rule for criterion in entitlement.criteria if criterion.rule is not None)


def values(content: Content, fact: Fact) -> list[Any]:
    """Every value that makes a difference: the options; for a number, on both sides of every bound in a rule."""
    options = [option.value for option in fact.options]
    if fact.kind in ("yesno", "consent"):
        return [True, False]
    if fact.kind == "choices":
        return [[option] for option in options] + [options[:2], options[-3:-1]]
    if options:
        return options
    bounds = {a.value for rule in rules(content) for a in rule.atoms if a.fact == fact.id and isinstance(a.value, int)}
    inside = {v for bound in bounds for v in (bound - 1, bound, bound + 1)} | {fact.low or 0, fact.high or 9}
    return sorted(v for v in inside if (fact.low or 0) <= v <= (fact.high or 9))


def used(content: Content) -> list[str]:
    """The facts that any rule reads."""
    return list(dict.fromkeys(name for rule in rules(content) for name in rule.facts))


def complete(content: Content, dice: random.Random, start: dict[str, Any]) -> dict[str, Any]:
    """Everything known: *start*, and any value for the rest."""
    rest = {name: dice.choice(values(content, content.facts[name])) for name in used(content)}
    return {**rest, **{name: value for name, value in start.items() if value is not None}}


def part(content: Content, dice: random.Random) -> dict[str, Any]:
    """Some facts known, some asked and not known, some never asked."""
    share = dice.random()
    facts = complete(content, dice, {})
    asked = {name: value for name, value in facts.items() if dice.random() < share}
    return {name: None if dice.random() < 0.2 else value for name, value in asked.items()}


@many
@given(seeds)
def test_a_decided_outcome_holds_under_every_completion(loaded: Loaded, seed: int) -> None:
    content, dice = loaded.content, random.Random(seed)
    facts = part(content, dice)
    for entitlement in content.entitlements.values():
        result = assess(entitlement, facts, content.facts)
        if result.outcome not in ("likely", "not_met"):
            continue
        for _ in range(12):
            after = assess(entitlement, complete(content, dice, facts), content.facts)
            assert after.outcome == result.outcome, f"{entitlement.id} on {facts}"


@many
@given(seeds)
def test_a_criterion_that_decides_is_no_on_what_is_known_and_stays_no(loaded: Loaded, seed: int) -> None:
    content, dice = loaded.content, random.Random(seed)
    facts = part(content, dice)
    for entitlement in content.entitlements.values():
        result = assess(entitlement, facts, content.facts)
        if result.deciding is None:
            continue
        assert result.deciding.rule is not None and result.deciding.rule.holds(facts) is False
        assert result.deciding.rule.holds(complete(content, dice, facts)) is False
        assert any(facts.get(name) is not None for name in result.deciding.rule.facts)


@many
@given(seeds)
def test_with_everything_known_a_rule_is_what_python_says(loaded: Loaded, seed: int) -> None:
    """The rule's own text, evaluated by Python on complete facts, is the judge; on bounds of ages and grades too."""
    content, dice = loaded.content, random.Random(seed)
    facts = complete(content, dice, {})
    for rule in rules(content):
        assert rule.holds(facts) is bool(eval(rule.text, {"known": lambda _: True}, facts)), rule.text


@many
@given(seeds)
def test_learning_more_never_takes_a_decision_back(loaded: Loaded, seed: int) -> None:
    content, dice = loaded.content, random.Random(seed)
    facts: dict[str, Any] = {}
    end = complete(content, dice, {})
    decided: dict[str, str] = {}
    for name in dice.sample(list(end), len(end)):
        facts[name] = end[name]
        for entitlement in content.entitlements.values():
            outcome = assess(entitlement, facts, content.facts).outcome
            assert decided.get(entitlement.id, outcome) == outcome
            if outcome in ("likely", "not_met"):
                decided[entitlement.id] = outcome


@pytest.mark.parametrize("name", IDS)
def test_with_nothing_known_nobody_is_refused(loaded: Loaded, name: str) -> None:
    content = loaded.content
    for facts in ({}, dict.fromkeys(content.facts)):
        result = assess(content.entitlements[name], facts, content.facts)
        assert result.outcome in ("needs_more", "liaison", "likely")
        assert result.deciding is None
        assert result.outcome in OUTCOMES


@many
@given(seeds, st.booleans())
def test_the_next_question_is_needed_unknown_and_allowed(loaded: Loaded, seed: int, private_too: bool) -> None:
    content, dice = loaded.content, random.Random(seed)
    facts = part(content, dice)
    wanted = tuple(dice.sample(list(content.entitlements.values()), dice.randrange(1, 6)))
    name = next_question(wanted, facts, content.facts, private_too)
    if name is None:
        return
    fact = content.facts[name]
    assert name not in facts, "neither what is known nor what they did not know is asked again"
    assert fact.when is None or fact.when.holds(facts) is not False
    assert fact.askable, "what only a liaison can know is not asked"
    assert private_too or fact.sensitivity != "H"
    results = [assess(entitlement, facts, content.facts) for entitlement in wanted]
    assert any(name in result.missing and result.outcome == "needs_more" for result in results)
    assert next_question(wanted, facts, content.facts, private_too) == name, "the order is stable"


@many
@given(seeds)
def test_asking_ends_and_then_every_outcome_that_can_be_had_is_there(loaded: Loaded, seed: int) -> None:
    """Asked to the end, nothing is left open that an answer of theirs could still decide."""
    content, dice = loaded.content, random.Random(seed)
    wanted = tuple(content.entitlements.values())
    facts: dict[str, Any] = {}
    for _ in range(len(content.facts) + 1):
        name = next_question(wanted, facts, content.facts, True)
        if name is None:
            break
        facts[name] = dice.choice([*values(content, content.facts[name]), None])
    assert next_question(wanted, facts, content.facts, True) is None
    for entitlement in wanted:
        result = assess(entitlement, facts, content.facts)
        open_facts = [content.facts[n] for n in result.missing if n not in facts and result.deciding is None]
        assert all(not f.askable or (f.when and f.when.holds(facts) is False) for f in open_facts), entitlement.id
