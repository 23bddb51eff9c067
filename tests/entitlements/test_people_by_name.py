"""Each of the sixty-seven supports with somebody who gets it and somebody who does not, and why."""

from typing import Any

import pytest

from bot.content.load import Loaded
from bot.entitlements.assess import Assessment
from tests.entitlements.by_name import FIRST, FOR_ALL, LIAISON, LIKELY, NOT_MET, VALID, Person
from tests.entitlements.people import book_of

#: The supports a certificate comes before.
CERTIFIED = ["A04", "A05", "C01", "D01", "E01", "E02"]


def on(loaded: Loaded, name: str, facts: Person) -> Assessment:
    return book_of(loaded.content).assess(name, facts)


def test_these_are_all_of_them(loaded: Loaded) -> None:
    assert len(LIKELY) == 67
    assert set(LIKELY) == set(loaded.content.entitlements)
    others = {name for name, *_ in (*NOT_MET, *FIRST, *LIAISON)}
    assert others == set(LIKELY) - FOR_ALL, "somebody does not get it, unless it is for all"


@pytest.mark.parametrize(("name", "facts"), [(name, facts) for name, people in LIKELY.items() for facts in people])
def test_somebody_who_gets_it(loaded: Loaded, name: str, facts: Person) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "likely", f"missing {result.missing}, deciding {result.deciding}"
    with_rule = [criterion for criterion in result.entitlement.criteria if criterion.rule is not None]
    assert list(result.met) == with_rule, "every criterion with a rule is in the proof"


@pytest.mark.parametrize(("name", "facts", "criterion"), NOT_MET)
def test_somebody_who_does_not_is_told_the_one_criterion(
    loaded: Loaded, name: str, facts: Person, criterion: str
) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "not_met"
    assert result.deciding is not None and result.deciding.name == criterion
    for origin in result.deciding.readings or (result.deciding,):
        assert origin.source in loaded.content.sources or origin.provenance in ("plan", "unverified")


@pytest.mark.parametrize(("name", "facts", "criterion", "first"), FIRST)
def test_somebody_who_needs_something_else_first(
    loaded: Loaded, name: str, facts: Person, criterion: str, first: str
) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "needs_more"
    assert result.deciding is not None
    assert (result.deciding.name, result.deciding.first) == (criterion, first)


@pytest.mark.parametrize(("name", "facts", "missing"), LIAISON)
def test_somebody_whom_only_a_liaison_can_answer_is_not_refused(
    loaded: Loaded, name: str, facts: Person, missing: str
) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "liaison"
    assert missing in result.missing


@pytest.mark.parametrize("name", sorted(FOR_ALL))
def test_what_is_for_all_refuses_nobody(loaded: Loaded, name: str) -> None:
    entitlement = loaded.content.entitlements[name]
    assert entitlement.level in ("C", "D")
    assert not [criterion for criterion in entitlement.criteria if criterion.rule is not None]


@pytest.mark.parametrize("status", ["none", "expired", "in_progress"])
@pytest.mark.parametrize("name", CERTIFIED)
def test_without_a_certificate_the_certificate_comes_first(loaded: Loaded, name: str, status: str) -> None:
    result = on(loaded, name, {"cert_status": status})
    assert result.outcome == "needs_more", "which is no refusal"
    assert result.deciding is not None and result.deciding.first == "Z01"
    assert on(loaded, "Z01", {"cert_status": status}).outcome == "likely"


def test_a_disabled_child_needs_no_certificate_for_a_wheelchair(loaded: Loaded) -> None:
    child: Person = {"cert_status": "none", "age": 17, "device_need": ["wheelchair"]}
    assert on(loaded, "B09", child).outcome == "likely"
    assert on(loaded, "B09", child | {"age": 18}).outcome == "needs_more"


@pytest.mark.parametrize(
    ("age", "widened", "outcome"), [(6, None, True), (7, None, None), (7, True, True), (18, True, False)]
)
def test_the_age_of_rehabilitation_to_the_day(
    loaded: Loaded, age: int, widened: bool | None, outcome: bool | None
) -> None:
    rule = loaded.content.entitlements["B08"].criteria[0].rule
    assert rule is not None
    assert rule.holds({"age": age, "rehab_widened": widened}) is outcome


@pytest.mark.parametrize("grade", [1, 2, 3, 4])
def test_grades_one_and_two_are_severe(loaded: Loaded, grade: int) -> None:
    facts = VALID | {"cert_grade": grade, "long_term_care_need": True, "nursing_widened": False}
    assert on(loaded, "A05", facts).outcome == ("likely" if grade <= 2 else "not_met")


@pytest.mark.parametrize("answer", [None, "missing"])
def test_who_knows_nothing_more_is_never_told_no(loaded: Loaded, answer: Any) -> None:
    """Those who get it, with each answer in turn not known, or not given yet."""
    for name, people in LIKELY.items():
        for facts in people:
            for fact in facts:
                rest = {key: value for key, value in facts.items() if key != fact}
                if answer is None:
                    rest[fact] = None
                assert on(loaded, name, rest).outcome != "not_met", f"{name} without {fact}"


def test_only_a_rule_with_a_source_can_turn_anybody_away(loaded: Loaded) -> None:
    for entitlement in loaded.content.entitlements.values():
        for criterion in entitlement.criteria:
            assert criterion.rule is None or criterion.provenance in ("plan", "national", "guizhou"), criterion.name
