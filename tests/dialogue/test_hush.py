"""After words of danger no answer counts until a question is before the person's eyes again, whatever comes between."""

from collections.abc import Callable

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue import step as engine
from bot.dialogue.effects import Alert, Put
from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.dialogue.step import step
from bot.pipeline.player import MORNING, Player
from bot.pipeline.script import edited
from tests.dialogue.people import asked, facts, lead

Meet = Callable[..., Player]


def test_opening_the_page_again_does_not_lift_it(meet: Meet) -> None:
    player = lead(meet("web"), "consent")
    player.say("我老公打我")
    player.open()
    player.say("1")
    assert "consent" not in facts(player)


def test_leaving_and_coming_back_does_not_lift_it(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    for line in ("我不想活了", "退订", "1"):
        player.say(line)
    assert "cert_status" not in facts(player)


def test_it_holds_when_the_rest_fails(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(engine, "advance", fails)
        turn = step(loaded.content, Session(), Said("我不想活了", "sms"), MORNING)
    assert turn.session.hushed


def test_no_question_follows_the_hotline_even_when_the_content_changed(loaded: Loaded, meet: Meet) -> None:
    player = lead(meet(), "name")
    player.library = Library(edited(loaded, "edit trees/training.yaml: sent: => sent_off:\\n    end: true\\n  sent:"))
    player.session = _elsewhere(player.session)
    played = player.say("我不想活了")
    assert any(isinstance(effect, Alert) for effect in played.effects)
    assert not any(isinstance(effect, Put) for effect in played.effects)
    assert player.session.hushed


def _elsewhere(session: Session) -> Session:
    """The session as if it stood on a node that the new content no longer has."""
    import msgspec

    top = msgspec.structs.replace(session.stack[-1], node="gone")
    return msgspec.structs.replace(session, content="older", stack=(*session.stack[:-1], top))


def test_a_photo_answers_nothing_either(meet: Meet) -> None:
    player = lead(meet("web"), "cert_status")
    player.say("我不想活了")
    player.send("photo", "p1")
    player.say("1")
    assert facts(player)["cert_status"] == "valid", "the photo brought the question back"
    assert asked(player) != "cert_status"
