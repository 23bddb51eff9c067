"""What every request passes first, and every answer last.

- A form may only come from our own pages: by Sec-Fetch-Site where the browser sends it, else by Origin. A request with
  neither comes from no browser (a provider's webhook, curl) and carries nobody's cookie, so it passes.
- A body is read whole before anybody looks at it, and never more than the limit. Files have a limit of their own, and
  only so many are read at once; of one that is too large the rest is read and thrown away, because a browser that is
  still sending would never show the answer.
- Every answer says that scripts and styles come from us alone, and that nobody may frame the page.
- What nobody caught is logged without the person's words, and answered in plain language.
"""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a request's body.
LIMIT = 64 * 1024
#: Bytes of a file that are read only to be thrown away, and files read at once.
WASTED, AT_ONCE = 64 * 1024 * 1024, 16

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
    """ASGI middleware; see the module. *files* are the addresses that take files, and how many bytes each takes."""

    def __init__(
        self, app: ASGIApp, refuse: Refuse, limit: int = LIMIT, files: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self._app, self._refuse, self._limit, self._files = app, refuse, limit, files
        self._reading = 0

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
        elif scope["path"] in self._files:
            await self._file(scope, headers, receive, send)
        elif (body := await _read(headers, receive, self._limit)) is None:
            await self._refuse(Request(scope), 413)(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _file(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Pass a file through, if it is not too large and there are not too many."""
        if self._reading >= AT_ONCE:
            await self._refuse(Request(scope), 503)(scope, receive, send)
            return
        self._reading += 1
        try:
            body = await _read(headers, receive, self._files[scope["path"]], WASTED)
            if body is None:
                await self._refuse(Request(scope), 413)(scope, receive, send)
            else:
                await self._app(scope, _replay(body, receive), send)
        finally:
            self._reading -= 1


async def _read(headers: Headers, receive: Receive, limit: int, wasted: int = 0) -> bytes | None:
    """The whole body; None if it is more than *limit*, of which up to *wasted* bytes are read and thrown away."""
    announced, most = headers.get("content-length", "0"), max(limit, wasted)
    if announced.isdecimal() and int(announced[:20]) > most:
        return None
    body, length = bytearray(), 0
    while length <= most:
        message = await receive()
        chunk: bytes = message.get("body", b"")
        length += len(chunk)
        if length <= limit:
            body += chunk
        else:
            body.clear()
        if not message.get("more_body"):
            return bytes(body) if length <= limit else None
    return None


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
