"""Rules that could never hold, and words that teach what cannot be."""

from collections.abc import Callable

import pytest

from tests.content.edits import TREE, Edited

Edit = Callable[[], Edited]
ENDS = "end: {end: true}"


@pytest.mark.parametrize(
    ("rule", "code", "says", "hint"),
    [
        ("cert_status == 'vaild'", "value", "cert_status is never 'vaild'", "did you mean 'valid'?"),
        ("cert_status in ('valid', 'expird')", "value", "cert_status is never 'expird'", "did you mean 'expired'?"),
        ("'weelchair' in device_need", "value", "device_need is never 'weelchair'", "did you mean 'wheelchair'?"),
        ("age > 300", "value", "age is never 300", "it lies between 0 and 120"),
        ("age == 'old'", "value", "age is a number, never 'old'", ""),
        ("tekun == 'yes'", "value", "tekun is yes or no, never 'yes'", "write tekun, or not tekun"),
        ("cert_status", "value", "cert_status is never True", "it is one of valid"),
        ("device_need == 'wheelchair'", "rule", "device_need has several values", ""),
        ("'valid' in cert_status", "rule", "cert_status has one value", ""),
        ("cert_status in 'valid'", "rule", "needs a list", ""),
        ("cert_status > 'valid'", "rule", "cert_status is no number", ""),
        ("name == '杨秀英'", "rule", "known(name)", ""),
        ("certstatus == 'valid'", "rule", "there is no fact 'certstatus'", "did you mean 'cert_status'?"),
        ("age >", "rule", "cannot read the rule", ""),
    ],
)
def test_a_rule_that_cannot_hold(edit: Edit, rule: str, code: str, says: str, hint: str) -> None:
    branch = f'hello: {{branch: [{{if: "{rule}", to: end}}], next: end}}'
    edit().tree(branch, ENDS).fails(code, "hello: {branch", says, hint)


@pytest.mark.parametrize(
    "rule",
    [
        "cert_status in ('valid', 'expired') and age <= 17 and not tekun",
        "'wheelchair' in device_need or known(name)",
        "relation != 'child' and 3 <= age < 7",
    ],
)
def test_rules_as_they_should_be(edit: Edit, rule: str) -> None:
    branch = f'hello: {{branch: [{{if: "{rule}", to: end}}], next: end}}'
    assert edit().tree(branch, ENDS).problems() == []


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("{device_need: [weelchair]}", "device_need is never 'weelchair'"),
        ("{device_need: wheelchair}", "device_need takes a list of values"),
        ("{age: [3]}", "age takes one value"),
        ("{age: 300}", "age is never 300"),
        ("{will_craft: maybe}", "will_craft is yes or no"),
        ("{wil_craft: true}", "there is no fact 'wil_craft'"),
        ("will_craft", "what it teaches is written {fact: value}"),
    ],
)
def test_a_word_that_teaches_what_cannot_be(edit: Edit, facts: str, says: str) -> None:
    head = TREE.replace("start: hello", f"starts:\n  上门瞧瞧: {facts}\nstart: hello")
    broken = edit().tree("hello: {say: 您好。, next: end}", ENDS, head=head)
    assert [(p.file, p.line) for p in broken.problems()] == [(broken.file, broken.line("  上门瞧瞧: "))]
    assert says in broken.problems()[0].message


def test_an_option_that_teaches_what_cannot_be(edit: Edit) -> None:
    broken = edit().replace("facts.yaml", "teaches: {gender: female}", "teaches: {gender: femal}")
    broken.fails("value", "femal}", "gender is never 'femal'", "did you mean 'female'?")
