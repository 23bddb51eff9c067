"""A session is a small frozen value that is read back exactly as it was written."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.session import (
    FORMAT,
    Answer,
    Frame,
    Parked,
    Prompt,
    Session,
    SessionError,
    decode,
    encode,
    path_of,
    stack_of,
)
from bot.liaisons.directory import Directory
from tests.dialogue.people import lead, newcomer

NAMES = st.sampled_from(["main", "menu", "age", "cert_status", "topic", "x_1", "D01"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
TIMES = st.floats(0, 4e9)
VALUES = TEXTS | st.none() | st.booleans() | st.integers(0, 9999) | st.floats(0, 1e6) | st.lists(NAMES, max_size=4)
FRAMES = st.builds(Frame, NAMES, NAMES, st.just("") | NAMES)
PROMPTS = st.builds(Prompt, st.integers(1, 99), NAMES, st.lists(NAMES, max_size=9).map(tuple), TIMES)
ANSWERS = st.builds(Answer, NAMES, VALUES, st.lists(FRAMES, max_size=4).map(lambda frames: path_of(tuple(frames))))
SESSIONS = st.builds(
    Session,
    content=NAMES,
    stack=st.lists(FRAMES, max_size=12).map(tuple),
    prompt=st.none() | PROMPTS,
    answers=st.lists(ANSWERS, max_size=9).map(tuple),
    base=st.dictionaries(NAMES, VALUES, max_size=9),
    prompts=st.integers(0, 999),
    floor=st.integers(0, 9),
    last=TIMES,
    carried=st.lists(ANSWERS, max_size=3).map(tuple),
    shelved=st.none() | PROMPTS,
    offer=st.just("") | NAMES,
    parked=st.lists(st.builds(Parked, NAMES, FRAMES), max_size=3).map(tuple),
    stopped=st.booleans(),
)


@given(SESSIONS)
def test_what_is_written_is_read_back(session: Session) -> None:
    again = decode(encode(session))
    assert again == session
    assert encode(again) == encode(session)


@given(st.lists(FRAMES, max_size=12).map(tuple))
def test_a_stack_is_read_back_from_its_path(stack: tuple[Frame, ...]) -> None:
    assert stack_of(path_of(stack)) == stack


@pytest.mark.parametrize("data", [b"", b"null", b"{}", b"[1]x", b"\xff\xfe", b'["a"]', b'[1,2,"zh",3]', b"[" * 9999])
def test_what_is_no_session_says_so(data: bytes) -> None:
    with pytest.raises(SessionError, match="not a stored session"):
        decode(data)


def test_a_session_of_an_earlier_day_with_fewer_fields_is_read(loaded: Loaded) -> None:
    assert decode(b'[1,"abc","zh_CN"]') == Session(content="abc")
    assert decode(b"[]") == Session()


def test_the_format_comes_first() -> None:
    assert msgspec.json.decode(encode(Session()))[0] == FORMAT


def test_later_answers_lie_over_earlier_ones_and_all_over_the_base() -> None:
    answers = (Answer("age", 5, "a/b"), Answer("a.menu", "x", "a/b", False), Answer("age", 6, "a/b"))
    assert Session(base={"age": 4, "name": "杨"}, answers=answers).facts() == {"age": 6, "name": "杨"}


def test_at_rest_means_that_nothing_is_going_on() -> None:
    assert Session().at_rest
    assert not Session(stack=(Frame("main", "menu"),)).at_rest
    assert not Session(parked=(Parked("1", Frame("main", "menu")),)).at_rest


def test_a_whole_form_takes_little_room(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(loaded, directory), "@confirm", {"for_whom": "family"})
    assert len(encode(player.session)) < 2000


def test_a_session_cannot_be_changed_by_accident(loaded: Loaded) -> None:
    with pytest.raises(AttributeError):
        Session().language = "en"  # type: ignore[misc]
