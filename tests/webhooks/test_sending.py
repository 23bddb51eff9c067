"""Sending a photo, a voice message or a file on the chat page, in a browser without JavaScript."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.testclient import TestClient

from bot.media.check import LIMIT
from bot.pipeline.assistant import Assistant
from bot.store.database import ask
from tests.media.pictures import OTHERS, PICTURES, PLACE
from tests.webhooks.test_guard import ELSEWHERE
from tests.webhooks.visitor import Page, Visitor
from webhooks import guard

TOKEN = "0123456789abcdef" * 2
JPEG = PICTURES["jpeg"]


def post(
    client: TestClient, data: bytes, name: str = "a.jpg", token: str = TOKEN, kind: str = "image/jpeg", **headers: str
) -> httpx.Response:
    """Post a file as a browser would."""
    return client.post("/send", data={"token": token}, files={"file": (name, data, kind)}, headers=headers)


def kept(assistant: Assistant) -> list[tuple[str, int]]:
    with assistant.store.reading() as connection:
        return [(row.kind, row.size) for row in ask(connection, "SELECT kind, size FROM attachments ORDER BY id")]


def test_the_page_has_a_control_that_any_browser_and_any_reader_knows(visitor: Visitor) -> None:
    page = visitor.open()
    html = page.response.text
    assert re.search(r'<form action="/send" method="post" enctype="multipart/form-data"', html)
    assert re.search(r'<label for="file">[^<]+</label>', html) and 'id="file-help"' in html
    assert re.search(r'<input id="file" name="file" type="file"[^>]*aria-describedby="file-help"', html)
    assert "<summary>发照片、录音或文件</summary>" in html
    assert next(form for form in page.forms if form.action == "/send").buttons == {"发出去": ("", "")}


def test_a_photo_is_kept_answered_and_stands_in_the_conversation(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open()
    page = Page(post(visitor.client, JPEG))
    lines = list(page.lines["log"].values())
    assert "您：发了照片" in lines and any("收到了，先存着" in line for line in lines)
    assert str(page.response.url).endswith("/#end")
    ((kind, size),) = kept(assistant)
    assert kind == "jpeg" and size < len(JPEG), "without the place"


@pytest.mark.parametrize("name", sorted({**PICTURES, **OTHERS}))
def test_every_kind_is_taken_whatever_it_is_called(client: TestClient, assistant: Assistant, name: str) -> None:
    client.get("/")
    post(client, {**PICTURES, **OTHERS}[name], "../../etc/passwd.exe", kind="application/x-msdownload")
    assert [kind for kind, _ in kept(assistant)] == [name]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "请先选一张照片"), (b"<script>alert(1)</script>", "这种文件收不了"), (b"MZ" + bytes(99), "这种文件"),
        (PICTURES["png"][:30], "打不开"), (b"%PDF-" + bytes(LIMIT), "超过8兆"),
    ],
    ids=["empty", "script", "program", "half", "large"],
)  # fmt: skip
def test_what_is_refused_is_told_and_kept_nowhere(
    client: TestClient, assistant: Assistant, data: bytes, says: str
) -> None:
    client.get("/")
    assert says in Page(post(client, data)).text
    assert says in str(post(client, data, Accept="application/json").json())
    assert kept(assistant) == []
    with assistant.store.reading() as connection:
        assert ask(connection, "SELECT count(*) FROM inbox").scalar_one() == 1, "the visit, and nothing else"


def test_far_too_large_is_refused_in_words_and_not_read_into_memory(client: TestClient, assistant: Assistant) -> None:
    client.get("/")
    answer = post(client, JPEG + bytes(2 * LIMIT))
    assert answer.status_code == 413 and "超过8兆" in Page(answer).text
    sent = [0]

    def endless() -> Iterator[bytes]:
        while sent[0] < guard.WASTED + 4 * LIMIT:
            sent[0] += 1 << 20
            yield bytes(1 << 20)

    answer = client.post("/send", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413 and kept(assistant) == []
    announced = client.post("/send", content=b"x", headers={"Content-Length": str(10**12)})
    assert announced.status_code == 413


async def test_no_more_than_the_limit_is_ever_held() -> None:
    """Of a body that is too large, the bytes are let go as soon as that is clear."""
    held = 0
    chunks = 300

    async def receive() -> dict[str, object]:
        nonlocal chunks, held
        chunks -= 1
        return {"type": "http.request", "body": bytes(1000), "more_body": chunks > 0}

    assert await guard._read(guard.Headers({}), receive, 5000, 10**6) is None
    assert chunks == 0, "it was read to its end, so the browser hears the answer"
    chunks = 300
    assert await guard._read(guard.Headers({}), receive, 5000, 20_000) is None
    assert chunks == 300 - 21, "and no further than that"


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_cannot_send_for_a_person(
    client: TestClient, assistant: Assistant, headers: dict[str, str]
) -> None:
    client.get("/")
    assert post(client, JPEG, **headers).status_code == 403
    assert kept(assistant) == []


def test_without_a_cookie_nothing_is_kept_and_the_reason_is_told(client: TestClient, assistant: Assistant) -> None:
    answer = post(client, JPEG)
    assert answer.status_code == 400 and "Cookie" in Page(answer).text
    assert kept(assistant) == []


def test_pressing_twice_sends_it_once_and_another_file_is_not_lost(visitor: Visitor, assistant: Assistant) -> None:
    visitor.open()
    once = Page(post(visitor.client, JPEG)).lines
    assert Page(post(visitor.client, JPEG)).lines == once
    post(visitor.client, OTHERS["amr"], "a.amr")
    assert [kind for kind, _ in kept(assistant)] == ["jpeg", "amr"]


def test_two_files_at_once_are_none(client: TestClient, assistant: Assistant) -> None:
    client.get("/")
    files = [("file", ("a.jpg", JPEG, "image/jpeg")), ("file", ("b.jpg", JPEG, "image/jpeg"))]
    assert "请先选一张照片" in Page(client.post("/send", data={"token": TOKEN}, files=files)).text
    assert kept(assistant) == []


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""])
def test_odd_bodies_harm_nobody(client: TestClient, assistant: Assistant, kind: str) -> None:
    client.get("/")
    for body in (
        b"",
        b"\0" * 1000,
        b"--x\r\n",
        b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n" + JPEG,
    ):
        answer = client.post("/send", content=body, headers={"Content-Type": f"{kind}; boundary=x"})
        assert answer.status_code == 200 and kept(assistant) == []


def test_who_has_sent_very_much_is_told_to_stop(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.chat.routes.MOST", 2)
    client.get("/")
    for number in range(3):
        answer = post(client, JPEG, token=f"{number:032x}")
    assert "您发过的太多了" in Page(answer).text and len(kept(assistant)) == 2


def test_too_many_at_once_are_told_to_wait(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "AT_ONCE", 0)
    client.get("/")
    assert post(client, JPEG).status_code == 503 and kept(assistant) == []
    assert client.post("/say", data={"text": "轮椅"}).status_code == 200


def test_nobody_elses_page_shows_it(visitor: Visitor, another: Callable[[], Visitor]) -> None:
    visitor.open()
    post(visitor.client, JPEG)
    assert "发了照片" not in another().open().text


def test_nothing_of_it_lies_in_a_temporary_file(
    client: TestClient, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large one would be spooled to the disk, unsealed."""

    def on_the_disk(*_: object, **__: object) -> object:
        raise AssertionError("a file was made")

    monkeypatch.setattr("tempfile.TemporaryFile", on_the_disk)
    client.get("/")
    post(client, b"%PDF-" + PLACE * (LIMIT // len(PLACE) - 1), "a.pdf")
    assert [kind for kind, _ in kept(assistant)] == ["pdf"]
