"""What a bench found: figures with a value for every round, what is asked of them, and what they rest on."""

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

#: Told what a bench is doing, and which share of it is done (0 to 1).
Tell = Callable[[str, float], None]


class CannotRunError(RuntimeError):
    """Something this bench needs is not here; says what. The others run all the same."""


class BrokenError(RuntimeError):
    """The thing measured did not do its work, so its figures mean nothing."""


class Options(msgspec.Struct, frozen=True):
    """How long to measure: *rounds* of *seconds*; *quick* is smaller in every way. *work* is an empty folder."""

    rounds: int
    seconds: float
    quick: bool
    work: Path


class Figure(msgspec.Struct, frozen=True):
    """One figure: a value a round, in *unit*. At most *most* and at least *least* is asked of its median.

    A ratio names in *of* the figure whose bar in the chart it is written on. What is not *drawn* is in the table only.
    """

    name: str
    unit: str
    values: Sequence[float]
    most: float | None = None
    least: float | None = None
    of: str = ""
    drawn: bool = True

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return statistics.median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the median is as asked; None if nothing is."""
        if self.most is None and self.least is None:
            return None
        over = self.most is not None and self.median > self.most
        return not over and (self.least is None or self.median >= self.least)

    @property
    def asked(self) -> str:
        """What is asked, in words."""
        bounds = [f"≤ {shown(self.most)}" if self.most is not None else ""]
        bounds.append(f"≥ {shown(self.least)}" if self.least is not None else "")
        return " and ".join(filter(None, bounds))


class Assumption(msgspec.Struct, frozen=True):
    """Something that was not measured: what, how much, and where that comes from."""

    what: str
    value: str
    source: str


class Result(msgspec.Struct, frozen=True):
    """All that one bench found; *notes* are sentences for whoever reads the table."""

    bench: str
    title: str
    figures: Sequence[Figure]
    assumptions: Sequence[Assumption] = ()
    notes: Sequence[str] = ()


def ratio(
    name: str,
    over: Sequence[float],
    under: Sequence[float],
    of: str,
    *,
    most: float | None = None,
    least: float | None = None,
) -> Figure:
    """Round by round, *over* divided by *under*: what both met in the same minute cancels out."""
    return Figure(name, "×", [a / b for a, b in zip(over, under, strict=True)], most, least, of, drawn=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that *share* of *values* do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -int(-share * len(ranked) // 1) - 1))]


def shown(value: float) -> str:
    """A figure with as many digits as mean something."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def as_json(result: Result) -> dict[str, Any]:
    """The result as it is written to bench.json."""
    return {
        "title": result.title,
        "assumptions": [msgspec.to_builtins(assumption) for assumption in result.assumptions],
        "figures": [_figure(figure) for figure in result.figures],
        "notes": list(result.notes),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    asked = {"most": figure.most, "least": figure.least, "kept": figure.kept}
    return {
        "name": figure.name, "unit": figure.unit, "median": figure.median, "min": min(figure.values),
        "max": max(figure.values), "rounds": list(figure.values), "of": figure.of,
        **({} if figure.kept is None else {"asked": asked}),
    }  # fmt: skip
