"""Servers in processes of their own: the real `bangban serve`, and what it is compared with."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from bench.home import CONTENT, HOME, LIAISONS, LOCALES
from bench.result import BrokenError
from bench.watched import read_notes
from bot.people.sealing import Sealer, new_keyring, write_keyring
from bot.store.database import ask, open_store
from bot.store.migrate import upgrade

#: The simulated gateway's secret.
SECRET = "bench"
#: Seconds a server may take to start, to stop, and to answer what it took in.
_PATIENCE = 30.0
_DRAIN = 300.0


class Server:
    """`python -m …` until the end of the `with`; it says where it listens in its first line."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._arguments, self._log = [sys.executable, "-m", *arguments], folder / "log"
        self.port = 0

    def __enter__(self) -> Self:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments, cwd=HOME, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line.startswith("http://"):
            self._process.wait(_PATIENCE)
            raise BrokenError(f"the server did not start: {self.said()}")
        self.port = int(line.rstrip("/").rpartition(":")[2])
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Tell it to end, and wait until it has; having ended is fine."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def said(self) -> str:
        """The last line it wrote to standard error."""
        lines = self._log.read_text(errors="replace").split("\n") if self._log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")

    @property
    def resident(self) -> float:
        """Megabytes of memory it holds now."""
        return resident(self._process.pid)


class Bangban(Server):
    """The real application with one channel, the simulated gateway, to which nothing is pushed."""

    def __init__(self, folder: Path, store: str = "", sleep: float = 0.0) -> None:
        self._notes, settings, keys = folder / "notes", folder / "bangban.toml", folder / "keys.json"
        arguments = [
            "bench.watched", str(self._notes), str(sleep), "serve", "--port", "0", "--settings", str(settings),
            "--content", str(CONTENT), "--locales", str(LOCALES), "--liaisons", str(LIAISONS),
        ]  # fmt: skip
        super().__init__(arguments, folder)
        url = store or f"sqlite:///{folder / 'bangban.sqlite3'}"
        settings.write_text(f'data = "{folder}"\nstore = "{url}"\n[channels.simulated]\nsecret = "{SECRET}"\n')
        ring = new_keyring()
        write_keyring(keys, ring)
        self.sealer = Sealer(ring)
        self._store = open_store(url)
        upgrade(self._store, self.sealer)

    def newest(self) -> int:
        """The number of the newest message it took in."""
        with self._store.reading() as connection:
            return int(ask(connection, "SELECT coalesce(max(id), 0) FROM inbox").scalar_one())

    def drain(self) -> None:
        """Wait until nothing waits for its answer."""
        end = time.monotonic() + _DRAIN
        while self._waiting():
            if time.monotonic() > end:
                raise BrokenError("the inbox does not get empty")
            time.sleep(0.02)

    def _waiting(self) -> int:
        with self._store.reading() as connection:
            return int(ask(connection, "SELECT count(*) FROM inbox WHERE state = 0").scalar_one())

    def answered(self, after: int) -> int:
        """Messages newer than number *after* whose answer is committed."""
        sql = (
            "SELECT count(DISTINCT o.cause) FROM outbox o JOIN inbox i ON i.id = o.cause WHERE i.state = 1 AND i.id > ?"
        )
        with self._store.reading() as connection:
            return int(ask(connection, self._store.sql(sql), (after,)).scalar_one())

    def notes(self) -> dict[bytes, float]:
        """When each answer was committed; for after the stop."""
        return read_notes(self._notes)

    def stop(self) -> None:
        """End it, and give the database back."""
        super().stop()
        self._store.close()


def resident(pid: int | None = None) -> float:
    """Megabytes of memory that a process, by default this one, holds; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid or os.getpid()}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
