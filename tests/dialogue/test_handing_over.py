"""What a liaison is handed: how urgent it is, and what only they can find out."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.dialogue.effects import Request, Submit
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, handed, lead
from tests.dialogue.people_who import card, known
from tests.entitlements.by_name import LIAISON, LIKELY

Meet = Callable[..., Player]
Who = Callable[..., Player]
#: A call for somebody, once it is known where and by which number.
WHERE = ("雷山县西江镇", "13985500021")


@pytest.fixture
def who(library: Library, directory: Directory) -> Who:
    """Somebody at "anything else?", of whom facts are known."""
    return lambda facts: known(library, directory, facts)


@pytest.mark.parametrize(("name", "urgent"), [("A07", True), ("C07", True), ("A04", False), ("B06", False)])
def test_what_cannot_wait_is_an_urgent_request(who: Who, library: Library, name: str, urgent: bool) -> None:
    assert library.current.entitlements[name].urgent is urgent
    request = apply(who(LIKELY[name][0]), library.current, name)
    assert isinstance(request, Request)
    assert (request.about, request.urgent) == (name, urgent)


def test_only_two_kinds_of_help_cannot_wait(loaded: Loaded) -> None:
    assert {e.id for e in loaded.content.entitlements.values() if e.urgent} == {"A07", "C07"}


@pytest.mark.parametrize(("name", "facts_", "missing"), [person for person in LIAISON if person[0] != "B08"])
def test_what_only_a_liaison_can_find_out_is_in_the_request(
    who: Who, library: Library, name: str, facts_: dict[str, Any], missing: str
) -> None:
    content = library.current
    player = who(facts_)
    today = content.editions.at(player.now).book.entries[name].entitlement
    for_liaison = [criterion.text.text for criterion in today.criteria if criterion.rule is None]
    handed_over = apply(player, content, name)
    assert content.facts[missing].name.text in handed_over.asks
    assert [text for text in handed_over.asks if text in for_liaison] == for_liaison
    assert not [n for n, fact in content.facts.items() if fact.askable and fact.name.text in handed_over.asks]


def test_nothing_is_asked_of_the_liaison_that_is_known(who: Who, library: Library) -> None:
    request = apply(who(LIKELY["A07"][0]), library.current, "A07")
    assert request.asks == ()


def test_a_form_tells_the_liaison_too_what_to_find_out(meet: Meet, library: Library) -> None:
    player = meet()
    player.say("轮椅")
    lead(player, "card.next", {"cert_status": "valid"})
    answer(player, "apply")
    lead(player, "@confirm")
    [submitted] = handed(answer(player, "yes"))
    assert isinstance(submitted, Submit)
    texts = [c.text.text for c in library.current.entitlements["B09"].criteria if c.rule is None]
    assert list(submitted.asks) == texts


def apply(player: Player, content: Content, name: str) -> Request | Submit:
    """Ask about *name*, have it applied for, and hand it over."""
    card(player, content, name)
    assert asked(player) == "card.next"
    answer(player, "apply")
    for _ in range(30):
        if handed(player.turns[-1]):
            break
        told = {"county": WHERE[0], "contact": WHERE[1], "@confirm": "yes", "name": "杨秀英", "cert_last4": "1242"}
        prompt = player.session.prompt
        assert prompt is not None
        answer(player, told.get(prompt.key) or (prompt.items or ("0",))[0])
    [found] = handed(player.turns[-1])
    return found
