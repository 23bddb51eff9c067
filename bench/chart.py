"""Results as an SVG bar chart, without any file beside it: a bar a figure, a whisker from its slowest to its fastest,
and a dashed line where it should end at the most.

Figures of one unit share a scale, which is written nowhere: every bar has its figure beside it, and its ratio, so the
picture is read like the table. Colours follow the reader's light or dark; texts are plain letters without outlines.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from bench.result import Figure, Result, shown

_STYLE = """
svg{--paper:#fff;--ink:#1b1f24;--soft:#59636e;--bar:#3b7dbb;--whisker:#1b1f24}
@media (prefers-color-scheme:dark){svg{--paper:#14181d;--ink:#e8ecf1;--soft:#a3adb8;--bar:#4f8fcb;--whisker:#e8ecf1}}
text{font:13px system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif;fill:var(--ink)}
.title{font-size:15px;font-weight:600}.soft{fill:var(--soft)}
.limit{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 2}
.bar{fill:var(--bar)}.whisker{stroke:var(--whisker);stroke-width:1.5;fill:none}
"""
#: Pixels: the picture, the names left of the bars, the figures right of them, a line, and around everything.
_WIDTH, _NAMES, _FIGURES, _LINE, _PAD = 980, 350, 230, 26, 20


class _Page:
    """The picture as it grows downwards."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = float(_PAD)

    def text(self, x: float, text: str, kind: str = "", anchor: str = "start") -> None:
        look = f' class="{kind}"' if kind else ""
        self.parts.append(f'<text x="{x:.0f}" y="{self.y + 15:.0f}"{look} text-anchor="{anchor}">{escape(text)}</text>')

    def shape(self, markup: str) -> None:
        self.parts.append(markup)


def chart(results: Sequence[Result]) -> str:
    """The picture as text."""
    page = _Page()
    for result in results:
        page.text(_PAD, f"{result.bench}: {result.title}", "title")
        page.y += _LINE * 1.2
        for unit, figures in _by_unit(result.figures):
            _group(page, unit, figures, result.figures)
        page.y += _LINE * 0.5
    height = round(page.y + _PAD)
    words = ". ".join(_words(result) for result in results)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}"><title id="t">Figures of bangban bench</title>'
        f'<desc id="d">{escape(words)}</desc><style>{escape(_STYLE)}</style>'
        '<rect width="100%" height="100%" fill="var(--paper)"/>\n' + "\n".join(page.parts) + "\n</svg>\n"
    )


def _by_unit(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """The figures that are drawn, those of one unit together."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.drawn:
            groups.setdefault(figure.unit, []).append(figure)
    return list(groups.items())


def _group(page: _Page, unit: str, figures: Sequence[Figure], everything: Sequence[Figure]) -> None:
    scale = (_WIDTH - _NAMES - _FIGURES - 2 * _PAD) / (max(max(figure.values) for figure in figures) or 1.0)
    for figure in figures:
        _bar(page, figure, scale)
        page.text(_WIDTH - _PAD - _FIGURES + 12, f"{shown(figure.median)} {unit}{_ratios(figure, everything)}")
        page.y += _LINE
    page.y += _LINE * 0.3


def _bar(page: _Page, figure: Figure, scale: float) -> None:
    left, top, middle = _PAD + _NAMES, page.y + 3, page.y + _LINE / 2 - 2
    page.text(left - 10, figure.name, "soft", "end")
    width = max(1.0, figure.median * scale)
    page.shape(f'<rect class="bar" x="{left}" y="{top:.1f}" width="{width:.1f}" height="{_LINE - 10}" rx="2"/>')
    if figure.most is not None and figure.most * scale <= _WIDTH - _NAMES - _FIGURES - 2 * _PAD:
        page.shape(f'<path class="limit" d="M{left + figure.most * scale:.1f} {page.y:.1f}v{_LINE - 4}"/>')
    if len(figure.values) > 1:
        low, high = (left + value * scale for value in (min(figure.values), max(figure.values)))
        ends = "".join(f"M{x:.1f} {middle - 4:.1f}v8" for x in (low, high))
        page.shape(f'<path class="whisker" d="M{low:.1f} {middle:.1f}H{high:.1f}{ends}"/>')


def _ratios(figure: Figure, everything: Sequence[Figure]) -> str:
    found = [ratio for ratio in everything if ratio.of == figure.name]
    return "".join(f", ratio {shown(ratio.median)}" for ratio in found)


def _words(result: Result) -> str:
    """A result for those who cannot see it."""
    figures = "; ".join(f"{figure.name} {shown(figure.median)} {figure.unit}" for figure in result.figures)
    return f"{result.title}: {figures}"
