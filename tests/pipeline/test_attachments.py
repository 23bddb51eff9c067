"""What is sent lies in the store with its letter, or not at all; it goes with a case, or leaves when it led to none."""

from contextlib import suppress
from typing import Any

import pytest

from bot.dialogue.events import Sent
from bot.media.check import Attachment, checked
from bot.pipeline.caseload import open_case, papers_of
from bot.pipeline.delivery import Delivery
from bot.pipeline.sweep import LOOSE, sweep
from bot.store.database import StoreError, ask
from bot.store.sealed import try_values
from tests.crash.fuse import AFTER, Died, Fuse
from tests.media.pictures import OTHERS, PICTURES
from tests.pipeline.test_caseload import handed_in
from tests.pipeline.world import World
from tests.stores import sealer

ONE, OTHER = "13800001111", "13800002222"
PHOTO, SOUND = checked(PICTURES["jpeg"]), checked(OTHERS["amr"])


def sends(world: World, attachment: Attachment = PHOTO, name: str = "", address: str = ONE) -> bool:
    """Somebody sends something; whether it was new."""
    world.count += 1
    event = Sent(attachment.kind.media, "", "sms")
    return world.assistant.deliver(Delivery("sms", address, name or f"f{world.count}", event, attachment))


def kept(world: World, columns: str = "number, kind, size") -> list[Any]:
    with world.store.reading() as connection:
        return [tuple(row) for row in ask(connection, f"SELECT {columns} FROM attachments ORDER BY id")]


def whole(world: World) -> bool:
    """Whether every letter that names something has it, and everything that lies there is named by a letter."""
    with world.store.reading() as connection:
        sql = "SELECT count(*) FROM attachments WHERE name {} (SELECT dedupe FROM inbox WHERE channel = 'sms')"
        loose = ask(connection, sql.format("NOT IN")).scalar_one()
        letters = ask(connection, "SELECT count(*) FROM inbox").scalar_one()
    return not loose and letters == len(kept(world))


def test_it_lies_there_sealed_under_the_name_that_the_letter_has(world: World) -> None:
    assert sends(world)
    ((name, body),) = kept(world, "name, body")
    assert [loose.reference for loose in world.session().pending] == [bytes(name).hex()]
    assert PHOTO.data not in bytes(body) and b"\xff\xd8\xff" not in bytes(body)[:20]
    assert whole(world)


def test_the_same_again_is_stored_once(world: World) -> None:
    assert sends(world, name="same")
    assert not sends(world, name="same")
    world.start()
    assert not sends(world, name="same")
    assert len(kept(world)) == 1 and len(world.session().pending) == 1


def test_it_goes_with_what_is_handed_in_and_with_nothing_else(world: World) -> None:
    sends(world, PHOTO)
    sends(world, SOUND, address=OTHER)
    code = handed_in(world)
    found = open_case(world.store, sealer(), code)
    assert [(paper.kind, paper.size) for paper in found.attachments] == [("jpeg", len(PHOTO.data))]
    assert list(papers_of(world.store, sealer(), code)) == [("jpeg", PHOTO.data)]
    assert [number is None for number, *_ in kept(world)] == [False, True]
    assert world.session().pending == ()


def test_what_comes_later_goes_to_the_case_at_once(world: World) -> None:
    code = handed_in(world)
    sends(world, SOUND)
    world.start()
    sends(world, PHOTO)
    assert list(papers_of(world.store, sealer(), code)) == [("amr", SOUND.data), ("jpeg", PHOTO.data)]
    assert code in world.heard()[-1].text


def test_what_belongs_to_a_case_stays_and_what_led_to_none_goes_after_a_month(world: World) -> None:
    handed_in(world)
    sends(world, PHOTO)
    for _ in range(23):
        sends(world, SOUND, address=OTHER)
    world.now += 29 * 86400
    assert swept(world) == 0
    world.now += 2 * 86400
    assert swept(world) == 23
    assert [kind for _, kind, _ in kept(world)] == ["jpeg"]
    world.say("人工", OTHER)  # what they sent is gone, and that harms nobody


def swept(world: World) -> int:
    """Sweep as every night; how many attachments went."""
    before, loose = world.now - 90 * 86400, world.now - LOOSE
    return sweep(world.store, before, lambda: None, loose=loose).attachments


def test_whoever_has_other_keys_cannot_read_it_and_a_backup_says_so(world: World) -> None:
    sends(world)
    with world.store.writing() as connection:
        ask(connection, world.store.sql("UPDATE attachments SET body = ?"), (bytes(200),))
    with world.store.reading() as connection, pytest.raises(StoreError):
        try_values(connection, sealer())


def test_a_process_that_dies_anywhere_keeps_both_or_neither(world: World) -> None:
    """And the browser, which had no answer, sends it again."""
    with Fuse(world.store) as fuse:
        sends(world, name="at -1", address="13800100000")
    places = len(fuse.burnt)
    assert places > 5 and AFTER in fuse.burnt
    for at in range(places):
        address = f"138001{at + 1:05}"
        world.start()
        with Fuse(world.store, Died, at), suppress(Died):
            sends(world, name=f"at {at}", address=address)
        assert whole(world), f"died at {fuse.burnt[at]}"
        world.start()
        sends(world, name=f"at {at}", address=address)
        assert whole(world) and len(world.session(address).pending) == 1, f"died at {fuse.burnt[at]}"
        assert len(kept(world)) == at + 2


def test_while_serving_the_road_is_the_same(world: World) -> None:
    service = world.assistant.serve()
    try:
        assert sends(world, name="x")
        assert sends(world, name="x")  # a service cannot tell; it is kept once all the same
    finally:
        world.assistant.rest()
    assert service is not None and len(kept(world)) == 1 and whole(world)
    assert len(world.session().pending) == 1
