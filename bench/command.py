"""`bangban bench`: the figures in docs/speed.md, measured here and now."""

from pathlib import Path
from typing import Annotated

import typer


def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Which benches; all of them.")] = None,
    rounds: Annotated[int | None, typer.Option(min=1, help="How often everything is measured: 5.")] = None,
    seconds: Annotated[float | None, typer.Option(min=0.05, help="How long it is measured each time: 5.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="One short round of everything, only to see it run.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print bench.json instead of tables.")] = False,
    out: Annotated[Path, typer.Option(help="The folder for bench.json and bench.svg.")] = Path("build/bench"),
) -> None:
    """Measure: turns beside a baseline, growth, crowds, a blocked engine, a day of a province."""
    from bench.runner import Runner  # what it loads is nothing to the other commands

    runner = Runner(names or [], rounds or (1 if quick else 5), seconds or (0.5 if quick else 5.0), quick, out)
    raise typer.Exit(runner.run(json))
