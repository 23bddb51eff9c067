"""Results sent to a family member: by the inbox like everything else, once, and only to somebody who wants messages."""

from bot.dialogue.events import Said
from bot.pipeline.assistant import Assistant
from bot.pipeline.outlet import Outlet
from tests.pipeline.world import World
from tests.stores import sealer

FAMILY = "13985012345"


def share(world: World, address: str = "13800001111", channel: str = "sms") -> list[str]:
    """Somebody on dibao learns what there is, and has it sent to their daughter."""
    for line in ("生活补贴", "1", "1", "1", "3", "结果", "不看了", "1", FAMILY):
        world.say(line, address, channel)
    return world.say("1", address, channel)


def test_the_family_member_hears_what_came_out_and_who_decides(world: World) -> None:
    replies = share(world)
    assert FAMILY in replies[0], "the person hears that it went out"
    (told,) = [entry.text for entry in world.heard(FAMILY)]
    assert "生活补贴：看来符合" in told and "管的部门定" in told and "退订" in told


def test_nothing_leaves_without_a_yes(world: World) -> None:
    for line in ("生活补贴", "1", "1", "1", "3", "结果", "不看了", "1", FAMILY, "2"):
        world.say(line)
    assert world.heard(FAMILY) == []


def test_the_same_message_twice_is_passed_on_once(world: World) -> None:
    share(world)
    world.assistant.receive("sms", "13800001111", f"m{world.count}", Said("1", "sms"))
    assert len(world.heard(FAMILY)) == 1


def test_whoever_wants_no_messages_gets_none(world: World) -> None:
    world.say("退订", FAMILY)
    before = len(world.heard(FAMILY))
    share(world)
    assert len(world.heard(FAMILY)) == before


def test_what_they_were_asked_stays_on_the_table(world: World) -> None:
    world.say("轮椅", FAMILY)
    before = world.session(FAMILY)
    share(world)
    after = world.session(FAMILY)
    assert (after.prompt, after.stack, after.last) == (before.prompt, before.stack, before.last)


def test_they_can_write_back_and_are_welcomed(world: World) -> None:
    share(world)
    replies = world.say("低保", FAMILY)
    assert "给谁问" in replies[0]


def test_from_the_web_it_goes_out_by_sms(world: World) -> None:
    share(world, "somebody", "web")
    assert len(world.heard(FAMILY)) == 1


def test_without_a_way_to_send_sms_a_liaison_calls(world: World) -> None:
    silent = {"web": Outlet("web")}
    world.assistant = Assistant(
        world.store, sealer(), world.library, world.directory, world.clock, outlets=silent, alone=True
    )
    replies = share(world, "somebody", "web")
    assert any(FAMILY in reply for reply in replies)
    assert (world.rows("requests"), world.heard(FAMILY)) == (1, [])
