"""The twelve supports, each with somebody who gets it and somebody who does not, and why."""

from typing import Any

import pytest

from bot.content.load import Loaded
from bot.entitlements.assess import Assessment, assess

POOR = {"poverty_registry": "registered"}
NOT_POOR = {"poverty_registry": "none", "dibao": "none", "tekun": False, "hardship_confirmed": False}
VALID = {"cert_status": "valid"}

#: Who gets it.
LIKELY: dict[str, list[dict[str, Any]]] = {
    "A04": [VALID | {"dibao": "household"}, VALID | {"dibao": "single"},
            VALID | {"dibao": "edge", "living_widened": True}],
    "A05": [VALID | {"cert_grade": 1, "long_term_care_need": True},
            VALID | {"cert_grade": 2, "long_term_care_need": True},
            VALID | {"cert_grade": 3, "cert_category": ["mental"], "nursing_widened": True}],
    "B08": [{"age": 6, "cert_category": ["hearing"], "hukou_or_permit": "hukou"} | POOR,
            {"age": 3, "autism_diagnosis": True, "dibao": "single", "hukou_or_permit": "permit"},
            {"age": 17, "rehab_widened": True, "hukou_or_permit": "hukou"}],
    "B09": [VALID | {"device_need": ["wheelchair"]}, {"age": 17, "device_need": ["hearing_aid"]}],
    "C01": [VALID | POOR | {"school_stage": "primary"},
            VALID | {"school_stage": "vocational", "student_hardship": True},
            VALID | POOR | {"school_stage": "left", "age": 12}],
    "D01": [VALID | POOR, VALID | {"dibao": "edge"}, VALID | {"tekun": True}],
    "E01": [VALID],
    "E02": [VALID | POOR | {"will_ecom": True}],
    "F05": [POOR | {"civil_capacity": "full", "credit_ok": True}],
    "G02": [POOR | {"hukou_rural": True, "housing_grade": "d", "can_selffund": "no"},
            {"hukou_rural": True, "dibao": "household", "housing_grade": "c"}],
    "H01": [POOR | {"helper_assigned": False}, {"poverty_registry": "monitored", "helper_fund": False}],
    "Z01": [{"cert_status": "none"}, {"cert_status": "expired"}, {"cert_status": "in_progress"}],
}  # fmt: skip

#: Who does not, and the criterion that says so.
NOT_MET: list[tuple[str, dict[str, Any], str]] = [
    ("A04", VALID | {"dibao": "none", "living_widened": False}, "dibao"),
    ("A05", VALID | {"cert_grade": 3, "nursing_widened": False}, "severe"),
    ("A05", VALID | {"cert_grade": 1, "long_term_care_need": False, "nursing_widened": False}, "care"),
    ("B08", {"age": 18}, "age"),
    ("B08", {"age": 7, "rehab_widened": False}, "age"),
    ("B09", VALID | {"device_need": ["none"]}, "need"),
    ("C01", VALID | {"school_stage": "college"}, "stage"),
    ("C01", VALID | {"school_stage": "left", "age": 18}, "stage"),
    ("D01", VALID | NOT_POOR, "poor"),
    ("E02", VALID | POOR | {"will_ecom": False}, "willing"),
    ("F05", {"poverty_registry": "none"}, "registry"),
    ("G02", {"hukou_rural": False}, "rural"),
    ("G02", POOR | {"hukou_rural": True, "housing_grade": "safe", "unsafe_confirmed": False}, "unsafe"),
    ("H01", {"poverty_registry": "none"}, "registry"),
    ("H01", POOR | {"helper_assigned": True, "helper_measure": True, "helper_fund": True}, "something_missing"),
    ("Z01", VALID, "needed"),
]

#: Who cannot be decided by a machine, and whose answer is missing.
LIAISON: list[tuple[str, dict[str, Any], str]] = [
    ("A04", VALID | {"dibao": "none", "poverty_registry": "none", "tekun": False}, "likely-not"),
    ("A04", VALID | {"dibao": "edge"}, "living_widened"),
    ("A05", VALID | {"cert_grade": 4, "cert_category": ["mental"], "long_term_care_need": True}, "nursing_widened"),
    ("B08", {"age": 10, "cert_category": ["speech"], "hukou_or_permit": "hukou"} | POOR, "rehab_widened"),
    ("D01", VALID | {"poverty_registry": "none", "dibao": "none", "tekun": False}, "hardship_confirmed"),
    ("F05", POOR, "credit_ok"),
    ("G02", POOR | {"hukou_rural": True, "housing_grade": "unrated", "can_selffund": "no"}, "unsafe_confirmed"),
]


def on(loaded: Loaded, name: str, facts: dict[str, Any]) -> Assessment:
    return assess(loaded.content.entitlements[name], facts, loaded.content.facts)


def test_these_are_the_twelve(loaded: Loaded) -> None:
    assert set(LIKELY) == set(loaded.content.entitlements)


@pytest.mark.parametrize(("name", "facts"), [(name, facts) for name, people in LIKELY.items() for facts in people])
def test_somebody_who_gets_it(loaded: Loaded, name: str, facts: dict[str, Any]) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "likely", f"missing {result.missing}, deciding {result.deciding}"
    with_rule = [criterion for criterion in result.entitlement.criteria if criterion.rule is not None]
    assert list(result.met) == with_rule, "every criterion with a rule is in the proof"


@pytest.mark.parametrize(("name", "facts", "criterion"), NOT_MET)
def test_somebody_who_does_not_is_told_the_one_criterion(
    loaded: Loaded, name: str, facts: dict[str, Any], criterion: str
) -> None:
    result = on(loaded, name, facts)
    assert result.outcome == "not_met"
    assert result.deciding is not None and result.deciding.name == criterion
    assert result.deciding.source in loaded.content.sources or result.deciding.provenance == "plan"


@pytest.mark.parametrize(("name", "facts", "missing"), LIAISON)
def test_somebody_whom_only_a_liaison_can_answer_is_not_refused(
    loaded: Loaded, name: str, facts: dict[str, Any], missing: str
) -> None:
    result = on(loaded, name, facts)
    if missing == "likely-not":
        assert result.outcome in ("not_met", "liaison")
    else:
        assert result.outcome == "liaison"
        assert missing in result.missing


@pytest.mark.parametrize("status", ["none", "expired", "in_progress"])
@pytest.mark.parametrize("name", ["A04", "A05", "C01", "D01", "E01", "E02"])
def test_without_a_certificate_the_certificate_comes_first(loaded: Loaded, name: str, status: str) -> None:
    result = on(loaded, name, {"cert_status": status})
    assert result.outcome == "needs_more", "which is no refusal"
    assert result.deciding is not None and result.deciding.first == "Z01"
    assert on(loaded, "Z01", {"cert_status": status}).outcome == "likely"


def test_a_disabled_child_needs_no_certificate_for_a_wheelchair(loaded: Loaded) -> None:
    child = {"cert_status": "none", "age": 17, "device_need": ["wheelchair"]}
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


def test_only_a_rule_with_a_source_can_turn_anybody_away(loaded: Loaded) -> None:
    for entitlement in loaded.content.entitlements.values():
        for criterion in entitlement.criteria:
            assert criterion.rule is None or criterion.provenance in ("plan", "national", "guizhou"), criterion.name
