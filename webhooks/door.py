"""The providers' door: POST /hooks/CHANNEL. Verified, stored, and only then acknowledged.

It stands before the web framework, because here every microsecond is paid by everybody who waits. A provider that is
faster than we are is slowed down by its own requests that wait for their commit, not by a queue.
"""

import logging
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.pipeline.service import Service, Stopping, StoreDown
from webhooks.channel import BadRequest, Channel, Incoming

#: Bytes of a body.
LIMIT = 256 * 1024
PREFIX = "/hooks/"

_log = logging.getLogger("bangban.door")
_KEPT = (
    {
        "type": "http.response.start", "status": 200,
        "headers": [(b"content-type", b"text/plain"), (b"content-length", b"2")],
    },
    {"type": "http.response.body", "body": b"ok"},
)  # fmt: skip


class Door:
    """ASGI: takes the providers' requests, hands all others on."""

    def __init__(self, app: ASGIApp, channels: Mapping[str, Channel], service: Callable[[], Service | None]) -> None:
        self._app, self._service = app, service
        self._channels = {PREFIX + name: channel for name, channel in channels.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        channel = self._channels.get(scope["path"])
        if channel is None:
            await _answer(send, 404, "there is no such channel here")
        elif scope["method"] != "POST":
            await _answer(send, 405, "POST it")
        elif (body := await _body(receive)) is None:
            await _answer(send, 413, f"more than {LIMIT} bytes")
        else:
            await self._take(channel, Incoming(dict(scope["headers"]), scope["query_string"], body), send)

    async def _take(self, channel: Channel, request: Incoming, send: Send) -> None:
        if not channel.verify(request):
            await _answer(send, 403, "the signature is not yours")
            return
        try:
            deliveries = channel.parse(request)
        except BadRequest as error:
            await _answer(send, 400, str(error))
            return
        service = self._service()
        if service is None:
            await _answer(send, 503, "not ready; send it again", retry=1)
            return
        try:
            kept = [service.deliver(delivery) for delivery in deliveries]
            for future in kept:
                await future
        except (StoreDown, Stopping) as error:
            await _answer(send, 503, f"{error}; send it again", retry=2)
            return
        await send(_KEPT[0])
        await send(_KEPT[1])


async def _body(receive: Receive) -> bytes | None:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LIMIT:
            return None
    return body if len(body) <= LIMIT else None


async def _answer(send: Send, status: int, text: str, retry: int = 0) -> None:
    body = text.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if retry:
        headers.append((b"retry-after", str(retry).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
