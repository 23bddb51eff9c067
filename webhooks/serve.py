"""`bangban serve`: one process with the chat page, the simulated phones in a demo, and the timers."""

import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn

from bot.content.load import Loaded, read_catalogues, read_version
from bot.content.source import ContentError, Problem, read_folder
from bot.liaisons.directory import Directory, DirectoryError, read_directory
from bot.people.sealing import SealError
from bot.settings import SettingsError, read_settings
from bot.store.database import StoreError
from webhooks.app import create_app
from webhooks.house import House
from webhooks.logs import LogLevel, begin_logs

#: Seconds that open pages are given when the server stops.
_GRACE = 3


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes any free one.")] = 8000,
    data: Annotated[Path | None, typer.Option(help="The folder that keeps the conversations: data.")] = None,
    content: Annotated[Path, typer.Option(help="The folder with the content.")] = Path("conversations"),
    locales: Annotated[Path, typer.Option(help="The folder with the translations.")] = Path("locales"),
    directory: Annotated[Path | None, typer.Option("--liaisons", help="Who answers: a CSV file of liaisons.")] = None,
    settings: Annotated[Path | None, typer.Option(help="The settings; bangban.toml, if there is one.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="With simulated phones, and sample liaisons.")] = False,
    log_level: LogLevel = None,
) -> None:
    """Serve the chat page; with --demo also simulated phones, on which anybody can read every thread."""
    begin_logs(log_level, demo)
    loaded = read_content(content, locales)
    liaisons = read_liaisons(directory, content, demo)
    listening = _listen(host, port)
    house = open_house("serve", settings, data, loaded, liaisons)
    config = uvicorn.Config(
        create_app(house.assistant, demo=demo, channels=house.channels), log_config=None, log_level="warning",
        access_log=False, server_header=False, timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip
    # uvicorn raises the signal that stopped it once more; by default that would end us before the house is closed.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        _Server(config, demo).run(sockets=[listening])
    finally:
        house.close()


def open_house(command: str, file: Path | None, data: Path | None, loaded: Loaded, liaisons: Directory) -> House:
    """Everything a process runs, or one line that says why not."""
    try:
        return House(read_settings(file, data=data), loaded, liaisons)
    except (SettingsError, StoreError, SealError) as error:
        _fail(" ".join(str(error).split()), command)


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


def _fail(message: str, command: str = "serve") -> NoReturn:
    typer.echo(f"bangban {command}: {message}", err=True)
    raise typer.Exit(1)


def read_content(folder: Path, locales: Path, command: str = "serve") -> Loaded:
    """Content that runs, or one line that says why not."""
    if not folder.is_dir():
        _fail(f"there is no folder {folder}: name the content with --content", command)
    try:
        loaded = read_version(read_folder(folder), read_catalogues(locales))
    except ContentError as error:
        _broken(error.problems, command)
    wrong = [problem for problem in loaded.problems if problem.severity == "error"]
    if wrong:
        _broken(wrong, command)
    return loaded


def _broken(problems: Sequence[Problem], command: str) -> NoReturn:
    first = str(problems[0]).splitlines()[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    _fail(f"the content cannot run: {first}{more}; see `bangban check`", command)


def read_liaisons(file: Path | None, content: Path, demo: bool, command: str = "serve") -> Directory:
    """Who answers: *file*, or the sample liaisons of a demo; or one line that says what is wrong with it."""
    if file is None and not demo:
        _fail("nobody answers yet: name the liaisons with --liaisons FILE, or try things out with --demo", command)
    file = file or content / "samples" / "liaisons.csv"
    try:
        return read_directory(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, DirectoryError) as error:
        _fail(f"the directory {file} cannot be used: {error}", command)


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
