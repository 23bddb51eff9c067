"""A process of its own that takes letters in, has them in hand, and is killed before it has answered any."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from bot.pipeline.outlet import OWN
from bot.pipeline.worker import Work, Worker
from tests.conftest import ROOT
from tests.stores import new_store, sealer


def take_in_and_die(path: str, rows: Sequence[Any], now: float) -> None:
    """Let another process take *rows* in; it is dead, by SIGKILL, when this returns."""
    given = pickle.dumps((path, list(rows), now))
    command = [sys.executable, "-m", "tests.cases.killed"]
    ended = subprocess.run(command, input=given, check=False, timeout=60, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL, f"it ended by itself: {ended.returncode}"


def main() -> None:
    """Begin, take in, claim, die."""
    path, rows, now = pickle.load(sys.stdin.buffer)
    nothing: Any = None  # it dies before it has anything to say
    worker = Worker(new_store(path), sealer(), nothing, nothing, OWN, clock=lambda: now, alone=True)
    worker.join()
    cycle = worker.cycle(Work(letters=rows))
    assert cycle.kept == len(rows) and cycle.claims, "nothing is in hand"
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
