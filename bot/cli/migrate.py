"""`bangban migrate`: bring the store to the newest schema, or move it into another database."""

import time
from collections.abc import Mapping
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, Opened, SettingsFile, open_or_fail, opened
from bot.cli.progress import progress_bar
from bot.cli.setting import complaints, fail
from bot.store.copy import move, same_place, shown
from bot.store.migrate import check_keys, newest, revision, unclean, upgrade


def migrate(
    to: Annotated[
        str | None, typer.Option("--to", help="Move into this database: sqlite:///FILE or postgresql://…")
    ] = None,
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Bring the store to the newest schema, also while serving. With --to, move it into another database."""
    with opened(settings, data, new=to is None, new_keys=True) as found:
        if to is None:
            _upgrade(found, json)
        else:
            _move(found, to, json)


def _upgrade(found: Opened, json: bool) -> None:
    before = revision(found.store)
    with progress_bar() as progress:
        upgrade(found.store, found.sealer, progress)
    check_keys(found.store, found.sealer)
    left = found.store.sqlite and unclean(found.store)
    if json:
        _print({"store": shown(found.store), "from": before, "to": newest(), "plain_text_left": left})
    elif before == newest():
        typer.echo(f"{shown(found.store)} stands at version {newest()} already.")
    else:
        typer.echo(f"{shown(found.store)} stands at version {newest()} now{f', was at {before}' if before else ''}.")
    if left:
        complaints.print("Plain text may still be in the file, others are reading it: stop them and run this again.")


def _move(found: Opened, to: str, json: bool) -> None:
    if not to.startswith(("sqlite:///", "postgres")) or "://" not in to:
        fail(f"{to} is not the address of a database: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.")
    target = open_or_fail(to, new=True)
    try:
        if same_place(found.store, target):
            fail("The store is there already. Name another database with --to.")
        began = time.monotonic()
        with progress_bar() as progress:
            copied = move(found.store, target, found.sealer, progress)
        seconds = time.monotonic() - began
    finally:
        target.close()
    rows = sum(table.rows for table in copied.values())
    if json:
        _print({"store": shown(found.store), "to": shown(target), "seconds": round(seconds, 3), "tables": copied})
        return
    typer.echo(f"Moved {rows} rows in {len(copied)} tables in {seconds:.1f} s; every table reads back the same.")
    typer.echo(
        f'Now set store = "{shown(target)}" in bangban.toml{"" if target.sqlite else ", with its password"}, and serve.'
    )
    typer.echo(f"The keys stay in {found.settings.keys_file}. The old database is kept; it is not served any more.")


def _print(found: Mapping[str, object]) -> None:
    typer.echo(msgspec.json.encode(found).decode())
