"""Messages leave in order, again after a failure, not too many at once; and what became of them is on record."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline.outbox import FIRST, GROWTH, LONGEST, MOST, Outbox, Outcome, Parcel
from bot.pipeline.plan import TRIES
from tests.pipeline.sender import CHANNEL, ONE, OTHER, Sender

Make = Callable[..., Sender]


@pytest.fixture
def make(place: str, library: Library, directory: Directory) -> Make:
    """A sender on a new database; its outlet as told."""
    return lambda **outlet: Sender(place, library, directory, **outlet)


@pytest.fixture
def sender(make: Make) -> Sender:
    """One that may send ten at once."""
    return make()


def sent(parcel: Parcel) -> Outcome:
    """The provider took it."""
    return Outcome(parcel, reference=f"ref-{parcel.id}")


def failed(parcel: Parcel, error: str = "HTTP 503", **more: Any) -> Outcome:
    """The provider did not."""
    return Outcome(parcel, error=error, **more)


# --- order ------------------------------------------------------------------------------------------------------


def test_of_one_conversation_one_message_is_on_its_way_at_a_time(sender: Sender) -> None:
    (first,) = sender.say()
    assert sender.say("1") == []
    (other,) = sender.say(address=OTHER)
    assert (first.address, other.address) == (ONE, OTHER)
    (second,) = sender.cycle(sent(first))
    assert (second.address, second.attempts) == (ONE, 1)
    assert second.message.text != first.message.text


def test_a_failure_keeps_the_later_ones_behind_it(sender: Sender) -> None:
    (first,) = sender.say()
    sender.say("1")
    assert sender.cycle(failed(first)) == []
    (again,) = sender.cycle(after=10)
    assert (again.id, again.attempts, again.key) == (first.id, 2, first.key)
    (second,) = sender.cycle(sent(again))
    assert second.id > first.id


def test_no_more_are_on_their_way_than_the_channel_may_have(make: Make) -> None:
    sender = make(at_once=2)
    first, second = [*sender.say(), *sender.say(address=OTHER)]
    assert sender.say(address="13800003333") == []
    (third,) = sender.settle(sent(first))
    assert third.address == "13800003333"
    assert sender.settle(sent(second)) == []


def test_whoever_has_waited_longest_goes_first(make: Make) -> None:
    sender = make(at_once=1)
    (first,) = sender.say()
    for number in range(5):
        sender.now += 1
        sender.say(address=f"1380000000{number}")
    waiting, order = sender.settle(sent(first)), []
    while waiting:
        order.append(waiting[0].address)
        waiting = sender.settle(sent(waiting[0]))
    assert order == [f"1380000000{number}" for number in range(5)]


# --- trying again -----------------------------------------------------------------------------------------------


def test_the_pause_grows_give_or_take_a_half(sender: Sender) -> None:
    (parcel,) = sender.say()
    for attempt in range(1, TRIES):
        assert sender.cycle(failed(parcel)) == []
        pause = sender.row().due - sender.now
        usual = min(FIRST * GROWTH ** (attempt - 1), MOST)
        assert 0.5 * usual <= pause <= 1.5 * usual
        assert sender.cycle(after=pause - 0.1) == []
        (parcel,) = sender.cycle(after=0.2)
        assert parcel.attempts == attempt + 1


@given(st.integers(1, 40), st.floats(0, 10_000))
def test_no_pause_is_shorter_than_asked_for_or_longer_than_anybody_waits(attempts: int, asked: float) -> None:
    outbox = Outbox.__new__(Outbox)  # a pause needs no database
    outbox._random = random.Random(attempts)
    pause = outbox._pause(attempts, asked)
    assert min(asked, LONGEST) <= pause <= max(1.5 * MOST, min(asked, LONGEST))


def test_a_provider_that_says_when_is_not_asked_before(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(failed(parcel, "HTTP 429", wait=90.0))
    assert sender.row().due >= sender.now + 90
    assert sender.cycle(after=89) == []
    assert len(sender.cycle(after=2)) == 1


def test_nobody_waits_longer_than_an_hour_because_a_provider_says_so(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(failed(parcel, "HTTP 429", wait=10 * LONGEST))
    assert sender.row().due == pytest.approx(sender.now + LONGEST)


def test_a_message_written_while_a_clock_was_wrong_leaves_now(sender: Sender) -> None:
    sender.now += 100 * LONGEST
    (parcel,) = sender.say()
    sender.cycle(failed(parcel))
    assert len(sender.cycle(after=-90 * LONGEST)) == 1


def test_after_five_failures_a_message_is_aside_and_the_people_on_duty_know(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.say("1")
    for _ in range(TRIES - 1):
        sender.cycle(failed(parcel))
        (parcel,) = sender.cycle(after=2 * MOST)
    (following,) = sender.cycle(failed(parcel, "HTTP 500"))
    state, attempts, error, _ = sender.row()
    assert (state, attempts, error) == (2, TRIES, "HTTP 500")
    assert sender.alerts() == ["undeliverable"]
    assert following.id != parcel.id, "the next message of the conversation leaves"


def test_a_refusal_for_good_puts_it_aside_at_once(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(failed(parcel, "HTTP 400", final=True))
    assert sender.row()[:3] == (2, 1, "HTTP 400")
    assert sender.alerts() == ["undeliverable"]


def test_one_that_may_have_left_says_so_from_then_on(sender: Sender) -> None:
    (first,) = sender.say()
    sender.cycle(failed(first, "ReadTimeout", unknown=True))
    (second,) = sender.cycle(after=100)
    sender.cycle(failed(second, "HTTP 503"))
    (third,) = sender.cycle(after=100)
    assert [parcel.repeat for parcel in (first, second, third)] == [False, True, True]
    assert len({parcel.key for parcel in (first, second, third)}) == 1


def test_one_that_was_on_its_way_when_its_process_fell_says_so_too(sender: Sender) -> None:
    (first,) = sender.say()
    sender.worker = sender.another()
    (again,) = sender.cycle()
    assert (again.id, again.repeat, again.attempts) == (first.id, True, 2)


def test_late_word_of_an_earlier_try_changes_nothing(sender: Sender) -> None:
    (first,) = sender.say()
    sender.worker = sender.another()
    (second,) = sender.cycle()
    sender.cycle(failed(first, "HTTP 400", final=True))
    assert sender.row().state == 3
    sender.cycle(sent(second))
    assert sender.row().state == 1
    sender.cycle(failed(second))
    assert sender.row().state == 1


# --- reports ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("arrived", "error", "state"), [(True, "", 4), (False, "absent", 5), (False, "x" * 99, 5)])
def test_a_report_says_what_became_of_it(sender: Sender, arrived: bool, error: str, state: int) -> None:
    (parcel,) = sender.say()
    sender.cycle(sent(parcel))
    sender.now += 60
    sender.report(f"ref-{parcel.id}", arrived, error)
    found = sender.row(columns="state, error, settled")
    assert tuple(found) == (state, error[:64], sender.now)


def test_a_later_report_stands_over_an_earlier_one(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(sent(parcel))
    sender.report(f"ref-{parcel.id}", False, "absent")
    sender.report(f"ref-{parcel.id}", True)
    assert sender.row()[0] == 4


def test_a_report_of_something_else_changes_nothing(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(sent(parcel))
    sender.report("another", True)
    sender.report(f"ref-{parcel.id}", True, channel="web")
    assert sender.row().state == 1


def test_a_report_about_one_that_waits_again_does_not_take_it_out_of_the_line(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(failed(parcel))
    sender.report(f"ref-{parcel.id}", True)
    assert sender.row().state == 0


def test_a_provider_s_reference_cannot_be_read_in_the_store(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(Outcome(parcel, reference=ONE))
    found = bytes(sender.row(columns="reference")[0])
    assert len(found) == 16 and ONE.encode() not in found


def test_a_report_answers_nobody(sender: Sender) -> None:
    (parcel,) = sender.say()
    sender.cycle(sent(parcel))
    before = sender.row(columns="count(*) OVER ()")[0]
    sender.report(f"ref-{parcel.id}", False, "absent")
    assert sender.row(columns="count(*) OVER ()")[0] == before
    assert sender.cycle(after=10) == []


def test_a_channel_that_is_not_pushed_is_not_sent_to(make: Make) -> None:
    sender = make(pushed=False)
    assert sender.say() == []
    assert sender.row().state == 1
    assert CHANNEL in sender.outlets
