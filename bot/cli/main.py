"""`bangban`: every command in one place. Commands that need the web come in through the entry point
`bangban.commands`.
"""

from importlib.metadata import entry_points
from typing import Annotated

import typer

from bot import __version__
from bot.cli.aside import aside
from bot.cli.backup import backup, restore
from bot.cli.case import case, cases
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.coverage import coverage
from bot.cli.explain import explain
from bot.cli.graph import graph
from bot.cli.keys import keys
from bot.cli.migrate import migrate
from bot.cli.screen import screen
from bot.cli.sweep import sweep
from bot.cli.try_ import try_

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    help="Bangban: what a disabled person can get, asked in a few short questions.",
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"bangban {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    """Bangban: what a disabled person can get, asked in a few short questions."""


app.command("aside")(aside)
app.command("backup")(backup)
app.command("case")(case)
app.command("cases")(cases)
app.command("chat")(chat)
app.command("check")(check)
app.command("coverage")(coverage)
app.command("explain")(explain)
app.command("graph")(graph)
app.command("migrate")(migrate)
app.command("restore")(restore)
app.command("screen")(screen)
app.command("sweep")(sweep)
app.command("try")(try_)
app.add_typer(keys, name="keys")
for _point in entry_points(group="bangban.commands"):
    app.command(_point.name)(_point.load())
