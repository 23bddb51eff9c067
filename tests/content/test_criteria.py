"""Nobody is turned away by hearsay, by a question that was not put, or on a day without a rule."""

from collections.abc import Callable

import pytest

from tests.content.edits import Edited

Edit = Callable[[], Edited]
A04, A02, A03 = "entitlements/A04.yaml", "entitlements/A02.yaml", "entitlements/A03.yaml"
CERTIFICATE = "    provenance: national\n    source: N1\n"
#: A criterion that comes down to its readings; they are put in.
READINGS = """\
  - name: visited
    text: 有人上门看过
    readings:
"""
PLAN = "      - {name: plan, if: tekun, provenance: plan, source: 二（第1项）}\n"


def added(edit: Edit, criterion: str) -> Edited:
    """A04 with one criterion more."""
    return edit().replace(A04, "documents:\n", f"{criterion}documents:\n")


@pytest.mark.parametrize("rule", ["known(cert_status)", "not known(age)", "cert_status == 'valid' or known(dibao)"])
def test_known_may_not_stand_in_a_criterion(edit: Edit, rule: str) -> None:
    broken = edit().replace(A04, "if: cert_status == 'valid'", f"if: {rule}")
    broken.fails("rule", "- name: certificate", "known() may not stand in a criterion")


def test_known_may_not_stand_in_a_reading_either(edit: Edit) -> None:
    reading = "      - {name: guess, if: known(age), provenance: national, source: N1}\n"
    added(edit, READINGS + PLAN + reading).fails("rule", "- name: visited", "known() may not stand in a criterion")


@pytest.mark.parametrize(("provenance", "source"), [("unverified", "N1"), ("other_province", "X1")])
def test_what_nobody_verified_may_turn_nobody_away(edit: Edit, provenance: str, source: str) -> None:
    broken = edit().replace(A04, CERTIFICATE, f"    provenance: {provenance}\n    source: {source}\n")
    says = f"'certificate' could turn somebody away, but it is {provenance}"
    broken.fails("provenance", "- name: certificate", says, "asks: liaison")


@pytest.mark.parametrize(
    "rule",
    [
        "hardship_confirmed or tekun",
        "living_widened",
        "not (hardship_confirmed == False and dibao == 'none')",
        "hardship_confirmed or (age >= 18 and dibao == 'none')",
    ],
)
def test_what_a_liaison_can_make_up_for_may_be_unverified(edit: Edit, rule: str) -> None:
    criterion = f'  - {{name: visited, if: "{rule}", text: 有人上门看过, provenance: unverified}}\n'
    assert added(edit, criterion).problems() == []


def test_readings_of_which_none_is_trusted_may_turn_nobody_away(edit: Edit) -> None:
    hearsay = "      - {name: hearsay, if: tekun, provenance: unverified}\n"
    elsewhere = "      - {name: elsewhere, if: age >= 18, provenance: other_province, source: X1}\n"
    broken = added(edit, READINGS + hearsay + elsewhere)
    broken.fails("provenance", "- name: visited", "'visited' could turn somebody away, but it is unverified")


def test_an_unverified_reading_may_stand_beside_a_trusted_one(edit: Edit) -> None:
    hearsay = "      - {name: hearsay, if: age >= 18, provenance: unverified}\n"
    assert added(edit, READINGS + PLAN + hearsay).problems() == []


def test_a_day_on_which_no_reading_is_in_force(edit: Edit) -> None:
    """The old rule ended on 2021-07-01, and the new one is made to begin a month late."""
    broken = (
        edit().replace(A03, "from: 2021-07-01", "from: 2021-08-01").replace(A03, "from: 2021-07-01", "from: 2021-08-01")
    )
    broken.fails("date", "criteria:", "no reading of 'labour' is in force on 2021-07-01")


def test_a_first_reading_that_begins_too_late(edit: Edit) -> None:
    late = PLAN.replace("}", ", from: 2018-01-01}")
    added(edit, READINGS + late).fails("date", "criteria:", "no reading of 'visited' is in force on 2016-01-01")


def test_a_last_reading_that_ends(edit: Edit) -> None:
    early = PLAN.replace("}", ", to: 2030-01-01}")
    added(edit, READINGS + early).fails("date", "criteria:", "no reading of 'visited' is in force on 2030-01-01")


def test_readings_that_meet_leave_no_gap(edit: Edit) -> None:
    old, new = (
        PLAN.replace("}", ", to: 2018-01-01}"),
        PLAN.replace("name: plan", "name: later").replace("}", ", from: 2018-01-01}"),
    )
    assert added(edit, READINGS + old + new).problems() == []


def test_a_gap_before_the_plan_began_concerns_nobody(edit: Edit) -> None:
    early = PLAN.replace("}", ", from: 2016-01-01}")
    assert added(edit, READINGS + early).problems() == []


@pytest.mark.parametrize(("first", "last"), [("2021-07-02", "2021-07-01"), ("2021-07-01", "2021-07-01")])
def test_what_ends_before_it_begins(edit: Edit, first: str, last: str) -> None:
    reading = f"      - {{name: old, if: age >= 18, provenance: plan, source: 二（第1项）, from: {first},\n"
    broken = added(edit, READINGS + PLAN + reading + f"         to: {last}}}\n")
    broken.fails("date", f"to: {last}", "it ends before it begins")


def test_a_criterion_that_ends_before_it_begins(edit: Edit) -> None:
    turned = "    from: 2024-01-01\n    to: 2023-01-01\n"
    broken = edit().replace(A04, CERTIFICATE, CERTIFICATE + turned)
    broken.fails("date", "to: 2023-01-01", "it ends before it begins")


@pytest.mark.parametrize("day", ["2021-7-1", "07/01/2021", "tomorrow", "2021", "2021-02-30"])
def test_a_day_that_is_none(edit: Edit, day: str) -> None:
    broken = edit().replace(A04, CERTIFICATE, CERTIFICATE + f"    from: {day}\n")
    broken.fails("date", f"from: {day}", "a day is written 2021-07-01")


def test_a_reading_whose_source_nobody_wrote_down(edit: Edit) -> None:
    broken = edit().replace(A02, "        source: N4\n", "        source: N44\n")
    broken.fails("source", "source: N44", "no source or clause of the plan 'N44'", "did you mean 'N4'?")


@pytest.mark.parametrize(
    ("provenance", "says"),
    [("national", "provenance 'national' needs a source"), ("plan", "provenance 'plan' needs a source")],
)
def test_a_reading_without_a_source(edit: Edit, provenance: str, says: str) -> None:
    reading = f"      - {{name: bare, if: age >= 18, provenance: {provenance}}}\n"
    added(edit, READINGS + PLAN + reading).fails("source", "name: bare", says)


def test_a_source_that_only_a_reading_cites_is_used(edit: Edit) -> None:
    source = "\nN77:\n  title: 一条规定\n  address: 某处\n  seen: 全文\n  checked: 2026-11-24\n"
    reading = "      - {name: other, if: age >= 18, provenance: national, source: N77}\n"
    version = added(edit, READINGS + PLAN + reading).add("sources.yaml", source)
    assert not [p for p in version.problems("warning") if "N77" in p.message or p.file == "sources.yaml"]


READING = "name: a, if: tekun, provenance: plan, source: 二（第1项）"


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("if: tekun, asks: liaison", "a criterion has one of these"),
        ("change: 先看看", "a criterion has one of these"),
        (f"if: tekun, readings: [{{{READING}}}]", "a criterion has one of these"),
        (f"readings: [{{{READING.replace('if: tekun, ', '')}}}]", "'if' is missing here"),
        (f"readings: [{{{READING.replace('name: a, ', '')}}}]", "'name' is missing here"),
        (f"readings: [{{{READING.replace('provenance: plan, ', '')}}}]", "'provenance' is missing here"),
        (f"readings: [{{{READING.replace('tekun', 'tekn')}}}]", "there is no fact 'tekn'"),
        (f"readings: [{{{READING}, sais: 照计划}}]", "'sais' means nothing here"),
    ],
)
def test_a_criterion_that_is_not_written_as_it_should_be(edit: Edit, rest: str, says: str) -> None:
    own = "" if "readings" in rest else ", provenance: plan, source: 二（第1项）"
    broken = added(edit, f"  - {{name: visited, text: 看过, {rest}{own}}}\n")
    assert [says in problem.message for problem in broken.problems()].count(True) == 1
