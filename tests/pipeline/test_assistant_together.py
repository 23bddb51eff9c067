"""Timers, and many at once: each fires once, each message is one turn, and the order is kept."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.events import Said
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.store.database import open_sqlite
from tests.dialogue.conftest import FACTS, VISIT
from tests.dialogue.people import USUAL, edit
from tests.pipeline.world import World

DAY = 86400.0


@pytest.fixture
def waiting(tmp_path: Path, loaded: Loaded, directory: Directory) -> World:
    """Two people for whom a visit was arranged; their trees wait for three days."""
    library = Library(edit(loaded, ("facts.yaml", "\ncredit_ok:", FACTS), trees_visit=VISIT))
    world = World(tmp_path / "bangban.db", library, directory)
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


def visits(world: World, address: str) -> int:
    return sum("上门过了吗" in entry.text for entry in world.heard(address))


def test_a_timer_fires_once_and_for_its_own_conversation(waiting: World) -> None:
    assert waiting.assistant.fire_due() == 0
    waiting.now += 4 * DAY
    assert waiting.assistant.fire_due() == 2
    assert waiting.assistant.fire_due() == 0
    assert [visits(waiting, address) for address in ("1381", "1382")] == [1, 1]


def test_a_timer_survives_a_restart(waiting: World) -> None:
    waiting.start()
    waiting.now += 4 * DAY
    assert waiting.assistant.fire_due() == 2
    waiting.start()
    assert waiting.assistant.fire_due() == 0
    assert visits(waiting, "1381") == 1


def test_two_processes_fire_each_timer_once(waiting: World) -> None:
    other = Assistant(open_sqlite(waiting.path), waiting.library, waiting.directory, waiting.clock)
    waiting.now += 4 * DAY
    at_once(*[assistant.fire_due for assistant in (waiting.assistant, other) for _ in range(3)])
    assert [visits(waiting, address) for address in ("1381", "1382")] == [1, 1]


def test_whoever_stopped_is_sent_nothing(waiting: World) -> None:
    waiting.say("退订", "1381")
    waiting.now += 4 * DAY
    waiting.assistant.fire_due()
    assert [visits(waiting, address) for address in ("1381", "1382")] == [0, 1]
    waiting.say("我又来了", "1381")
    waiting.assistant.fire_due()
    assert visits(waiting, "1381") == 1


def test_two_threads_sending_at_once_keep_each_conversation_in_order(world: World) -> None:
    """Each thread writes for its own person; nobody's messages are lost, doubled or swapped."""

    def write(address: str) -> None:
        for number in range(20):
            assert world.assistant.receive("sms", address, f"{address}-{number}", Said(f"说{number}", "sms"))

    at_once(*[lambda a=address: write(a) for address in ("1381", "1382", "1383", "1384")])  # type: ignore[misc]
    for address in ("1381", "1382", "1383", "1384"):
        lines = world.assistant.history("sms", address)
        assert [line.text for line in lines if line.inbound] == [f"说{number}" for number in range(20)]
        assert not lines[-1].inbound


def test_the_same_message_from_two_threads_is_one_turn(world: World) -> None:
    taken: list[bool] = []

    def write() -> None:
        taken.append(world.assistant.receive("sms", "138", "same", Said("你好", "sms")))

    at_once(*[write] * 8)
    assert sorted(taken) == [False] * 7 + [True]
    assert world.rows("inbox") == 1 and len(world.heard("138")) == 1


def test_the_same_message_at_two_processes_is_one_turn(world: World, library: Library, directory: Directory) -> None:
    others = [Assistant(open_sqlite(world.path), library, directory, world.clock) for _ in range(2)]
    taken: list[bool] = []

    def write(assistant: Assistant) -> None:
        taken.append(assistant.receive("sms", "138", "same", Said("你好", "sms")))

    at_once(*[lambda a=a: write(a) for a in (world.assistant, *others)])  # type: ignore[misc]
    assert sorted(taken) == [False, False, True]
    assert len(world.heard("138")) == 1


def test_two_processes_writing_for_one_person_lose_no_turn(
    world: World, library: Library, directory: Directory
) -> None:
    """Every message finds the session that the one before left behind."""
    other = Assistant(open_sqlite(world.path), library, directory, world.clock)
    world.say("你好", "138")

    def write(assistant: Assistant, name: str) -> None:
        for number in range(10):
            assert assistant.receive("sms", "138", f"{name}{number}", Said("再说", "sms"))

    at_once(lambda: write(world.assistant, "a"), lambda: write(other, "b"))
    assert world.rows("inbox") == 21
    assert len(world.heard("138")) == 21
    numbers = {entry.prompt for entry in world.heard("138")}
    assert numbers == {1}, "repeating puts the same prompt, so no turn worked on an older session"


def at_once(*jobs: Callable[[], object]) -> None:
    """Run all of *jobs* in threads; what any of them raises is raised here."""
    failed: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    if failed:
        raise failed[0]
