"""Laying a graph out in layers, after Sugiyama, Tagawa and Toda (1981): which layer each box is in, and in which order.

1. Lines that close a circle are turned round, so that everything goes down.
2. A box lies one layer below the lowest box that leads to it, two where the line has a label, which needs a place.
3. A line that crosses layers gets a point in each of them; the point in its first layer carries its label.
4. Within a layer, everything is put near the middle of what it is joined to; the order that crosses least is kept.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from bot.content.graph.boxes import Link

_SWEEPS = 24


class Line(msgspec.Struct):
    """A link as laid out: everything it passes from top to bottom; `turned` if it is really followed upwards."""

    link: Link
    path: list[str]
    turned: bool = False
    #: The point that carries the label, or "".
    label: str = ""


class Layers(msgspec.Struct):
    """What lies in each layer from left to right (boxes and points), and the lines between them."""

    rows: list[list[str]]
    lines: list[Line]


def layered(names: Sequence[str], links: Sequence[Link]) -> Layers:
    """Put *names* (the first one on top) in layers."""
    straight = [link for link in links if link.origin != link.to]
    turned = _circles(names, straight)
    down = [(link, *((link.to, link.origin) if id(link) in turned else (link.origin, link.to))) for link in straight]
    rank = _ranks(names, [(a, b, 2 if link.label else 1) for link, a, b in down])
    rows: list[list[str]] = [[] for _ in range(max(rank.values()) + 1)]
    for name in names:
        rows[rank[name]].append(name)
    lines = [_line(link, a, b, rank, rows, id(link) in turned, number) for number, (link, a, b) in enumerate(down)]
    return Layers(_ordered(rows, lines), lines)


def _circles(names: Sequence[str], links: Sequence[Link]) -> set[int]:
    """The links that lead back to a box the walk has not left yet."""
    out: dict[str, list[Link]] = {name: [] for name in names}
    for link in links:
        out[link.origin].append(link)
    state: dict[str, int] = {}
    turned: set[int] = set()

    def visit(name: str) -> None:
        state[name] = 1
        for link in out[name]:
            if state.get(link.to) == 1:
                turned.add(id(link))
            elif link.to not in state:
                visit(link.to)
        state[name] = 2

    for name in names:
        if name not in state:
            visit(name)
    return turned


def _ranks(names: Sequence[str], edges: Sequence[tuple[str, str, int]]) -> dict[str, int]:
    rank = dict.fromkeys(names, 0)
    for _ in names:
        for a, b, length in edges:
            rank[b] = max(rank[b], rank[a] + length)
    return rank


def _line(
    link: Link, top: str, bottom: str, rank: dict[str, int], rows: list[list[str]], turned: bool, number: int
) -> Line:
    points = [f"\0{number}.{row}" for row in range(rank[top] + 1, rank[bottom])]
    for row, point in enumerate(points, rank[top] + 1):
        rows[row].append(point)
    label = (points[-1] if turned else points[0]) if link.label else ""
    return Line(link, [top, *points, bottom], turned, label)


def _ordered(rows: list[list[str]], lines: Sequence[Line]) -> list[list[str]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for line in lines:
        for a, b in pairwise(line.path):
            below.setdefault(a, []).append(b)
            above.setdefault(b, []).append(a)
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        order = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
        for number in order:
            if sweep % 4 >= 2:  # ties are broken the other way round, half of the time
                rows[number].reverse()
            _sort(rows[number], rows[number - 1 if downwards else number + 1], above if downwards else below)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _sort(row: list[str], fixed: list[str], joined: dict[str, list[str]]) -> None:
    place = {name: number for number, name in enumerate(fixed)}
    now = {name: number * len(fixed) / max(len(row), 1) for number, name in enumerate(row)}

    def middle(name: str) -> float:
        near = [place[other] for other in joined.get(name, ())]
        return sum(near) / len(near) if near else now[name]

    row.sort(key=middle)


def _crossings(rows: Sequence[list[str]], below: dict[str, list[str]]) -> int:
    count = 0
    for row, lower in pairwise(rows):
        place = {name: number for number, name in enumerate(lower)}
        seen: list[int] = []
        for name in row:
            ends = sorted(place[other] for other in below.get(name, ()))
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count
