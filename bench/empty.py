"""The baseline over HTTP: a FastAPI endpoint that does nothing, on the same uvicorn settings as `bangban serve`.

    python -m bench.empty empty     returns {} and does not look at what came
    python -m bench.empty model     reads the JSON into a model first, as most applications do

It takes the same requests at the same address as the real one, prints where it listens, and stops on SIGTERM.
"""

import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)


class Message(BaseModel):
    """What the simulated gateway sends, see `webhooks.channels.simulated`."""

    id: str = Field(min_length=1, max_length=128)
    sender: str = Field(alias="from", min_length=1, max_length=128)
    text: str = ""
    at: float | None = None


async def empty() -> dict[str, str]:
    """Nothing."""
    return {}


async def model(message: Message) -> dict[str, str]:
    """Nothing, once it is read."""
    return {}


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets:
            print(f"http://127.0.0.1:{sockets[0].getsockname()[1]}/", flush=True)


def main() -> None:
    """Serve one of the two."""
    endpoints: dict[str, Callable[..., Any]] = {"empty": empty, "model": model}
    app.add_api_route("/hooks/simulated", endpoints[sys.argv[1]], methods=["POST"], response_model=None)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    _Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
