"""`bangban screen`: everything somebody can get, and what would be asked next."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.screen import next_asked
from bot.content.load import Loaded
from bot.entitlements.assess import OUTCOMES
from tests.cli.command import run
from tests.entitlements.by_name import NOT_POOR
from tests.entitlements.people import DAY

#: Somebody of whom everything that matters for the house is known.
HOUSED: dict[str, Any] = {
    **NOT_POOR, "cert_status": "valid", "hukou_rural": True, "housing_grade": "safe", "unsafe_confirmed": False,
    "access_mod_need": ["none"],
}  # fmt: skip
DIBAO: dict[str, Any] = {"cert_status": "valid", "dibao": "household"}


def screened(facts: dict[str, Any], *words: str) -> dict[str, Any]:
    """The object that `--json` prints."""
    status, out, _ = run("screen", "--facts", json.dumps(facts), "--json", *words)
    assert status == 0
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


def test_every_entitlement_has_an_outcome_and_the_best_comes_first(loaded: Loaded) -> None:
    results = screened(DIBAO)["results"]
    assert {result["id"] for result in results} == set(loaded.content.entitlements)
    assert len(results) == 67, "nothing is dropped, nothing comes twice"
    worth = [(OUTCOMES.index(r["outcome"]), -loaded.content.entitlements[r["id"]].value) for r in results]
    assert worth == sorted(worth)


def test_a_topic_has_its_own_and_no_other(loaded: Loaded) -> None:
    for topic in map(loaded.content.topics.__getitem__, ("money", "helper", "certificate")):
        results = screened(DIBAO, "--topic", topic.id)["results"]
        assert {result["id"] for result in results} == set(topic.entitlements)


def test_each_result_is_proved_as_explain_proves_it() -> None:
    told = screened(DIBAO, "--topic", "money", "--day", "2026-11-24")
    assert told["day"] == "2026-11-24"
    by_id = {result["id"]: result for result in told["results"]}
    assert by_id["A04"]["outcome"] == "likely"
    assert by_id["A04"]["decided_by"] == DIBAO
    assert by_id["A01"]["outcome"] == "not_met"
    assert by_id["A01"]["deciding"] == "not_yet"
    for name, result in list(by_id.items())[:3]:
        words = ("explain", name, "--facts", json.dumps(DIBAO), "--day", "2026-11-24", "--json")
        assert json.loads(run(*words)[1]) == result


def test_the_next_question_comes_with_all_it_takes_to_put_it(loaded: Loaded) -> None:
    asked = screened({}, "--topic", "certificate")["next"]
    fact = loaded.content.facts["cert_status"]
    assert asked == {
        "fact": "cert_status",
        "ask": fact.ask.text,
        "why": fact.why.text,
        "type": "choice",
        "sensitivity": "M",
        "options": ["valid", "expired", "in_progress", "none"],
    }


@pytest.mark.parametrize("topic", ["", "money", "house"])
def test_whoever_knows_nothing_is_asked_each_thing_once(loaded: Loaded, topic: str) -> None:
    book = loaded.content.editions.on(DAY).book
    facts = answered(loaded, topic, {"consent": True})
    assert all(facts[name] is None for name in facts if name != "consent")
    assert all(result.outcome != "not_met" for result in book.assess_all(facts, loaded.content.scope(topic)))


def answered(loaded: Loaded, topic: str, start: dict[str, Any]) -> dict[str, Any]:
    """*start*, and "don't know" to every question that comes."""
    facts, chooser = dict(start), loaded.content.editions.on(DAY).chooser
    while (asked := next_asked(loaded.content, chooser, topic, facts)) is not None:
        assert asked["fact"] not in facts
        facts[asked["fact"]] = None
    return facts


def test_there_is_no_next_question_when_nothing_can_change() -> None:
    told = screened(HOUSED, "--topic", "house")
    assert {result["id"]: result["outcome"] for result in told["results"]} == dict.fromkeys(
        ("G01", "G02", "G03"), "not_met"
    )
    assert told["next"] is None


def test_without_consent_nothing_private_is_asked(loaded: Loaded) -> None:
    content, known = loaded.content, {"cert_status": "valid", "age": 10, "success_story": True}
    private = {name for name, fact in content.facts.items() if fact.sensitivity == "H"}
    asked = {consent: set[str]() for consent in (True, False)}
    for topic in ("", *content.topics):
        for consent, names in asked.items():
            names.update(answered(loaded, topic, {**known, "consent": consent}))
    assert {"cert_grade", "obligor_status", "publicity_consent"} <= asked[True] & private
    assert not asked[False] & private


@pytest.mark.parametrize(("consent", "fact"), [(None, "cert_grade"), (True, "cert_grade"), (False, None)])
def test_consent_is_a_fact_like_any_other(consent: bool | None, fact: str | None) -> None:
    """Only the grade is still open here, and the grade is private."""
    facts = {"cert_status": "valid", "medical_joined": "employee", "medical_trouble": ["none"], "doctor_signed": True}
    asked = screened({**facts, "consent": consent}, "--topic", "medical")["next"]
    assert (asked and asked["fact"]) == fact


def test_before_a_turn_of_the_rules() -> None:
    edge = {"dibao": "edge", "cert_status": "valid", "cert_grade": 2, "work_ability": "working"}
    outcomes = {
        day: next(r["outcome"] for r in screened(edge, "--topic", "money", "--day", day)["results"] if r["id"] == "A02")
        for day in ("2021-06-30", "2021-07-01")
    }
    assert outcomes == {"2021-06-30": "not_met", "2021-07-01": "likely"}


def test_as_a_table_each_outcome_has_its_reason_and_the_next_question_is_under_it() -> None:
    status, out, _ = run("screen", "--facts", json.dumps(DIBAO), "--topic", "money")
    assert status == 0
    line = next(line for line in out.splitlines() if line.startswith("A04"))
    assert "困难残疾人生活补贴" in line
    assert "likely" in line
    assert "cert_status=valid, dibao=household" in line
    assert "not_yet: dibao=household" in next(line for line in out.splitlines() if line.startswith("A01"))
    assert out.splitlines()[-1].startswith("Next: ")
    last = run("screen", "--facts", json.dumps(HOUSED), "--topic", "house")[1].splitlines()[-1]
    assert last == "Next: nothing, no answer can change anything."


def test_facts_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(DIBAO), encoding="utf-8")
    status, out, _ = run("screen", "--facts", tmp_path / "facts.json", "--topic", "money", "--json")
    assert status == 0
    assert json.loads(out)["results"] == screened(DIBAO, "--topic", "money")["results"]


@pytest.mark.parametrize(
    ("topic", "says"),
    [
        ("mony", "There is no topic 'mony': did you mean 'money'?"),
        ("xyz", "There is no topic 'xyz': there are money, devices, "),
        ("A04", "There is no topic 'A04': there are money, "),
    ],
)
def test_a_topic_there_is_not(topic: str, says: str) -> None:
    status, out, complaint = run("screen", "--topic", topic)
    assert (status, out) == (2, "")
    assert complaint.startswith(says)


def test_facts_that_cannot_be() -> None:
    status, out, says = run("screen", "--facts", '{"age": "old"}')
    assert (status, out, says) == (2, "", "age: age is a number, never 'old'.\n")
