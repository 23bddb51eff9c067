"""`bangban case`: one case, and changing how it stands; `bangban cases`: all of them, the ledger."""

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from bot.applications.page import PrintingError
from bot.cli.opened import AsJson, DataFolder, SettingsFile, opened
from bot.cli.papers import save_page, save_papers
from bot.cli.setting import ContentFolder, LocalesFolder, default_folder, fail, load_or_fail, table_console
from bot.content.catalogues import SOURCE
from bot.dialogue.cases import OPEN
from bot.dialogue.events import Moved
from bot.dialogue.reminders import day_ahead
from bot.dialogue.standing import DATED
from bot.entitlements.edition import GUIZHOU
from bot.pipeline.caseload import OFFICE, CaseError, CaseFile, every_case, move, open_case


def case(
    code: Annotated[str, typer.Argument(help="The receipt code.")],
    state: Annotated[str | None, typer.Argument(help=f"What it becomes: {', '.join(OFFICE)}.")] = None,
    why: Annotated[str, typer.Option(help="The reason, as the person is told it.")] = "",
    by: Annotated[str, typer.Option(help="Who says so; it stands in the history.")] = "",
    on: Annotated[str, typer.Option(help="The day it comes to, as 2026-12-05: they are reminded the day before.")] = "",
    save: Annotated[Path | None, typer.Option(help="Write what was sent along into this folder.")] = None,
    page: Annotated[Path | None, typer.Option(help="Write the form to print to this file, .pdf or .html.")] = None,
    large: Annotated[bool, typer.Option("--large", help="With --page: in large type.")] = False,
    language: Annotated[str, typer.Option(help="With --page: zh_CN, zh_CN@easy or en.")] = SOURCE,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Show a case with its history; with a STATE, change it and have the person told, also while serving."""
    if state is not None and state not in OFFICE:
        fail(f"An office makes a case {', '.join(OFFICE)}, not {state}.")
    if state in ("returned", "declined") and not why:
        fail(f"Say with --why why it is {state}: the person is told.")
    if on and state not in DATED:
        fail(f"A day goes with {', '.join(DATED)}, and with nothing else.")
    if on and not day_ahead(on, datetime.now(GUIZHOU).date()):
        fail(f"--on is a day still to come, written 2026-12-05, not {on}.")
    if page is not None and page.suffix not in (".pdf", ".html"):
        fail(f"--page is a file that ends in .pdf or .html, not {page.name}.")
    loaded = load_or_fail(content, locales) if page is not None else None
    if loaded is not None and language not in loaded.content.languages:
        fail(f"--language is one of {', '.join(loaded.content.languages)}, not {language}.")
    with opened(settings, data) as place:
        try:
            if state is not None:
                move(place.store, place.sealer, code, Moved(code, state, by, why, day=on), time.time())  # type: ignore[arg-type]
            found = open_case(place.store, place.sealer, code)
            saved = save_papers(place.store, place.sealer, found.code, save) if save is not None else []
            if page is not None and loaded is not None:
                if found.form not in loaded.content.forms:
                    fail(f"{found.code} asks for a person: there is no form to print.", 1)
                save_page(found, loaded, page, language, large=large)
                saved.append(page)
        except OSError as error:
            fail(f"Cannot write {error.filename}: {error.strerror}.", 1)
        except CaseError as error:
            fail(f"{str(error)[:1].upper()}{str(error)[1:]}.", 1)
        except PrintingError as error:
            fail(str(error), 1)
    if json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        _print(found, state)
        for path in saved:
            typer.echo(f"  saved {path}")


def cases(
    all_: Annotated[bool, typer.Option("--all", help="Those that are over as well.")] = False,
    data: DataFolder = None,
    settings: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """The ledger: every case that somebody still has to do something about, who has it, and until when."""
    with opened(settings, data) as place:
        found = [one for one in every_case(place.store, place.sealer) if all_ or one.state in OPEN]
    if json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    table = Table(
        "code",
        "state",
        "what",
        "who",
        "asked",
        "answered",
        "arrived",
        "promised",
        "who has it",
        box=None,
        pad_edge=False,
    )
    for one in found:
        late = "[red]late[/] " if one.state == "submitted" and one.due < time.time() else ""
        what = one.form or one.about or one.matter
        answered = " ".join(filter(None, (_date(one.answered), one.answered_by)))
        keeper = f"→ {one.later}" if one.later else f"{one.office} {one.liaison}"
        table.add_row(
            one.code, one.state, what, one.who, _date(one.at), answered, _date(one.arrived), late + _date(one.due),
            keeper,
        )  # fmt: skip
    table_console().print(table)


def _print(found: CaseFile, state: str | None) -> None:
    typer.echo(
        f"{found.code}  {found.form or found.about or found.matter}  {found.state}, promised by {_day(found.due)}"
    )
    typer.echo(f"  {found.office} {found.liaison} {found.phone}")
    if found.after:
        typer.echo(f"  follows from {found.after}: bangban case {found.after}")
    for name, value in found.facts.items():
        typer.echo(f"  {name}: {value}")
    for asked in found.asks:
        typer.echo(f"  to find out: {asked}")
    for step in found.history:
        day, onward = f"on {step.day}" if step.day else "", f"→ {step.see}" if step.see else ""
        typer.echo("  " + " ".join(filter(None, (_day(step.at), step.state, day, step.by, step.why, onward))))
    for paper in found.attachments:
        typer.echo(f"  {_day(paper.at)} sent: {paper.kind}, {-(-paper.size // 1024)} KB")
    if state is not None:
        typer.echo(f"{state} is on its way: the person is told as soon as their conversation takes it in.")


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, GUIZHOU).strftime("%Y-%m-%d %H:%M")


def _date(at: float | None) -> str:
    return "" if at is None else _day(at).partition(" ")[0]
