"""Whatever was answered: back restores what was known before, and a change to the same changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.dialogue.events import Event, Said
from bot.dialogue.session import Session
from bot.dialogue.step import Turn, advance
from bot.entitlements.facts import Value
from bot.pipeline.player import MORNING
from tests.dialogue.crowd import WRITTEN, Crowd
from tests.dialogue.invariants import given as taken_back
from tests.dialogue.invariants import holds_together

many = settings(max_examples=150, deadline=None)
walks = st.integers(0, 10**9)
lengths = st.integers(1, 40)


def walk(content: Content, seed: int, length: int) -> tuple[Session, Crowd]:
    """Somebody who has answered for a while, mostly sensibly."""
    crowd, session = Crowd(content, seed), Session()
    for turn in range(length):
        prompt = session.prompt
        question = content.questions.get(prompt.key) if prompt else None
        text = crowd.answer(question, prompt) if question is not None and prompt is not None else "您好"
        session = advance(content, session, Said(text, "sms"), MORNING + 60 * turn).session
    return session, crowd


def on_the_way(session: Session) -> dict[str, Value]:
    """What was answered and waits until a change before it is made."""
    return {answer.key: answer.value for answer in session.carried if answer.fact}


def tell(content: Content, session: Session, text: str) -> Turn:
    """One more message, a minute after the last."""
    event: Event = Said(text, "sms")
    turn = advance(content, session, event, session.last + 60)
    holds_together(content, turn.session)
    return turn


@many
@given(walks, lengths)
def test_back_restores_exactly_what_was_known_before(loaded: Loaded, seed: int, length: int) -> None:
    content = loaded.content
    session, crowd = walk(content, seed, length)
    question = content.questions.get(session.prompt.key) if session.prompt else None
    if question is None or session.prompt is None or question.key.startswith("@"):
        return
    before, floor = session.facts(), session.floor
    after = tell(content, session, crowd.answer(question, session.prompt)).session
    if len(taken_back(after)) != len(taken_back(session)) + 1 or after.floor != floor:
        return  # no answer was taken in, or something was sent off with it
    offered = after.prompt is not None and after.prompt.key == "@ask_person"  # the third "don't know" in a row
    again = tell(content, tell(content, after, "返回").session if offered else after, "返回").session
    assert again.facts() == before
    assert again.prompt is not None and again.prompt.key == question.key


@many
@given(walks, lengths, st.integers(1, 9))
def test_back_by_n_is_back_n_times(loaded: Loaded, seed: int, length: int, steps: int) -> None:
    session, _ = walk(loaded.content, seed, length)
    if session.prompt is None or session.prompt.key.startswith("@ask_"):
        return
    at_once = tell(loaded.content, session, f"返回{steps}").session
    one_by_one = session
    for _ in range(steps):
        one_by_one = tell(loaded.content, one_by_one, "返回").session
    assert (at_once.facts(), at_once.stack) == (one_by_one.facts(), one_by_one.stack)
    assert at_once.prompt is not None and one_by_one.prompt is not None
    assert (at_once.prompt.key, at_once.prompt.items) == (one_by_one.prompt.key, one_by_one.prompt.items)


@many
@given(walks, lengths, st.integers(1, 20))
def test_a_change_that_is_left_changes_nothing(loaded: Loaded, seed: int, length: int, number: int) -> None:
    session, _ = walk(loaded.content, seed, length)
    known = {**on_the_way(session), **session.facts()}
    asked = tell(loaded.content, session, f"改{number}").session
    if asked.offer != "change":
        return
    left = tell(loaded.content, asked, "返回").session
    assert {**on_the_way(left), **left.facts()} == known, (
        "nothing is lost, though what lies behind a list waits to be asked for"
    )


@many
@given(walks, lengths, st.integers(1, 20))
def test_a_change_to_the_same_changes_nothing(loaded: Loaded, seed: int, length: int, number: int) -> None:
    content = loaded.content
    session, _ = walk(content, seed, length)
    known = {**on_the_way(session), **session.facts()}
    asked = tell(content, session, f"改{number}").session
    if asked.offer != "change" or asked.prompt is None:
        return
    same = as_written(content, asked.carried[0].key, asked.prompt.items, asked.carried[0].value)
    after = tell(content, asked, same).session
    assert {**on_the_way(after), **after.facts()} == known


def as_written(content: Content, key: str, items: tuple[str, ...], value: object) -> str:
    """How somebody would write *value* to the question *key*."""
    if value is None:
        return "0"
    if isinstance(value, bool):
        return "1" if value else "2"
    if isinstance(value, list):
        return "".join(str(items.index(item) + 1) for item in value)
    if value in items:
        return str(items.index(value) + 1)
    return content.places.label(str(value)) if content.facts[key].kind == "place" else str(value)


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_crowd_knows_how_to_answer(loaded: Loaded, kind: str) -> None:
    assert any(question.kind == kind for question in loaded.content.questions.values()) or kind == "date"
