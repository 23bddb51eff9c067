"""The web application: the chat page, the simulated phones, and what both need around them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from bot.pipeline.assistant import Assistant
from webhooks.chat.routes import chat_routes
from webhooks.forms import wants_json
from webhooks.guard import Guard
from webhooks.live import Hub
from webhooks.pages import HERE, N_, Pages
from webhooks.phone.routes import phone_routes

#: Seconds between two looks for timers that have come due.
_TICK = 1.0

_log = logging.getLogger("bangban.web")

_REFUSED = {
    403: (N_("不能这样发"), N_("这一条不是从我们的网页发来的，没有收。请回到我们的网页再发。")),
    404: (N_("没有这一页"), N_("这个地址没有东西。请回到对话那一页。")),
    405: (N_("没有这一页"), N_("这个地址没有东西。请回到对话那一页。")),
    413: (N_("太长了"), N_("您发的太长了，没有收下。请分成几次，短一点再发。")),
    500: (N_("我们这边出了点问题"), N_("对不起，您刚才发的可能没有收下。请回去看一看，再试一次。")),
}


def create_app(assistant: Assistant, *, demo: bool = False) -> FastAPI:
    """The application for one assistant. *demo* adds simulated phones, on which anybody can read every thread."""
    hub = Hub()
    pages = Pages(assistant.library, phones=demo)
    assistant.on_reply = hub.wake
    app = FastAPI(title="Bangban", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan(assistant, hub))

    def refuse(request: Request, status: int) -> Response:
        return _refuse(pages, assistant, request, status)

    def refused(request: Request, error: Exception) -> Response:
        return refuse(request, error.status_code if isinstance(error, HTTPException) else 500)

    app.add_middleware(Guard, refuse=refuse)
    app.add_exception_handler(HTTPException, refused)
    app.include_router(chat_routes(assistant, pages, hub))
    if demo:
        app.include_router(phone_routes(assistant, pages, hub))
    app.mount("/static", _Static(directory=HERE / "static"), name="static")
    return app


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
    if wants_json(request):
        return JSONResponse({"error": pages.say("zh_CN", message)}, status)
    answers = assistant.directory.answer_for("", "")
    return pages.page("message.html", "zh_CN", status, title=title, message=message, liaison=answers)


def _lifespan(assistant: Assistant, hub: Hub) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """While the server runs, the hub knows its loop and the timers are looked for."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        hub.attach(asyncio.get_running_loop())
        stop = asyncio.Event()
        timers = asyncio.create_task(_fire_timers(assistant, stop))
        try:
            yield
        finally:
            hub.attach(None)
            stop.set()
            await timers

    return lifespan


async def _fire_timers(assistant: Assistant, stop: asyncio.Event) -> None:
    """Once a second until *stop*. A failure is logged and tried again: the timers stay in the database."""
    while not stop.is_set():
        try:
            await run_in_threadpool(assistant.fire_due)
        except Exception:
            _log.exception("timers could not be fired")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _TICK)
