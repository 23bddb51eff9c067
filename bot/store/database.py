"""Opening the database: SQLite in one file for one machine, PostgreSQL for many.

SQLite runs in WAL mode with synchronous=FULL: a commit that returned is on the disk, so a message that was
acknowledged survives a power cut. Every transaction takes the write lock at once (BEGIN IMMEDIATE), because one that
first reads and then wants to write fails without waiting when another one wrote in between. PostgreSQL runs with
synchronous_commit=on. Both are asked for when a connection is made, and then looked at: a store that would not keep
its word is refused.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import QueuePool

_MISSPELT = re.compile(r"(?:postgres|postgresql|sqlite)[a-z+]*:/?[^/]")
#: Pages of the write-ahead log after which it is folded into the database file (4 MB). The commit that folds waits for
#: it, so it is done often and little at a time: with 16 MB the slowest turn in a hundred took twice as long.
_FOLD_AFTER = 1000
#: Milliseconds after which PostgreSQL ends a transaction in which nothing happens.
_STILL = 5000
#: Seconds to wait for whoever else has locked the file.
_LOCKED = 5
#: KiB of pages each connection keeps.
_CACHE = 16_000


class StoreError(RuntimeError):
    """The database cannot be used as it is; says what to do."""


class Store:
    """One database. Connections are shared by threads; `writing` is for whoever changes something."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.sqlite else _postgres(url)

    @property
    def file(self) -> Path | None:
        """The database file, if it is one."""
        return Path(str(self.engine.url.database)) if self.sqlite else None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; committed when it ends well."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads: it waits for nobody, and nobody waits for it."""
        with self.engine.connect() as connection:
            yield connection.execution_options(reading=True)

    def sql(self, statement: str) -> str:
        """*statement*, written with ? for values, as this database's driver wants it."""
        return statement if self.sqlite else statement.replace("?", "%s")

    def among(self, column: str, ids: Sequence[int]) -> tuple[str, tuple[Any, ...]]:
        """A condition for rows whose *column* is one of *ids*, and its values. Our own numbers need no placeholders."""
        if self.sqlite:
            return f"{column} IN ({', '.join(map(str, ids))})", ()
        return f"{column} = ANY(%s)", (list(ids),)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def run(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Run *statement* for every row of values; how many rows of the table it touched."""
    return connection.exec_driver_sql(statement, list(rows)).rowcount


def ask(connection: Connection, statement: str, values: Sequence[Any] = ()) -> CursorResult[*tuple[Any, ...]]:
    """Run *statement* once."""
    return connection.exec_driver_sql(statement, tuple(values))


def open_store(where: str | Path) -> Store:
    """Open the database at a URL, or the SQLite file at a path. The tables are `bot.store.migrate`'s business."""
    url = where if isinstance(where, str) and "://" in where else f"sqlite:///{where}"
    if isinstance(where, str) and _MISSPELT.match(where):
        raise StoreError("an address begins with postgresql:// or sqlite:///, with two slashes or three")
    try:
        store = Store(url)
        if store.file is not None:
            store.file.parent.mkdir(parents=True, exist_ok=True)
        with store.reading() as connection:
            ask(connection, "SELECT 1")
    except StoreError:
        raise
    except (ArgumentError, ValueError):
        raise StoreError(
            "this is not the address of a database: sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    except Exception as error:
        raise StoreError(f"cannot open the database {_shown(url)}: {_first_line(error)}. {_advice(url)}") from None
    return store


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, OperationalError) else error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__


def _shown(url: str) -> str:
    return url.removeprefix("sqlite:///") if url.startswith("sqlite") else make_url(url).render_as_string()


def _advice(url: str) -> str:
    return "Is the folder writable?" if url.startswith("sqlite") else "Is the server running, and the password right?"


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": _LOCKED, "cached_statements": 512},
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={_FOLD_AFTER}", f"cache_size=-{_CACHE}",
        "secure_delete=OFF", "temp_store=MEMORY",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    cursor.close()
    if mode not in ("wal", "memory") or level != 2:
        raise StoreError(f"this disk takes no write-ahead log (journal {mode}, synchronous {level}): use a local disk")


def _begin(connection: Connection) -> None:
    lock = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {lock}")


def _postgres(url: str) -> Engine:
    parsed = make_url(url)
    if not parsed.drivername.startswith("postgres"):
        raise StoreError(f"{parsed.drivername} is no database we know: sqlite:///FILE or postgresql://…")
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"), paramstyle="format", pool_size=5, max_overflow=10,
        hide_parameters=True, connect_args={
            "connect_timeout": 5, "application_name": "bangban", "tcp_user_timeout": 2 * _STILL, "keepalives_idle": 5,
            "keepalives_interval": 2, "keepalives_count": 3,
        },
    )  # fmt: skip
    event.listen(engine, "connect", _configure_postgres)
    return engine


def _configure_postgres(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        # A process that stands still inside a transaction holds its row of `workers`: it must not hold it for ever.
        cursor.execute(f"SET idle_in_transaction_session_timeout = {_STILL}")
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        committed, synced = cursor.fetchone()
    connection.commit()
    if committed != "on" or synced != "on":
        raise StoreError(f"this server would lose what it acknowledged (fsync {synced}): set fsync = on")
