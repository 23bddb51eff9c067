"""`bangban serve`: one process with the chat page, the simulated phones in a demo, and the timers."""

import logging
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
from sqlalchemy import Engine

from bot.content.library import Library
from bot.content.load import Loaded, read_catalogues, read_version
from bot.content.source import ContentError, Problem, read_folder
from bot.liaisons.directory import Directory, DirectoryError, read_directory
from bot.pipeline.assistant import Assistant
from bot.store.database import StoreError, open_sqlite
from bot.store.versions import keep_version, versions_in_use
from webhooks.app import create_app

_log = logging.getLogger("bangban.serve")

#: Seconds that open pages are given when the server stops.
_GRACE = 3


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes any free one.")] = 8000,
    data: Annotated[Path, typer.Option(help="The folder that keeps the conversations.")] = Path("data"),
    content: Annotated[Path, typer.Option(help="The folder with the content.")] = Path("conversations"),
    locales: Annotated[Path, typer.Option(help="The folder with the translations.")] = Path("locales"),
    directory: Annotated[Path | None, typer.Option("--liaisons", help="Who answers: a CSV file of liaisons.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="With simulated phones, and sample liaisons.")] = False,
) -> None:
    """Serve the chat page; with --demo also simulated phones, on which anybody can read every thread."""
    loaded = _content(content, locales)
    liaisons = _directory(directory or _sample(content, demo))
    listening = _listen(host, port)
    engine = _database(data / "bangban.sqlite3")
    assistant = Assistant(engine, _library(engine, loaded), liaisons)
    config = uvicorn.Config(
        create_app(assistant, demo=demo), log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip
    _Server(config, demo).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says where it can be found, once it can be."""

    def __init__(self, config: uvicorn.Config, demo: bool) -> None:
        super().__init__(config)
        self._paths = ("/", "/phone") if demo else ("/",)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, then print the addresses."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            for path in self._paths:
                typer.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}{path}")


def _fail(message: str) -> NoReturn:
    typer.echo(f"bangban serve: {message}", err=True)
    raise typer.Exit(1)


def _content(folder: Path, locales: Path) -> Loaded:
    if not folder.is_dir():
        _fail(f"there is no folder {folder}: name the content with --content")
    try:
        loaded = read_version(read_folder(folder), read_catalogues(locales))
    except ContentError as error:
        _broken(error.problems)
    wrong = [problem for problem in loaded.problems if problem.severity == "error"]
    if wrong:
        _broken(wrong)
    return loaded


def _broken(problems: Sequence[Problem]) -> NoReturn:
    first = str(problems[0]).splitlines()[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    _fail(f"the content cannot run: {first}{more}; see `bangban check`")


def _sample(content: Path, demo: bool) -> Path:
    if not demo:
        _fail("nobody answers yet: name the liaisons with --liaisons FILE, or try things out with --demo")
    return content / "samples" / "liaisons.csv"


def _directory(file: Path) -> Directory:
    try:
        return read_directory(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, DirectoryError) as error:
        _fail(f"the directory {file} cannot be used: {error}")


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a port in use is told before anything else is begun."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, proto)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        _fail(f"cannot listen on {host}, port {port}: {error.strerror}; choose another with --port")
    return listening


def _database(path: Path) -> Engine:
    try:
        return open_sqlite(path)
    except StoreError as error:
        _fail(" ".join(str(error).split()))


def _library(engine: Engine, loaded: Loaded) -> Library:
    """The current content, and the older versions that conversations still stand on."""
    current = loaded.content.hash
    keep_version(engine, current, loaded.sources)
    older = [_read_older(name, sources, loaded) for name, sources in versions_in_use(engine, current).items()]
    return Library(loaded, [version for version in older if version is not None])


def _read_older(name: str, sources: Mapping[str, str], loaded: Loaded) -> Loaded | None:
    """An older version with today's translations; None where the engine can no longer read it."""
    try:
        older = read_version(sources, loaded.catalogues)
    except ContentError:
        _log.warning("content %s can no longer be read; its conversations go on with the current one", name)
        return None
    return None if any(problem.severity == "error" for problem in older.problems) else older
