"""What every request passes first, and every answer last.

- A form may only come from our own pages: by Sec-Fetch-Site where the browser sends it, else by Origin. A request with
  neither comes from no browser (a provider's webhook, curl) and carries nobody's cookie, so it passes.
- A body is read whole before anybody looks at it, and never more than the limit.
- Every answer says that scripts and styles come from us alone, and that nobody may frame the page.
- What nobody caught is logged without the person's words, and answered in plain language.
"""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a request's body.
LIMIT = 64 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Not no-referrer: with that, browsers hide the Origin of our own forms from us.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_log = logging.getLogger("bangban.web")

#: Answers a refused request: the request, the status.
Refuse = Callable[[Request, int], Response]


class Guard:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp, refuse: Refuse, limit: int = LIMIT) -> None:
        self._app, self._refuse, self._limit = app, refuse, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Reply(send)
        try:
            await self._pass(scope, receive, reply)
        except Exception as error:
            if reply.started:
                raise
            _log.error("%s %s failed: %s", scope["method"], scope["path"], type(error).__name__, exc_info=error)
            await self._refuse(Request(scope), 500)(scope, receive, reply)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] in _SAFE:
            await self._app(scope, receive, send)
        elif not from_our_own_page(headers):
            await self._refuse(Request(scope), 403)(scope, receive, send)
        elif (body := await self._read(headers, receive)) is None:
            await self._refuse(Request(scope), 413)(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body; None if it is more than the limit."""
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > self._limit:
            return None
        body = b""
        while True:
            message = await receive()
            chunk: bytes = message.get("body", b"")
            body += chunk
            if len(body) > self._limit:
                return None
            if not message.get("more_body"):
                return body


class _Reply:
    """Sends an answer with the headers that every answer has, and remembers whether it began."""

    def __init__(self, send: Send) -> None:
        self._send, self.started = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def from_our_own_page(headers: Headers) -> bool:
    """Whether a request that changes something was sent by one of our pages, or by no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
