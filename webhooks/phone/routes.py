"""The simulated phones' addresses. Anybody can read any number's thread there, so they exist in a demo only."""

from functools import partial

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.dialogue.events import Said
from bot.pipeline.assistant import Assistant
from webhooks.chat.routes import CHANNEL as CHAT
from webhooks.chat.routes import conversation
from webhooks.forms import external_id, field, fields, read_form, wants_json
from webhooks.live import Hub, Update, stream
from webhooks.pages import N_, Pages
from webhooks.phone.numbers import page_address, read_new, shown_numbers
from webhooks.phone.view import CHANNEL, Phones


def phone_routes(assistant: Assistant, pages: Pages, hub: Hub) -> APIRouter:
    """The router, for one assistant."""
    routes = _Routes(assistant, pages, hub)
    router = APIRouter()
    router.add_api_route("/phone", routes.show, methods=["GET"], response_model=None)
    router.add_api_route("/phone/say", routes.say, methods=["POST"], response_model=None)
    router.add_api_route("/phone/events", routes.events, methods=["GET"], response_model=None)
    return router


class _Routes:
    def __init__(self, assistant: Assistant, pages: Pages, hub: Hub) -> None:
        self._assistant, self._pages, self._hub = assistant, pages, hub
        self._phones = Phones(pages, assistant)

    async def show(self, request: Request) -> Response:
        numbers, typed, problem = shown_numbers(request.query_params.getlist("n")), "", ""
        if "add" in request.query_params:
            typed = request.query_params["add"][:40]
            new, problem = read_new(typed, numbers)
            if new:
                return RedirectResponse(f"{page_address([*numbers, new])}#phone-{new}", 303)
        language = await self._language(request)
        look = await run_in_threadpool(self._phones.look, numbers, language)
        html = self._phones.page(look, language, problem, typed)
        return HTMLResponse(html, 400 if problem else 200, {"Cache-Control": "no-store"})

    async def say(self, request: Request) -> Response:
        """A short message from one of the phones. A key pressed without script is added to what was typed, and sent."""
        form = await read_form(request)
        numbers = shown_numbers(fields(form, "n"))
        number = field(form, "number")
        if number not in numbers:
            return self._no_phone(request)
        text = field(form, "text") + field(form, "key")
        if text.strip():
            event = Said(text, "sms")
            name = external_id(number, field(form, "token"), [event])
            await run_in_threadpool(self._assistant.receive, CHANNEL, number, name, event)
        if not wants_json(request):
            return RedirectResponse(f"{page_address(numbers)}#end-{number}", 303)
        language, since = await self._language(request), field(form, "after")
        update = await run_in_threadpool(self._look, numbers, language, since)
        return JSONResponse((update or Update(since)).plain())

    def _no_phone(self, request: Request) -> Response:
        message = N_("没有这部手机。请回到演示页，把号码加上再发。")
        if wants_json(request):
            return JSONResponse({"error": self._pages.say("zh_CN", message)}, 400)
        return self._pages.page("message.html", "zh_CN", 400, title=N_("没有收到"), message=message)

    async def events(self, request: Request) -> Response:
        numbers = shown_numbers(request.query_params.getlist("n"))
        look = partial(self._look, numbers, await self._language(request))
        return stream(self._hub, request, None, look)

    def _look(self, numbers: list[str], language: str, since: str) -> Update | None:
        return self._phones.update(self._phones.look(numbers, language), since, language)

    async def _language(self, request: Request) -> str:
        """The page is in the language of the chat in the same browser; each phone speaks its own."""
        address = conversation(request)
        return await run_in_threadpool(self._assistant.language, CHAT, address) if address else "zh_CN"
