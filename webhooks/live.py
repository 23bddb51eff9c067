"""Live pages: when a conversation has something new, every page that shows it is told by server-sent events.

An update is the difference since a cursor, as HTML that the server rendered anyway; a page that was cut off names the
last cursor it saw and gets what it missed. The same update answers a form sent by script, so nothing waits for the
stream.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

#: A conversation's key.
Key = bytes

#: Seconds after which a stream looks by itself: another process may have answered.
_LOOK_AGAIN = 15.0


class Update(msgspec.Struct, frozen=True):
    """What changed on a page: list items to add, elements to fill anew, input values; by the elements' ids.

    `cursor` says how far the page is then, `lang` in which language it has to be.
    """

    cursor: str
    add: dict[str, str] = {}
    fill: dict[str, str] = {}
    values: dict[str, str] = {}
    lang: str = ""
    #: Since when the conversation is about whom it is about: a page that shows more than that is loaded anew.
    since: str = ""

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return msgspec.structs.asdict(self)


class Hub:
    """Wakes the streams of a conversation. `wake` may be called from any thread."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, frozenset[Key] | None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """The loop that the streams run on; None once it stops."""
        self._loop = loop

    def wake(self, key: Key) -> None:
        """Tell whoever shows this conversation."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop closed this very moment
                loop.call_soon_threadsafe(self._wake, key)

    def _wake(self, key: Key) -> None:
        for event, keys in self._listeners.items():
            if keys is None or key in keys:
                event.set()

    @contextmanager
    def listen(self, keys: frozenset[Key] | None) -> Iterator[asyncio.Event]:
        """An event that is set whenever one of *keys* has something new; None listens to all."""
        event = asyncio.Event()
        self._listeners[event] = keys
        try:
            yield event
        finally:
            del self._listeners[event]


async def _events(
    hub: Hub, keys: frozenset[Key] | None, cursor: str, look: Callable[[str], Update | None]
) -> AsyncIterator[Mapping[str, Any]]:
    with hub.listen(keys) as wake:
        while True:
            wake.clear()
            update = await run_in_threadpool(look, cursor)
            if update is not None:
                cursor = update.cursor
                yield {"event": "update", "id": cursor, "data": json.dumps(update.plain()), "retry": 3000}
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), _LOOK_AGAIN)


def stream(hub: Hub, request: Request, keys: frozenset[Key] | None, look: Callable[[str], Update | None]) -> Response:
    """The stream of a page, from where it was cut off, or else from the cursor it was rendered with."""
    cursor = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return EventSourceResponse(_events(hub, keys, cursor, look), ping=15)
