"""The store: that it answers, stands at the right version, keeps its word, and has the right time."""

import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from bot.settings import Settings
from bot.store.database import Store, StoreError, ask, open_store
from bot.store.migrate import is_current, newest, revision, unclean
from bot.store.notes import moved_to
from webhooks.checks.finding import DATABASE, Finding, ok, sentence, warning, wrong

#: Seconds that two clocks may differ, and from which on it is wrong.
_APART, _FAR_APART = 2.0, 60.0
_FORMS = "sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME"


def _is_address(url: str) -> bool:
    """Whether it can be one; what cannot is not repeated, for there may be a password in it."""
    try:
        return make_url(url).get_backend_name() in ("sqlite", "postgresql", "postgres")
    except (ArgumentError, ValueError, NoSuchModuleError):
        return False


def file_of(settings: Settings) -> Path | None:
    """The database file, if the store is one."""
    url = settings.store_url
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def reach(settings: Settings) -> tuple[Store | None, Finding]:
    """The store, if it answers. A file that is not there is not made."""
    file = file_of(settings)
    if file is not None and not file.exists():
        return None, ok("store", f"There is no {file} yet: the first start makes it.")
    if not _is_address(settings.store_url):
        return None, wrong("store", "`store` is no address of a database.", f"write it as {_FORMS}")
    began = time.perf_counter()
    try:
        store = open_store(settings.store_url)
    except StoreError as error:
        whose = "You" if file is not None else DATABASE
        return None, wrong("store", sentence(error), "make it answer, then `bangban doctor` again", whose)
    name = store.engine.url.render_as_string()
    return store, ok("store", f"{file or name} answers after {1000 * (time.perf_counter() - began):.0f} ms.")


def check_store(store: Store) -> Iterator[Finding]:
    """Its version, what it does with a commit, its clock."""
    try:
        yield from _schema(store)
        yield _durable(store)
        yield _clock(store)
    except (StoreError, SQLAlchemyError) as error:
        yield wrong("store", sentence(getattr(error, "orig", None) or error), "bangban doctor again", DATABASE)


def _schema(store: Store) -> Iterator[Finding]:
    try:
        current = is_current(store)
    except StoreError as error:
        yield wrong("schema", sentence(error), "serve it with the program it belongs to")
        return
    if not current:
        at = revision(store) or "none"
        says = f"The schema is {at}, this program works with {newest()}."
        about = warning if store.sqlite else wrong
        yield about("schema", says, "bangban migrate; it is safe while serving")
        return
    if went := moved_to(store):
        yield wrong("schema", f"This store was moved to {went}.", f'set store = "{went}" in the settings')
    elif store.sqlite and unclean(store):
        yield warning("schema", "Plain text of an older version may still be in the file.", "restart bangban serve")
    else:
        yield ok("schema", f"The schema is {newest()}, the newest.")


def _durable(store: Store) -> Finding:
    with store.reading() as connection:
        if store.sqlite:
            mode, level = (ask(connection, f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous"))
            if (mode, level) == ("wal", 2):
                return ok("durable", "Write-ahead log, synchronous=FULL: what was acknowledged is on the disk.")
            return wrong("durable", f"journal_mode is {mode}, synchronous {level}.", "keep the data on a local disk")
        names = ("synchronous_commit", "fsync", "full_page_writes")
        found = {name: ask(connection, f"SELECT current_setting('{name}')").scalar() for name in names}
    off = [name for name, value in found.items() if value != "on"]
    if off:
        lost = f"{' and '.join(off)} not on: after a crash, what was acknowledged may be gone."
        return wrong("durable", lost, f"set {off[0]} = on in postgresql.conf", DATABASE)
    return ok("durable", "synchronous_commit and fsync are on: what was acknowledged is on the disk.")


def _clock(store: Store) -> Finding:
    """The server's clock against ours; and whether the newest message comes from the future."""
    now = time.time()
    with store.reading() as connection:
        ahead = 0.0
        if not store.sqlite:
            there = float(ask(connection, "SELECT extract(epoch FROM clock_timestamp())").scalar_one())
            ahead = there - (now + time.time()) / 2
        newest_row = None
        if is_current(store):
            newest_row = ask(connection, "SELECT received FROM inbox ORDER BY id DESC LIMIT 1").scalar()
    if abs(ahead) > _APART:
        about = wrong if abs(ahead) > _FAR_APART else warning
        says = f"The database's clock and this machine's are {abs(ahead):.0f} s apart."
        return about("clock", says, "let both machines take their time from the network (timedatectl)")
    if newest_row is not None and newest_row > now + _FAR_APART:
        says = f"The newest message is from {newest_row - now:.0f} s in the future: a clock was or is wrong."
        return warning("clock", says, "timedatectl; timers come due when the clock says so")
    return ok("clock", "This machine's clock and the store's agree.")
