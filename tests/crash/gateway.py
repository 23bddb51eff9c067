"""A provider as it is in the world: delivers again what was not acknowledged, and takes everything that is sent to it.

It speaks the protocol of `webhooks.channels.simulated` over real connections. It remembers every try, so a test can
ask when something was acknowledged; and every message that reached it, in order, repeats too: it recognises none.
"""

import asyncio
import hashlib
import hmac
import random
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

SECRET = "the gateway's and ours"
BROKEN = (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError)

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Arrival(msgspec.Struct, frozen=True):
    """A message as it reached the gateway."""

    to: str
    text: str
    key: str
    repeat: bool


@dataclass
class Try:
    """One delivery: status 0 if no answer came."""

    began: float
    ended: float
    status: int


@dataclass
class Gateway:
    """`converse` delivers to `port`; `listen` takes what comes."""

    port: int
    random: random.Random
    #: Seconds it waits for an acknowledgement.
    patience: float = 5.0
    tries: list[Try] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    acknowledged: int = 0
    _idle: deque[Line] = field(default_factory=deque)
    _server: asyncio.Server | None = None

    # --- what people write ---------------------------------------------------------------------------------------

    async def converse(self, address: str, words: Sequence[str]) -> None:
        """Deliver *words* in order, each when the one before was acknowledged, and each once more, at some time."""
        again: list[int] = []
        for number in range(len(words)):
            twins = 2 if self.random.random() < 0.2 else 1
            await asyncio.gather(*[self.deliver(address, number, words[number]) for _ in range(twins)])
            again += [number] * (2 - twins)
            while again and self.random.random() < 0.4:
                await self._deliver_one_of(again, address, words)
        while again:
            await self._deliver_one_of(again, address, words)

    async def _deliver_one_of(self, again: list[int], address: str, words: Sequence[str]) -> None:
        number = again.pop(self.random.randrange(len(again)))
        await self.deliver(address, number, words[number])

    async def deliver(self, address: str, number: int, text: str) -> Try:
        """Until it is acknowledged; the last try."""
        body = msgspec.json.encode({"id": f"{address}-{number}", "from": address, "text": text})
        while True:
            done = await self.post(body)
            if 200 <= done.status < 300:
                self.acknowledged += 1
                return done
            await asyncio.sleep(self.random.uniform(0.01, 0.05))

    async def post(self, body: bytes) -> Try:
        """Deliver once."""
        began, status = time.monotonic(), 0
        with suppress(*BROKEN):
            async with asyncio.timeout(self.patience):
                status = await self._exchange(body)
        done = Try(began, time.monotonic(), status)
        self.tries.append(done)
        return done

    async def _exchange(self, body: bytes) -> int:
        line = self._hung_on() or await asyncio.open_connection("127.0.0.1", self.port)
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        head = f"POST /hooks/simulated HTTP/1.1\r\nHost: x\r\nX-Signature: {signature}\r\nContent-Length: {len(body)}"
        try:
            line[1].write(head.encode() + b"\r\n\r\n" + body)
            first, _ = await _read(line[0])
        except BaseException:
            line[1].close()
            raise
        self._idle.append(line)
        return int(first.split()[1])

    def _hung_on(self) -> Line | None:
        """A connection that the other side has not closed meanwhile."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    # --- what is sent to them ------------------------------------------------------------------------------------

    async def listen(self, port: int) -> None:
        """Take messages on *port*."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", port)

    async def close(self) -> None:
        """Hang up."""
        for _, writer in self._idle:
            writer.close()
        if self._server is not None:
            self._server.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(*BROKEN):
            while True:
                _, body = await _read(reader)
                self.arrivals.append(msgspec.json.decode(body, type=Arrival))
                answer = msgspec.json.encode({"id": f"out-{len(self.arrivals)}"})
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))
                await writer.drain()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """A request or an answer: its first line, and its body."""
    first, *headers = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    length = next((int(line[15:]) for line in headers if line.lower().startswith(b"content-length:")), 0)
    return first, await reader.readexactly(length)
