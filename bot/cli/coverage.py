"""`bangban coverage`: the plan, clause by clause, and where each one leads."""

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from bot.cli.setting import ContentFolder, LocalesFolder, default_folder, load_or_fail, table_console
from bot.content.coverage import CLAUSES, Covered, uncovered
from bot.content.coverage import coverage as covered_by


def coverage(
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
) -> None:
    """Print plan clause, entitlement, tree, and application or request; fails if a clause leads nowhere."""
    rows = covered_by(load_or_fail(content, locales).content)
    nowhere = uncovered(rows)
    if json:
        found = {"ok": not nowhere, "nowhere": nowhere, "rows": rows}
        typer.echo(msgspec.json.encode(found).decode())
    else:
        console = table_console()
        console.print(_table(rows))
        console.print(f"{len(CLAUSES) - len(nowhere)} of {len(CLAUSES)} clauses lead somewhere.")
        for clause in nowhere:
            console.print(f"{clause} leads nowhere.", style="bold red")
    if nowhere:
        raise typer.Exit(1)


def _table(rows: list[Covered]) -> Table:
    table = Table("clause", "entitlement", "does", "trees", "words", "way on", box=None, pad_edge=False)
    last = ""
    for row in rows:
        clause, last = ("" if row.clause == last else row.clause), row.clause
        name = f"{row.entitlement} {row.name}".strip() or "nothing"
        table.add_row(clause, name, row.does, " ".join(row.trees), " ".join(row.words[:3]), row.onward or "none")
    return table
