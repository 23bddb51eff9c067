"""Every limit ends gently: a sentence for the person, a fault for the operator, and nothing lost."""

from collections.abc import Callable

import msgspec
import pytest

from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.dialogue.effects import Fault, Utter
from bot.dialogue.events import Due, Said
from bot.dialogue.limits import Limits
from bot.dialogue.session import Answer, Frame, Session, encode
from bot.dialogue.step import Turn, step
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Player
from tests.dialogue.people import asked, edit, facts, faults, lead, newcomer, says

Meet = Callable[..., Player]
LOOP = """
tree: ring
title: 转圈
words: [转圈圈]
start: one
nodes:
  one: {say: 一。, next: two}
  two: {branch: [{if: "known(orphan)", to: end}], next: one}
  end: {end: true}
"""
DEEP = """
tree: deep
title: 很深
words: [往下挖]
start: again
nodes:
  again: {call: deep, next: end}
  end: {end: true}
"""


def limited(content: Content, **numbers: int) -> Content:
    """The same content with other limits."""
    limits = Limits(**{**msgspec.structs.asdict(content.settings.limits), **numbers})
    return msgspec.structs.replace(content, settings=msgspec.structs.replace(content.settings, limits=limits))


def gently(turn: Turn, content: Content, sentence: str, about: str) -> bool:
    """The operator is told *about*, the person hears *sentence*."""
    messages = [effect.message for effect in turn.effects if isinstance(effect, Fault)]
    said = [effect.wording for effect in turn.effects if isinstance(effect, Utter)]
    return len(messages) == 1 and about in messages[0] and said == [content.say[sentence]]


@pytest.mark.parametrize(
    ("tree", "words", "sentence", "about"),
    [(LOOP, "转圈圈", "apology", "100 nodes"), (DEEP, "往下挖", "too_deep", "12 trees")],
)
def test_content_that_runs_in_circles_or_too_deep(
    loaded: Loaded, directory: Directory, tree: str, words: str, sentence: str, about: str
) -> None:
    version = edit(loaded, **{f"trees_{tree.split()[1]}": tree})
    player = lead(newcomer(version, directory), "main.menu")
    before = player.session
    played = player.say(words)
    assert says(played, version.content, sentence)
    [fault] = faults(played)
    assert about in fault and fault.startswith("LimitError at main.menu")
    assert player.session == before, "as if it had not been written"
    player.say("人工")
    assert asked(player) == "county", "a person is still one word away"


@pytest.mark.parametrize("frame", [Frame("gone", "x"), Frame("main", "gone")])
def test_a_session_that_stands_nowhere_is_a_fault_and_an_apology(loaded: Loaded, frame: Frame) -> None:
    content = loaded.content
    parked = Session(content=content.hash, stack=(Frame("main", "menu"), frame), prompts=3, last=MORNING)
    turn = step(content, msgspec.structs.replace(parked, shelved=None), Said("人工"), MORNING)
    assert turn.effects


def test_a_message_of_ten_thousand_letters_gets_a_hint(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "name")
    played = player.say("杨" * 10_000)
    assert says(played, loaded.content, "too_long")
    assert asked(player) == "name"
    assert len(encode(player.session)) < 2000


def test_what_is_looked_at_of_a_message_is_bounded(meet: Meet, loaded: Loaded) -> None:
    player = lead(meet(), "cert_status")
    player.say("嗯" * loaded.content.settings.limits.message_length + "过期了")
    assert "cert_status" not in facts(player)


def test_more_answers_than_can_be_taken_back_are_folded_and_still_known(loaded: Loaded, directory: Directory) -> None:
    content = limited(loaded.content, answers=4)
    player = lead(newcomer(loaded, directory), "age")
    session = player.session
    turn = step(content, session, Said("58", "sms"), player.now)
    assert len(turn.session.answers) <= 4
    assert turn.session.facts() == {**session.facts(), "age": 58}
    for _ in range(9):
        turn = step(content, turn.session, Said("返回", "sms"), player.now)
    assert turn.session.facts() == turn.session.base, "back goes as far as it can, and no further"
    assert turn.session.prompt is not None


def test_the_floor_moves_with_the_folded_answers(loaded: Loaded, directory: Directory) -> None:
    content = limited(loaded.content, answers=5)
    player = lead(newcomer(loaded, directory), "@confirm")
    turn = step(content, player.session, Said("1", "sms"), player.now)
    assert turn.session.floor <= len(turn.session.answers)
    again = step(content, turn.session, Said("返回", "sms"), player.now)
    assert again.session.facts() == turn.session.facts()


def test_rather_than_refuse_an_answer_the_oldest_can_no_longer_be_taken_back(
    loaded: Loaded, directory: Directory
) -> None:
    content = limited(loaded.content, session_bytes=3000)
    player = lead(newcomer(loaded, directory), "cert_status")
    ways = tuple(Answer("@leap", "x" * 100, "main/menu", False) for _ in range(40))
    session = msgspec.structs.replace(player.session, answers=(*player.session.answers, *ways))
    turn = step(content, session, Said("1", "sms"), player.now)
    assert not [effect for effect in turn.effects if isinstance(effect, Fault)]
    assert turn.session.facts() == {**session.facts(), "cert_status": "valid"}
    assert len(encode(turn.session)) <= 3000


def test_facts_alone_too_large_are_told_gently_and_one_can_start_over(loaded: Loaded, directory: Directory) -> None:
    content = limited(loaded.content, session_bytes=3000)
    player = lead(newcomer(loaded, directory), "cert_status")
    full = msgspec.structs.replace(player.session, base={f"f{n}": "x" * 90 for n in range(40)})
    content.facts.update({f"f{n}": content.facts["name"] for n in range(40)})
    try:
        turn = step(content, full, Said("1", "sms"), player.now)
        assert gently(turn, content, "session_full", "3000 bytes")
        assert turn.session == full
        turn = step(content, turn.session, Said("重来", "sms"), player.now)
        turn = step(content, turn.session, Said("1", "sms"), player.now)
        assert len(encode(turn.session)) <= 3000 and turn.session.prompt is not None
    finally:
        for n in range(40):
            del content.facts[f"f{n}"]


def test_the_limits_on_misses_is_a_setting_like_the_others(loaded: Loaded, directory: Directory) -> None:
    content = limited(loaded.content, misses=1)
    player = lead(newcomer(loaded, directory), "cert_status")
    turn = step(content, player.session, Said("呜呜", "sms"), player.now)
    assert turn.session.prompt is not None and turn.session.prompt.key == "@ask_person"


def test_no_limit_is_reached_by_asking_for_a_person_a_hundred_times(meet: Meet) -> None:
    player = lead(meet(), "name")
    for _ in range(100):
        assert not faults(player.say("人工"))


def test_matters_upon_matters_end_in_the_gentle_sentence(meet: Meet, loaded: Loaded) -> None:
    """Somebody who keeps switching: at twelve trees it is said that this is enough, and the prompt stays."""
    player = lead(meet(), "age")
    matters = ["贷款", "危房", "低保", "轮椅", "读书", "康复", "办证", "结对帮扶", "报名电商", "编织"]
    for matter in matters * 2:
        played = player.say(matter)
        assert played.messages
        if asked(player) == "@ask_switch":
            played = player.say("1")
            assert played.messages and (not faults(played) or says(played, loaded.content, "too_deep"))
    assert len(player.session.stack) <= loaded.content.settings.limits.stack_depth


def test_a_timer_in_a_deep_stack_is_no_exception(loaded: Loaded) -> None:
    stack = tuple(Frame("person", "county") for _ in range(12))
    turn = step(loaded.content, Session(content=loaded.content.hash, stack=stack, prompts=2), Due("1"), MORNING)
    assert not [effect for effect in turn.effects if isinstance(effect, Fault)]
