"""A whole application on a database of its own, in memory's speed or behind a real port."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline import outbox, worker
from bot.pipeline.assistant import Assistant
from tests.stores import new_store, sealer
from tests.webhooks.gateway import Gateway
from tests.webhooks.visitor import Visitor
from webhooks.app import create_app


@pytest.fixture
def assistant(tmp_path: Path, library: Library, directory: Directory) -> Assistant:
    """An assistant that has met nobody yet."""
    return Assistant(new_store(tmp_path / "bangban.sqlite3"), sealer(), library, directory)


@pytest.fixture
def client(assistant: Assistant) -> Iterator[TestClient]:
    """A browser, as far as HTTP goes."""
    with TestClient(create_app(assistant, demo=True)) as client:
        yield client


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    """Somebody without JavaScript."""
    return Visitor(client)


@pytest.fixture
def another(assistant: Assistant) -> Iterator[Callable[[], Visitor]]:
    """Somebody else, with another browser."""
    clients: list[TestClient] = []

    def make() -> Visitor:
        clients.append(TestClient(create_app(assistant, demo=True)))
        return Visitor(clients[-1])

    yield make
    for client in clients:
        client.close()


class Running:
    """A server in a thread, on a free port."""

    def __init__(self, assistant: Assistant) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(create_app(assistant, demo=True), log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> "Running":
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def server(assistant: Assistant) -> Iterator[Running]:
    """The application behind a real port."""
    with Running(assistant) as running:
        yield running


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further tries come at once."""
    monkeypatch.setattr(outbox, "FIRST", 0.01)
    monkeypatch.setattr(worker, "RETRY", 0.005)
    monkeypatch.setattr(worker, "LOOK", 0.05)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The other side."""
    with Gateway() as gateway:
        yield gateway
