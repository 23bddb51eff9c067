"""A result as a table: the assumptions first, then every figure with its spread and what is asked of it."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.result import Figure, Result, shown

_KEPT = {True: ("yes", "green"), False: ("NO", "bold red"), None: ("", "")}


def show(result: Result, console: Console) -> None:
    """Print *result*."""
    console.print(Text(f"\n{result.bench}: {result.title}", "bold"))
    if result.assumptions:
        console.print(_assumptions(result))
    console.print(_figures(result))
    for note in result.notes:
        console.print(Text(note), soft_wrap=True)


def _assumptions(result: Result) -> Table:
    table = Table("assumed", "value", "from", title_justify="left")
    for assumption in result.assumptions:
        table.add_row(Text(assumption.what), Text(assumption.value), Text(assumption.source))
    return table


def _figures(result: Result) -> Table:
    table = Table("measured" if not result.assumptions else "found", pad_edge=True)
    for name in ("median", "min–max", "unit", "asked", "kept"):
        table.add_column(name, justify="right" if name in ("median", "min–max", "asked") else "left")
    for figure in result.figures:
        word, style = _KEPT[figure.kept]
        table.add_row(
            Text(figure.name), shown(figure.median), _spread(figure), figure.unit, figure.asked, Text(word, style)
        )
    return table


def _spread(figure: Figure) -> str:
    if len(figure.values) < 2:
        return ""
    return f"{shown(min(figure.values))}–{shown(max(figure.values))}"
