"""Classes of values: what is in one class no rule can tell apart, and the shares of all classes are everybody."""

import itertools
import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.entitlements.assess import assess
from bot.entitlements.edition import Editions
from bot.entitlements.facts import Fact
from bot.entitlements.goal import OPEN
from bot.entitlements.rulebook import Rulebook
from bot.entitlements.rules import Rule, parse
from bot.entitlements.scale import Scale, scale_of
from bot.language.wording import SILENT
from tests.entitlements.people import DAY, book_of, books_of

some = settings(max_examples=60, deadline=None)
seeds = st.integers(0, 10**9)


def values_of(fact: Fact) -> list[Any]:
    """Every answer the fact can have; of several values every choice there is, the contradictory ones left out."""
    match fact.kind:
        case "yesno" | "consent":
            return [True, False]
        case "number":
            return list(range(int(fact.low or 0), int(fact.high or 0) + 1))
        case "choices":
            names = [option.value for option in fact.options]
            sizes = (itertools.combinations(names, size) for size in range(len(names) + 1))
            chosen = [list(one) for some_ in sizes for one in some_]
            return [one for one in chosen if "none" not in one or one == ["none"]]
        case _:
            return [option.value for option in fact.options]


def rules_of(book: Rulebook) -> list[Rule]:
    """Every rule that classes must serve: of criteria and readings, of what follows, of what is asked when."""
    entitlements = [entry.entitlement for entry in book.entries.values()]
    criteria = [c for entitlement in entitlements for c in entitlement.criteria]
    needed = [book.catalogue[name] for name in book.scales]
    rules = [c.rule for c in criteria if c.rule is not None] + [r.rule for c in criteria for r in c.readings]
    rules += [follow.rule for fact in needed for follow in fact.follows]
    return rules + [fact.when for fact in needed if fact.when is not None]


def test_two_values_of_one_class_are_the_same_to_every_part_of_every_rule(loaded: Loaded) -> None:
    """Every value there is, against the one that stands for its class."""
    for book in books_of(loaded.content):
        rules = rules_of(book)
        for name, scale in book.scales.items():
            atoms = [atom for rule in rules for atom in rule.atoms if atom.fact == name]
            for value in values_of(book.catalogue[name]):
                other = scale.values[scale.of(value)]
                assert [a.holds({name: value}) for a in atoms] == [a.holds({name: other}) for a in atoms], (name, value)


@some
@given(seeds)
def test_whoever_stands_for_a_person_gets_the_same_outcomes(loaded: Loaded, seed: int) -> None:
    """Any real answers, and the same with each answer put for another one of its class."""
    book, dice = book_of(loaded.content), random.Random(seed)
    facts: dict[str, Any] = {n: dice.choice(values_of(book.catalogue[n])) for n in book.scales if dice.random() < 0.6}
    alike = {name: book.scales[name].values[book.scales[name].of(value)] for name, value in facts.items()}
    ours, theirs = book.assess_all(facts), book.assess_all(alike)
    assert all(one is other for one, other in zip(ours, theirs, strict=True))
    for rule in rules_of(book):
        assert rule.holds(facts) is rule.holds(alike), rule.text


@some
@given(seeds)
def test_the_quick_way_says_what_the_plain_one_says_of_any_real_answer(loaded: Loaded, seed: int) -> None:
    content = loaded.content
    book, dice = book_of(content), random.Random(seed)
    facts: dict[str, Any] = {n: dice.choice(values_of(book.catalogue[n])) for n in book.scales if dice.random() < 0.6}
    known = book.known(facts)
    classes = book.classes(known)
    for result in book.assess_all(facts):
        entry = book.entries[result.entitlement.id]
        askable = {name for name in entry.facts if classes[name] == OPEN}
        plain = assess(entry.entitlement, known, content.facts, askable)
        assert (plain.outcome, plain.missing, plain.open) == (result.outcome, result.missing, result.open)


def test_no_two_classes_could_be_one(loaded: Loaded) -> None:
    for scale in book_of(loaded.content).scales.values():
        signs = [tuple(atom.holds({scale.fact: value}) for atom in scale.atoms) for value in scale.values]
        assert len(signs) == len(set(signs)), scale.fact


def test_the_value_that_stands_for_a_class_is_in_it(loaded: Loaded) -> None:
    for scale in book_of(loaded.content).scales.values():
        assert [scale.of(value) for value in scale.values] == list(range(len(scale.values))), scale.fact


def test_shares_are_everybody(loaded: Loaded) -> None:
    for book in books_of(loaded.content):
        for scale in book.scales.values():
            assert math.isclose(sum(scale.shares), 1.0), scale.fact
            assert all(0.0 <= share <= 1.0 for share in scale.shares), scale.fact
            assert len(scale.shares) == len(scale.values)


def test_the_share_of_a_class_is_that_of_all_the_answers_in_it(loaded: Loaded) -> None:
    scales = book_of(loaded.content).scales
    assert share(scales["dibao"], "household") == pytest.approx(0.22 + 0.1), "the rules never tell them apart"
    assert share(scales["cert_status"], "none") == pytest.approx(0.17 + 0.02), "none, or none yet"
    assert share(scales["cert_grade"], 1) == pytest.approx(0.16)
    assert share(scales["long_term_care_need"], True) == pytest.approx(0.4)


def share(scale: Scale, value: Any) -> float:
    return scale.shares[scale.of(value)]


def fact(kind: str, **more: Any) -> Fact:
    return Fact(id="x", kind=kind, name=SILENT, ask=SILENT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("usual", "rule", "value", "share_"),
    [
        ({"0-9": 0.5, "10-19": 0.5}, "x < 10", 0, 0.5),
        ({"0-9": 0.5, "10-19": 0.5}, "x < 5", 0, 0.25),
        ({"0-9": 0.5, "10-19": 0.5}, "x < 5", 5, 0.75),
        ({"3": 1.0}, "x == 3", 3, 1.0),
        ({"3": 1.0}, "x == 3", 4, 0.0),
        ({"0-9": 0.25, "10-19": 0.25}, "x < 10", 0, 0.5),
        ({}, "x < 5", 0, 0.25),
    ],
)
def test_shares_of_numbers_are_spread_over_their_spans(
    usual: dict[str, float], rule: str, value: int, share_: float
) -> None:
    scale = scale_of(fact("number", low=0, high=19, usual=usual), parse(rule).atoms)
    assert share(scale, value) == pytest.approx(share_)


def test_a_number_without_bounds_is_looked_at_around_the_lines() -> None:
    scale = scale_of(fact("number"), parse("x < 7 or x >= 60").atoms)
    assert [scale.of(value) for value in (6, 7, 59, 60, 6000, -4)] == [0, 1, 1, 2, 2, 0]


def test_a_fact_without_options_has_one_class() -> None:
    assert scale_of(fact("text"), parse("known(x)").atoms).values == [""]


ODD = ["sixty", "", 3.5, -1, 999, 10**30, float("nan"), float("inf"), True, ["x"], [], "\ud800", ["none", "x"]]


@pytest.fixture
def apart(loaded: Loaded) -> Rulebook:
    """The same rules, but nobody else's: odd values may leave traces in it."""
    content = loaded.content
    return Editions(content.entitlements.values(), content.facts).on(DAY).book


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_value_that_cannot_be_breaks_nothing(apart: Rulebook, odd: Any) -> None:
    """Old sessions may hold what the content no longer knows."""
    for name, scale in apart.scales.items():
        assert scale.of(odd) == scale.of(odd)
        assert len(apart.assess_all({name: odd})) == len(apart.entries)
        assert sum(scale.shares) == pytest.approx(1.0), "nobody is expected to say so"


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("D09", {"hukou_rural": True, "cert_status": "valid", "production_type": ["raising", "none"]}),
        ("A04", {"cert_status": "revoked", "dibao": "household"}),
        ("B08", {"age": "sixty", "cert_category": ["physical"], "dibao": "single", "hukou_or_permit": "hukou"}),
    ],
    ids=["something and nothing", "an option that is gone", "a word for a number"],
)
def test_a_value_nobody_foresaw_decides_no_more_than_the_rules_say(
    loaded: Loaded, apart: Rulebook, name: str, facts: dict[str, Any]
) -> None:
    plain = assess(apart.entries[name].entitlement, apart.known(facts), loaded.content.facts, frozenset())
    assert plain.outcome != "likely"
    assert apart.assess(name, facts).outcome == plain.outcome


def test_a_long_list_of_values_is_not_remembered_for_ever(loaded: Loaded) -> None:
    scale = scale_of(fact("number", low=0, high=120), parse("x < 7").atoms)
    for number in range(10_000):
        assert scale.of(number) == (0 if number < 7 else 1)
    assert scale.of(9_999) == 1
