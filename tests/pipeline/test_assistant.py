"""The durable turn, on a real database file: kept once, acted on once, and gone on with after a restart."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.events import Opened, Said, Sent, Tapped
from bot.language.receipt import code_of
from bot.pipeline import turn as module
from tests.dialogue.people import USUAL, edit
from tests.pipeline.world import World


def apply(world: World, address: str = "13800001111") -> list[str]:
    """Somebody fills in the training form and sends it off."""
    world.say("你好", address)
    for _ in range(40):
        session = world.session(address)
        assert session.prompt is not None
        wanted = {"@confirm": "yes"}.get(session.prompt.key) or USUAL[session.prompt.key]
        items = session.prompt.items
        replies = world.say(str(items.index(wanted) + 1) if wanted in items else wanted, address)
        if session.prompt.key == "@confirm":
            return replies
    raise AssertionError("never came to the summary")


def test_the_same_message_twice_is_one_turn(world: World) -> None:
    assert world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))
    before = world.session("138"), len(world.heard("138"))
    assert not world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))
    assert not world.assistant.receive("sms", "138", "x1", Said("something else", "sms"))
    assert (world.session("138"), len(world.heard("138"))) == before
    assert world.rows("inbox") == 1


def test_the_same_number_on_another_channel_is_another_message(world: World) -> None:
    assert world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))
    assert world.assistant.receive("web", "138", "x1", Said("你好", "web"))


def test_after_a_restart_it_goes_on_where_it_was(world: World) -> None:
    world.say("你好")
    world.say("1")
    before = world.session()
    world.start()
    assert world.session() == before
    assert world.say("4")
    assert world.session().stack[-1].tree == "person"


def test_after_a_restart_the_same_message_is_still_known(world: World) -> None:
    world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))
    world.start()
    assert not world.assistant.receive("sms", "138", "x1", Said("你好", "sms"))


def test_two_people_never_mix(world: World) -> None:
    people = {"13800000001": ("2", "1"), "13800000002": ("1",), "13800000003": ("3", "4")}
    for address in people:
        world.say("你好", address)
    for turn in range(2):
        for address, words in people.items():
            if turn < len(words):
                world.say(words[turn], address)
    assert world.session("13800000001").facts() == {"for_whom": "family", "relation": "mother"}
    assert world.session("13800000002").facts() == {"for_whom": "self"}
    assert world.session("13800000003").facts() == {"for_whom": "other", "relation": "spouse"}
    assert [entry.text for entry in world.assistant.history("sms", "13800000002") if entry.inbound] == ["你好", "1"]


def test_a_form_is_handed_in_once_with_its_receipt(world: World) -> None:
    replies = apply(world)
    [handed] = world.assistant.handed()
    assert (handed.form, handed.matter, handed.liaison) == ("training", "training", "张敏")
    assert handed.facts["age"] == 58 and handed.facts["name"] == "杨秀英"
    assert any(code_of(handed.number) in text and handed.phone in text for text in replies)


def test_receipts_are_numbered_over_everybody(world: World) -> None:
    codes = [next(t for t in apply(world, address) if "回执号" in t) for address in ("1381", "1382", "1383")]
    numbers = [handed.number for handed in world.assistant.handed()]
    assert numbers == [3, 2, 1]
    assert all(code_of(number) in text for number, text in zip(reversed(numbers), codes, strict=True))


def test_a_correction_reaches_the_liaison(world: World) -> None:
    apply(world)
    world.say("改年龄")
    world.say("59")
    newest = world.assistant.handed()[0]
    assert (newest.matter, newest.facts["age"], newest.liaison) == ("correction", 59, "张敏")


ODD = [
    "",
    "\0",
    "a\0b",
    "\ud800",
    "名\udfff字",
    "🧑‍🦽",
    "x" * 20_000,
    "'; DROP TABLE inbox;--",
    "\u202e\u200b",
    "\r\n",
    "%s",
    "{x}",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_stored_answered_and_shown(world: World, text: str) -> None:
    world.say("你好")
    assert world.say(text)
    assert world.say("1")
    world.start()
    for entry in world.assistant.history("sms", "13800001111"):
        entry.text.encode()
        assert "\0" not in entry.text


@pytest.mark.parametrize("text", ["杨\ud800秀英", "杨\0秀英", "杨秀英\u202e"])
def test_odd_text_as_an_answer_is_kept_without_what_no_store_takes(world: World, text: str) -> None:
    for words in ("报名学技术", "1", text):
        world.say(words)
    assert world.session().facts()["name"] == "杨秀英"


def test_a_tapped_button_is_shown_by_its_label(world: World) -> None:
    world.happens(Opened("web"), "w1", "web")
    world.happens(Tapped(1, 1, "web"), "w1", "web")
    shown = [entry.text for entry in world.assistant.history("web", "w1") if entry.inbound]
    [label] = [choice.label for entry in world.heard("w1", "web") for choice in entry.choices if choice.value == "self"]
    assert shown == [label]


def test_a_photo_stands_in_the_history_as_what_it_is(world: World) -> None:
    world.happens(Sent("photo", "ref-1", "web"), "w1", "web")
    assert [entry.text for entry in world.assistant.history("web", "w1") if entry.inbound] == ["[photo]"]


def test_the_history_is_in_order_and_can_be_read_from_a_line_on(world: World) -> None:
    for words in ("你好", "1", "1"):
        world.say(words)
    lines = world.assistant.history("sms", "13800001111")
    assert [entry.inbound for entry in lines] == [True, False] * 3
    assert world.assistant.history("sms", "13800001111", after=lines[3].id) == [lines[5]]


def test_the_callback_is_called_after_what_was_said_is_kept(world: World) -> None:
    seen: list[tuple[str, int]] = []
    names = {world.assistant.key("sms", address): address for address in ("1381", "1382")}
    world.assistant.on_reply = lambda key: seen.append((names[key], len(world.heard(names[key]))))
    world.say("你好", "1381")
    world.say("1", "1382")
    assert seen == [("1381", 1), ("1382", 1)]
    world.assistant.receive("sms", "1381", "m1", Said("你好", "sms"))
    assert len(seen) == 2, "a repeat calls nobody"


def test_a_turn_that_fails_changes_nothing_and_is_taken_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.say("你好")
    before, rows = world.session(), world.rows("inbox")

    def broken(*_: Any, **__: Any) -> Iterator[None]:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(module, "talk", broken)
        assert world.assistant.receive("sms", "13800001111", "y1", Said("1", "sms")), "it is kept all the same"
    assert (world.session(), world.rows("inbox")) == (before, rows + 1)
    assert not world.assistant.receive("sms", "13800001111", "y1", Said("1", "sms")), "and need not come again"
    world.start().go_on()
    assert world.session().facts() == {"for_whom": "self"}


def test_an_alert_is_kept_for_those_on_duty(world: World) -> None:
    world.say("我不想活了")
    assert world.rows("alerts") == 1


def test_stop_is_known_to_the_store(world: World) -> None:
    world.say("你好")
    world.say("退订")
    assert world.session().stopped


def test_what_stands_on_the_table_can_be_asked(world: World) -> None:
    assert world.assistant.standing("web", "nobody").prompt == 0
    world.say("English")
    standing = world.assistant.standing("sms", "13800001111")
    assert (standing.language, standing.prompt, standing.several) == ("en", 1, False)
    assert world.assistant.language("sms", "13800001111") == "en"


def test_a_version_that_is_gone_after_a_restart_strands_nobody(world: World, loaded: Loaded) -> None:
    for words in ("报名学技术", "1", "杨秀英", "2"):
        world.say(words)
    known = world.session().facts()
    world.start(Library(edit(loaded, ("facts.yaml", "ask: 您今年多少岁？", "ask: 您多大岁数？"))))
    assert world.say("58")
    assert world.session().facts() == {**known, "age": 58}


def test_danger_reaches_whoever_answers_for_the_place_at_once(world: World) -> None:
    world.say("我不想活了")
    newest = world.assistant.handed()[0]
    assert (newest.matter, newest.about, newest.urgent) == ("danger", "suicide", True)
    assert newest.facts["contact"] == "13800001111", "by SMS the number is known, so somebody can call"


def test_an_identity_number_is_not_kept_anywhere(world: World) -> None:
    world.say("你好")
    replies = world.say("我的身份证520526195801011234")
    assert any("身份证号" in reply for reply in replies), "the person is told"
    kept = [entry.text for entry in world.assistant.history("sms", "13800001111")]
    assert not any("19580101" in text for text in kept)


def test_somebody_who_names_no_number_can_still_be_called_back(world: World) -> None:
    for line in ("人工", "不晓得", "不晓得"):
        world.say(line)
    newest = world.assistant.handed()[0]
    assert newest.facts["contact"] == "13800001111"


def test_who_applies_by_sms_can_be_called_on_the_phone_they_wrote_from(world: World) -> None:
    for line in ("报名", "1", "王光明", "2", "38", "4", "2", "1", "7", "雷山县西江镇", "1"):
        world.say(line)
    newest = world.assistant.handed()[0]
    assert (newest.form, newest.facts["contact"]) == ("training", "13800001111")
    world.say("人工")
    assert world.assistant.handed()[0].facts["contact"] == "13800001111", "nor is it asked again for a call"
