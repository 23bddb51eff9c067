"""What comes from elsewhere, is too much, or is no text at all."""

import re

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from bot.pipeline.assistant import Assistant
from tests.webhooks.visitor import Page
from webhooks.app import create_app
from webhooks.guard import from_our_own_page

ELSEWHERE = [
    {"Origin": "https://example.com"},
    {"Origin": "null"},
    {"Origin": "http://testserver.example.com"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-site"},
]
OURS = [
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
    {},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_cannot_speak_for_a_person(client: TestClient, headers: dict[str, str]) -> None:
    client.get("/")
    answer = client.post("/say", data={"text": "退订"}, headers=headers)
    assert answer.status_code == 403
    assert "不是从我们的网页发来的" in Page(answer).text
    assert "退订" not in client.get("/").text


@pytest.mark.parametrize("headers", OURS)
def test_our_own_page_can(client: TestClient, headers: dict[str, str]) -> None:
    client.get("/")
    answer = client.post("/say", data={"text": "轮椅"}, headers=headers)
    assert "轮椅" in answer.text


def test_a_giant_message_is_refused_in_plain_words(client: TestClient) -> None:
    client.get("/")
    answer = client.post("/say", data={"text": "残" * 30_000})
    assert answer.status_code == 413
    assert "太长了" in Page(answer).text


def test_a_giant_message_that_does_not_say_its_length_is_refused_too(client: TestClient) -> None:
    client.get("/")
    answer = client.post("/say", content=(b"text=" + b"a" * 10_000 for _ in range(10)))
    assert answer.status_code == 413


def test_the_script_is_told_as_well(client: TestClient) -> None:
    client.get("/")
    answer = client.post("/say", data={"text": "残" * 30_000}, headers={"Accept": "application/json"})
    assert "太长了" in answer.json()["error"]


ODD = [
    b"text=%ff%fe%00&prompt=%00", b"text=\xff\xfe\x00", b"&&&=&=", b"text=%ED%A0%80&token=%s", b"\x00" * 100,
    b"prompt=99999999999999999999999&text=1", "text=１&prompt=１".encode(), b"text[]=1", b"text=" + b"%f0%9f%91%a8" * 9,
]  # fmt: skip
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream"]


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("path", ["/say", "/tap", "/phone/say"])
@pytest.mark.parametrize("kind", KINDS)
def test_odd_bytes_harm_nobody(client: TestClient, body: bytes, path: str, kind: str) -> None:
    client.get("/")
    answer = client.post(path, content=body, headers={"Content-Type": kind})
    assert answer.status_code in (200, 400)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("cookie", ["", "x" * 32, "../../etc", "0" * 31, "0" * 33, "A" * 32])
def test_a_cookie_that_is_not_ours_is_replaced(client: TestClient, cookie: str) -> None:
    answer = client.get("/", headers={"Cookie": f"bangban={cookie}"})
    assert answer.cookies["bangban"] != cookie


@pytest.mark.parametrize("path", ["/", "/phone", "/static/style.css", "/nothing", "/say"])
def test_every_answer_says_whose_scripts_may_run(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/phone"])
def test_no_page_holds_a_script_or_a_style_of_its_own(client: TestClient, path: str) -> None:
    html = client.get(path).text
    assert "<style" not in html
    assert " style=" not in html
    assert not re.search(r"<[^>]+ on[a-z]+=", html)
    assert html.count("<script") == html.count('<script type="module" src="/static/')
    assert "http://" not in html
    assert "https://" not in html


def test_a_page_that_is_not_there_leads_back(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "回到对话" in Page(answer).text


def test_when_our_side_fails_somebody_to_call_is_named(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bool:
        raise OSError("disk full")

    with TestClient(create_app(assistant)) as client:
        client.get("/")
        monkeypatch.setattr(assistant, "receive", broken)
        answer = client.post("/say", data={"text": "轮椅"})
    assert answer.status_code == 500
    assert "12385" in Page(answer).text
    assert "disk full" not in answer.text


def test_without_a_demo_nobody_can_read_a_number_s_thread(assistant: Assistant) -> None:
    with TestClient(create_app(assistant)) as client:
        assert client.get("/phone?n=13900000001").status_code == 404
        assert client.get("/phone/events?n=13900000001").status_code == 404
        assert "/phone" not in client.get("/").text


def test_a_provider_without_a_browser_is_let_through() -> None:
    assert from_our_own_page(Headers({"host": "example.com"}))
