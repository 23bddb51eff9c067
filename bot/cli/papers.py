"""Writing out what was sent along with a case: under names of our own making, for nobody else to read."""

import os
from pathlib import Path

from bot.media.kinds import KINDS
from bot.people.sealing import Sealer
from bot.pipeline.caseload import papers_of
from bot.store.database import Store


def save_papers(store: Store, sealer: Sealer, code: str, folder: Path) -> list[Path]:
    """Write them into *folder*, which is made if it is not there; OSError if one is there already.

    No name and no ending comes from whoever sent it, so none can lead out of the folder or be run by a click.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    saved = []
    for number, (kind, data) in enumerate(papers_of(store, sealer, code), 1):
        path = folder / f"{code}-{number}{KINDS[kind].ending if kind in KINDS else '.bin'}"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        saved.append(path)
    return saved
