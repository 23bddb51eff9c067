"""`bangban try`: the example conversations, played against the content as it is now."""

import difflib
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli.setting import (
    ContentFolder,
    DirectoryFile,
    LocalesFolder,
    default_folder,
    directory_or_fail,
    fail,
    load_or_fail,
    table_console,
)
from bot.content.catalogues import SOURCE
from bot.content.source import ContentError
from bot.pipeline.script import Script, ScriptError, Stage, Way, essence, read_script, sms_cost


def try_(
    files: Annotated[list[Path] | None, typer.Argument(help="Scripts; without any, all of CONTENT/examples.")] = None,
    channel: Annotated[str, typer.Option(help="Play only this channel: web, sms or voice.")] = "",
    language: Annotated[str, typer.Option(help="Play only this language.")] = "",
    update: Annotated[bool, typer.Option("--update", help="Write the replies of today into the scripts.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print each conversation as it goes.")] = False,
    cost: Annotated[bool, typer.Option("--cost", help="Print only the SMS parts of each conversation.")] = False,
    json: Annotated[bool, typer.Option("--json", help="With --cost: one JSON object instead of a table.")] = False,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
    liaisons: DirectoryFile = None,
) -> None:
    """Play example conversations and show where the replies differ from what is written down."""
    paths = files or sorted((content / "examples").glob("*.chat"))
    if not paths:
        fail(f"There are no scripts in {content / 'examples'}.")
    stage = Stage(load_or_fail(content, locales), directory_or_fail(liaisons, content))
    if cost:
        _print_costs(stage, paths, language or SOURCE, json)
        return
    console, different, played = Console(highlight=False, soft_wrap=True), 0, 0
    for path in track(paths, "playing", transient=True, console=Console(stderr=True)):
        script = _read(path)
        for way, differences in _play(stage, script, path, channel, language, update, show, console):
            played += 1
            if differences:
                different += 1
                _print_difference(console, path, way, differences)
    console.print(f"{len(paths)} scripts, played {played} ways: {different} differ.")
    if different:
        console.print("If the new replies are right, `bangban try --update` writes them down.")
        raise typer.Exit(1)


def _print_costs(stage: Stage, paths: list[Path], language: str, json: bool) -> None:
    """What each conversation costs by SMS: the parts that go out, which the office pays, and those that come in."""
    costs = {path.stem: sms_cost(stage.play(_read(path), Way("sms", language))) for path in paths}
    if json:
        typer.echo(msgspec.json.encode(costs).decode())
        return
    table = Table("conversation", "parts out", "parts in", box=None, pad_edge=False)
    for name, one in sorted(costs.items(), key=lambda item: -item[1].out):
        table.add_row(name, str(one.out), str(one.inward))
    console = table_console()
    console.print(table)
    out, inward = (sorted(getattr(one, side) for one in costs.values()) for side in ("out", "inward"))
    middle = len(costs) // 2
    console.print(f"In the middle {out[middle]} parts out and {inward[middle]} in; at most {out[-1]} and {inward[-1]}.")


def _read(path: Path) -> Script:
    try:
        return read_script(path)
    except (OSError, UnicodeDecodeError) as error:
        fail(f"Cannot read {path}: {error}.")
    except ScriptError as error:
        fail(str(error))


def _play(
    stage: Stage, script: Script, path: Path, channel: str, language: str, update: bool, show: bool, console: Console
) -> list[tuple[Way, list[str]]]:
    """Each way asked for, with the lines of a difference (none if it goes as written)."""
    ways = [w for w in script.ways if channel in ("", w.form) and language in ("", w.language)]
    results = []
    try:
        written = compare(stage, script, script.ways[0])[0]
        if update:
            path.write_text("\n".join(written) + "\n", encoding="utf-8")
            script = _read(path)
        for way in ways:
            lines, differences = compare(stage, script, way)
            if show:
                console.print(f"\n{path.name}, {way.form}, {way.language}", style="bold")
                console.print("\n".join(lines), markup=False)
            results.append((way, [] if update and way == script.ways[0] else differences))
    except ScriptError as error:
        fail(f"{path.name}: {error}")
    except ContentError as error:
        fail(f"{path.name}: the edit in it does not make content that runs: {error}")
    return results


def compare(stage: Stage, script: Script, way: Way) -> tuple[list[str], list[str]]:
    """The conversation as it goes today, and how it differs from what is written down.

    The first way of a script is compared word by word. On other channels and in other languages the words differ, so
    there the outcome is compared: where it ends, what is known, what was handed over.
    """
    lines = stage.play(script, way)
    written = [*script.head, *script.lines]
    if way == script.ways[0]:
        return lines, list(difflib.unified_diff(written, lines, "written", "today", lineterm="", n=2))
    return lines, list(difflib.unified_diff(essence(written), essence(lines), "written", "today", lineterm="", n=2))


def _print_difference(console: Console, path: Path, way: Way, differences: list[str]) -> None:
    console.print(f"\n{path.name}, {way.form}, {way.language}:", style="bold")
    for line in differences[2:]:
        style = "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
        console.print(line, style=style, markup=False)
