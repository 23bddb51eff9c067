"""What is said of one entitlement: never more than is sure, and no refusal that is none."""

from collections.abc import Callable, Iterator

import pytest

from bot.content.library import Library
from bot.dialogue.content import Content
from bot.dialogue.effects import Request
from bot.entitlements.entitlement import Criterion
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, handed, heard, lead
from tests.dialogue.people_who import card, known
from tests.entitlements.by_name import LIAISON, LIKELY, NOT_MET, Person
from tests.entitlements.people import book_of

Meet = Callable[..., Player]
Who = Callable[..., Player]
DIBAO = {"cert_status": "valid", "dibao": "household"}
#: A call for somebody, once it is known where and by which number.
WHERE = ("雷山县西江镇", "13985500021")


@pytest.fixture
def who(library: Library, directory: Directory) -> Who:
    """Somebody at "anything else?", of whom facts are known."""
    return lambda facts: known(library, directory, facts)


#: Only their topic leads to these: no word is for them alone.
BY_TOPIC = {"B08", "B09", "H01", "Z01"}


def refused(content: Content) -> Iterator[tuple[str, Criterion, Person]]:
    """Who gets something not, by name, with the criterion that says so."""
    for name, person, criterion in NOT_MET:
        if name not in BY_TOPIC:
            yield name, next(c for c in content.entitlements[name].criteria if c.name == criterion), person


def test_what_they_do_not_want_is_no_refusal(who: Who, library: Library) -> None:
    wishes = [(name, person) for name, criterion, person in refused(library.current) if criterion.wish]
    assert len(wishes) >= 9
    for name, person in wishes:
        reply = card(who(person), library.current, name)
        assert "您说不要，就不用办" in reply, name
        assert "符合" not in reply, name
        assert "要求：" not in reply, "nobody is told what a wish of theirs would have needed"


def test_about_somebody_else_it_is_their_wish(meet: Meet) -> None:
    player = meet("web")
    player.say("我妈妈想要辅具")
    lead(player, "card.next", {"cert_status": "valid", "device_need": "none"})
    assert "您妈妈不要，就不用办" in heard(player.turns[-1])


def test_what_they_have_already_is_no_refusal(who: Who, library: Library) -> None:
    already = [(name, person) for name, criterion, person in refused(library.current) if criterion.already]
    assert len(already) >= 4
    for name, person in already:
        reply = card(who(person), library.current, name)
        assert "您已经有了" in reply, name
        assert "符合" not in reply, name


def test_every_other_refusal_says_which_condition(who: Who, library: Library) -> None:
    for name, criterion, person in refused(library.current):
        if not criterion.wish and not criterion.already:
            reply = card(who(person), library.current, name)
            assert "照现在的情况，您还不符合" in reply, name
            assert f"要求：{criterion.text.text}" in reply, name
            assert criterion.change.text in reply, name


def test_a_real_refusal_says_which_condition_and_which_answer(who: Who, library: Library) -> None:
    reply = card(who({"medical_joined": "none"}), library.current, "B02")
    assert "照现在的情况，您还不符合" in reply
    assert "要求：" in reply
    assert "医保：没参加" in reply


def of_level(content: Content, level: str) -> list[str]:
    return [entitlement.id for entitlement in content.entitlements.values() if entitlement.level == level]


def test_what_is_only_to_be_known_offers_no_application(who: Who, library: Library) -> None:
    content = library.current
    assert of_level(content, "D") == ["B11", "C09", "H04"]
    for name in of_level(content, "D"):
        player = who(DIBAO)
        reply = card(player, content, name)
        assert content.say["outcome_informs"].text in reply
        assert "符合" not in reply
        assert asked(player) == "inform.next"
        assert player.session.prompt is not None
        assert player.session.prompt.items == ("ask", "other")
        assert not handed(player.turns[-1])
        answer(player, "ask")
        for words in WHERE:
            played = player.say(words)
        assert [(type(h), h.about) for h in handed(played) if isinstance(h, Request)] == [(Request, name)]


def test_what_one_can_register_for_is_never_said_to_fit(who: Who, library: Library) -> None:
    content = library.current
    names = of_level(content, "C")
    assert len(names) > 15
    people = [(name, facts_) for name in names for facts_ in LIKELY[name]]
    people += [(name, facts_) for name, facts_, _ in LIAISON if name in names]
    for name, facts_ in people:
        asked_all = dict.fromkeys(book_of(content).entries[name].facts)
        reply = card(who({**asked_all, **facts_}), content, name)
        assert "可以先登记" in reply, name
        assert "符合" not in reply, name


def test_what_an_office_decides_is_never_said_to_be_decided(who: Who, library: Library) -> None:
    content = library.current
    for name in of_level(content, "B"):
        if name not in BY_TOPIC:
            reply = card(who(LIKELY[name][0]), content, name)
            assert "您可以去申请。行不行，由管的部门定" in reply, name
            assert "看起来您符合" not in reply, name


def test_only_what_can_be_decided_is_said_to_fit_and_who_decides(who: Who, library: Library) -> None:
    content = library.current
    for name in of_level(content, "A"):
        if name not in BY_TOPIC:
            reply = card(who(LIKELY[name][0]), content, name)
            assert "看起来您符合。最后由管的部门定" in reply, name
