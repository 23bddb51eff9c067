"""Timers, and many at once: each fires once, each message is one turn, and the order is kept."""

import threading
from collections.abc import Callable, Iterator

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from tests.dialogue.conftest import FACTS, VISIT
from tests.dialogue.people import USUAL, edit
from tests.pipeline.world import World

DAY = 86400.0


@pytest.fixture
def waiting(place: str, loaded: Loaded, directory: Directory) -> World:
    """Two people for whom a visit was arranged; their trees wait for three days."""
    library = Library(edit(loaded, ("facts.yaml", "\ncredit_ok:", FACTS), trees_visit=VISIT))
    world = World(place, library, directory)
    for address in ("1381", "1382"):
        world.say("你好", address)
        world.say("1", address)
        world.say("约上门", address)
        while not world.session(address).parked:
            prompt = world.session(address).prompt
            assert prompt is not None
            wanted = USUAL.get(prompt.key) or (prompt.items or ("0",))[0]
            world.say(str(prompt.items.index(wanted) + 1) if wanted in prompt.items else wanted, address)
    return world


@pytest.fixture
def busy(world: World) -> Iterator[World]:
    """The world with a service at work in its threads."""
    world.assistant.serve()
    yield world
    world.assistant.rest()


def visits(world: World, address: str) -> int:
    return sum("上门过了吗" in entry.text for entry in world.heard(address))


def test_a_timer_fires_once_and_for_its_own_conversation(waiting: World) -> None:
    assert waiting.assistant.go_on() == 0
    waiting.now += 4 * DAY
    assert waiting.assistant.go_on() == 2
    assert waiting.assistant.go_on() == 0
    assert [visits(waiting, address) for address in ("1381", "1382")] == [1, 1]


def test_a_timer_survives_a_restart(waiting: World) -> None:
    waiting.start()
    waiting.now += 4 * DAY
    assert waiting.assistant.go_on() == 2
    waiting.start()
    assert waiting.assistant.go_on() == 0
    assert visits(waiting, "1381") == 1


def test_a_clock_that_is_set_back_fires_no_timer_again(waiting: World) -> None:
    waiting.now += 4 * DAY
    waiting.assistant.go_on()
    waiting.now -= 10 * DAY
    waiting.start().go_on()
    waiting.now += 10 * DAY
    waiting.assistant.go_on()
    assert visits(waiting, "1381") == 1


def test_a_process_that_takes_over_fires_each_timer_once(waiting: World) -> None:
    waiting.now += 4 * DAY
    assert waiting.another().go_on() == 2
    assert waiting.another().go_on() == 0
    assert [visits(waiting, address) for address in ("1381", "1382")] == [1, 1]


def test_whoever_stopped_is_sent_nothing(waiting: World) -> None:
    waiting.say("退订", "1381")
    waiting.now += 4 * DAY
    waiting.assistant.go_on()
    assert [visits(waiting, address) for address in ("1381", "1382")] == [0, 1]
    waiting.say("我又来了", "1381")
    waiting.assistant.go_on()
    assert visits(waiting, "1381") == 1


def test_a_service_fires_timers_by_itself(waiting: World) -> None:
    waiting.now += 4 * DAY
    told = threading.Event()
    waiting.assistant.on_reply = lambda key: told.set()
    waiting.assistant.serve()
    assert told.wait(5)
    waiting.assistant.rest()
    assert visits(waiting, "1381") + visits(waiting, "1382") >= 1


def test_many_threads_sending_at_once_keep_each_conversation_in_order(busy: World) -> None:
    """Each thread writes for its own person; nobody's messages are lost, doubled or swapped."""

    def write(address: str) -> None:
        for number in range(20):
            assert busy.assistant.receive("sms", address, f"{address}-{number}", Said(f"说{number}", "sms"))

    at_once(*[lambda a=address: write(a) for address in ("1381", "1382", "1383", "1384")])  # type: ignore[misc]
    for address in ("1381", "1382", "1383", "1384"):
        lines = busy.assistant.history("sms", address)
        assert [line.text for line in lines if line.inbound] == [f"说{number}" for number in range(20)]
        assert not lines[-1].inbound


def test_each_of_fifty_deliveries_five_times_at_once_is_one_row_and_one_turn(busy: World) -> None:
    def write(number: int) -> None:
        busy.assistant.receive("sms", "138", f"x{number}", Said("再说", "sms"))

    at_once(*[lambda n=n: write(n) for n in list(range(50)) * 5])  # type: ignore[misc]
    assert busy.rows("inbox") == 50
    assert len(busy.heard("138")) == 50


def test_a_repeat_is_answered_when_the_first_one_was(busy: World) -> None:
    busy.assistant.receive("sms", "138", "same", Said("你好", "sms"))
    busy.assistant.receive("sms", "138", "same", Said("你好", "sms"))
    assert busy.rows("inbox") == 1 and len(busy.heard("138")) == 1


def at_once(*jobs: Callable[[], object]) -> None:
    """Run all of *jobs* in threads; what any of them raises is raised here."""
    failed: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:  # it belongs to the test, not to the thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failed:
        raise failed[0]
