"""A canary goes through the whole application, and is found in no file, no log, no backup, no server beside it.

What it is looked for in: the database's files and its write-ahead log, while it serves and afterwards; a backup; all
of PostgreSQL's folder; every command Redis was given and all it keeps; everything the processes printed, at debug
level, tracebacks among it; and what the operator's commands say.
"""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.people.sealing import write_keyring
from tests.canary.journey import BY_GATEWAY, NAME, UNREACHABLE, Journey, settings
from tests.canary.needles import HAN, LATIN, needles, search
from tests.canary.place import (
    Place,
    changed_by_the_office,
    everything_in,
    nothing_of_it_is_in,
    operators,
    overheard,
    settled,
    the_accidents_were_logged,
)
from tests.postgres import connect
from tests.servers import Postgres, Redis, postgres, redis
from tests.stores import RING, new_store
from tests.webhooks.gateway import Answer, Gateway, refused, until

__all__ = ["postgres", "redis"]


def answer(asked: Any) -> Answer:
    """A gateway that names messages after people, and repeats what it was sent when it refuses."""
    if asked["to"] == UNREACHABLE:
        return 500, {"X-Why": LATIN}, json.dumps(asked, ensure_ascii=False).encode()
    return 200, {}, json.dumps({"id": f"{LATIN}-{asked['to']}-{asked['key']}"}).encode()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """The other side."""
    with Gateway() as gateway:
        gateway.answer = answer
        yield gateway


def test_embedded(tmp_path: Path, gateway: Gateway) -> None:
    place = Place(tmp_path)
    settings(tmp_path, gateway.url)
    url = f"sqlite:///{place.data / 'bangban.sqlite3'}"
    with place.running("serve", "--port", "0", end=signal.SIGKILL) as address:
        journey = Journey(address)
        journey.all()
        changed_by_the_office(url, place.data / "keys.json")
        settled(url, journey)
        wanted = needles(*journey.secrets)
        assert journey.secrets and NAME in journey.shown() and ascii(HAN)[1:-1] in journey.live
        nothing_of_it_is_in(place.data, wanted)
    with place.running("serve", "--port", "0") as address:
        journey.browser.base_url = address
        assert NAME in journey.shown(), "it was kept, and whom it belongs to sees it after a restart"
        nothing_of_it_is_in(place.data, wanted)
        operators(place)
    assert any(HAN in text for text in gateway.texts(BY_GATEWAY)), "and it was sent to them"
    the_accidents_were_logged(place)
    nothing_of_it_is_in(tmp_path, wanted)


def test_on_servers(tmp_path: Path, gateway: Gateway, postgres: Postgres, redis: Redis) -> None:
    place = Place(tmp_path)
    url = postgres.database("canary")
    new_store(url).close()
    write_keyring(place.data / "keys.json", RING)
    settings(tmp_path, gateway.url, store=url, redis=redis.url)
    with (
        overheard(redis) as heard,
        place.running("worker") as working,
        place.running("serve", "--port", "0") as address,
    ):
        assert working.startswith("working on")
        journey = Journey(address)
        journey.all()
        changed_by_the_office(url, place.data / "keys.json")
        settled(url, journey)
        assert NAME in journey.shown()
        wanted = needles(*journey.secrets)
        operators(place)
        with connect(url) as connection:
            connection.execute("CHECKPOINT")
        kept = list(everything_in(redis))
    the_accidents_were_logged(place)
    nothing_of_it_is_in(tmp_path, wanted)
    assert any(b"bangban:" in line for line in heard), "Redis was used"
    assert search(b"\n".join([*heard, *kept]), wanted) == []
    if postgres.folder is None:
        pytest.skip("NO FOLDER: the PostgreSQL that was named lets nobody look at its files")
    nothing_of_it_is_in(postgres.folder / "data", wanted)
    assert search((postgres.folder / "log").read_bytes(), wanted) == []


def test_a_gateway_that_hangs_up_or_talks_nonsense_is_logged_without_words(tmp_path: Path) -> None:
    place = Place(tmp_path)
    with Gateway() as gateway:
        gateway.answer = refused(400)
        settings(tmp_path, gateway.url)
        with place.running("serve", "--port", "0") as address:
            journey = Journey(address)

            def nonsense(asked: Any) -> Answer:
                if len(gateway.asked) % 2:
                    raise ConnectionResetError(json.dumps(asked))
                return 200, {}, json.dumps(asked, ensure_ascii=False).encode()

            gateway.answer = nonsense
            for number in range(3):
                journey.hook({"text": f"{HAN} {number}"})
            until(lambda: len(gateway.asked) >= 4)
    nothing_of_it_is_in(tmp_path, needles())
