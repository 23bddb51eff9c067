"""The web application: the chat page, the simulated phones, and what both need around them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.media.check import LIMIT as MEDIA_LIMIT
from bot.pipeline.assistant import Assistant
from bot.pipeline.service import Stopping, StoreDown
from webhooks.channel import Channel
from webhooks.chat.routes import SEND, chat_routes
from webhooks.door import Door
from webhooks.forms import wants_json
from webhooks.guard import Guard
from webhooks.live import Hub
from webhooks.metrics import health_routes
from webhooks.pages import HERE, N_, Pages
from webhooks.phone.routes import phone_routes

#: Seconds to wait for the store before the first page is served without it, and between two tries.
_PATIENT, _AGAIN = 5.0, 1.0

_log = logging.getLogger("bangban.web")

_REFUSED = {
    403: (N_("不能这样发"), N_("这一条不是从我们的网页发来的，没有收。请回到我们的网页再发。")),
    404: (N_("没有这一页"), N_("这个地址没有东西。请回到对话那一页。")),
    405: (N_("没有这一页"), N_("这个地址没有东西。请回到对话那一页。")),
    503: (N_("现在收不了"), N_("我们这边出了点问题，您刚才发的没有收下。请过一会儿再发。")),
    413: (N_("太长了"), N_("您发的太长了，没有收下。请分成几次，短一点再发。")),
    500: (N_("我们这边出了点问题"), N_("对不起，您刚才发的可能没有收下。请回去看一看，再试一次。")),
}
_TOO_LARGE = N_("文件太大了"), N_("这个文件超过8兆，没有收下。请选小一点的再发。")
#: Bytes around a file in the body that brings it.
_AROUND = 16 * 1024


def create_app(
    assistant: Assistant, *, demo: bool = False, channels: Mapping[str, Channel] = MappingProxyType({})
) -> ASGIApp:
    """The application for one assistant, behind the providers' door.

    *demo* adds simulated phones, on which anybody can read every thread.
    """
    hub = Hub()
    pages = Pages(assistant.library, phones=demo)
    assistant.on_reply = hub.wake
    app = FastAPI(title="Bangban", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(assistant, hub))

    def refuse(request: Request, status: int) -> Response:
        return _refuse(pages, assistant, request, status)

    def refused(request: Request, error: Exception) -> Response:
        return refuse(request, error.status_code if isinstance(error, HTTPException) else 500)

    def away(request: Request, error: Exception) -> Response:
        return refuse(request, 503)

    app.add_middleware(Guard, refuse=refuse, files={SEND: MEDIA_LIMIT + _AROUND})
    app.add_exception_handler(HTTPException, refused)
    for kind in (StoreDown, Stopping):
        app.add_exception_handler(kind, away)
    app.include_router(chat_routes(assistant, pages, hub))
    app.include_router(health_routes(assistant, assistant.gauges))
    if demo:
        app.include_router(phone_routes(assistant, pages, hub))
    app.mount("/static", _Static(directory=HERE / "static"), name="static")
    return Door(app, channels, lambda: assistant.service)


class _Static(StaticFiles):
    """Asks browsers to look whether a file has changed, so that a page never runs with yesterday's script."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file, or the news that the browser has it already."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _refuse(pages: Pages, assistant: Assistant, request: Request, status: int) -> Response:
    """A refusal in plain words, with somebody to call: the pages may be all a person has."""
    title, message = _REFUSED.get(status, _REFUSED[500])
    if status == 413 and request.url.path == SEND:
        title, message = _TOO_LARGE
    if wants_json(request):
        return JSONResponse({"error": pages.say("zh_CN", message)}, status)
    answers = assistant.directory.answer_for("", "")
    return pages.page("message.html", "zh_CN", status, title=title, message=message, liaison=answers)


def _lifespan(assistant: Assistant, hub: Hub) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """While the server runs, the hub knows its loop and the assistant works in threads."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        hub.attach(asyncio.get_running_loop())
        starting = asyncio.create_task(_start(assistant))
        try:
            await asyncio.wait([starting], timeout=_PATIENT)
            yield
        finally:
            starting.cancel()
            await run_in_threadpool(assistant.rest)
            hub.attach(None)

    return lifespan


async def _start(assistant: Assistant) -> None:
    """Until it works: a store that is away for a moment must not need an operator. Meanwhile we say 503."""
    while True:
        try:
            await run_in_threadpool(assistant.serve)
        except Exception as error:
            _log.error("the store cannot be used yet: %s", type(error).__name__)
            await asyncio.sleep(_AGAIN)
        else:
            return
