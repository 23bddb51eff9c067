"""A server process of our own: in a temporary folder, on a free port, and gone when we are, however we end."""

import atexit
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import SystemRandom
from typing import Self

import psutil

# A shell of its own: told so by a line, or by our death, it ends what still runs and clears the folder.
GUARD = """read -r _
if pid=$(cat "$1/pid"); then
  kill -s CONT "$pid"; kill -s "$2" "$pid"
  for _ in 1 2 3 4 5 6 7 8 9; do kill -s 0 "$pid" && sleep 0.2; done
fi
rm -rf "$1" """
# Below the ports a system gives to clients: nobody is given ours while the server is down.
PORTS = range(20_000, 30_000)
PATIENCE = 30.0


class Process:
    """What PostgreSQL and Redis have in common. Starting again keeps folder and port, as a restart does."""

    user: int | None = None  # whose process it is, if not ours
    quick = signal.SIGKILL  # how to end it without ado
    not_yet: type[Exception] = OSError  # what a request raises while it starts

    def __init__(self) -> None:
        self.port = 0
        self.folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def prepare(self, folder: Path) -> None:
        """What has to be in the folder before the first start."""

    def command(self, folder: Path) -> list[str]:
        """The program and its arguments."""
        raise NotImplementedError

    def ask(self) -> None:
        """A request that takes no time; raises where the server does not answer it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start, or start again, and return once it answers; running already is fine."""
        try:
            folder = self.folder or self._settle()
            if self.process is None or self.process.poll() is not None:
                self.process = self.run(self.command(folder), folder)
                (folder / "pid").write_text(str(self.process.pid))
                self._wait()
        except BaseException:
            self.close()
            raise

    def end(self, how: signal.Signals) -> None:
        """End it, waking it first if it was paused; ended already is fine."""
        if self.process is None or self.folder is None:
            return
        self.resume()
        self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._kill()
        self.process = None
        (self.folder / "pid").unlink(missing_ok=True)

    def pause(self) -> None:
        """Freeze it, as a machine that stalls: connections stay open, nothing answers. Returns once all is still."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.suspend()
                while process.status() not in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE):
                    time.sleep(0.001)

    def resume(self) -> None:
        """Let it go on from where it was; never paused is fine."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def close(self) -> None:
        """End it and leave nothing behind."""
        self.end(self.quick)
        guard, self._guard, self.folder = self._guard, None, None
        if guard:
            guard.communicate(b"\n")
        atexit.unregister(self.close)

    def run(self, command: list[str], folder: Path) -> subprocess.Popen[bytes]:
        """Start a program, its output in the folder's log, out of reach of a Ctrl-C that is meant for us."""
        groups: list[int] | None = None if self.user is None else []
        plain = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        with (folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=folder, env=plain, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, user=self.user, group=self.user, extra_groups=groups,
            )  # fmt: skip

    def log(self) -> str:
        """The end of what it said."""
        return (self.folder / "log").read_text(errors="replace")[-3000:] if self.folder else ""

    def _settle(self) -> Path:
        self.folder = folder = Path(tempfile.mkdtemp(prefix="bangban-"))
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(folder), self.quick.name.removeprefix("SIG")], cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        atexit.register(self.close)
        self.prepare(folder)
        self.port = free_port()
        return folder

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.process and self.process.poll() is None and time.monotonic() < end:
            with suppress(self.not_yet):
                return self.ask()
            time.sleep(0.01)
        raise RuntimeError(f"{type(self).__name__} does not start:\n{self.log()}")

    def _family(self) -> Iterator[psutil.Process]:
        """The process, then its children: a paused parent has no more of them."""
        if self.process and self.process.poll() is None:
            parent = psutil.Process(self.process.pid)
            yield parent
            yield from parent.children(recursive=True)

    def _kill(self) -> None:
        for process in list(self._family()):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.process:
            self.process.wait()


def free_port() -> int:
    """A port nobody uses."""
    while True:
        port = SystemRandom().choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
