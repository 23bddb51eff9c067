"""`bangban check`: prove the content before it goes live, and say who an edit would touch."""

import time
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.cli.setting import ContentFolder, LocalesFolder, complaints, default_folder, fail
from bot.cli.stored import StoredError, old_version, read_sessions
from bot.content.check import Figures, missing, prove
from bot.content.check.against import Effect, Touched, effect_of
from bot.content.check.underline import underline
from bot.content.load import Loaded, read_catalogues, read_version
from bot.content.source import ContentError, Problem, read_folder

_STYLES = {"error": "bold red", "warning": "bold yellow"}
#: How many of those who notice nothing are listed one by one.
_UNNOTICED = 10


def check(
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
    against: Annotated[str | None, typer.Option(help="An older folder, or the hash of a version in the store.")] = None,
    store: Annotated[str | None, typer.Option(help="The database with the conversations: a file, or a URL.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="List every sentence that is not translated.")] = False,
) -> None:
    """Prove the content: nothing missing, nobody stuck, every SMS short. With --against, who an edit would touch."""
    report = _Report(content, locales, Console(highlight=False, soft_wrap=True))
    loaded = report.read()
    effect = _effect(loaded, against, store) if loaded is not None and against is not None else None
    if json:
        report.print_json(effect, missing)
    else:
        report.print(effect, missing)
    if report.errors:
        raise typer.Exit(1)


class _Report:
    """What one run found out, and how it is told."""

    def __init__(self, content: Path, locales: Path, console: Console) -> None:
        self.content, self.locales, self.console = content, locales, console
        self.began = time.perf_counter()
        self.sources: dict[str, str] = {}
        self.loaded: Loaded | None = None
        self.problems: list[Problem] = []
        self.figures = Figures()

    def read(self) -> Loaded | None:
        """Read and prove the content; None if it is too broken to go on."""
        if not self.content.is_dir():
            fail(f"There is no folder {self.content}. Name the content with --content.")
        try:
            self.sources = read_folder(self.content)
            self.loaded = read_version(self.sources, read_catalogues(self.locales))
        except UnicodeDecodeError as error:
            fail(f"A content file is not UTF-8: {error}")
        except ContentError as error:
            self.problems = list(error.problems)
            return None
        proof = prove(self.loaded)
        self.problems, self.figures = proof.problems, proof.figures
        return self.loaded

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    def proved(self) -> dict[str, int]:
        """The figures of the summary."""
        content = self.loaded.content if self.loaded is not None else None
        return {
            "trees": len(content.trees) if content else 0,
            "nodes": sum(len(tree.nodes) for tree in content.trees.values()) if content else 0,
            "prompts": self.figures.prompts,
            "languages": len(content.languages) if content else 0,
            "one_part_percent": self.figures.ratio,
            "milliseconds": round(1000 * (time.perf_counter() - self.began)),
        }

    def print_json(self, effect: Effect | None, missing_too: bool) -> None:
        """Everything as one object."""
        loaded = self.loaded
        found: dict[str, Any] = {
            "ok": not self.errors,
            "errors": self.errors,
            "warnings": len(self.problems) - self.errors,
            "problems": [msgspec.to_builtins(problem) for problem in self.problems],
            "proved": self.proved(),
        }
        if missing_too and loaded is not None:
            found["missing"] = {
                language: [{"file": file, "line": line, "text": text} for file, line, text in missing(loaded, language)]
                for language in loaded.content.languages[1:]
            }
        if effect is not None:
            counts = {"unnoticed": effect.unnoticed, "moved": effect.moved, "losing": effect.losing}
            found["against"] = {**msgspec.to_builtins(effect), **counts}
        typer.echo(msgspec.json.encode(found).decode())

    def print(self, effect: Effect | None, missing_too: bool) -> None:
        """Everything as a compiler would say it."""
        for problem in self.problems:
            self._problem(problem)
        if missing_too and self.loaded is not None:
            for language in self.loaded.content.languages[1:]:
                for file, line, text in missing(self.loaded, language):
                    self.console.print(f"{self.content / file}:{line}: not in {language}: {text}", markup=False)
        if effect is not None:
            print_effect(self.console, effect)
        self._summary()

    def _problem(self, problem: Problem) -> None:
        file = self.content / problem.file
        if problem.file.startswith("locales/"):
            file = self.locales / problem.file.removeprefix("locales/")
        head = Text(f"{file}:{problem.line}: ", "bold")
        head.append(f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]).append(f": {problem.message}")
        self.console.print(head)
        lines = self.sources.get(problem.file, "").splitlines()
        if 0 < problem.line <= len(lines):
            self._marked(problem, lines[problem.line - 1])
        if problem.hint:
            self.console.print(Text(f"      = {problem.hint}", "cyan"))

    def _marked(self, problem: Problem, line: str) -> None:
        start, end = underline(problem, line)
        self.console.print(Text(f"{problem.line:>5} | {line}"))
        marks = " " * cell_len(line[:start]) + "^" * max(cell_len(line[start:end]), 1)
        self.console.print(Text(f"      | {marks}", _STYLES[problem.severity]))

    def _summary(self) -> None:
        proved = self.proved()
        if self.loaded is None:
            self.console.print(f"Nothing could be proved: {self.errors} errors.", style="bold red")
            return
        warnings = len(self.problems) - self.errors
        told = f"{self.errors} errors, {warnings} warnings."
        self.console.print(
            f"Checked {proved['trees']} trees with {proved['nodes']} nodes and {proved['prompts']} prompts in "
            f"{proved['languages']} languages in {proved['milliseconds']} ms; {proved['one_part_percent']} % of the "
            f"{self.figures.source} Chinese prompts fit in one SMS. {told}",
            style="bold red" if self.errors else "bold green",
        )


def _effect(loaded: Loaded, against: str, store: str | None) -> Effect:
    path = store or "data/bangban.sqlite3"
    try:
        sessions = read_sessions(path)
        old = old_version(against, path, loaded.catalogues)
    except StoredError as error:
        fail(str(error))
    except ContentError as error:
        complaints.print(f"The older version {against} cannot be read:", style="bold red", markup=False)
        fail(str(error.problems[0]))
    return effect_of(old.content, loaded.content, sessions, time.time())


def print_effect(console: Console, effect: Effect) -> None:
    """Those who would notice, one by one; those who would not, a few."""
    if effect.old == effect.new:
        console.print(f"This is version {effect.old} itself: nobody is touched.")
        return
    listed = [t for t in effect.touched if not t.unnoticed or t.lost]
    quiet = [t for t in effect.touched if t.unnoticed and not t.lost]
    for touched in (*listed, *quiet[:_UNNOTICED]):
        console.print(_told(touched), markup=False)
    if len(quiet) > _UNNOTICED:
        console.print(f"… and {len(quiet) - _UNNOTICED} more go on unnoticed.")
    other = f" {effect.elsewhere} live conversations stand on other versions." if effect.elsewhere else ""
    console.print(
        f"Of {len(effect.touched)} live conversations on {effect.old}, {effect.unnoticed} go on unnoticed, "
        f"{effect.moved} move, {effect.losing} lose answers; {effect.resting} are at rest.{other}"
    )


def _told(touched: Touched) -> str:
    what = "goes on unnoticed" if touched.unnoticed else f"lands at {touched.lands}"
    lost = f"; loses {'、'.join(touched.lost)}" if touched.lost else ""
    fault = f"would fail: {touched.fault}" if touched.fault else ""
    return f"{touched.channel} {touched.address} at {touched.at} {touched.asks}: {fault or what}{lost}"
