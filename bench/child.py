"""A part of a bench in a process of its own: what it finds comes back as the bytes of a file."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench.home import HOME
from bench.result import BrokenError


def run_child(module: str, *arguments: str, given: bytes = b"") -> bytes:
    """Run `python -m module FILE argument…` with *given* on its standard input; what it wrote to FILE.

    BrokenError with its last word if it failed.
    """
    with tempfile.TemporaryDirectory(prefix="bangban-bench-") as folder:
        file = Path(folder) / "found"
        done = subprocess.run(
            [sys.executable, "-m", module, str(file), *arguments], cwd=HOME, input=given, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip
        if done.returncode or not file.exists():
            last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise BrokenError(f"{module} ended with status {done.returncode}: {last or 'it said nothing'}")
        return file.read_bytes()
