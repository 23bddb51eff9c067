"""Nothing in vain: what nobody reaches, what is asked for nothing, what goes round for ever."""

from collections.abc import Callable

from tests.content.edits import TREE, Edited

Edit = Callable[[], Edited]
ENDS = "end: {end: true}"
HELLO = "hello: {say: 您好。, next: end}"
FACT = """
walks:
  type: yesno
  name: 走路
  ask: 您走得动吗？
  why: 好安排人接。
"""


def test_a_node_nothing_leads_to(edit: Edit) -> None:
    broken = edit().tree(HELLO, "lost: {say: 没人来这里。, next: end}", ENDS)
    broken.fails("unreachable", "lost:", "nothing in visit leads to 'lost'")


def test_a_tree_without_words_or_callers(edit: Edit) -> None:
    head = TREE.replace("words: [上门瞧瞧]\n", "")
    edit().tree(HELLO, ENDS, head=head).fails("unreachable", "tree: visit", "nothing leads to the tree 'visit'")


def test_a_form_nobody_fills(edit: Edit) -> None:
    form = "form: visit\nname: 上门表\nmatter: help\nsections: [{title: 谁, fields: [{fact: name}]}]\n"
    edit().add("forms/visit.yaml", form).fails("unreachable", "form: visit", "uses the form 'visit'")


def test_a_topic_with_nothing_in_it(edit: Edit) -> None:
    edit().add("topics.yaml", "\nheating:\n  label: 烤火\n  words: [烤火费]\n").fails("empty", "heating:", "'heating'")


def test_a_topic_without_words_or_callers(edit: Edit) -> None:
    broken = edit().add("topics.yaml", "\nheating:\n  label: 烤火\n")
    broken.replace("entitlements/A04.yaml", "topics: [money]", "topics: [money, heating]")
    broken.file = "topics.yaml"
    broken.fails("unreachable", "heating:", "nothing leads to the topic 'heating'")


def test_an_entitlement_nobody_is_shown(edit: Edit) -> None:
    broken = edit().replace("entitlements/A04.yaml", "topics: [money]", "topics: []")
    broken.fails("unreachable", "id: A04", "A04 is in no topic")


def test_a_source_nobody_cites(edit: Edit) -> None:
    source = "\nN77:\n  title: 一条规定\n  address: 某处\n  seen: 全文\n  checked: 2026-11-24\n"
    edit().add("sources.yaml", source).fails("unused", "N77:", "nothing cites", severity="warning")


def test_a_fact_nobody_needs(edit: Edit) -> None:
    edit().add("facts.yaml", FACT).fails("unused", "walks:", "walks is neither asked nor used")


def test_a_fact_that_is_asked_for_nothing(edit: Edit) -> None:
    broken = edit().tree("hello: {ask: walks, next: end}", ENDS).add("facts.yaml", FACT)
    broken.fails("unused", "walks:", "walks is asked, but nothing uses the answer")


def test_a_fact_a_rule_waits_for_in_vain(edit: Edit) -> None:
    broken = edit().tree("hello: {branch: [{if: walks, to: end}], next: end}", ENDS).add("facts.yaml", FACT)
    broken.fails("never-asked", "walks:", "walks is used, but nobody is ever asked it")


def test_a_fact_only_a_liaison_settles_may_be_waited_for(edit: Edit) -> None:
    liaison = FACT + "  answered_by: [liaison]\n"
    rule = "hello: {branch: [{if: walks, to: end}], next: end}"
    assert edit().tree(rule, ENDS).add("facts.yaml", liaison).problems() == []


def test_nobody_is_asked_what_only_a_liaison_settles(edit: Edit) -> None:
    broken = edit().tree("hello: {ask: credit_ok, next: end}", ENDS)
    broken.fails("liaison-only", "ask: credit_ok", "only a liaison answers 'credit_ok'")


def test_a_circle_of_questions_that_are_already_answered(edit: Edit) -> None:
    menu = "hello: {menu: 去哪？, options: {a: {label: 左边, to: one}, b: {label: 右边, to: end}}}"
    round_ = ["one: {ask: age, next: two}", "two: {branch: [{if: age < 18, to: one}], next: hello}"]
    broken = edit().tree(menu, *round_, ENDS)
    broken.fails("loop", "one: {ask", "visit.one → visit.two", "needs a menu")


def test_a_circle_with_a_menu_in_it_is_fine(edit: Edit) -> None:
    menu = "hello: {menu: 还要吗？, options: {a: {label: 再来, to: more}, b: {label: 够了, to: end}}}"
    assert edit().tree(menu, "more: {say: 好。, next: hello}", ENDS).problems() == []


def test_a_wait_breaks_a_circle(edit: Edit) -> None:
    ways = "two: {branch: [{if: age < 18, to: hello}], next: end}"
    assert edit().tree("hello: {wait: 3d, next: one}", "one: {ask: age, next: two}", ways, ENDS).problems() == []


def test_a_tree_that_calls_itself_without_asking(edit: Edit) -> None:
    rule = "hello: {branch: [{if: age < 18, to: again}], next: end}"
    broken = edit().tree(rule, "again: {call: visit, next: end}", ENDS)
    broken.fails("recursion", "again: {call", "without ever asking anything")


def test_two_trees_that_call_each_other_without_asking(edit: Edit) -> None:
    broken = edit().tree(
        "hello: {branch: [{if: age < 18, to: other}], next: end}", "other: {call: visitors, next: end}", ENDS
    )
    visitors = (
        "tree: visitors\ntitle: 客人\nstart: back\nnodes:\n  back: {call: visit, next: end}\n  end: {end: true}\n"
    )
    broken.add("trees/visitors.yaml", visitors)
    assert [problem.code for problem in broken.problems()] == ["recursion"]


def test_a_node_with_no_way_out(edit: Edit) -> None:
    broken = edit().tree("hello: {menu: 去哪？, options: {a: {label: 左边, to: hello}, b: {label: 右边, to: hello}}}")
    broken.fails("no-end", "hello: {menu", "from 'hello' no `end` can be reached")
