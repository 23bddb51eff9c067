"""Writing out what belongs to a case, for nobody else to read: what was sent along, and the page to print."""

import datetime as dt
import os
from pathlib import Path

from bot.applications.page import Paper, html, pdf, sheet
from bot.content.library import composer_of
from bot.content.load import Loaded
from bot.entitlements.edition import GUIZHOU
from bot.language.receipt import number_of
from bot.media.kinds import KINDS
from bot.people.sealing import Sealer
from bot.pipeline.caseload import CaseFile, papers_of
from bot.store.database import Store


def save_papers(store: Store, sealer: Sealer, code: str, folder: Path) -> list[Path]:
    """Write them into *folder*, which is made if it is not there; OSError if one is there already.

    No name and no ending comes from whoever sent it, so none can lead out of the folder or be run by a click.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    saved = []
    for number, (kind, data) in enumerate(papers_of(store, sealer, code), 1):
        path = folder / f"{code}-{number}{KINDS[kind].ending if kind in KINDS else '.bin'}"
        _write_new(path, data)
        saved.append(path)
    return saved


def save_page(found: CaseFile, loaded: Loaded, path: Path, language: str, *, large: bool) -> None:
    """Write the page that the liaison prints to *path*, as PDF or HTML by its ending; OSError if it is there already,
    PrintingError if no PDF can be made here.
    """
    paper = Paper(
        number=number_of(found.code) or 0, form=found.form, facts=found.facts,
        day=dt.datetime.fromtimestamp(found.at, GUIZHOU).date(), asks=tuple(found.asks), entitlement=found.about,
        liaison=found.liaison, office=found.office,
    )  # fmt: skip
    page = sheet(paper, loaded.content, composer_of(loaded, language))
    _write_new(path, pdf(page, large=large) if path.suffix == ".pdf" else html(page, large=large).encode())


def _write_new(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
