"""Logs: JSON, one object a line, never what an exception says, and in a whole process nothing but our own at debug."""

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.logs import configure, id_of, ids_of
from webhooks.logs import Level, begin_logs

WORDS = "王光明 13985700001"
LOUD = ("httpx", "httpcore", "alembic", "asyncio", "sqlalchemy")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logs are a whole process's; afterwards they are pytest's again."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", "bangban", *LOUD)}
    hook = threading.excepthook
    yield
    threading.excepthook = hook
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since the last look."""

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def raised(error: Exception) -> Exception:
    """*error* as it comes out of somewhere deep."""

    def deep() -> None:
        raise error

    try:
        deep()
    except Exception as found:
        return found
    raise AssertionError


def test_an_id_is_the_beginning_of_a_blind_index() -> None:
    assert id_of(bytes(range(16))) == "000102030405"
    assert ids_of([b"\xff" * 16, bytes(16)]) == ["f" * 12, "0" * 12]


def test_a_line_is_one_object_with_what_was_added(lines: Lines) -> None:
    configure("info", plain=False)
    logging.getLogger("bangban.trail").info("cycle", extra={"kept": ["ab"], "ms": 1.5})
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("cycle", "info", "bangban.trail")
    assert (line["kept"], line["ms"]) == (["ab"], 1.5)
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("how", ["error", "tuple", "true"])
def test_an_exception_is_its_kind_and_its_places(lines: Lines, how: str) -> None:
    configure("info", plain=False)
    error = raised(ValueError(WORDS))
    given: Any = {"error": error, "tuple": (type(error), error, error.__traceback__), "true": True}[how]
    try:
        raise error
    except ValueError:
        logging.getLogger("bangban.web").error("it failed", exc_info=given)
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["at"][-1].endswith("deep")
    assert all(place.startswith("test_logs.py:") for place in line["at"])
    assert WORDS not in json.dumps(line, ensure_ascii=False)


def test_what_an_exception_came_from_is_not_told_either(lines: Lines) -> None:
    configure("info", plain=False)
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as inner:
            raise RuntimeError("outer") from inner
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = lines()
    assert (line["error"], line["event"]) == ("RuntimeError", "Exception in ASGI application")
    assert WORDS not in json.dumps(line, ensure_ascii=False)


def test_what_a_library_logs_stands_in_the_same_form(lines: Lines) -> None:
    configure("info", plain=False)
    logging.getLogger("somebody.else").warning("a word %s", "more")
    (line,) = lines()
    assert line["event"] == "a word more"


def test_for_people_it_is_plain_and_says_as_little(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", plain=True)
    logging.getLogger("bangban.web").error("it failed", exc_info=raised(ValueError(WORDS)))
    said = capsys.readouterr().err
    assert "it failed" in said and "ValueError" in said
    assert "Traceback" not in said and WORDS not in said


def test_without_a_terminal_it_is_json(lines: Lines) -> None:
    assert not sys.stderr.isatty()
    configure("info")
    logging.getLogger("bangban").warning("x")
    assert lines()[0]["event"] == "x"


def test_the_level_is_kept_and_configuring_twice_writes_once(lines: Lines) -> None:
    configure("debug", plain=False)
    configure("warning", plain=False)
    logging.getLogger("bangban").info("nobody reads this")
    logging.getLogger("bangban").warning("once")
    assert [line["event"] for line in lines()] == ["once"]


def test_libraries_that_say_too_much_say_only_warnings(lines: Lines) -> None:
    configure("debug", plain=False)
    for name in LOUD:
        logging.getLogger(name).info("GET /?text=%s", WORDS)
    assert lines() == []


@pytest.mark.parametrize(
    ("level", "demo", "ours"),
    [
        (None, True, logging.WARNING),
        (None, False, logging.INFO),
        (Level.DEBUG, True, logging.DEBUG),
        (Level.ERROR, False, logging.ERROR),
    ],
)
def test_a_process_logs_what_was_asked_for(level: Level | None, demo: bool, ours: int) -> None:
    begin_logs(level, demo)
    assert logging.getLogger("bangban.trail").getEffectiveLevel() == ours
    assert logging.getLogger("sse_starlette.sse").getEffectiveLevel() >= logging.WARNING


def test_at_debug_nobody_prints_the_words_that_go_out(lines: Lines) -> None:
    """sse-starlette logs every chunk it sends."""
    begin_logs(Level.DEBUG, demo=False)
    logging.getLogger("sse_starlette.sse").debug("chunk: %s", WORDS)
    assert lines() == []


def test_a_thread_that_ends_is_logged_as_everything_else(lines: Lines) -> None:
    begin_logs(Level.INFO, demo=False)

    def end() -> None:
        raise ValueError(WORDS)

    thread = threading.Thread(target=end, name="thinker")
    thread.start()
    thread.join()
    (line,) = lines()
    assert (line["event"], line["error"]) == ("the thread thinker ended", "ValueError")
    assert WORDS not in json.dumps(line, ensure_ascii=False)
