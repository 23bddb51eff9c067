"""Names that mean nothing: the checker says which, where, and what was probably meant."""

from collections.abc import Callable

import pytest

from tests.content.edits import Edited

Edit = Callable[[], Edited]
ENDS = "end: {end: true}"


def test_a_next_that_is_misspelt(edit: Edit) -> None:
    menu = "hello: {menu: 去哪？, options: {a: {label: 左边, to: end}, b: {label: 右边, to: edn}}}"
    edit().tree(menu, ENDS).fails("reference", "to: edn", "there is no node 'edn'", "'end'")


@pytest.mark.parametrize(
    ("node", "says", "hint"),
    [
        ("{call: persn, next: end}", "there is no tree 'persn'", "'person'"),
        ("{call: topic, with: devcies, next: end}", "there is no topic or entitlement 'devcies'", "'devices'"),
        ("{screen: moeny, next: end}", "there is no topic 'moeny'", "'money'"),
        ("{results: shcool, next: end}", "there is no topic 'shcool'", "'school'"),
        ("{form: trainning, next: end, otherwise: end}", "there is no form 'trainning'", "'training'"),
        ("{ask: cert_statsu, next: end}", "there is no fact 'cert_statsu'", "'cert_status'"),
        ("{wait: age, next: end}", "'age' is no date", ""),
        ("{wait: tomorow, next: end}", "there is no fact 'tomorow' to wait for", ""),
    ],
)
def test_a_node_that_names_nothing(edit: Edit, node: str, says: str, hint: str) -> None:
    edit().tree(f"hello: {node}", ENDS).fails("reference", "hello: {", says, hint)


def test_a_tree_that_starts_nowhere(edit: Edit) -> None:
    head = "tree: visit\ntitle: 上门看看\nwords: [上门瞧瞧]\nstart: helo\nnodes:\n"
    problems = edit().tree("hello: {say: 您好。, next: end}", ENDS, head=head).problems()
    assert [p.hint for p in problems if p.code == "reference"] == ["did you mean 'hello'?"]


def test_an_entitlement_that_comes_first_but_is_none(edit: Edit) -> None:
    broken = edit().replace("entitlements/A04.yaml", "first: Z01", "first: Z1")
    broken.fails("reference", "first: Z1", "there is no entitlement 'Z1'", "'Z01'")


@pytest.mark.parametrize("clause", ["三（十一）", "四（十六）", "六（一）", "三（两）", "二（第8项）", "三、"])
def test_a_clause_the_plan_does_not_have(edit: Edit, clause: str) -> None:
    broken = edit().replace("entitlements/A04.yaml", "clause: 二（第1项）、四（二）", f"clause: {clause}")
    broken.fails("clause", "clause:", f"the plan has no clause {clause!r}")


def test_a_source_nobody_wrote_down(edit: Edit) -> None:
    broken = edit().replace("entitlements/A04.yaml", "source: N1\n", "source: N99\n")
    broken.fails("source", "source: N99", "no source or clause of the plan 'N99'", "'N9'")


def test_a_national_rule_without_a_source(edit: Edit) -> None:
    broken = edit().replace(
        "entitlements/A04.yaml", "    provenance: national\n    source: N1\n", "    provenance: national\n"
    )
    broken.fails("source", "- name: certificate", "provenance 'national' needs a source")


def test_a_field_that_is_no_fact(edit: Edit) -> None:
    broken = edit().replace("forms/training.yaml", "{fact: access_needs,", "{fact: acess_needs,")
    broken.fails("reference", "acess_needs", "there is no fact 'acess_needs'", "'access_needs'")


def test_required_is_true_or_false(edit: Edit) -> None:
    broken = edit().replace("forms/training.yaml", "required: true", "required: maybe")
    broken.fails("content", "maybe", "true or false")


def test_a_setting_that_names_no_tree(edit: Edit) -> None:
    broken = edit().replace("settings.yaml", "topic: topic", "topic: topics")
    broken.fails("reference", "topic: topics", "there is no tree 'topics'", "'topic'")


def test_the_digits_on_posters_need_a_menu_first(edit: Edit) -> None:
    broken = edit().replace("trees/main.yaml", "nodes:\n", "nodes:\n  hello: {say: 您好。, next: menu}\n")
    broken.replace("trees/main.yaml", "start: menu", "start: hello")
    broken.fails("root", "hello: {say", "must start with a menu")


def test_only_the_phone_to_call_is_known_from_the_phone_one_writes_from(edit: Edit) -> None:
    broken = edit().replace("forms/training.yaml", "{fact: name}", "{fact: name, sms: sender}")
    broken.fails("value", "{fact: name, sms: sender}", "only contact is known")


def test_where_a_phone_comes_from_has_one_name(edit: Edit) -> None:
    broken = edit().replace("forms/training.yaml", "sms: sender", "sms: sendr")
    broken.fails("content", "sms: sendr", "'sendr' is not one of sender")
