"""`bangban sweep`: delete what was dealt with long ago."""

import time
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, SettingsFile, current_store
from bot.pipeline.sweep import LOOSE
from bot.pipeline.sweep import sweep as sweep_store

_DAY = 86_400.0


def sweep(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days that are kept.")] = 90,
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Delete what was dealt with more than so many days ago, also while serving. What waits or is aside stays."""
    with current_store(settings, data) as store:
        swept = sweep_store(store, time.time() - days * _DAY, loose=time.time() - LOOSE)
    if json:
        typer.echo(msgspec.json.encode(swept).decode())
    else:
        counts = ", ".join(f"{name} {count}" for name, count in msgspec.structs.asdict(swept).items())
        typer.echo(f"Deleted what was done with more than {days} days ago: {counts}.")
