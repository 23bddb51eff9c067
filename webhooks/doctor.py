"""`bangban doctor`: looks at everything that can be wrong with an installation, says what to do, changes nothing."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, SettingsFile
from bot.cli.setting import ContentFolder, LocalesFolder, default_folder
from bot.settings import Settings
from bot.store.migrate import is_current
from webhooks.checks.around import check_channels, check_content, check_liaisons, check_redis
from webhooks.checks.database import check_store, file_of, reach
from webhooks.checks.finding import Finding
from webhooks.checks.place import check_folder, check_keys_file, check_settings
from webhooks.checks.work import check_work

_COLOURS = {"ok": typer.colors.GREEN, "warning": typer.colors.YELLOW, "wrong": typer.colors.RED}


def doctor(
    settings: SettingsFile = None,
    data: DataFolder = None,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
    directory: Annotated[Path | None, typer.Option("--liaisons", help="Who answers: a CSV file of liaisons.")] = None,
    json: AsJson = False,
) -> None:
    """Look at everything that can be wrong, and say what to do; changes nothing. Status 1 if something is wrong."""
    findings = []
    for finding in examine(settings, data, content, locales, directory):
        findings.append(finding)
        if not json:
            _say(finding)
    counts = Counter(finding.state for finding in findings)
    if json:
        told = {"ok": not counts["wrong"], "wrong": counts["wrong"], "warnings": counts["warning"]}
        typer.echo(msgspec.json.encode({**told, "findings": findings}).decode())
    else:
        typer.echo(f"{counts['wrong']} wrong, {counts['warning']} warnings, {counts['ok']} as it should be.")
    if counts["wrong"]:
        raise typer.Exit(1)


def examine(
    file: Path | None, data: Path | None, content: Path, locales: Path, directory: Path | None
) -> Iterator[Finding]:
    """Every check, in the order in which things hang on each other."""
    settings, finding = check_settings(file, data)
    yield finding
    if settings is not None:
        yield from _kept(settings)
        yield check_redis(settings)
        yield from check_channels(settings)
    yield check_content(content, locales)
    yield check_liaisons(directory, content)


def _kept(settings: Settings) -> Iterator[Finding]:
    """The store and what it needs, and how the work stands."""
    file = file_of(settings)
    yield check_folder(settings, file.parent if file is not None else None)
    store, finding = reach(settings)
    yield finding
    yield from check_keys_file(settings, store)
    if store is None:
        return
    try:
        found = list(check_store(store))
        yield from found
        if all(one.state != "wrong" for one in found) and is_current(store):
            yield from check_work(store)
    finally:
        store.close()


def _say(finding: Finding) -> None:
    state = typer.style(f"{finding.state:8}", fg=_COLOURS[finding.state])
    do = f" {finding.move}: {finding.do}" if finding.do else ""
    typer.echo(f"{state} {finding.about:12} {finding.says}{do}")
