"""The chat page's addresses.

`GET /` shows the conversation; `POST /say`, `/tap`, `/send` and `/leave` change something and lead back to it. Our
script asks for JSON and gets the update itself. The conversation's number lives in a cookie that no script can read.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.dialogue.events import Event, Opened, Said, Sent, Tapped
from bot.media.check import Refused, checked
from bot.pipeline.assistant import Assistant
from bot.pipeline.attachments import MOST
from bot.pipeline.delivery import Delivery
from webhooks.chat.view import Chat
from webhooks.forms import external_id, field, fields, number, read_form, read_upload, wants_json
from webhooks.live import Hub, Update, stream
from webhooks.pages import N_, Pages
from webhooks.thread import Thread, read_cursor, read_thread

CHANNEL = "web"
COOKIE = "bangban"
#: Where files are posted to.
SEND = "/send"
#: Seconds a browser remembers its conversation: a form may take a person a few weeks.
_REMEMBER = 30 * 24 * 3600


def conversation(request: Request) -> str | None:
    """The conversation this browser holds, if it holds one."""
    held = request.cookies.get(COOKIE, "")
    return held if re.fullmatch(r"[0-9a-f]{32}", held) else None


def chat_routes(assistant: Assistant, pages: Pages, hub: Hub) -> APIRouter:
    """The router, for one assistant."""
    routes = _Routes(assistant, pages, hub)
    router = APIRouter()
    router.add_api_route("/", routes.show, methods=["GET"], response_model=None)
    router.add_api_route("/say", routes.say, methods=["POST"], response_model=None)
    router.add_api_route("/tap", routes.tap, methods=["POST"], response_model=None)
    router.add_api_route(SEND, routes.send, methods=["POST"], response_model=None)
    router.add_api_route("/leave", routes.leave, methods=["POST"], response_model=None)
    router.add_api_route("/events", routes.events, methods=["GET"], response_model=None)
    return router


class _Routes:
    def __init__(self, assistant: Assistant, pages: Pages, hub: Hub) -> None:
        self._assistant, self._pages, self._hub = assistant, pages, hub
        self._chat = Chat(pages, assistant.library)

    async def show(self, request: Request) -> Response:
        address = conversation(request) or secrets.token_hex(16)
        thread = await run_in_threadpool(self._opened, address)
        note = request.query_params.get("note", "")
        response = HTMLResponse(self._chat.page(thread, note), headers={"Cache-Control": "no-store"})
        response.set_cookie(
            COOKIE, address, max_age=_REMEMBER, httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        return response

    def _opened(self, address: str) -> Thread:
        """The conversation, welcomed if it is new."""
        thread = read_thread(self._assistant, CHANNEL, address)
        if not thread.entries:
            self._assistant.receive(CHANNEL, address, f"{address}:opened", Opened("web"))
            thread = read_thread(self._assistant, CHANNEL, address)
        return thread

    async def say(self, request: Request) -> Response:
        form = await read_form(request)
        text = field(form, "text")
        event = Said(text, "web", None, number(field(form, "prompt")) or None) if text.strip() else None
        return await self._take(request, form, lambda _: event, "empty")

    async def tap(self, request: Request) -> Response:
        form = await read_form(request)
        return await self._take(request, form, partial(self._tapped, form), "tick")

    def _tapped(self, form: FormData, address: str) -> Event | None:
        """One digit is a tap. Several are said as one answer, unless their prompt is gone: then a tap says so.

        "Don't know" is a button of its own beside the boxes, so it counts alone, whatever is ticked.
        """
        prompt = number(field(form, "prompt")) or 0
        digits = [int(d) for d in dict.fromkeys(fields(form, "digit")) if re.fullmatch(r"[0-9]", d)]
        if not digits:
            return None
        standing = self._assistant.standing(CHANNEL, address)
        if 0 in digits:
            return Tapped(prompt, 0, "web")
        if len(digits) > 1 and standing.several and standing.prompt == prompt:
            return Said("".join(map(str, digits)), "web", None, prompt)
        return Tapped(prompt, digits[0], "web")

    async def _take(
        self, request: Request, form: FormData, event_for: Callable[[str], Event | None], note: str
    ) -> Response:
        address = conversation(request)
        if address is None:
            return self._no_cookie(request)
        event = await run_in_threadpool(event_for, address)
        if event is not None:
            name = external_id(address, field(form, "token"), [event])
            await run_in_threadpool(self._assistant.receive, CHANNEL, address, name, event)
        return await self._answer(request, address, form, note if event is None else "")

    async def send(self, request: Request) -> Response:
        """A photo, a voice message or a file. What is refused is told, and kept nowhere."""
        address = conversation(request)
        if address is None:
            return self._no_cookie(request)
        form, data = await read_upload(request, "file")
        note = await run_in_threadpool(self._keep, address, field(form, "token"), data)
        return await self._answer(request, address, form, note)

    def _keep(self, address: str, token: str, data: bytes) -> str:
        """Hand a file in; the name of the note that says why not, or ""."""
        try:
            attachment = checked(data)
        except Refused as refused:
            return f"file-{refused.why}"
        if self._assistant.lying(CHANNEL, address) >= MOST:
            return "file-many"
        name = external_id(address, token, [hashlib.sha256(data).hexdigest()])
        self._assistant.deliver(Delivery(CHANNEL, address, name, Sent(attachment.kind.media, "", "web"), attachment))
        return ""

    async def _answer(self, request: Request, address: str, form: FormData, note: str) -> Response:
        """Back to the page, or what has changed on it."""
        if not wants_json(request):
            return RedirectResponse(f"/?note={note}#answer" if note else "/#end", 303)
        thread = await run_in_threadpool(read_thread, self._assistant, CHANNEL, address)
        return JSONResponse(self._chat.update(thread, field(form, "after") or "0.0", note).plain())

    def _no_cookie(self, request: Request) -> Response:
        """A browser that keeps no cookie would start anew with every message, and never see an answer."""
        message = N_("浏览器没有记住这次对话，所以您写的没有收到。请允许这个网站用 Cookie，再试一次。")
        said = self._pages.say("zh_CN", message)
        if wants_json(request):
            return JSONResponse({"error": said}, 400)
        return self._pages.page("message.html", "zh_CN", 400, title=N_("没有收到"), message=message)

    async def leave(self, request: Request) -> Response:
        address = conversation(request)
        language = await run_in_threadpool(self._assistant.language, CHANNEL, address) if address else "zh_CN"
        message = N_("这台机器上看不到刚才的对话了。交给联络员的事照样在办。")
        response = self._pages.page("message.html", language, title=N_("已经离开"), message=message)
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response

    async def events(self, request: Request) -> Response:
        address = conversation(request)
        if address is None:
            return Response(status_code=204)  # tells the browser to stop asking
        return stream(
            self._hub, request, frozenset({self._assistant.key(CHANNEL, address)}), partial(self._look, address)
        )

    def _look(self, address: str, cursor: str) -> Update | None:
        thread = read_thread(self._assistant, CHANNEL, address)
        if not thread.since(read_cursor(cursor)):
            return None
        return self._chat.update(thread, str(read_cursor(cursor)))
