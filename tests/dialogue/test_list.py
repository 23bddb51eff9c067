"""The list: everything that was asked about, in the order in which it matters, three at a time."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, facts, lead
from tests.dialogue.people_who import known, listed
from tests.entitlements.by_name import POOR, VALID

Meet = Callable[..., Player]
Who = Callable[..., Player]
DIBAO = {"cert_status": "valid", "dibao": "household"}


@pytest.fixture
def who(library: Library, directory: Directory) -> Who:
    """Somebody at "anything else?", of whom facts are known."""
    return lambda facts: known(library, directory, facts)


@pytest.fixture
def nothing(loaded: Loaded) -> dict[str, Any]:
    """Everything was asked, and the person knew none of it: no question is left."""
    return {name: None for name, fact in loaded.content.facts.items() if fact.about == "subject" and name != "consent"}


#: The marks in the order in which they matter to a person.
MARKS = ("看来符合", "可申请", "要联络员看", "可登记", "先要", "还差情况", "可了解", "已经有了", "还不符合", "您说不要")
PEOPLE: list[dict[str, Any]] = [
    {}, VALID, DIBAO, {"cert_status": "none", "dibao": "none"},
    {**VALID, **POOR, "living": "urgent", "medical_joined": "none", "volunteer_need": []},
    {**VALID, **POOR, "school_stage": "junior", "dropout_risk": True, "needs_home_care": False, "age": 14},
    {**VALID, **POOR, "rehab_need": ["none"], "care_service_need": "none", "will_craft": False},
    {**VALID, "poverty_registry": "none", "dibao": "none", "hukou_rural": False, "doctor_signed": True},
]  # fmt: skip


def topic_word(content: Content, topic: str) -> str:
    found = [word for word in content.topics[topic].words if (to := content.find_intent(word)) and to.topic == topic]
    return found[0]


@pytest.mark.parametrize("person", PEOPLE)
def test_all_of_a_topic_is_in_its_pages_the_best_first(
    who: Who, library: Library, nothing: dict[str, Any], person: dict[str, Any]
) -> None:
    content = library.current
    for topic in content.topics.values():
        if len(topic.entitlements) < 2:
            continue
        player = who({**nothing, **person})
        player.say(topic_word(content, topic.id))
        shown = listed(player)
        assert sorted(shown) == sorted(topic.entitlements), f"{topic.id}: nothing is dropped"
        ranks = [_rank(player, content, name, line) for name, line in shown.items()]
        assert ranks == sorted(ranks), f"{topic.id}: {shown}"


def _rank(player: Player, content: Content, name: str, line: str) -> tuple[int, int]:
    """What cannot wait, then by mark, then what changes most for a person."""
    entitlement, mark = content.entitlements[name], line.partition("：")[2]
    place = next(place for place, start in enumerate(MARKS) if mark.startswith(start))
    sure = content.editions.at(player.now).book.assess(name, facts(player)).outcome == "likely"
    return (-1 if entitlement.urgent and sure else place), -entitlement.value


def test_three_at_a_time_and_each_page_can_be_left(who: Who, nothing: dict[str, Any]) -> None:
    player = who({**nothing, **DIBAO})
    player.say("补贴")
    seen = []
    for _ in range(10):
        prompt = player.session.prompt
        assert prompt is not None and prompt.items[-1] == "@done"
        seen.append([item for item in prompt.items if not item.startswith("@")])
        if "@more" not in prompt.items:
            break
        answer(player, "@more")
    assert [len(page) for page in seen] == [3, 3, 1]


def test_what_cannot_wait_stands_first(who: Who, nothing: dict[str, Any]) -> None:
    player = who({**nothing, **DIBAO, "living": "urgent"})
    player.say("补贴")
    assert list(listed(player))[:2] == ["A07", "A04"], "though it can only be registered for"


def test_asked_about_everything_everything_is_listed(meet: Meet, library: Library) -> None:
    player = lead(meet(), "find.menu", {"main.menu": "find"})
    for _ in range(60):
        if asked(player) == "@results":
            break
        answer(player, {"consent": "yes", "@ask_person": "no"}.get(asked(player), "0"))
    assert set(listed(player)) == set(library.current.entitlements)


def test_a_list_says_what_comes_first(who: Who, nothing: dict[str, Any]) -> None:
    player = who({**nothing, "cert_status": "none", "dibao": "household"})
    player.say("补贴")
    assert listed(player)["A04"] == "生活补贴：先要残疾证"
    player = who({**nothing, **POOR, "trained": False})
    player.say("做生意")
    assert listed(player)["D05"].endswith("：先要学技术")


def test_a_list_says_what_they_did_not_want(who: Who, nothing: dict[str, Any]) -> None:
    player = who({**nothing, **VALID, **POOR, "will_ecom": False, "startup_wish": False})
    player.say("做生意")
    shown = listed(player)
    assert shown["E02"].endswith("：您说不要")
    assert list(shown)[-1] in ("E02", "F03"), "and that comes last"
