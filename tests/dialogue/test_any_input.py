"""Anything at all may be written: 100,000 events, each taken twice, and never an exception, a silence or a dead end."""

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.effects import Request
from bot.dialogue.events import Due, Event, Opened, Said
from bot.dialogue.reply import Message
from bot.dialogue.session import Session, decode, encode
from bot.dialogue.step import Turn, advance
from bot.pipeline.player import MORNING
from tests.dialogue.crowd import Crowd
from tests.dialogue.invariants import holds_together

PEOPLE, EVENTS_EACH = 250, 50
EXTRA = {"code": "10014", "liaison": "张敏", "office": "县残联", "phone": "12385", "within": "3"}


@pytest.mark.parametrize("seed", range(8))
def test_100_000_events_and_nobody_is_left_standing(loaded: Loaded, whole: Loaded, seed: int) -> None:
    """8 × 250 × 50 events, half of them on content that also asks dates and photos, and waits.

    `advance` itself is called, so that the net in `step` hides nothing.
    """
    library = Library(whole if seed % 2 else loaded)
    crowd, content = Crowd(library.current, seed), library.current
    for _person in range(PEOPLE):
        session, now, story = Session(), MORNING, []
        for _ in range(EVENTS_EACH):
            event = crowd.event(session)
            story.append(event)
            try:
                turn, messages = twice(library, session, event, now)
                look_for_a_dead_end(library, session, event, turn, messages)
                holds_together(content, turn.session)
            except Exception as error:
                raise AssertionError(f"{error!r} after {story!r}") from error
            assert len(encode(turn.session)) < content.settings.limits.session_bytes
            session, now = turn.session, now + crowd.pause()
        assert_a_person_is_one_word_away(library, session, now, story)


def twice(library: Library, session: Session, event: Event, now: float) -> tuple[Turn, list[Message]]:
    """The turn and its messages; taken a second time from what was stored, it is the same."""
    turn = advance(library.current, session, event, now)
    stored = encode(session)
    again = advance(library.current, decode(stored), event, now)
    assert encode(session) == stored, "a turn changed the session it was given"
    assert encode(again.session) == encode(turn.session)
    assert decode(encode(turn.session)) == turn.session
    speaker = library.speaker(library.current)
    messages = speaker.reply(turn, event.form, EXTRA)
    assert speaker.reply(again, event.form, EXTRA) == messages
    return turn, messages


def look_for_a_dead_end(library: Library, before: Session, event: Event, turn: Turn, messages: list[Message]) -> None:
    """Something is on the table, or nothing is going on; and whoever wrote is answered."""
    after = turn.session
    assert after.prompt is not None or not after.stack
    if after.prompt is not None:
        assert after.prompt.key in library.current.questions
        assert after.prompt.id <= after.prompts
    asked_nothing = isinstance(event, Opened) and before.prompt is not None
    if not isinstance(event, Due) and not asked_nothing:
        assert messages and all(message.text.strip() for message in messages)
    for message in messages:
        message.text.encode()


def assert_a_person_is_one_word_away(library: Library, session: Session, now: float, story: list[Event]) -> None:
    """人工 puts the tree that hands over on the stack, or hands over at once if all is known."""
    turn = advance(library.current, session, Said("人工", "sms"), now)
    handed = any(isinstance(effect, Request) for effect in turn.effects)
    stands = any(frame.tree == library.current.settings.person for frame in turn.session.stack)
    told = session.called and now - session.called < library.current.settings.recall  # somebody has it already
    assert handed or stands or told, f"人工 led to {turn.session.stack} after {story!r}"
