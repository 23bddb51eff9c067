"""`bangban explain`: one outcome with all of its reasons, for people and for machines."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import Loaded
from tests.cli.command import run

CHILD = {"age": 5, "cert_category": ["hearing"], "dibao": "household", "hukou_or_permit": "hukou"}
EDGE: dict[str, Any] = {
    "dibao": "edge", "cert_status": "valid", "cert_grade": 3, "cert_category": ["mental"], "work_ability": "working",
}  # fmt: skip


def explained(name: str, facts: dict[str, Any], *words: str) -> dict[str, Any]:
    """The object that `--json` prints."""
    status, out, _ = run("explain", name, "--facts", json.dumps(facts), "--json", *words)
    assert status == 0
    assert out.count("\n") == 1, "one object on one line"
    found: dict[str, Any] = json.loads(out)
    return found


def test_it_reads_from_the_outcome_down_to_every_fact() -> None:
    facts = {"cert_status": "valid", "cert_grade": 3, "cert_category": ["mental"], "long_term_care_need": True}
    status, out, _ = run("explain", "A05", "--facts", json.dumps(facts), "--day", "2026-11-24")
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "A05 重度残疾人护理补贴 (level A, plan 二（第1项）、四（二）) on 2026-11-24: liaison"
    assert lines[1] == "  not known: nursing_widened; worth asking: nothing"
    assert "  unknown severe: 残疾是一级或二级" in lines
    assert "      no cert_grade in (1, 2)   [cert_grade: 3]" in lines
    assert "          yes 'mental' in cert_category   [cert_category: ['mental']]" in lines
    assert "        unknown nursing_widened == True   [nursing_widened: not known]" in lines
    assert "      yes long_term_care_need == True   [long_term_care_need: True]" in lines


def test_each_criterion_names_its_source_and_when_it_was_checked(loaded: Loaded) -> None:
    out = run("explain", "A05")[1]
    for source in ("G1", "N1"):
        found = loaded.content.sources[source]
        assert f"{source}, {found.title}, {found.address}, checked {found.checked}" in out
    plan = loaded.content.sources["P"]
    assert f"plan, 四（二）, {plan.title}, {plan.address}" in run("explain", "A02")[1]


def test_what_decides_what_follows_and_what_is_missing_are_told_first() -> None:
    out = run("explain", "A03", "--facts", '{"dibao": "tekun"}')[1].splitlines()
    assert out[0].endswith(": not_met")
    assert out[1] == "  decided by tekun = True"
    assert out[2].startswith("  not said, but follows: tekun = True")
    assert out[3] == "  has it already: not_yet. 已经是五保户。照料不够的，告诉联络员。"
    out = run("explain", "D01", "--facts", '{"cert_status": "expired"}')[1].splitlines()
    assert out[1] == "  decided by cert_status = 'expired'"
    assert out[2].startswith("  fails: certificate; Z01 comes first. ")
    assert "worth asking: cert_status" in run("explain", "A04")[1].splitlines()[1]


def test_readings_are_shown_with_their_days() -> None:
    out = run("explain", "A02", "--facts", json.dumps(EDGE), "--day", "2022-10-20")[1]
    assert "      national_2021: national, N3, " in out
    assert "from 2021-07-01, checked" in out
    assert "      national_2022: national, N4, " in out
    assert "old: " not in out, "it was gone by then"


def test_as_json_everything_has_a_name(loaded: Loaded) -> None:
    told = explained("B08", CHILD, "--day", "2026-11-24")
    assert (told["id"], told["level"], told["outcome"], told["day"]) == ("B08", "B", "likely", "2026-11-24")
    assert told["decided_by"] == CHILD, "each of them was needed"
    assert told["deciding"] is told["first"] is told["change"] is None
    assert told["missing"] == told["can_ask"] == []
    assert told["followed"] == ["tekun"]
    entitlement = loaded.content.entitlements["B08"]
    assert told["clause"] == entitlement.clause
    assert [criterion["name"] for criterion in told["criteria"]] == [c.name for c in entitlement.criteria]
    for criterion in told["criteria"]:
        source = loaded.content.sources[criterion["source"] if criterion["provenance"] != "plan" else "P"]
        assert (criterion["title"], criterion["address"], criterion["checked"]) == (
            source.title,
            source.address,
            source.checked,
        )
        assert criterion["proof"]["mark"] == "yes"


def test_as_json_the_fewest_facts_decide() -> None:
    told = explained("B08", {**CHILD, "age": 18})
    assert (told["outcome"], told["deciding"], told["decided_by"]) == ("not_met", "age", {"age": 18})
    assert told["change"]
    told = explained("B08", {"age": 3, "dibao": "none", "poverty_registry": "none"})
    assert told["decided_by"] == {}
    assert set(told["can_ask"]) == {"cert_category", "autism_diagnosis", "orphan", "hukou_or_permit"}
    assert "rehab_widened" in told["missing"], "which only a liaison can know"
    assert told["followed"] == ["tekun"]


def test_as_json_what_only_a_liaison_can_know_is_listed(loaded: Loaded) -> None:
    told = explained("B09", {})
    wanted = [c.text.text for c in loaded.content.entitlements["B09"].criteria if c.rule is None]
    assert told["for_liaison"] == wanted
    assert [c["proof"]["mark"] for c in told["criteria"] if c["text"] in wanted] == ["liaison"] * len(wanted)


def test_as_json_every_reading_of_the_day_has_its_source() -> None:
    told = explained("A02", EDGE, "--day", "2022-10-20")
    assert told["readings"] == ["third_grade", "national_2021"]
    alone = next(criterion for criterion in told["criteria"] if criterion["name"] == "alone")
    assert [reading["name"] for reading in alone["readings"]] == ["national_2022", "national_2021", "plan"]
    assert [reading["source"] for reading in alone["readings"]] == ["N4", "N3", "四（二）"]
    assert alone["readings"][0]["from"] == "2022-10-20"
    assert all(reading["title"] and reading["address"] and reading["checked"] for reading in alone["readings"])
    assert [part["text"].partition(":")[0] for part in alone["proof"]["parts"]] == [
        reading["name"] for reading in alone["readings"]
    ]


@pytest.mark.parametrize(
    ("day", "outcome", "by"),
    [
        ("2021-06-30", "not_met", ["severe"]),
        ("2021-07-01", "likely", ["third_grade", "national_2021"]),
        ("2022-10-20", "likely", ["third_grade", "national_2021"]),
    ],
)
def test_the_rules_are_those_of_the_day(day: str, outcome: str, by: list[str]) -> None:
    told = explained("A02", EDGE, "--day", day)
    assert (told["day"], told["outcome"]) == (day, outcome)
    assert (told["readings"] if outcome == "likely" else [told["deciding"]]) == by


def test_without_a_day_it_is_today() -> None:
    assert len(explained("A04", {})["day"]) == len("2026-11-24")


@pytest.mark.parametrize("name", ["facts.json", "facts.yaml"])
def test_facts_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    text = json.dumps(CHILD) if name.endswith("json") else "\n".join(f"{k}: {json.dumps(v)}" for k, v in CHILD.items())
    (tmp_path / name).write_text(text, encoding="utf-8")
    status, out, _ = run("explain", "B08", "--facts", tmp_path / name, "--json")
    assert status == 0
    assert json.loads(out)["decided_by"] == CHILD


def test_what_is_not_known_may_be_said_so() -> None:
    assert explained("A04", {"cert_status": None, "dibao": None})["outcome"] == "liaison"


def test_an_entitlement_there_is_not() -> None:
    status, out, says = run("explain", "Z1")
    assert (status, out) == (2, "")
    assert says == "There is no entitlement 'Z1': did you mean 'Z01'?\n"
    assert "there are A01, A02, " in run("explain", "nothing-like-it")[2]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ('{"dibo": "none"}', "There is no fact 'dibo'. did you mean 'dibao'?"),
        ('{"dibao": "yes"}', "dibao: dibao is never 'yes'. it is one of household, single, edge, none, tekun."),
        ('{"dibao": "singel"}', "dibao: dibao is never 'singel'. did you mean 'single'?"),
        ('{"dibao": ["none"]}', "dibao: it has one value"),
        ('{"dibao": {"none": 1}}', "dibao: it has one value"),
        ('{"age": "old"}', "age: age is a number, never 'old'."),
        ('{"age": 300}', "age: age is never 300. it lies between 0 and 120."),
        ('{"age": NaN}', "age: age is never nan. it lies between 0 and 120."),
        ('{"tekun": "no"}', "tekun: tekun is yes or no, never 'no'. write tekun, or not tekun."),
        ('{"cert_category": "mental"}', "cert_category: it has several values, so write a list: ['mental']"),
        ('{"cert_category": ["mentl"]}', "cert_category: cert_category is never 'mentl'. did you mean 'mental'?"),
        ("{dibao: none}", "The facts are no JSON: Expecting property name enclosed in double quotes at character 2."),
        ('{"dibao": "none"', "The facts are no JSON: Expecting ',' delimiter at character 17."),
        ("[1, 2]", 'The facts are a mapping, like {"age": 67, "cert_status": "valid"}.'),
        ("nowhere.json", "Cannot read the facts from nowhere.json: No such file or directory."),
    ],
)
def test_facts_that_cannot_be(facts: str, says: str) -> None:
    status, out, complaint = run("explain", "A04", "--facts", facts)
    assert (status, out) == (2, "")
    assert complaint.startswith(says)
    assert complaint.count("\n") == 1, "one line"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"\xff\xfe", "is neither JSON nor YAML"),
        (b"dibao: [none", "is neither JSON nor YAML"),
        (b"", "The facts are a mapping"),
        (b"just words", "The facts are a mapping"),
        (b"1: 2", "There is no fact 1."),
    ],
)
def test_a_file_that_holds_no_facts(tmp_path: Path, text: bytes, says: str) -> None:
    (tmp_path / "facts.yaml").write_bytes(text)
    status, out, complaint = run("explain", "A04", "--facts", tmp_path / "facts.yaml")
    assert (status, out) == (2, "")
    assert says in complaint


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "24.11.2026", ""])
def test_a_day_there_is_not(day: str) -> None:
    status, _, says = run("explain", "A04", "--day", day)
    assert (status, says) == (2, f"--day {day!r} is no day; write it like 2026-11-24.\n")
