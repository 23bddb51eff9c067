"""A bar that says how far a long command is; where nobody looks, nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.cli.setting import complaints
from bot.store.tables import Progress as Tell


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """One line for each table, on the side of the hints, gone when all is done."""
    columns = TextColumn("{task.description:>16}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    shown = Progress(*columns, console=complaints, transient=True, disable=not complaints.is_terminal)
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = shown.add_task(name, total=total)
        shown.update(tasks[name], completed=done, total=total)

    with shown:
        yield tell
