"""Letters of other conversations at any moment: never an exception, and nothing of the person's own is lost by them."""

import random

import pytest

from bot.content.library import Library
from bot.dialogue.cases import STATES, Case
from bot.dialogue.effects import Enquire, Pass, Put, Utter
from bot.dialogue.events import (
    NOTICES,
    Answered,
    Asked,
    Event,
    Joined,
    Knocked,
    Left,
    Moved,
    Opened,
    Refused,
    Said,
    Shared,
    Tapped,
    Told,
    Via,
)
from bot.dialogue.session import Session, decode, encode
from bot.dialogue.step import advance
from bot.language.receipt import code_of
from bot.pipeline.player import MORNING
from tests.dialogue.crowd import Crowd
from tests.dialogue.invariants import holds_together

HOME, OTHER = "sms 13800001111", "web browser"


def a_case(dice: random.Random) -> Case:
    """One that may be anybody's."""
    return Case(
        code_of(dice.randrange(1, 6)), dice.choice(("", "devices", "gone")), dice.choice(("", "A04", "gone")), "help",
        dice.choice(STATES), MORNING, MORNING, "张敏", "县残联", "12385",
        word=dice.choice(("", "小燕子")), home=dice.choice(("", HOME)), shared=dice.choice(("", HOME)),
    )  # fmt: skip


def a_letter(dice: random.Random) -> Event:
    """Anything another conversation may write."""
    case = a_case(dice)
    return dice.choice(
        (
            Told("有事。"), Moved(case.code, case.state), Asked(case.code, dice.choice(("小燕子", "", "x" * 99)), HOME),
            Answered(case.code, case), Answered(case.code), Shared(case), Refused(case.code),
            Knocked(OTHER), Joined(), Joined(True, OTHER), Left(HOME), Left(OTHER), Via(Said("2"), "web", OTHER),
            Via(Opened("web"), "web", OTHER), Via(Tapped(1, 1, "web"), "web", HOME),
        )
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_from_elsewhere_and_whenever(library: Library, seed: int) -> None:
    """`advance` itself is called, so that the net in `step` hides nothing."""
    crowd, dice, content = Crowd(library.current, seed), random.Random(seed), library.current
    for _person in range(60):
        session, now = Session(), MORNING
        for _ in range(40):
            words = (
                "口令",
                "口令 小燕子",
                "10019 小燕子",
                "回执10024小燕子",
                "进度",
                "10019",
                "1",
                "2",
                "3",
                "绑定",
                "绑定100001",
                "解绑",
            )
            said = Said(dice.choice(words), dice.choice(("sms", "web", "voice")))  # type: ignore[arg-type]
            event = dice.choice((a_letter(dice), said, crowd.event(session)))
            turn = advance(content, session, event, now)
            try:
                holds_together(content, turn.session)
            except AssertionError as error:
                raise AssertionError(f"{error} after {event!r} on {session!r}") from error
            if session.stopped and isinstance(event, NOTICES):
                assert not any(isinstance(effect, Utter | Put) for effect in turn.effects), event
            if isinstance(event, Said):
                assert any(isinstance(effect, Utter | Put | Enquire | Pass) for effect in turn.effects), event
            session, now = decode(encode(turn.session)), now + crowd.pause()


def test_an_enquiry_is_always_answered_and_changes_nothing_on_the_table(library: Library) -> None:
    dice = random.Random(1)
    for _ in range(500):
        session = Session(content=library.current.hash, cases=(a_case(dice),), stopped=dice.random() < 0.5)
        turn = advance(library.current, session, Asked(code_of(dice.randrange(1, 6)), "小燕子", HOME), MORNING)
        (answer,) = turn.effects
        assert isinstance(answer, Pass) and isinstance(answer.letter, Answered) and answer.to == HOME
        told = answer.letter.case
        assert told is None or (told.word, told.shared) == ("", "")
