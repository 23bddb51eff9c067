"""A laid out tree as SVG: readable in light and dark, by screen readers, and without any file beside it."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from bot.content.graph.boxes import FONT, LINE, PAD, SMALL, Box, Link, heading
from bot.content.graph.layers import Layers, Line, layered
from bot.content.graph.places import Drawing, Spot, placed

_STYLE = """
svg{--paper:#fff;--ink:#1b1f24;--soft:#5b6570;--line:#6b7682;
--say:#eef3fb;--ask:#fdf3d8;--menu:#e6f5ea;--go:#f3ecfb;--end:#e4e7eb;--bad:#c62828}
@media (prefers-color-scheme:dark){svg{--paper:#14181d;--ink:#e8ecf1;--soft:#a3adb8;--line:#8d98a5;
--say:#1f2a3a;--ask:#3a3115;--menu:#1c3324;--go:#2d2440;--end:#2b3138;--bad:#ff8a80}}
text{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans CJK SC","PingFang SC",sans-serif;fill:var(--ink)}
.name{font-size:11px;fill:var(--soft)}.body{font-size:14px}
.label{font-size:12px;paint-order:stroke;stroke:var(--paper);stroke-width:5px;stroke-linejoin:round}
.box{stroke:var(--line);stroke-width:1.3;fill:var(--say)}.ask,.form{fill:var(--ask)}.menu,.branch{fill:var(--menu)}
.call,.screen,.results,.refer,.wait{fill:var(--go)}.end{fill:var(--end)}
.missing{fill:none;stroke:var(--bad);stroke-dasharray:4 3}
.way{fill:none;stroke:var(--line);stroke-width:1.4}.back{stroke-dasharray:5 4}marker path{fill:var(--line)}
"""
_HEAD = (
    '<marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">'
    '<path d="M0 0L8 4L0 8z"/></marker>'
)
#: Kinds whose boxes are round at both ends.
_PILLS = ("refer", "end", "wait", "share", "report", "person")
#: Lines enter and leave a box side by side, so far apart.
_APART = 16.0
#: Lines run straight this far before and after they bend, so that arrowheads stand upright.
_HEAD_LENGTH = 8.0


def svg(title: str, boxes: Sequence[Box], links: Sequence[Link]) -> str:
    """The picture as text."""
    layers = layered([box.name for box in boxes], links)
    drawing = placed(layers, boxes)
    ports = _ports(layers, drawing, {box.name for box in boxes if box.kind == "branch"})
    width, height = round(drawing.width), round(drawing.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title id="t">{escape(title)}</title>'
        f'<desc id="d">{escape(describe(boxes, links))}</desc><style>{escape(_STYLE)}</style><defs>{_HEAD}</defs>'
        '<rect width="100%" height="100%" fill="var(--paper)"/>'
    ]
    parts += [_way(line, drawing, ports) for line in layers.lines]
    parts += [_self(drawing.spots[link.origin]) for link in links if link.origin == link.to]
    parts += [_box(box, drawing.spots[box.name]) for box in boxes]
    parts += [_label(line, drawing.spots[line.label]) for line in layers.lines if line.label]
    return "\n".join(parts) + "\n</svg>\n"


def describe(boxes: Sequence[Box], links: Sequence[Link]) -> str:
    """The tree in words, for those who cannot see it."""
    said = []
    for box in boxes:
        on = [f"{link.label}: {link.to}" if link.label else link.to for link in links if link.origin == box.name]
        text, onward = "".join(box.lines), "; ".join(on)
        said.append(f"{box.kind} {box.name}" + (f": {text}" if text else "") + (f" → {onward}" if on else ""))
    return ". ".join(said)


def _ports(layers: Layers, drawing: Drawing, pointed: set[str]) -> dict[tuple[int, str], float]:
    """Where each line leaves or enters a box: side by side, in the order of where they go; or at a tip (*pointed*)."""
    found: dict[tuple[int, str], float] = {}
    for box in {name for line in layers.lines for name in (line.path[0], line.path[-1])}:
        for end, beside in ((0, 1), (-1, -2)):
            lines = [line for line in layers.lines if line.path[end] == box]
            lines.sort(key=lambda line: drawing.spots[line.path[beside]].x)
            spot = drawing.spots[box]
            apart = 0.0 if box in pointed else min(_APART, spot.width * 0.6 / max(len(lines), 1))
            for number, line in enumerate(lines):
                found[id(line), f"{end}"] = spot.x + (number - (len(lines) - 1) / 2) * apart
    return found


def _way(line: Line, drawing: Drawing, ports: dict[tuple[int, str], float]) -> str:
    xs = [ports[id(line), "0"], *(drawing.spots[point].x for point in line.path[1:-1]), ports[id(line), "-1"]]
    first, last = drawing.spots[line.path[0]], drawing.spots[line.path[-1]]
    d = [f"M{xs[0]:.1f} {first.y + first.height / 2:.1f}"]
    for number, name in enumerate(line.path[1:], 1):
        start, end = drawing.bands[line.path[number - 1]][1] + _HEAD_LENGTH, drawing.bands[name][0] - _HEAD_LENGTH
        middle = (start + end) / 2
        a, b = xs[number - 1], xs[number]
        d.append(f"V{start:.1f}C{a:.1f} {middle:.1f} {b:.1f} {middle:.1f} {b:.1f} {end:.1f}")
    d.append(f"V{last.y - last.height / 2:.1f}")
    arrow = 'class="way back" marker-start="url(#a)"' if line.turned else 'class="way" marker-end="url(#a)"'
    return f'<path {arrow} d="{"".join(d)}"/>'


def _self(spot: Spot) -> str:
    x, y = spot.x + spot.width / 2, spot.y
    return f'<path class="way back" marker-end="url(#a)" d="M{x} {y - 8}c26 -14 26 30 0 16"/>'


def _label(line: Line, spot: Spot) -> str:
    top = spot.y - spot.height / 2 + SMALL + 3
    return "".join(_text("label", spot.x, top + n * (LINE - 3), text) for n, text in enumerate(line.link.lines))


def _text(css: str, x: float, y: float, text: str) -> str:
    return f'<text class="{css}" text-anchor="middle" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _box(box: Box, spot: Spot) -> str:
    top = spot.y - spot.height / 2 + PAD + (10 if box.kind == "branch" else 0)
    texts = [_text("name", spot.x, top + SMALL - 2, heading(box.kind, box.name))]
    first = top + SMALL + 6 + FONT - 1
    texts += [_text("body", spot.x, first + number * LINE, text) for number, text in enumerate(box.lines)]
    return f"<g data-node={quoteattr(box.name)}>{_shape(box.kind, spot)}{''.join(texts)}</g>"


def _shape(kind: str, spot: Spot) -> str:
    w, h = spot.width, spot.height
    x, y = spot.x - w / 2, spot.y - h / 2
    css = f'class="box {kind}"'
    match kind:
        case "branch":
            return f'<path {css} d="M{x:.1f} {y + h / 2:.1f}l{w / 2} {-h / 2}l{w / 2} {h / 2}l{-w / 2} {h / 2}z"/>'
        case "menu":
            return f'<path {css} d="M{x:.1f} {y + h / 2:.1f}l12 {-h / 2}h{w - 24}l12 {h / 2}l-12 {h / 2}h{24 - w}z"/>'
        case "ask":
            return f'<path {css} d="M{x + 12:.1f} {y:.1f}h{w - 12}l-12 {h}h{12 - w}z"/>'
        case "form":
            fold = f'<path {css} d="M{x:.1f} {y:.1f}h{w - 12}l12 12v{h - 12}h{-w}z"/>'
            return f'{fold}<path {css} d="M{x + w - 12:.1f} {y:.1f}v12h12"/>'
        case "call":
            bars = f'<path {css} d="M{x + 6:.1f} {y:.1f}v{h}M{x + w - 6:.1f} {y:.1f}v{h}"/>'
            return f'<rect {css} x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}"/>{bars}'
        case _:
            corner = h / 2 if kind in _PILLS else 10 if kind == "say" else 3
            return f'<rect {css} x="{x:.1f}" y="{y:.1f}" width="{w}" height="{h}" rx="{corner:.1f}"/>'
