"""The logs of a process that serves or works: how much, and nothing in them that somebody wrote."""

import logging
import threading
from enum import StrEnum
from typing import Annotated

import typer

from bot.logs import configure

_log = logging.getLogger("bangban.process")


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


LogLevel = Annotated[Level | None, typer.Option("--log-level", help="How much to log: info; in a demo only warnings.")]


def begin_logs(level: Level | None, demo: bool) -> None:
    """Logs of this process, the web server's among them. Only our own go down to debug: others print words there."""
    wanted = level or (Level.WARNING if demo else Level.INFO)
    configure("info" if wanted is Level.DEBUG else wanted.value)
    logging.getLogger("bangban").setLevel(wanted.value.upper())
    threading.excepthook = _thread_ended


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    """Python would print what the exception says."""
    name = ended.thread.name if ended.thread is not None else "?"
    _log.error("the thread %s ended", name, exc_info=ended.exc_value)
