"""One installation in a folder, what it leaves behind there and elsewhere, and the search in all of it."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import app
from bot.dialogue.events import Moved
from bot.people.sealing import Sealer, read_keyring
from bot.pipeline.caseload import every_case, move, open_case
from bot.store.database import ask, open_store
from tests.canary.journey import NAME, WORDS, Journey
from tests.canary.needles import search_files
from tests.conftest import ROOT
from tests.servers import Redis
from tests.webhooks.gateway import until

COMMAND = [sys.executable, "-m", "tests.canary.serve"]


class Place:
    """A folder with everything one installation leaves behind."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.logs = folder, folder / "data", folder / "logs"
        self.logs.mkdir()
        self.data.mkdir()
        self._begun = 0

    @contextmanager
    def running(self, command: str, *words: str, end: signal.Signals = signal.SIGTERM) -> Iterator[str]:
        """A process; its first line. All it prints is kept."""
        self._begun += 1
        name = f"{self._begun}-{command}"
        errors = (self.logs / f"{name}.err").open("wb")
        options = ["--settings", str(self.folder / "bangban.toml"), "--data", str(self.data), "--log-level", "debug"]
        process = subprocess.Popen(
            [*COMMAND, command, *options, "--demo", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            env={**os.environ, "PYTHONFAULTHANDLER": "1"},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(end)
            rest, _ = process.communicate(timeout=30)
            (self.logs / f"{name}.out").write_text(rest)
            errors.close()

    def command(self, words: str) -> None:
        """What an operator types; its output is kept, too."""
        options = ["--settings", str(self.folder / "bangban.toml"), "--data", str(self.data)]
        done = CliRunner().invoke(app, [*words.split(), *options])
        assert done.exit_code == 0, f"{words}: {done.output}"
        self._begun += 1
        (self.logs / f"{self._begun}-{words.split()[0]}.out").write_text(done.output)


def changed_by_the_office(url: str, keys: Path) -> None:
    """A case gets a reason and a name, while others serve."""
    store, sealer = open_store(url), Sealer(read_keyring(keys))
    try:
        until(lambda: bool(every_case(store, sealer)), 30)
        code = every_case(store, sealer)[0].code
        move(store, sealer, code, Moved(code, "returned", NAME, WORDS), time.time())
        until(lambda: open_case(store, sealer, code).history != [], 30)
    finally:
        store.close()


def settled(url: str, journey: Journey) -> None:
    """Wait until everything was answered, and sent or put aside."""
    store = open_store(url)

    def done() -> bool:
        with store.reading() as connection:
            waiting = ask(connection, "SELECT count(*) FROM inbox WHERE state = 0").scalar_one()
            going = ask(connection, "SELECT count(*) FROM outbox WHERE state IN (0, 3)").scalar_one()
        return not waiting and not going

    until(done, 60)
    with store.reading() as connection:
        aside = [
            ask(connection, f"SELECT count(*) FROM {table} WHERE state = 2").scalar_one()
            for table in ("inbox", "outbox")
        ]
        requests = ask(connection, "SELECT count(*) FROM requests").scalar_one()
        handed, sent = ask(connection, "SELECT count(number), count(*) FROM attachments").one()
        dangers = ask(
            connection, "SELECT count(*) FROM alerts WHERE category NOT IN ('poison', 'undeliverable')"
        ).scalar_one()
    store.close()
    assert aside[0] == 1 and aside[1] >= 1, "the failing turn and the failing sends were put aside"
    assert requests >= 6, "three applications, and what danger and a call for a person hand over"
    assert dangers >= 2
    assert handed >= 2 and sent == 4, "two papers and two photos, the first two with the application"


def operators(place: Place) -> None:
    """Everything an operator may type."""
    for words in (
        f"backup {place.folder}/copy.backup", "doctor --json", "doctor", "aside", "aside --json", "keys show",
        "keys rotate", "keys reseal", "sweep --days 1", f"backup {place.folder}/another.backup",
    ):  # fmt: skip
        place.command(words)
    assert (place.folder / "copy.backup").exists()


def nothing_of_it_is_in(folder: Path, wanted: dict[bytes, str]) -> None:
    """The search itself; it looked at something."""
    assert any(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert list(search_files(folder, wanted)) == []


def what_it_printed(place: Place) -> str:
    """All logs together."""
    return "".join(path.read_text(errors="replace") for path in sorted(place.logs.iterdir()))


def the_accidents_were_logged(place: Place) -> None:
    """Otherwise that nothing was found in the logs would mean nothing."""
    printed = what_it_printed(place)
    for kind in ("ValueError", "RuntimeError", "LookupError", "OverflowError", "HTTP 500"):
        assert kind in printed, f"{kind} was not logged"
    assert '"event": "cycle"' in printed and '"event": "sent"' in printed


@contextmanager
def overheard(redis: Redis) -> Iterator[list[bytes]]:
    """Every command that Redis is given."""
    heard: list[bytes] = []
    with redis._client() as client, client.monitor() as monitor:

        def listen() -> None:
            try:
                heard.extend(map(bytes, iter(monitor.connection.read_response, None)))
            except Exception:  # the connection is closed at the end
                return

        monitor.connection._sock.settimeout(None)
        threading.Thread(target=listen, daemon=True).start()
        yield heard
        time.sleep(0.2)


def everything_in(redis: Redis) -> Iterator[bytes]:
    """What Redis keeps: names and values."""
    with redis._client() as client:
        for key in client.scan_iter("*"):
            yield key
            yield client.dump(key) or b""
