"""What is put aside after the last try, from door to door: an operator sees it, tries again, and it goes on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.content.load import Loaded
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline import turn
from tests.webhooks.gateway import Gateway, refused, taken, until
from tests.webhooks.home import NUMBER, Home, settings_for

OTHER = "13900000002"
POISON = "毒药不能读"

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def home(tmp_path: Path, loaded: Loaded, directory: Directory, gateway: Gateway) -> Iterator[Home]:
    """A process that sends to it."""
    with Home(settings_for(tmp_path, gateway.url), loaded, directory) as home:
        yield home


def bangban(home: Home, *words: str, status: int = 0) -> str:
    """The command, beside the process that serves."""
    done = CliRunner().invoke(app, ["aside", "--data", home.settings.data, *words])
    assert done.exit_code == status, done.output
    return done.output


def aside(home: Home) -> list[dict[str, Any]]:
    """The list, as a program reads it."""
    found: list[dict[str, Any]] = json.loads(bangban(home, "--json"))["aside"]
    return found


def test_after_five_failures_a_message_is_aside_and_sent_again_it_arrives(home: Home, gateway: Gateway) -> None:
    gateway.answer = refused(503)
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 2"))
    assert len(gateway.asked) == 5
    assert home.rows("alerts", "category = 'undeliverable'") == 1
    (one,) = aside(home)
    assert (one["id"], one["kind"], one["channel"], one["attempts"]) == ("o1", "message", "simulated", 5)
    assert one["error"] == "HTTP 503"
    listed = bangban(home)
    assert "o1" in listed and "5 tries" in listed
    gateway.answer = taken
    assert "o1" in bangban(home, "--again", "o1")
    until(lambda: gateway.arrived)
    until(lambda: home.rows("outbox", "state = 1"))
    assert "帮办" in gateway.texts(NUMBER)[0]
    assert aside(home) == []


def test_neither_words_nor_numbers_are_shown(home: Home, gateway: Gateway) -> None:
    gateway.answer = lambda asked: (400, {}, json.dumps(asked).encode())
    home.say("我叫王光明")
    until(lambda: home.rows("outbox", "state = 2"))
    for shown in (bangban(home), bangban(home, "--json")):
        assert not any(word in shown for word in (NUMBER, "王光明", "您好"))


def test_a_long_number_in_a_provider_s_error_is_left_out(home: Home, gateway: Gateway) -> None:
    gateway.answer = refused(400)
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 2"))
    with home.house.store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE outbox SET error = 'no route to {NUMBER}'")
    assert aside(home)[0]["error"] == "no route to …"


def test_the_next_message_is_not_held_up_by_one_that_is_aside(home: Home, gateway: Gateway) -> None:
    gateway.answer = refused(400)
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 2"))
    gateway.answer = taken
    home.say("1")
    until(lambda: len(gateway.texts(NUMBER)) == 1)
    assert gateway.arrived[0]["repeat"] is False


@pytest.mark.parametrize(("status", "label"), [(500, True), (504, True), (503, False), (429, False), (400, False)])
def test_sent_again_it_says_if_it_may_have_come_before(home: Home, gateway: Gateway, status: int, label: bool) -> None:
    gateway.answer = refused(status)
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 2"))
    gateway.answer = taken
    bangban(home, "--again", "all")
    until(lambda: gateway.arrived)
    assert gateway.arrived[0]["repeat"] is label
    assert ("这条可能发过了" in gateway.texts(NUMBER)[0]) is label


def test_it_says_so_too_if_only_an_earlier_try_may_have_arrived(home: Home, gateway: Gateway) -> None:
    def answer(asked: Any) -> Any:
        return refused(500 if len(gateway.asked) < 5 else 429)(asked)

    gateway.answer = answer
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 2"))
    gateway.answer = taken
    bangban(home, "--again", "o1")
    until(lambda: gateway.arrived)
    assert gateway.arrived[0]["repeat"]


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """One text that no turn can be taken with."""
    real = turn.talk

    def talk(library: Any, session: Any, event: Any, *more: Any) -> Any:
        if isinstance(event, Said) and event.text == POISON:
            raise ValueError(event.text)
        return real(library, session, event, *more)

    monkeypatch.setattr(turn, "talk", talk)
    return monkeypatch


def test_a_poison_letter_is_put_aside_and_the_conversation_goes_on(
    home: Home, gateway: Gateway, poisoned: pytest.MonkeyPatch
) -> None:
    home.say("你好")
    home.say(POISON)
    home.say("1")
    home.say("你好", OTHER)
    until(lambda: len(gateway.texts(NUMBER)) == 3)
    greeting, sorry, question = gateway.texts(NUMBER)
    assert "这次是给谁问" in greeting
    assert "出了点问题" in sorry
    assert "残疾人证" in question or "办" in question
    until(lambda: len(gateway.texts(OTHER)) == 1)
    (one,) = aside(home)
    assert (one["id"], one["kind"], one["attempts"], one["error"]) == ("i2", "letter", 5, "ValueError")
    assert home.rows("alerts", "category = 'poison'") == 1


def test_a_letter_taken_again_is_answered_in_the_place_of_the_apology(
    home: Home, gateway: Gateway, poisoned: pytest.MonkeyPatch
) -> None:
    home.say("你好")
    home.say(POISON)
    until(lambda: len(gateway.texts(NUMBER)) == 2)
    until(lambda: home.rows("outbox", "state = 1") == 2)
    poisoned.undo()
    assert "i2" in bangban(home, "--again", "i2")
    until(lambda: len(gateway.texts(NUMBER)) == 3)
    assert "出了点问题" not in gateway.texts(NUMBER)[2]
    assert aside(home) == []
    assert home.rows("inbox", "state = 1") == 2
    lines = home.house.assistant.history("simulated", NUMBER)
    assert [line.inbound for line in lines] == [True, False, True, False]
    assert "出了点问题" not in lines[-1].text


def test_a_letter_that_still_cannot_be_read_is_put_aside_once_more(
    home: Home, gateway: Gateway, poisoned: pytest.MonkeyPatch
) -> None:
    home.say(POISON)
    until(lambda: len(gateway.texts(NUMBER)) == 1)
    bangban(home, "--again", "all")
    until(lambda: len(gateway.texts(NUMBER)) == 2)
    assert [one["id"] for one in aside(home)] == ["i1"]
    home.say("你好", OTHER)
    until(lambda: len(gateway.texts(OTHER)) == 1)


@pytest.mark.parametrize("name", ["o99", "i99", "x1", "o", "12", "o1;DROP TABLE outbox", "o-1", "o" + "9" * 30])
def test_what_is_not_aside_cannot_be_tried_again(home: Home, gateway: Gateway, name: str) -> None:
    home.say("你好")
    until(lambda: home.rows("outbox", "state = 1"))
    assert "bangban aside" in bangban(home, f"--again={name}", status=2)
    assert len(gateway.arrived) == 1


def test_nothing_aside_is_said_plainly(home: Home) -> None:
    assert bangban(home) == "Nothing is aside.\n"
    assert bangban(home, "--again", "all") == "Nothing is aside.\n"


def test_a_store_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["aside", "--data", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "--data" in done.output
    assert not (tmp_path / "none").exists()
