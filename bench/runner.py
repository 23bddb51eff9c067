"""Runs benches one after another, shows how far it is, and writes down what they found.

bench.json is written after every bench, so that an hour of measuring survives a fault in the last one.
"""

import importlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench.chart import chart
from bench.home import CONTENT
from bench.result import BrokenError, CannotRunError, Options, Result, as_json
from bench.table import show

#: Every bench, in the order in which they run: the quick and quiet ones first.
NAMES = ("step", "cost", "questions", "screening", "turns", "postgres", "noisy", "blocked", "growth", "province")


class Runner:
    """One call of `bangban bench`."""

    def __init__(self, names: Sequence[str], rounds: int, seconds: float, quick: bool, out: Path) -> None:
        self.names, self.rounds, self.seconds, self.quick, self.out = list(names), rounds, seconds, quick, out
        self.results: list[Result] = []
        self.skipped: dict[str, str] = {}
        self.broken: dict[str, str] = {}
        self._told = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
        self._hints = Console(stderr=True, highlight=False, soft_wrap=True)

    def run(self, as_text: bool) -> int:
        """Run them all; the exit status: 0, 1 if one broke, 2 if one does not exist."""
        unknown = [name for name in self.names if name not in NAMES]
        if unknown:
            self._hints.print(f"There is no bench {unknown[0]}; there are {', '.join(NAMES)}.", style="bold red")
            return 2
        if not CONTENT.is_dir():
            self._hints.print("Benches run in the repository, with its content: there is none here.", style="bold red")
            return 2
        self.out.mkdir(parents=True, exist_ok=True)
        with self._progress() as progress:
            for name in self.names or NAMES:
                self._one(name, progress)
                self._write()
        self._tell(as_text)
        return 1 if self.broken else 0

    def _progress(self) -> Progress:
        columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        return Progress(*columns, console=self._hints, transient=True, disable=not self._hints.is_terminal)

    def _one(self, name: str, progress: Progress) -> None:
        task = progress.add_task(name, total=1.0)

        def tell(text: str, share: float) -> None:
            progress.update(task, description=f"{name}: {text}", completed=share)

        try:
            with tempfile.TemporaryDirectory(prefix="bangban-bench-", ignore_cleanup_errors=True) as folder:
                options = Options(self.rounds, self.seconds, self.quick, Path(folder))
                self.results.append(importlib.import_module(f"bench.{name}").bench(options, tell))
        except CannotRunError as missing:
            self.skipped[name] = str(missing)
        except BrokenError as fault:
            self.broken[name] = str(fault)
        except Exception as fault:  # the others must not suffer for it
            self.broken[name] = f"{type(fault).__name__}: {fault}"
            self._hints.print_exception()
        progress.update(task, description=name, completed=1.0)

    def found(self) -> dict[str, Any]:
        """Everything, as bench.json has it."""
        return {
            "when": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "machine": _machine(),
            "options": {"rounds": self.rounds, "seconds": self.seconds, "quick": self.quick},
            "benches": {result.bench: as_json(result) for result in self.results},
            "skipped": self.skipped,
            "broken": self.broken,
        }

    def _write(self) -> None:
        data = msgspec.json.format(msgspec.json.encode(self.found()), indent=1)
        (self.out / "bench.json").write_bytes(data + b"\n")
        (self.out / "bench.svg").write_text(chart(self.results), encoding="utf-8")

    def _tell(self, as_text: bool) -> None:
        if as_text:
            sys.stdout.write((self.out / "bench.json").read_text(encoding="utf-8"))
        else:
            for result in self.results:
                show(result, self._told)
        for name, why in {**self.skipped, **self.broken}.items():
            word = "skipped" if name in self.skipped else "BROKEN"
            self._hints.print(f"{name}: {word}: {why}", style="bold", markup=False)
        self._hints.print(f"bench.json and bench.svg are in {self.out}", markup=False)


def _machine() -> dict[str, Any]:
    """What has to be known to compare figures; nothing that names the machine."""
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": load,
    }
