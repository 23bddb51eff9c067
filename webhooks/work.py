"""`bangban worker`: takes turns and sends messages, and serves nothing. Any number of them share the work."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from webhooks.logs import LogLevel, begin_logs
from webhooks.serve import open_house, read_content, read_liaisons


def worker(
    data: Annotated[Path | None, typer.Option(help="The folder that keeps the keys: data.")] = None,
    content: Annotated[Path, typer.Option(help="The folder with the content.")] = Path("conversations"),
    locales: Annotated[Path, typer.Option(help="The folder with the translations.")] = Path("locales"),
    directory: Annotated[Path | None, typer.Option("--liaisons", help="Who answers: a CSV file of liaisons.")] = None,
    settings: Annotated[Path | None, typer.Option(help="The settings; bangban.toml, if there is one.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="With sample liaisons.")] = False,
    log_level: LogLevel = None,
) -> None:
    """Take turns and send messages until told to stop; then finish what is in hand."""
    begin_logs(log_level, demo)
    loaded = read_content(content, locales, "worker")
    house = open_house("worker", settings, data, loaded, read_liaisons(directory, content, demo, "worker"))
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        house.assistant.serve()
        typer.echo(f"working on {house.store.engine.url.render_as_string()}")
        stop.wait()
    finally:
        house.close()
