"""Danger words come before everything else, and are answered even when everything else fails."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from bot.content.load import Loaded
from bot.dialogue import step as engine
from bot.dialogue.effects import Alert, Fault, Request, Submit
from bot.dialogue.events import Said, Tapped
from bot.dialogue.session import Session
from bot.dialogue.step import step
from bot.pipeline.player import MORNING, Played, Player
from tests.dialogue.conftest import QUESTIONS
from tests.dialogue.people import asked, facts, heard, lead

Arrive = Callable[[str], Player]
Meet = Callable[..., Player]
WORDS = {
    "我不想活了": "suicide",
    "他天天打我": "violence",
    "三天没吃饭了": "hunger",
    "喝了农药": "medical",
    "wo bu xiang huo le": "suicide",
}


def alerts(played: Played) -> list[str]:
    return [effect.category for effect in played.effects if isinstance(effect, Alert)]


@pytest.mark.parametrize("key", QUESTIONS)
def test_at_every_question_the_hotline_comes_first_and_the_prompt_stays(
    arrive: Arrive, whole: Loaded, key: str
) -> None:
    player = arrive(key)
    before = player.session
    played = player.say("我不想活了")
    assert alerts(played) == ["suicide"]
    number = whole.content.hotlines[whole.content.danger_says["suicide"].hotlines[0]].number
    assert number in played.messages[0].text
    assert (player.session.prompt, player.session.answers) == (before.prompt, before.answers)


@pytest.mark.parametrize(("words", "category"), WORDS.items())
@pytest.mark.parametrize("form", ["sms", "web", "voice"])
def test_in_the_very_first_message_before_any_consent(meet: Meet, words: str, category: str, form: str) -> None:
    player = meet(form)
    played = player.say(words)
    assert category in alerts(played)
    assert heard(played)
    player.say("1")
    assert asked(player) == "for_whom", "the welcome is still to come"


def test_danger_words_are_not_taken_as_an_answer(meet: Meet) -> None:
    player = lead(meet(), "name")
    player.say("我不想活了")
    assert "name" not in facts(player)


def test_afterwards_the_same_question_can_be_answered(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.say("他天天打我")
    player.say("1")
    assert "cert_status" not in facts(player), "nobody answers a question that is no longer before their eyes"
    player.say("1")
    assert facts(player)["cert_status"] == "valid"


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_next_message_answers_nothing_but_brings_the_question_back(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    before = player.session
    player.say("我不想活了")
    played = player.say("1")
    assert player.session.prompt == before.prompt
    assert player.session.answers == before.answers
    assert not [effect for effect in played.effects if isinstance(effect, (Request, Submit))]
    assert played.messages[-1].prompt == before.prompt.id if before.prompt else heard(played)


def test_the_most_urgent_is_said_and_all_are_told(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "cert_status")
    played = player.say("他打我，我不想活了")
    assert alerts(played)[0] == "suicide" and "violence" in alerts(played)


def test_in_ten_thousand_letters_the_words_are_still_found(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    assert alerts(player.say("啊" * 10_000 + "我不想活了")) == ["suicide"]


def test_when_the_engine_fails_the_hotline_is_given_all_the_same(
    loaded: Loaded, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = lead(meet(), "cert_status")

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret: 杨秀英 13800001111")

    monkeypatch.setattr(engine, "advance", broken)
    before = player.session
    turn = step(loaded.content, before, Said("我不想活了", "sms"), player.now)
    assert isinstance(turn.effects[0], Alert)
    [fault] = [effect for effect in turn.effects if isinstance(effect, Fault)]
    assert "RuntimeError" in fault.message and "138" not in fault.message and "杨" not in fault.message
    assert turn.session == msgspec.structs.replace(before, hushed=True), (
        "the prompt is kept, and nothing answers it yet"
    )
    spoken = player.library.speaker(loaded.content).reply(turn, "sms")
    number = loaded.content.hotlines[loaded.content.danger_says["suicide"].hotlines[0]].number
    assert number in spoken[0].text


def test_when_the_engine_fails_without_danger_there_is_an_apology(
    loaded: Loaded, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = lead(meet(), "cert_status")
    monkeypatch.setattr(engine, "advance", lambda *_, **__: 1 / 0)
    for event in (Said("1", "sms"), Tapped(player.session.prompts, 1)):
        turn = step(loaded.content, player.session, event, player.now)
        assert turn.session == player.session
        assert loaded.content.say["apology"] in [getattr(effect, "wording", None) for effect in turn.effects]


def test_danger_after_stop_and_after_two_days(meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    player.say("退订")
    player.wait(2 * 86400)
    assert alerts(player.say("我不想活了")) == ["suicide"]


def test_after_a_content_edit_too(loaded: Loaded, meet: Meet) -> None:
    player = lead(meet(), "cert_status")
    gone = Session(
        **{name: getattr(player.session, name) for name in player.session.__struct_fields__} | {"content": "x"}
    )
    turn = step(loaded.content, gone, Said("我不想活了", "sms"), MORNING + 999)
    assert isinstance(turn.effects[0], Alert)
    assert turn.session.prompt is not None


@pytest.mark.parametrize("words", ["想死你了", "天热得遭不住了", "请打我电话", "低保没得吃低保"])
def test_harmless_words_are_harmless(meet: Meet, words: str) -> None:
    player = lead(meet(), "cert_status")
    assert alerts(player.say(words)) == []
