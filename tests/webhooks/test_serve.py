"""`bangban serve` from the outside: it starts, says where, stops cleanly, and tells plainly why it cannot."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT

COMMAND = [sys.executable, "-c", "import typer; from webhooks.serve import serve; typer.run(serve)"]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *options], cwd=ROOT, capture_output=True, text=True, timeout=60)


def complaint(*options: str) -> str:
    """The one line that a start which fails leaves behind."""
    done = run(*options)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line


@contextmanager
def serving(data: Path, *options: str) -> Iterator[list[str]]:
    """A running server's addresses; it must stop within seconds when asked to, open streams or not."""
    command = [*COMMAND, "--port", "0", "--data", str(data), "--demo", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield [server.stdout.readline().strip() for _ in range(2)]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(8)


def test_it_says_where_it_is_once_it_can_be_reached(tmp_path: Path) -> None:
    with serving(tmp_path) as addresses:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", addresses[0])
        assert addresses[1].endswith("/phone")
        assert [httpx.get(address).status_code for address in addresses] == [200, 200]


def test_it_stops_while_somebody_is_listening(tmp_path: Path) -> None:
    with serving(tmp_path) as addresses, httpx.Client(base_url=addresses[0], timeout=10) as browser:
        browser.get("/")
        with browser.stream("GET", "/events") as stream:
            assert next(stream.iter_lines())
            os.sync()


def test_a_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    with httpx.Client(follow_redirects=True) as browser:
        with serving(tmp_path) as addresses:
            browser.get(addresses[0])
            browser.post(f"{addresses[0]}say", data={"text": "轮椅"})
        with serving(tmp_path) as addresses:
            assert "轮椅" in browser.get(addresses[0]).text


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = complaint("--demo", "--data", str(tmp_path), "--port", str(port))
    assert f"port {port}" in line
    assert "--port" in line


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    line = complaint("--demo", "--port", "0", "--data", str(tmp_path / "data"))
    assert "writable" in line


@pytest.mark.parametrize(
    ("spoil", "told"),
    [("root: nowhere_at_all: [", "settings.yaml:1"), (None, "missing")],
)
def test_content_that_cannot_run(tmp_path: Path, spoil: str | None, told: str) -> None:
    content = tmp_path / "content"
    content.mkdir()
    if spoil is not None:
        (content / "settings.yaml").write_text(spoil, encoding="utf-8")
    line = complaint("--demo", "--port", "0", "--data", str(tmp_path), "--content", str(content))
    assert "the content cannot run" in line
    assert told in line or "more" in line


def test_no_content_and_nobody_who_answers(tmp_path: Path) -> None:
    assert "--content" in complaint("--demo", "--port", "0", "--data", str(tmp_path), "--content", str(tmp_path / "x"))
    assert "--liaisons" in complaint("--port", "0", "--data", str(tmp_path))
    assert "cannot be used" in complaint("--port", "0", "--data", str(tmp_path), "--liaisons", str(tmp_path / "x.csv"))
