"""A letter with which not even an apology can be made: nobody waits for it, and the people on duty know."""

import pytest

from bot.dialogue.events import Said
from bot.pipeline import worker as module
from bot.pipeline.plan import TRIES, Claim, Plan
from bot.pipeline.turn import POISON
from bot.store.database import ask
from tests.pipeline.world import World


def test_it_is_put_aside_with_an_alert_and_the_conversation_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(claim: Claim, now: float) -> Plan:
        raise RuntimeError("this session cannot even be written")

    monkeypatch.setattr(module, "RETRY", 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(world.assistant.worker.turns, "take", broken)
        world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))
        for _ in range(TRIES):
            world.assistant.go_on()
    with world.store.reading() as connection:
        assert ask(connection, "SELECT state FROM inbox").scalar() == 2
        assert ask(connection, "SELECT category FROM alerts").scalars().all() == [POISON]
    assert world.say("你好", "138")
