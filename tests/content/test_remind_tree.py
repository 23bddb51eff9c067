"""The tree of reminders: a node for each kind, words it can fill, and nothing that asks."""

from collections.abc import Callable

from tests.content.edits import Edited

Edit = Callable[[], Edited]
FILE = "trees/remind.yaml"


def test_a_kind_of_reminder_without_words(edit: Edit) -> None:
    broken = edit().replace(FILE, "  window:\n", "  windows:\n")
    found = [problem.message for problem in broken.problems()]
    assert "there is no node of remind 'window'" in found
    assert "nothing in remind leads to 'windows'" in found


def test_a_reminder_that_asks(edit: Edit) -> None:
    broken = edit().replace(FILE, "  end: {end: true}", "  ask: {ask: age, next: end}\n  end: {end: true}")
    found = [problem for problem in broken.problems() if problem.code == "remind"]
    assert [problem.line for problem in found] == [broken.line("ask: {ask")]


def test_what_only_a_reminder_knows_is_said_nowhere_else(edit: Edit) -> None:
    broken = edit().tree('hello: {say: "明天{day}。", next: end}', "end: {end: true}")
    broken.fails("remind", "hello:", "{day} is known only in the tree 'remind'")


def test_settings_without_the_tree(edit: Edit) -> None:
    broken = edit().replace("settings.yaml", "remind: remind ", "remind: reminds ")
    assert "there is no tree 'reminds'" in [problem.message for problem in broken.problems()]


def test_a_window_of_something_else(edit: Edit) -> None:
    broken = edit().replace("trees/card.yaml", "window: $entitlement", "window: D01")
    assert any("D01" in problem.message for problem in broken.problems())
