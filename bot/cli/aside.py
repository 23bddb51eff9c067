"""`bangban aside`: what was put aside after the last try, and trying it again. No words, no addresses."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, SettingsFile, current_store
from bot.cli.setting import fail
from bot.pipeline.aside import Aside, put_aside
from bot.pipeline.aside import again as try_again
from bot.store.database import Store


def aside(
    again: Annotated[str | None, typer.Option("--again", help="Try this one again: i12, o34, or all.")] = None,
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """List letters and messages that were put aside; with --again, take or send them again, also while serving."""
    with current_store(settings, data) as store:
        listed = put_aside(store)
        done = _again(store, listed, again) if again is not None else []
    _print(listed, done, json=json, tried=again is not None)


def _again(store: Store, listed: Sequence[Aside], wanted: str) -> list[str]:
    """The ids of those that are tried again now."""
    names = [one.id for one in listed] if wanted == "all" else [wanted]
    done = [name for name in names if try_again(store, name, time.time())]
    if not done and wanted != "all":
        fail(f"Nothing with the id {wanted} is aside. `bangban aside` lists what is: i12 is a letter, o34 a message.")
    return done


def _print(listed: Sequence[Aside], done: Sequence[str], *, json: bool, tried: bool) -> None:
    if json:
        typer.echo(msgspec.json.encode({"aside": listed, "again": done}).decode())
    elif tried:
        typer.echo(f"{_count(len(done))} tried again now: {', '.join(done)}." if done else "Nothing is aside.")
    elif not listed:
        typer.echo("Nothing is aside.")
    else:
        _table(listed)


def _table(listed: Sequence[Aside]) -> None:
    for one in listed:
        when = datetime.fromtimestamp(one.at).astimezone().strftime("%Y-%m-%d %H:%M %z")
        tries = f"{one.attempts} {'try' if one.attempts == 1 else 'tries'}"
        typer.echo(f"{one.id:8}  {one.kind:7}  {one.channel:12}  {when}  {tries:8}  {one.error}")
    typer.echo("Once the reason is gone: `bangban aside --again ID`, or `--again all`.")


def _count(number: int) -> str:
    return "1 is" if number == 1 else f"{number} are"
