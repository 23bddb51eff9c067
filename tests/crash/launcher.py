"""Serving and working processes that start in a tenth of a second: a parent that has read everything forks them.

A process that is killed a thousand times must not read the content a thousand times. The parent has neither a thread
nor a connection, so what it forks is as good as new: from there on it is the command itself, `bangban serve` or
`bangban worker`, with its own settings file. Only the dialogue is another one: `tests.crash.echo`.

`Keeper` is the parent as a test sees it. What the processes say goes to the file `log` in their folder.
"""

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path

import psutil

from bot.cli.main import app
from bot.content.library import Library
from bot.dialogue.events import Event, Said
from bot.dialogue.session import Session
from bot.pipeline import turn
from bot.pipeline.desk import Desk
from bot.pipeline.talk import Spoken
from tests.conftest import ROOT
from tests.crash.echo import echo
from webhooks import serve, work

#: What the commands would load while they start.
LOADED = ("httptools", "psycopg", "uvicorn.protocols.http.httptools_impl", "uvloop", "webhooks.channels.simulated")


class Keeper:
    """Starts, kills and freezes processes by name. A name that begins with "serve" serves, any other one works."""

    def __init__(self, folder: Path, port: int) -> None:
        self.log, self.pids = folder / "log", dict[str, int]()
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.launcher", str(folder), str(port)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def start(self, name: str) -> None:
        """Start the process; returns before it can be reached."""
        self.pids[name] = int(self._ask("start", name))

    def kill(self, name: str) -> None:
        """`kill -9`; returns when the process is gone, with its sockets and locks."""
        self._ask("kill", str(self.pids.pop(name)))

    def freeze(self, name: str) -> None:
        """SIGSTOP: it stands still in the middle of whatever it did."""
        os.kill(self.pids[name], signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """It goes on as if nothing had been."""
        os.kill(self.pids[name], signal.SIGCONT)

    def fallen(self) -> list[str]:
        """The processes that ended though nobody killed them."""
        return [name for name, pid in self.pids.items() if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE]

    def close(self) -> None:
        """Kill everything."""
        for name in list(self.pids):
            self.kill(name)
        self._parent.communicate()

    def said(self) -> str:
        """The end of what they all said."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def _ask(self, *words: str) -> str:
        assert self._parent.stdin and self._parent.stdout
        self._parent.stdin.write(" ".join(words) + "\n")
        answer = self._parent.stdout.readline().strip()
        assert answer, f"the launcher ended: {self.said()}"
        return answer


def main() -> None:
    """The parent: forks and kills as it is told, until nobody tells it any more."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    _load()
    alive: set[int] = set()
    for line in sys.stdin:
        what, name = line.split()
        if what == "start":
            alive.add(pid := os.fork() or _become(name, folder, port))
            print(pid, flush=True)
        else:
            alive.discard(int(name))
            print(_end(int(name)), flush=True)
    for pid in alive:
        _end(pid)


def _end(pid: int) -> int:
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[0]


def _load() -> None:
    """Everything that takes time, once; and no fork needs to copy it."""
    for name in LOADED:
        import_module(name)
    loaded = serve.read_content(ROOT / "conversations", ROOT / "locales")
    for module in (serve, work):
        vars(module)["read_content"] = lambda *_: loaded
    vars(turn)["talk"] = slow_echo
    gc.collect()
    gc.freeze()


def slow_echo(library: Library, session: Session, event: Event, now: float, desk: Desk) -> Spoken:
    """The stand-in for the dialogue. It can be told to hang: "sleep 5 and more" takes five seconds."""
    if isinstance(event, Said) and event.text.startswith("sleep "):
        time.sleep(float(event.text.split()[1]))
    return echo(library, session, event, now, desk)


def _become(name: str, folder: Path, port: int) -> int:
    """In the child: run the command, for good."""
    with (folder / "log").open("ab", buffering=0) as log, Path(os.devnull).open() as nothing:
        for stream, number in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(stream.fileno(), number)
    options = ["--demo", f"--content={ROOT / 'conversations'}", f"--settings={folder / 'bangban.toml'}"]
    try:
        app(["serve", f"--port={port}", *options] if name.startswith("serve") else ["worker", *options])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)  # a child must never go on as the parent


if __name__ == "__main__":
    main()
