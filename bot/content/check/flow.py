"""Where each node goes, and on which ways somebody is waited for: the graph that the proofs walk on.

An edge *waits* when whoever takes it has answered something on that very visit. An `ask` does not count: a fact that
is already known is not asked again, so a loop of asks runs through without stopping.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from bot.content.source import Cursor
from bot.dialogue.tree import Branch, Call, End, Fill, Menu, Node, Report, Results, Tree, Wait

T = TypeVar("T")


class Edge(msgspec.Struct, frozen=True, eq=False):
    """A way from a node to another one of its tree, and where that is written."""

    to: str
    waits: bool
    place: Cursor


def edges(node: Node, place: Cursor) -> list[Edge]:
    """Every way on from *node*. Ways that name no node are left out; the reader complained about them."""
    return [edge for edge in _edges(node, place) if edge.to]


def _edges(node: Node, place: Cursor) -> Iterable[Edge]:
    match node:
        case End():
            return
        case Menu():
            options = place["options"]
            for way in node.ways:
                yield Edge(way.to, True, options[way.option.value]["to"])
            yield Edge(node.unknown, True, place["unknown"])
        case Branch():
            written = {entry["to"].text(): entry["to"] for entry in place["branch"].list()}
            for _, to in node.ways:
                yield Edge(to, False, written.get(to, place))
            yield Edge(node.next, False, place["next"])
        case Fill():
            yield Edge(node.next, True, place["next"])
            yield Edge(node.otherwise, True, place["otherwise"])
            yield Edge(node.without, False, place["without"])
            yield Edge(node.shut, False, place["shut"])
        case Report():
            yield Edge(node.next, False, place["next"])
            yield Edge(node.otherwise, False, place["otherwise"])
        case _:
            yield Edge(node.next, isinstance(node, Wait), place["next"])


def reached(starts: Iterable[T], onward: Callable[[T], Iterable[T]]) -> set[T]:
    """Everything that can be reached from *starts*, themselves included."""
    seen, todo = set(starts), list(starts)
    while todo:
        for item in onward(todo.pop()):
            if item not in seen:
                seen.add(item)
                todo.append(item)
    return seen


def onward(tree: Tree, places: Callable[[str], Cursor]) -> dict[str, tuple[str, ...]]:
    """Node → the nodes it may lead to that exist."""
    return {
        name: tuple(edge.to for edge in edges(node, places(name)) if edge.to in tree.nodes)
        for name, node in tree.nodes.items()
    }


def always_waits(trees: Mapping[str, Tree], card: str) -> set[str]:
    """The trees that cannot be gone through without somebody answering, whatever is known."""
    waiting: set[str] = set()
    while True:
        found = {name for name, tree in trees.items() if name in waiting or not _ends_unanswered(tree, waiting, card)}
        if found == waiting:
            return waiting
        waiting = found


def _ends_unanswered(tree: Tree, waiting: set[str], card: str) -> bool:
    none = Cursor({}, "", 0, [])

    def through(name: str) -> list[str]:
        node = tree.nodes[name]
        if (isinstance(node, Call) and node.tree in waiting) or (isinstance(node, Results) and card in waiting):
            return []
        return [edge.to for edge in edges(node, none) if not edge.waits and edge.to in tree.nodes]

    if tree.start not in tree.nodes:
        return False
    return any(isinstance(tree.nodes[name], End) for name in reached([tree.start], through))


def loops(graph: Mapping[T, Iterable[T]]) -> list[list[T]]:
    """The knots of *graph*: strongly connected parts of several nodes, or one that leads to itself (Tarjan 1972)."""
    index: dict[T, int] = {}
    low: dict[T, int] = {}
    stack: list[T] = []
    found: list[list[T]] = []

    def visit(item: T) -> None:
        index[item] = low[item] = len(index)
        stack.append(item)
        for after in graph.get(item, ()):
            if after not in index:
                visit(after)
                low[item] = min(low[item], low[after])
            elif after in stack:
                low[item] = min(low[item], index[after])
        if low[item] == index[item]:
            part = stack[stack.index(item) :]
            del stack[-len(part) :]
            if len(part) > 1 or item in graph.get(item, ()):
                found.append(part)

    for item in graph:
        if item not in index:
            visit(item)
    return found
