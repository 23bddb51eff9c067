"""`bangban sweep`: delete what was dealt with long ago."""

import time
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, SettingsFile, open_or_fail, settings_or_fail, told
from bot.pipeline.sweep import sweep as sweep_store
from bot.store.database import StoreError
from bot.store.migrate import is_current

_DAY = 86_400.0


def sweep(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days that are kept.")] = 90,
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Delete what was dealt with more than so many days ago, also while serving. What waits or is aside stays."""
    found = settings_or_fail(settings, data)
    with told():
        store = open_or_fail(found.store_url, new=False)
        try:
            if not is_current(store):
                raise StoreError("the database has an older schema: run `bangban migrate` first")
            swept = sweep_store(store, time.time() - days * _DAY)
        finally:
            store.close()
    if json:
        typer.echo(msgspec.json.encode(swept).decode())
    else:
        counts = ", ".join(f"{name} {count}" for name, count in msgspec.structs.asdict(swept).items())
        typer.echo(f"Deleted what was done with more than {days} days ago: {counts}.")
