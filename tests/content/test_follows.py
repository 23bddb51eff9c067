"""What follows from an answer, and how often answers are given: only answers that there are."""

from collections.abc import Callable

import pytest

from tests.content.edits import Edited

Edit = Callable[[], Edited]
FACTS = "facts.yaml"
TEKUN = "{if: \"dibao == 'tekun'\", value: true}"


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        (TEKUN, TEKUN.replace("true", "maybe"), "tekun is yes or no, never 'maybe'", ""),
        (TEKUN, TEKUN.replace("true", "[true]"), "tekun takes one value", ""),
        ("value: [none]}]\n  usual: {wheelchair", "value: none}]\n  usual: {wheelchair",
         "device_need takes a list of values", ""),
        ("value: [none]}]\n  usual: {wheelchair", "value: [nnoe]}]\n  usual: {wheelchair",
         "device_need is never 'nnoe'", "did you mean 'none'?"),
        ("value: reads}]", "value: raeds}]", "literacy is never 'raeds'", "did you mean 'reads'?"),
    ],
)  # fmt: skip
def test_what_follows_must_be_an_answer(edit: Edit, old: str, new: str, says: str, hint: str) -> None:
    edit().replace(FACTS, old, new).fails("value", new.splitlines()[0], says, hint)


@pytest.mark.parametrize(
    ("new", "code", "says"),
    [
        (TEKUN.replace("tekun'", "tekum'"), "value", "dibao is never 'tekum'"),
        (TEKUN.replace("dibao", "dibo"), "rule", "there is no fact 'dibo'"),
        (TEKUN.replace("==", "="), "rule", "cannot read the rule"),
        (TEKUN.replace("if:", "when:"), "content", "'when' means nothing here"),
    ],
)
def test_what_it_follows_from_must_be_a_rule(edit: Edit, new: str, code: str, says: str) -> None:
    found = edit().replace(FACTS, TEKUN, new).problems()
    assert [problem.code for problem in found if says in problem.message] == [code]
    assert {problem.file for problem in found} == {FACTS}


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        ("usual: {female: 0.48,", "usual: {femal: 0.48,", "there is no answer 'femal'", "did you mean 'female'?"),
        ('usual: {"0-6": 0.03,', 'usual: {"0 bis 6": 0.03,', "no number and no span of numbers", ""),
        ('usual: {"0-6": 0.03,', "usual: {young: 0.03,", "no number and no span of numbers", ""),
        ("usual: {female: 0.48,", "usual: {female: 0.58,", "given by more than everybody", ""),
        ("usual: {female: 0.48,", "usual: {female: 48,", "a share between 0 and 1", ""),
        ("usual: {female: 0.48,", "usual: {female: -0.1,", "a share between 0 and 1", ""),
        ("usual: {female: 0.48,", "usual: {female: half,", "a number is expected here", ""),
        ('usual: {"yes": 0.85,', 'usual: {"ja": 0.85,', "there is no answer 'ja'", ""),
    ],
)
def test_how_often_an_answer_is_given(edit: Edit, old: str, new: str, says: str, hint: str) -> None:
    found = [problem for problem in edit().replace(FACTS, old, new).problems() if says in problem.message]
    assert [problem.hint for problem in found] == [hint]
    assert found[0].file == FACTS


def test_of_several_answers_each_has_its_own_share(edit: Edit) -> None:
    """Who ticks several boxes counts in several shares: together they may be more than everybody."""
    more = edit().replace(FACTS, "usual: {vision: 0.14, hearing: 0.12,", "usual: {vision: 0.94, hearing: 0.92,")
    assert more.problems() == []


def test_a_rounded_sum_is_everybody(edit: Edit) -> None:
    assert (
        edit().replace(FACTS, "usual: {female: 0.48, male: 0.52}", "usual: {female: 0.484, male: 0.52}").problems()
        == []
    )
