"""`bangban backup` and `bangban restore`: one file that holds everything but the keys."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, Opened, SettingsFile, opened
from bot.cli.progress import progress_bar
from bot.cli.setting import fail
from bot.store.backup import Checked
from bot.store.backup import backup as make
from bot.store.restore import restore as put_back


def backup(
    file: Annotated[Path, typer.Argument(help="The new file.", metavar="FILE")],
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Write everything into one file, also while serving. The keys are not in it."""
    if not file.absolute().parent.is_dir():
        fail(f"There is no folder {file.parent}. Make it, or name another file.")
    with opened(settings, data) as found:
        with progress_bar() as progress:
            checked = make(found.store, found.sealer, file, progress)
        if json:
            _print(file, checked, found)
        else:
            typer.echo(f"Wrote {file} and read it back: {_told(checked)}.")
            typer.echo(_about_keys(found))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `bangban backup` wrote.", metavar="FILE")],
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there, once it is backed up.")] = False,
) -> None:
    """Put a backup back, into either kind of database. Nobody may be serving it."""
    if not file.is_file():
        fail(f"There is no file {file}. Name a backup that `bangban backup` wrote.")
    with opened(settings, data, new=True) as found:
        beside = found.store.file.parent if found.store.file else found.settings.folder
        beside.mkdir(parents=True, exist_ok=True)
        with progress_bar() as progress:
            done = put_back(found.store, found.sealer, file, beside if force else None, progress)
        if json:
            _print(file, done.checked, found, done.before)
            return
        typer.echo(f"Put {file} back and checked it: {_told(done.checked)}.")
        if done.before:
            typer.echo(f"What was there before is in {done.before}.")
        typer.echo(_about_keys(found))


def _told(checked: Checked) -> str:
    rows = sum(checked.rows.values())
    return f"{rows} rows, {checked.size / 1e6:.1f} MB, {checked.opened} sealed values tried"


def _about_keys(found: Opened) -> str:
    return (
        f"The keys are not in it: they are in {found.settings.keys_file}. Keep a copy of that file elsewhere;"
        " without it nobody can read the backup."
    )


def _print(file: Path, checked: Checked, found: Opened, before: Path | None = None) -> None:
    told = {"file": str(file), **msgspec.to_builtins(checked), "keys": str(found.settings.keys_file)}
    typer.echo(msgspec.json.encode({**told, "before": str(before) if before else None}).decode())
