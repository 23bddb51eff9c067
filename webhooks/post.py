"""The post: sends what is in the outbox by each channel's own protocol, and says what became of it.

It has a thread and a loop of its own, so that a slow provider slows down nobody who writes to us.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence

import httpx
import msgspec

from bot.pipeline.outbox import Outcome, Parcel
from webhooks.channel import Answer, Channel

#: Seconds a provider may take to answer.
TIMEOUT = 15.0

_SIGNATURE = re.compile(r"^(?:【[^】]{1,12}】)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_log = logging.getLogger("bangban.post")

#: Says of a message in Chinese, or in English, that it may have come before.
Label = Callable[[bool], str]


class Post:
    """Sends parcels. `settle` is called with each outcome, from the post's own thread."""

    def __init__(self, channels: Mapping[str, Channel], settle: Callable[[Outcome], None], label: Label) -> None:
        self._channels, self._settle, self._label = channels, settle, label
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="post", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """Let what is on its way arrive, and end."""
        if self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._finish(seconds), self._loop).result(seconds + 2)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(2)

    def send(self, parcels: Sequence[Parcel]) -> None:
        """Send these, at once; from any thread."""
        self._loop.call_soon_threadsafe(self._take, parcels)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _take(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            task = self._loop.create_task(self._deliver(parcel))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _finish(self, seconds: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        if self._client is not None:
            await self._client.aclose()

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            outcome = await self._ask(parcel)
        except Exception as error:  # a channel that cannot even say it must not hold the conversation
            _log.error("channel %s cannot send: %s", parcel.channel, type(error).__name__)
            outcome = Outcome(parcel, error=type(error).__name__)
        self._settle(outcome)

    async def _ask(self, parcel: Parcel) -> Outcome:
        channel = self._channels[parcel.channel]
        request = channel.render(self._labelled(parcel) if parcel.repeat else parcel)
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)
        try:
            response = await self._client.request(
                request.method, request.url, headers=dict(request.headers), content=request.body
            )
            answer = Answer(response.status_code, response.headers, response.content)
        except httpx.ConnectError as error:
            return Outcome(parcel, error=type(error).__name__)  # it cannot have left
        except httpx.HTTPError as error:
            answer = Answer(0, {}, type(error).__name__.encode())
        found = channel.outcome(answer)
        return Outcome(parcel, found.reference, found.error, found.unknown, found.final, found.wait)

    def _labelled(self, parcel: Parcel) -> Parcel:
        """The words that it may have come before, behind the signature that must come first."""
        text = parcel.message.text
        end = _SIGNATURE.match(text)[0]  # type: ignore[index]  # it matches the empty string too
        rest = text[len(end) :]
        label = self._label(bool(_HAN.search(rest)))
        message = msgspec.structs.replace(parcel.message, text=f"{end}{label}{rest}")
        return msgspec.structs.replace(parcel, message=message)
