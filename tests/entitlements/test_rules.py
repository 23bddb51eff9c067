"""Rules in Kleene's three values: unknown is neither yes nor no, and never becomes no by itself."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entitlements.rules import RuleError, Truth, parse, residual

T, F, U = True, False, None
NOT: dict[Truth, Truth] = {T: F, F: T, U: U}
AND: dict[tuple[Truth, Truth], Truth] = {
    (T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U,
}  # fmt: skip
OR: dict[tuple[Truth, Truth], Truth] = {
    (T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U,
}  # fmt: skip
PAIRS = list(itertools.product((T, F, U), repeat=2))


def known(**facts: Truth) -> dict[str, Any]:
    """Facts as a session has them: what is unknown may be missing, or None."""
    return {name: value for name, value in facts.items() if value is not None or name == "b"}


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_and_or_and_not_are_kleenes(a: Truth, b: Truth) -> None:
    assert parse("a and b").holds(known(a=a, b=b)) is AND[a, b]
    assert parse("a or b").holds(known(a=a, b=b)) is OR[a, b]
    assert parse("not a").holds(known(a=a)) is NOT[a]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_de_morgan_holds_in_three_values(a: Truth, b: Truth) -> None:
    facts = known(a=a, b=b)
    assert parse("not (a and b)").holds(facts) is parse("not a or not b").holds(facts)
    assert parse("not (a or b)").holds(facts) is parse("not a and not b").holds(facts)


@pytest.mark.parametrize(
    ("rule", "value", "truth"),
    [
        ("age == 6", 6, T), ("age != 6", 6, F), ("age < 6", 6, F), ("age <= 6", 6, T), ("age > 6", 6, F),
        ("age >= 6", 6, T),
        ("age in (1, 2)", 2, T), ("age not in (1, 2)", 2, F), ("6 <= age <= 17", 17, T), ("6 <= age <= 17", 18, F),
        ("6 <= age <= 17", 5, F), ("age", True, T), ("age", False, F), ("not age", False, T), ("age in [3]", 3, T),
        ("age == 'x'", "x", T), ("age in {'x', 'y'}", "y", T), ("age == -1", -1, T), ("age == 2.5", 2.5, T),
    ],
)  # fmt: skip
def test_comparisons(rule: str, value: Any, truth: Truth) -> None:
    assert parse(rule).holds({"age": value}) is truth
    assert parse(rule).holds({}) is None
    assert parse(rule).holds({"age": None}) is None, "asked and not known is unknown too"


@pytest.mark.parametrize(
    ("mirrored", "plain"),
    [
        ("6 < age", "age > 6"), ("6 <= age", "age >= 6"), ("6 > age", "age < 6"), ("6 >= age", "age <= 6"),
        ("6 == age", "age == 6"), ("6 != age", "age != 6"),
    ],
)  # fmt: skip
def test_a_comparison_reads_the_same_from_either_side(mirrored: str, plain: str) -> None:
    for age in (5, 6, 7, None):
        assert parse(mirrored).holds({"age": age}) is parse(plain).holds({"age": age})


def test_a_value_in_a_fact_with_several() -> None:
    rule = parse("'wheelchair' in device_need")
    assert rule.holds({"device_need": ["crutch", "wheelchair"]}) is True
    assert rule.holds({"device_need": ["crutch"]}) is False
    assert rule.holds({"device_need": []}) is False
    assert rule.holds({}) is None
    assert parse("'wheelchair' not in device_need").holds({"device_need": ["crutch"]}) is True


def test_known_asks_whether_a_value_is_there() -> None:
    assert parse("known(age)").holds({}) is False
    assert parse("known(age)").holds({"age": None}) is False
    assert parse("known(age)").holds({"age": 0}) is True
    assert parse("known(will)").holds({"will": False}) is True


@pytest.mark.parametrize(
    ("rule", "value"), [("age <= 6", "six"), ("age in (1, 2)", ["1"]), ("'x' in age", 5), ("age > 'x'", 5)]
)
def test_a_value_of_another_type_decides_nothing_and_breaks_nothing(rule: str, value: Any) -> None:
    assert parse(rule).holds({"age": value}) in (None, False)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 0, "cannot read"),
        ("age <=", 6, "cannot read"),
        ("age = 6", 0, "cannot read"),
        ("age <= 6 und x", 9, "cannot read"),
        ("__import__('os')", 0, "only and, or, not"),
        ("age + 1 > 6", 0, "one side"),
        ("age == other", 0, "a number, a 'word'"),
        ("1 == 1", 0, "one side"),
        ("age is None", 0, "not allowed"),
        ("known('age')", 0, "only and, or, not"),
        ("known(age, tekun)", 0, "only and, or, not"),
        ("lambda: age", 0, "only and, or, not"),
        ("age.real == 1", 0, "one side"),
        ("age in (1, x)", 7, "a number, a 'word'"),
        ("(age := 5)", 0, "only and, or, not"),
        ("'text'", 0, "only and, or, not"),
        ("\ud800", 0, "cannot read"),
        ("a\0b", 0, "cannot read"),
        pytest.param("not " * 5000 + "a", 0, "cannot read", id="very deep"),
    ],
)
def test_what_cannot_be_a_rule_says_so_and_where(text: str, column: int, says: str) -> None:
    with pytest.raises(RuleError, match=says) as caught:
        parse(text)
    assert 0 <= caught.value.column <= len(text)
    if column:
        assert abs(caught.value.column - column) <= 6


@given(st.text(max_size=40) | st.text("ageandort()<=> '\"[]12,", max_size=25))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError:
        return
    assert rule.holds({}) in (True, False, None)


def test_the_facts_a_rule_reads_are_named_once_in_order() -> None:
    rule = parse("b == 1 or (a and not b) or 2 < c < 5")
    assert rule.facts == ("b", "a", "c")
    assert [atom.fact for atom in rule.atoms] == ["b", "a", "b", "c", "c"]


@pytest.mark.parametrize(
    ("text", "facts", "left"),
    [
        ("a and b", {"a": True}, ["b"]),
        ("a and b", {"a": False}, []),
        ("a or b", {"a": True}, []),
        ("a or b", {"a": False}, ["b"]),
        ("a or (b and c)", {"b": True}, ["a", "c"]),
        ("not (a and b)", {"a": True}, ["b"]),
        ("(a and b) or (c and d)", {"a": False}, ["c", "d"]),
    ],
)
def test_only_what_can_still_change_the_outcome_is_left(text: str, facts: dict[str, Any], left: list[str]) -> None:
    assert [atom.fact for atom in residual(parse(text).node, facts)] == left
