"""A gateway of the other side: takes our messages over HTTP, or refuses them, as it is told."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

#: What it answers to one request: status, headers, body.
Answer = tuple[int, Mapping[str, str], bytes]


def taken(asked: Mapping[str, Any]) -> Answer:
    """Took it, under an id of its own."""
    return 200, {}, json.dumps({"id": f"ref-{asked['key']}"}).encode()


def refused(status: int, **headers: str) -> Callable[[Mapping[str, Any]], Answer]:
    """Refuses everything alike; `refused(429, Retry_After="7")`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda asked: (status, named, b"no")


class Gateway:
    """`with Gateway() as gateway:`. Change `answer` at any time; `asked` is every try, `arrived` what it took."""

    def __init__(self) -> None:
        self.answer: Callable[[Mapping[str, Any]], Answer] = taken
        self.asked: list[dict[str, Any]] = []
        self.arrived: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it takes messages."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/send"

    def texts(self, number: str) -> list[str]:
        """What arrived at *number*."""
        return [asked["text"] for asked in self.arrived if asked["to"] == number]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, asked: dict[str, Any]) -> Answer:
        self.asked.append(asked)
        answer = self.answer(asked)
        if answer[0] < 300:
            self.arrived.append(asked)
        return answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            """One try."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, answer = gateway._take(json.loads(body))
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nothing: a gateway's log is its own."""

        return Handler


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
