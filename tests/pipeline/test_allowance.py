"""No more leaves than a provider allows, from all processes together; and a Redis that is away stops nobody."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline.allowance import Allowance, gcra
from bot.pipeline.outbox import MOST, Outcome
from bot.pipeline.outlet import Outlet
from bot.pipeline.shared_allowance import SharedAllowance
from bot.store.database import Store
from tests.pipeline.sender import Sender
from tests.servers import Redis
from tests.stores import new_store

FAST = Outlet("sms", True, rate=2.0, burst=3)


@pytest.fixture
def store(place: str) -> Store:
    """A new store."""
    return new_store(place)


def take(allowance: Allowance, store: Store, wanted: int, now: float, outlet: Outlet = FAST) -> int:
    """Ask for *wanted* in a transaction of its own."""
    with store.writing() as connection:
        return allowance.take(connection, "gateway", outlet, wanted, now)


# --- the algorithm ----------------------------------------------------------------------------------------------

RATES = st.floats(0.1, 100)
#: Rates whose sums are exact, so that the very last message of a burst is counted on.
EXACT = st.sampled_from([2.0**n for n in range(-3, 8)])
STEPS = st.lists(st.tuples(st.floats(0, 30), st.integers(0, 20)), min_size=1, max_size=60)


@given(RATES, st.integers(1, 50), STEPS)
def test_in_no_span_of_time_more_leaves_than_the_burst_and_the_rate_allow(
    rate: float, burst: int, steps: list[tuple[float, int]]
) -> None:
    outlet, now, free_at, granted = Outlet("sms", True, rate=rate, burst=burst), 1e6, 0.0, []
    for pause, wanted in steps:
        now += pause
        count, free_at = gcra(free_at, outlet, wanted, now)
        assert 0 <= count <= wanted
        granted.append((now, count))
    for first in range(len(granted)):
        total = 0
        for moment, count in granted[first:]:
            total += count
            assert total <= burst + rate * (moment - granted[first][0]) + 1e-3


@given(EXACT, st.integers(1, 50), st.integers(1, 100))
def test_after_a_rest_the_whole_burst_may_leave(rate: float, burst: int, wanted: int) -> None:
    outlet = Outlet("sms", True, rate=rate, burst=burst)
    _, free_at = gcra(0.0, outlet, 1000, 2.0**20)
    granted, _ = gcra(free_at, outlet, wanted, 2.0**20 + (burst + 1) / rate)
    assert granted == min(wanted, burst)


@given(EXACT, st.integers(1, 20))
def test_whoever_asks_often_gets_the_whole_rate(rate: float, burst: int) -> None:
    outlet, free_at, total = Outlet("sms", True, rate=rate, burst=burst), 0.0, 0
    for tick in range(200):
        granted, free_at = gcra(free_at, outlet, 5, 2.0**20 + tick / rate)
        total += granted
    assert 199 <= total <= 200 + burst


@given(RATES, st.integers(1, 50), st.floats(0, 1e9), st.floats(0, 1e9))
def test_a_clock_that_is_set_back_does_not_close_a_channel_for_ever(
    rate: float, burst: int, free_at: float, now: float
) -> None:
    outlet = Outlet("sms", True, rate=rate, burst=burst)
    _, after = gcra(free_at, outlet, 1, now)
    assert after <= now + burst / rate + MOST + 1e-3
    granted, _ = gcra(after, outlet, 1, now + burst / rate + MOST + 1)
    assert granted == 1


# --- in the store -----------------------------------------------------------------------------------------------


def test_two_processes_share_one_allowance(store: Store) -> None:
    one, other = Allowance(store), Allowance(store)
    assert take(one, store, 2, 1000.0) == 2
    assert take(other, store, 5, 1000.0) == 1
    assert take(one, store, 5, 1000.4) == 0
    assert take(other, store, 5, 1000.5) == 1
    assert take(one, store, 5, 1010.0) == 3


def test_without_a_rate_everything_may_leave_and_nothing_is_written(store: Store) -> None:
    assert take(Allowance(store), store, 1000, 1.0, Outlet("sms", True)) == 1000
    assert take(Allowance(store), store, 0, 1.0) == 0
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM limits").scalar() == 0


def test_messages_over_the_rate_wait_and_leave_in_time(place: str, library: Library, directory: Directory) -> None:
    sender = Sender(place, library, directory, rate=2.0, burst=1, at_once=100)
    left: list[float] = []
    for number in range(6):
        for parcel in sender.say(address=f"1380000000{number}"):
            left.append(sender.now)
            sender.cycle(Outcome(parcel, reference=str(parcel.id)))
    for _ in range(100):
        for parcel in sender.cycle(after=0.1):
            left.append(sender.now)
            sender.cycle(Outcome(parcel, reference=str(parcel.id)))
    assert len(left) == 6
    assert all(later - earlier >= 0.49 for earlier, later in pairwise(left))
    assert left[-1] - left[0] < 3.5


# --- in Redis ---------------------------------------------------------------------------------------------------


def test_two_clients_share_one_allowance_in_redis(store: Store, redis: Redis) -> None:
    redis.flush()
    clients = SharedAllowance(store, redis.url), SharedAllowance(store, redis.url)
    slow = Outlet("sms", True, rate=0.5, burst=4)
    granted = [take(clients[number % 2], store, 1, 0.0, slow) for number in range(10)]
    assert granted == [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    with store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM limits").scalar() == 0, "the store is not asked"


def test_in_redis_the_rate_holds_too(store: Store, redis: Redis) -> None:
    redis.flush()
    allowance, fast = SharedAllowance(store, redis.url), Outlet("sms", True, rate=50.0, burst=2)
    began, total = time.monotonic(), 0
    while (spent := time.monotonic() - began) < 1.0:
        total += take(allowance, store, 3, 0.0, fast)
    assert 0.6 * 50 <= total <= 2 + 50 * (spent + 0.1)


def test_what_redis_keeps_names_the_channel_and_goes_by_itself(store: Store, redis: Redis) -> None:
    redis.flush()
    take(SharedAllowance(store, redis.url), store, 1, 0.0)
    with redis._client() as client:
        assert client.keys("*") == [b"bangban:allowance:gateway"]
        assert 0 < client.ttl("bangban:allowance:gateway") <= 3600


def test_without_redis_the_store_counts_and_nobody_waits(store: Store, own_redis: Redis) -> None:
    allowance = SharedAllowance(store, own_redis.url)
    assert take(allowance, store, 1, 1000.0) == 1
    own_redis.stop()
    began = time.monotonic()
    assert [take(allowance, store, 2, 1000.0) for _ in range(3)] == [2, 1, 0], "a burst of three, from the row"
    assert time.monotonic() - began < 1.0


def test_a_redis_that_hangs_holds_nobody_up(store: Store, own_redis: Redis) -> None:
    allowance = SharedAllowance(store, own_redis.url)
    take(allowance, store, 1, 1000.0)
    own_redis.pause()
    began = time.monotonic()
    for _ in range(20):
        take(allowance, store, 1, 1000.0)
    assert time.monotonic() - began < 1.5, "it is asked once, and then left alone"


def test_when_redis_is_back_it_is_used_again(store: Store, own_redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pipeline.shared_allowance._PAUSE", 0.2)
    allowance = SharedAllowance(store, own_redis.url)
    own_redis.stop()
    take(allowance, store, 1, 1000.0)
    own_redis.start()
    time.sleep(0.3)
    take(allowance, store, 1, 1000.0)
    with own_redis._client() as client:
        assert client.exists("bangban:allowance:gateway")
