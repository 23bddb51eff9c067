"""Sends messages as a gateway does, from a process of its own, so that it costs whoever is measured next to nothing.

Each connection is kept alive, sends a signed POST, waits for the answer, and sends the next. The requests are built
before the clock starts; the sockets are uvloop's.

    python -m bench.gateway FILE    reads a `Load` from standard input, writes its `Call`s to FILE, both in MessagePack
"""

import asyncio
import gc
import hashlib
import hmac
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.load import Call, Group, Load
from bench.result import BrokenError

PATH = "/hooks/simulated"
#: Seconds that answers may still take after the last request.
_PATIENCE = 60.0
#: Requests a second that are built in advance; what is needed beyond that is built as it goes.
_BUILT = 9000


class _Writer:
    """Builds the requests of one group."""

    def __init__(self, load: Load, group: Group) -> None:
        self.load, self.group = load, group
        self._blank = hmac.new(load.secret.encode(), digestmod=hashlib.sha256)
        self._head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\nContent-Type: application/json\r\n"

    def of(self, connection: int) -> Iterator[tuple[int, bytes]]:
        """Everything one connection sends, with its numbers; what it will need is built at once."""
        group, people = self.group, itertools.count(connection, self.group.connections)
        pace = 1 / group.gap if group.gap else _BUILT / group.connections
        ready = itertools.islice(people, int(self.load.seconds * pace / len(group.texts)) + 1)
        built = [request for person in ready for request in self._person(person)]
        later = (request for person in people for request in self._person(person))
        return itertools.islice(itertools.chain(built, later), group.most or None)

    def _person(self, person: int) -> Iterator[tuple[int, bytes]]:
        first = self.group.first + person * len(self.group.texts)
        sender = self.group.sender or f"1{first:010}"
        for number, text in enumerate(self.group.texts, first):
            body = msgspec.json.encode({"id": f"m{number}", "from": sender, "text": text})
            signed = self._blank.copy()
            signed.update(body)
            head = f"{self._head}Content-Length: {len(body)}\r\nX-Signature: {signed.hexdigest()}\r\n\r\n"
            yield number, head.encode() + body


class _Caller(asyncio.Protocol):
    """One connection. `done` is set when nothing more is to come."""

    def __init__(self, requests: Iterator[tuple[int, bytes]], gap: float, calls: list[Call]) -> None:
        self._requests, self._gap, self._calls = requests, gap, calls
        self._loop = asyncio.get_running_loop()
        self.done = self._loop.create_future()
        self._buffer, self._number, self._sent, self._end = b"", 0, 0.0, 0.0

    def connection_made(self, transport: Any) -> None:
        """It stands."""
        self._transport = transport

    def begin(self, end: float) -> None:
        """Send until *end*."""
        self._end = end
        self._send()

    def _send(self) -> None:
        now = time.monotonic()
        found = next(self._requests, None) if now < self._end else None
        if found is None:
            if not self.done.done():
                self.done.set_result(None)
            return
        self._number, request = found
        self._sent = now
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """An answer, or a part of one; whole, it is noted, and the next message goes out."""
        self._buffer += data
        if not _whole(self._buffer):
            return
        if not self._buffer.startswith(b"HTTP/1.1 200 "):
            self._fail(self._buffer.partition(b"\r\n")[0].decode())
            return
        self._buffer, now = b"", time.monotonic()
        self._calls.append(Call(self._number, self._sent, now))
        pause = self._sent + self._gap - now if self._gap else 0.0
        if pause > 0:
            self._loop.call_later(pause, self._send)
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended; before it was done, that is a fault."""
        self._fail("the server hung up")

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(BrokenError(why))


def _whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    at = head.lower().find(b"content-length:")
    return bool(end) and at >= 0 and len(body) >= int(head[at + 15 :].partition(b"\r\n")[0])


async def _play(load: Load) -> list[Call]:
    calls: list[Call] = []
    loop, callers = asyncio.get_running_loop(), []
    for group in load.groups:
        writer = _Writer(load, group)
        for connection in range(group.connections):
            caller = _Caller(writer.of(connection), group.gap, calls)
            callers.append((caller, group.gap * connection / group.connections))
    gc.disable()
    for caller, _ in callers:
        await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", load.port)  # type: ignore[misc]
    end = time.monotonic() + load.seconds
    for caller, later in callers:
        loop.call_later(later, caller.begin, end)
    await asyncio.wait_for(asyncio.gather(*(caller.done for caller, _ in callers)), load.seconds + _PATIENCE)
    return calls


def main() -> None:
    """Send what standard input says."""
    load = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Load)
    try:
        calls = uvloop.run(_play(load))
    except (BrokenError, TimeoutError, OSError) as error:
        sys.exit(f"the load: {type(error).__name__} {error}")
    Path(sys.argv[1]).write_bytes(msgspec.msgpack.encode(calls))


if __name__ == "__main__":
    main()
