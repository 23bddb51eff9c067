"""From layers to pixels: every box and point gets a middle, and every line the points it is drawn through."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import msgspec

from bot.content.graph.boxes import LINE, SMALL, Box
from bot.content.graph.layers import Layers, Line
from bot.content.graph.wrapping import em

_GAP, _POINT, _BETWEEN, _MARGIN = 22.0, 12.0, 30.0, 20.0
_ROUNDS = 80


class Spot(msgspec.Struct):
    """The middle of a box or point, and its size."""

    x: float
    y: float
    width: float
    height: float


class Drawing(msgspec.Struct):
    """Where everything is. `bands` are the top and bottom of each layer: lines bend only between them."""

    spots: dict[str, Spot]
    bands: dict[str, tuple[float, float]]
    width: float
    height: float


def placed(layers: Layers, boxes: Sequence[Box]) -> Drawing:
    """Give everything its place; nothing overlaps, lines are as straight as that allows."""
    spots = {box.name: Spot(0, 0, box.width, box.height) for box in boxes}
    for line in layers.lines:
        for point in line.path[1:-1]:
            spots[point] = _point(line, point)
    _across(layers, spots)
    left = min(spot.x - spot.width / 2 for spot in spots.values()) - _MARGIN
    for spot in spots.values():
        spot.x -= left
    bands, bottom = _down(layers, spots)
    right = max(spot.x + spot.width / 2 for spot in spots.values())
    return Drawing(spots, bands, right + _MARGIN, bottom + _MARGIN)


def _point(line: Line, point: str) -> Spot:
    if point != line.label:
        return Spot(0, 0, _POINT, 0)
    lines = line.link.lines
    return Spot(0, 0, max(em(text) * (SMALL + 1) for text in lines) + 8, (LINE - 3) * len(lines) + 4)


def _across(layers: Layers, spots: Mapping[str, Spot]) -> None:
    joined = _joined(layers)
    for row in layers.rows:
        x = 0.0
        for name in row:
            x += spots[name].width / 2
            spots[name].x = x
            x += spots[name].width / 2 + _GAP
    for turn in range(_ROUNDS):
        for row in layers.rows if turn % 2 == 0 else reversed(layers.rows):
            _settle(row, spots, joined)


def _joined(layers: Layers) -> dict[str, list[tuple[str, float]]]:
    """What each thing is joined to, and how hard the line between them pulls: long lines want to be straight."""
    joined: dict[str, list[tuple[str, float]]] = {}
    for line in layers.lines:
        inner = set(line.path[1:-1])
        for a, b in pairwise(line.path):
            pull = float(1 + 3 * ((a in inner) + (b in inner)))
            joined.setdefault(a, []).append((b, pull))
            joined.setdefault(b, []).append((a, pull))
    return joined


def _settle(row: list[str], spots: Mapping[str, Spot], joined: Mapping[str, list[tuple[str, float]]]) -> None:
    """Move a layer as near to its neighbours as its order allows.

    What gets in each other's way is pooled (isotonic regression). A line that is nearly straight pulls harder than one
    that is not, so that chains stand upright.
    """
    pools: list[tuple[float, float, int]] = []  # where, how heavy, how many
    offsets, offset = [], 0.0
    for number, name in enumerate(row):
        if number:
            offset += (spots[row[number - 1]].width + spots[name].width) / 2 + _GAP
        offsets.append(offset)
        near = joined.get(name, ())
        pulls = [(spots[other].x, pull / (6 + abs(spots[other].x - spots[name].x))) for other, pull in near]
        weight = sum(pull for _, pull in pulls) or 0.01
        wish = sum(x * pull for x, pull in pulls) / weight if pulls else spots[name].x
        pools.append((wish - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, u, m), (b, v, n) = pools[-2:]
            pools[-2:] = [((a * u + b * v) / (u + v), u + v, m + n)]
    places = [where for where, _, many in pools for _ in range(many)]
    for name, where, offset in zip(row, places, offsets, strict=True):
        spots[name].x = where + offset


def _down(layers: Layers, spots: Mapping[str, Spot]) -> tuple[dict[str, tuple[float, float]], float]:
    bands: dict[str, tuple[float, float]] = {}
    y = _MARGIN
    for row in layers.rows:
        tall = max(spots[name].height for name in row)
        for name in row:
            spots[name].y = y + tall / 2
            bands[name] = (y, y + tall)
        y += tall + _BETWEEN + min(40.0, _widest(layers, row, spots) / 14)
    last = layers.rows[-1][0]
    return bands, bands[last][1]


def _widest(layers: Layers, row: Sequence[str], spots: Mapping[str, Spot]) -> float:
    """How far to the side a line runs below *row*: a flat curve in a narrow gap is hard to follow."""
    here = set(row)
    ways = ((a, b) for line in layers.lines for a, b in pairwise(line.path) if a in here)
    return max((abs(spots[a].x - spots[b].x) for a, b in ways), default=0.0)
