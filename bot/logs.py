"""Logs: one JSON object a line, with a message's id from door to door, and nothing about a person.

An id is the beginning of the blind index a message is stored under, so the same in every line about it, and it tells
nothing without the keys. What an exception says may hold somebody's words, so only its kind and its places are written.
"""

import logging
import sys
import traceback
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

#: Characters of a message's id.
_ID = 12


def id_of(dedupe: bytes) -> str:
    """A message's id as logs name it."""
    return dedupe.hex()[:_ID]


def ids_of(dedupes: Iterable[bytes]) -> list[str]:
    """Several of them."""
    return [id_of(dedupe) for dedupe in dedupes]


def _without_words(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The exception as its kind and its places, innermost last."""
    given = entry.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        entry["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        entry["at"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return entry


def configure(level: str = "info", *, plain: bool | None = None) -> None:
    """Send every log of this process to standard error; *plain* is for people, by default when it is a terminal."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
    ]
    human = sys.stderr.isatty() if plain is None else plain
    last = structlog.dev.ConsoleRenderer() if human else structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for own in ("uvicorn", "uvicorn.error", "uvicorn.access"):  # its handlers print what an exception says
        logging.getLogger(own).handlers.clear()
        logging.getLogger(own).propagate = True
    for loud in ("httpx", "httpcore", "alembic", "asyncio", "sqlalchemy", "sse_starlette"):
        logging.getLogger(loud).setLevel(logging.WARNING)
