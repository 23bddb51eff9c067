"""What the tests of the doctor have in common."""

import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.store.database import ask, open_store

Told = dict[str, dict[str, str]]
Look = Callable[..., Told]


def change(data: Path, statement: str, *values: Any) -> None:
    """Make it so in the store."""
    store = open_store(data / "bangban.sqlite3")
    with store.writing() as connection:
        ask(connection, statement, values)
    store.close()


def states(told: Told) -> Mapping[str, str]:
    """How each thing stands."""
    return {about: one["state"] for about, one in told.items()}


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
