"""A proof: the fewest facts that decide, the same ones every time, and a mark on every part of every rule."""

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.entitlements.assess import assess
from bot.entitlements.entitlement import Criterion
from bot.entitlements.proof import Proof, Step, prove
from bot.entitlements.rulebook import Rulebook
from bot.entitlements.rules import Rule, Truth
from tests.entitlements.people import book_of, part

some = settings(max_examples=100, deadline=None)
seeds = st.integers(0, 10**9)
MARKS: dict[Truth, str] = {True: "yes", False: "no", None: "unknown"}
#: Of so many facts the fewest are still searched for.
MOST = 14


def proofs(book: Rulebook, seed: int) -> Iterator[tuple[dict[str, Any], Proof]]:
    """Everything that can be proved about one person."""
    facts = part(book, random.Random(seed))
    for name in book.entries:
        yield facts, prove(book, name, facts)


def decisive(proof: Proof) -> tuple[list[Rule], bool]:
    """The rules that lead to an outcome, and what they have to be: all of them yes, or the one that is no."""
    result = proof.result
    criteria = result.met if result.deciding is None else (result.deciding,)
    return [c.rule for c in criteria if c.rule is not None], result.deciding is None


def fewer(names: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    names = list(names)
    for smaller in range(size):
        yield from itertools.combinations(names, smaller)


@some
@given(seeds)
def test_no_fewer_of_the_known_facts_decide_the_same(loaded: Loaded, seed: int) -> None:
    for _, proof in proofs(book_of(loaded.content), seed):
        if not _is_decided(proof):
            assert proof.decided_by == ()
            continue
        rules, wanted = decisive(proof)
        chosen = {name: proof.facts[name] for name in proof.decided_by}
        assert all(rule.holds(chosen) is wanted for rule in rules)
        for names in fewer(proof.facts, len(proof.decided_by)):
            rest = {name: proof.facts[name] for name in names}
            assert not all(rule.holds(rest) is wanted for rule in rules), f"{names} do as well as {proof.decided_by}"


@some
@given(seeds)
def test_the_facts_that_decide_lead_to_the_same_outcome_alone(loaded: Loaded, seed: int) -> None:
    content = loaded.content
    for _, proof in proofs(book_of(content), seed):
        if _is_decided(proof):
            result = proof.result
            chosen = {name: proof.facts[name] for name in proof.decided_by}
            alone = assess(result.entitlement, chosen, content.facts, frozenset())
            assert alone.deciding is result.deciding
            assert result.deciding is not None or alone.outcome == result.outcome == "likely"


@some
@given(seeds)
def test_the_same_facts_in_another_order_give_the_same_proof(loaded: Loaded, seed: int) -> None:
    book, dice = book_of(loaded.content), random.Random(seed)
    for facts, proof in proofs(book, seed):
        name = proof.result.entitlement.id
        mixed = dict(dice.sample(list(facts.items()), len(facts)))
        again = prove(book, name, mixed)
        assert again.decided_by == proof.decided_by
        assert again.followed == proof.followed
        assert [step for _, step in again.criteria] == [step for _, step in proof.criteria]


def test_of_choices_of_the_same_size_the_one_named_first_is_taken(loaded: Loaded) -> None:
    """A child of the registry who is also on dibao: the school's word stands first in the rule."""
    facts: dict[str, Any] = {
        "cert_status": "valid", "school_stage": "primary", "dibao": "household", "poverty_registry": "registered",
        "student_hardship": True,
    }  # fmt: skip
    proof = prove(book_of(loaded.content), "C01", facts)
    assert proof.decided_by == ("cert_status", "school_stage", "student_hardship")


def test_no_entitlement_reads_more_facts_than_are_searched(loaded: Loaded) -> None:
    for entry in book_of(loaded.content).entries.values():
        assert len(entry.facts) <= MOST, entry.entitlement.id


@pytest.mark.parametrize(
    ("name", "facts", "decided"),
    [
        ("A05", {"cert_status": "valid", "cert_grade": 1, "cert_category": ["mental"], "long_term_care_need": True},
         ("cert_status", "cert_grade", "long_term_care_need")),
        ("A05", {"cert_status": "valid", "cert_grade": 4, "cert_category": ["hearing"], "long_term_care_need": True},
         ("cert_grade", "cert_category")),
        ("A05", {"cert_status": "none", "cert_grade": 4}, ("cert_status",)),
        ("B08", {"age": 40, "cert_category": ["physical"], "hukou_or_permit": "none"}, ("age",)),
        ("B08", {"age": 40, "cert_category": ["mental"], "autism_diagnosis": False, "rehab_widened": False}, ("age",)),
        ("D01", {"cert_status": "valid", "poverty_registry": "none", "dibao": "single"}, ("cert_status", "dibao")),
        ("D01", {"cert_status": "valid"}, ()),
        ("B11", {}, ()),
    ],
)  # fmt: skip
def test_what_decides_for_whom(loaded: Loaded, name: str, facts: dict[str, Any], decided: tuple[str, ...]) -> None:
    assert prove(book_of(loaded.content), name, facts).decided_by == decided


@some
@given(seeds)
def test_every_mark_is_what_its_rule_says(loaded: Loaded, seed: int) -> None:
    book = book_of(loaded.content)
    for facts, proof in proofs(book, seed):
        known = book.known(facts)
        assert [c for c, _ in proof.criteria] == list(proof.result.entitlement.criteria)
        for criterion, step in proof.criteria:
            truth = criterion.rule.holds(known) if criterion.rule is not None else None
            assert step.mark == ("liaison" if criterion.rule is None else MARKS[truth])
            assert step.text == criterion.text.text
            _check_parts(criterion, step)
        met = [c for c, step in proof.criteria if step.mark == "yes"]
        assert proof.result.deciding is not None or list(proof.result.met) == met


def _check_parts(criterion: Criterion, step: Step) -> None:
    """Kleene's three values once more, from the marks alone."""
    if criterion.readings:
        assert [part.text.partition(":")[0] for part in step.parts] == [r.name for r in criterion.readings]
        assert step.mark == _any(part.mark for part in step.parts)
        for part_ in step.parts:
            _check(part_.parts[0], part_.mark)
    elif criterion.rule is not None:
        _check(step.parts[0], step.mark)
    else:
        assert step.parts == ()


def _check(step: Step, mark: str) -> None:
    assert step.mark == mark
    marks = [part.mark for part in step.parts]
    if step.text == "any of":
        assert mark == _any(marks)
    elif step.text == "all of":
        assert mark == _all(marks)
    elif step.text == "not":
        assert mark == {"yes": "no", "no": "yes", "unknown": "unknown"}[marks[0]]
    else:
        assert not step.parts
        assert mark != "unknown" or step.text.endswith(": not known]")
    for part_ in step.parts:
        _check(part_, part_.mark)


def _any(marks: Iterable[str]) -> str:
    marks = list(marks)
    return "yes" if "yes" in marks else "unknown" if "unknown" in marks else "no"


def _all(marks: Iterable[str]) -> str:
    marks = list(marks)
    return "no" if "no" in marks else "unknown" if "unknown" in marks else "yes"


@some
@given(seeds)
def test_what_was_not_said_but_follows_is_marked(loaded: Loaded, seed: int) -> None:
    book = book_of(loaded.content)
    for facts, proof in proofs(book, seed):
        known = book.known(facts)
        needed = book.entries[proof.result.entitlement.id].facts
        assert set(proof.facts) == {name for name in needed if known.get(name) is not None}
        assert set(proof.followed) == {name for name in proof.facts if facts.get(name) is None}
        for name in proof.followed:
            follows = [follow for follow in book.catalogue[name].follows if follow.rule.holds(known)]
            assert proof.facts[name] == follows[0].value, f"{name} was made up"


def test_what_follows_may_decide_and_is_shown_with_its_value(loaded: Loaded) -> None:
    book = book_of(loaded.content)
    already = prove(book, "A03", {"dibao": "tekun"})
    assert (already.result.outcome, already.decided_by) == ("not_met", ("tekun",))
    assert "tekun" in already.followed
    assert "[tekun: True]" in str(already.criteria[0][1])
    assert "tekun" not in prove(book, "A03", {"dibao": "tekun", "tekun": True}).followed


def test_what_the_person_said_stands_whatever_would_follow(loaded: Loaded) -> None:
    proof = prove(book_of(loaded.content), "A03", {"dibao": "tekun", "tekun": False})
    assert "tekun" not in proof.followed
    assert proof.facts["tekun"] is False
    assert proof.result.deciding is None


def test_a_value_that_is_not_there_is_shown_as_not_known(loaded: Loaded) -> None:
    for facts in ({}, {"cert_grade": None}):
        proof = prove(book_of(loaded.content), "A05", facts)
        assert "cert_grade in (1, 2)   [cert_grade: not known]" in str(proof.criteria[1][1])
        assert proof.facts == {}


def _is_decided(proof: Proof) -> bool:
    return proof.result.deciding is not None or proof.result.outcome == "likely"
