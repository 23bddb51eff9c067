"""Every walk stops: no circle without somebody being waited for, no call into itself, no node without a way out."""

from bot.content.check.case import Case
from bot.content.check.flow import always_waits, edges, loops, onward, reached
from bot.dialogue.tree import Call, End, Node, Results, Tree

Place = tuple[str, str]


def check_loops(case: Case) -> None:
    """Complain about circles nobody is asked in, and about nodes from which no end can be reached."""
    waiting = always_waits(case.content.trees, case.content.settings.card)
    graph = {(tree.name, name): _unanswered(case, tree, name, node, waiting) for tree, name, node, _ in case.nodes()}
    for knot in loops(graph):
        _report(case, sorted(knot))
    for tree in case.content.trees.values():
        _ends(case, tree)


def _unanswered(case: Case, tree: Tree, name: str, node: Node, waiting: set[str]) -> list[Place]:
    """Where the walk can come to from a node without anybody answering, into called trees and back out of them."""
    called = node.tree if isinstance(node, Call) else case.content.settings.card if isinstance(node, Results) else ""
    onto = [(called, case.content.trees[called].start)] if called in case.content.trees else []
    if called in waiting:
        return onto
    ways = edges(node, case.place("node", f"{tree.name}.{name}"))
    return onto + [(tree.name, edge.to) for edge in ways if not edge.waits and edge.to in tree.nodes]


def _report(case: Case, knot: list[Place]) -> None:
    tree, node = knot[0]
    place = case.place("node", f"{tree}.{node}")
    path = " → ".join(f"{t}.{n}" for t, n in knot)
    if len({t for t, _ in knot}) > 1 or isinstance(case.content.trees[tree].nodes[node], Call):
        case.error(place, "recursion", f"these trees call each other without ever asking anything: {path}")
    else:
        hint = "a circle needs a menu, results, a form or a wait in it; an ask of a known fact does not stop"
        case.error(place, "loop", f"this goes round without waiting for anybody: {path}", hint)


def _ends(case: Case, tree: Tree) -> None:
    ways = onward(tree, lambda name: case.place("node", f"{tree.name}.{name}"))
    back: dict[str, list[str]] = {name: [] for name in tree.nodes}
    for name, nexts in ways.items():
        for after in nexts:
            back[after].append(name)
    ends = [name for name, node in tree.nodes.items() if isinstance(node, End)]
    ending = reached(ends, lambda name: back[name])
    for name in tree.nodes:
        if name not in ending:
            case.error(case.place("node", f"{tree.name}.{name}"), "no-end", f"from {name!r} no `end` can be reached")
