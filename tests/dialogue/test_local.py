"""What a county says itself is said to its own people; what nobody has said a liaison checks. Nothing is made up."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.load import Loaded, read_version
from bot.entitlements.edition import GUIZHOU
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, heard, lead, newcomer
from tests.dialogue.people_who import known, word_for

LEISHAN, WEINING = "522634 西江镇", "520526 草海镇"
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=GUIZHOU).timestamp()
WHOLE = {
    "amount": "每月80元", "since": "2026-01-01", "office": "丹江镇政务大厅", "phone": "0855-0000000",
    "from": "2026-03-01", "to": "2026-12-15",
}  # fmt: skip
DIBAO = {"cert_status": "valid", "dibao": "household"}
#: Entitlements that pay, of which one has the province's own amount, and one that does not pay.
PAYS, PAYS_KNOWN, FREE = "A04", "A05", "B07"
FACTS: dict[str, dict[str, Any]] = {
    PAYS: DIBAO,
    PAYS_KNOWN: {"cert_status": "valid", "cert_grade": 1, "long_term_care_need": True},
    FREE: {"cert_status": "valid", "rehab_need": ["training"]},
}


def version(loaded: Loaded, **entries: dict[str, str]) -> Loaded:
    """The content with what 雷山县 says of these entitlements."""
    lines = ['county: "522634"', "entitlements:"]
    for name, entry in entries.items():
        told = {**entry, "source": "县里的通知", "checked": "2026-11-24"}
        lines += [f"  {name}:", *(f"    {key}: {value}" for key, value in told.items())]
    found = read_version({**loaded.sources, "local/522634.yaml": "\n".join(lines)}, loaded.catalogues)
    assert not [problem for problem in found.problems if problem.severity == "error"]
    return found


@pytest.fixture
def hears(loaded: Loaded, directory: Directory) -> Callable[..., str]:
    """What somebody of a county reads about an entitlement there, when the county says *entry* of it."""

    def ask(
        entry: dict[str, str] | None,
        county: str | None = LEISHAN,
        name: str = PAYS,
        now: float = NOON,
        form: Any = "web",
    ) -> str:
        content = version(loaded, **({name: entry} if entry is not None else {}))
        facts = FACTS[name] | ({"county": county} if county else {})
        return local_line(known(Library(content), directory, facts, form, now), content, name)

    return ask


def local_line(player: Player, loaded: Loaded, name: str) -> str:
    """The last thing that is said of how it is done, before it is asked whether we should help."""
    player.say(word_for(loaded.content, name))
    assert asked(player) == "card.next"
    return answer(player, "how").messages[-2].text


def test_a_countys_own_figures_are_said_to_its_people(hears: Callable[..., str]) -> None:
    assert hears(WHOLE) == (
        "雷山县：每月80元（2026-01-01起）、去丹江镇政务大厅、电话0855-0000000、办到2026-12-15为止。"
    )


def test_in_every_form_and_language(loaded: Loaded, directory: Directory) -> None:
    content = version(loaded, **{PAYS: WHOLE})
    for form in ("web", "sms", "voice"):
        for language in content.content.languages:
            player = known(Library(content), directory, {**DIBAO, "county": LEISHAN}, form, NOON)
            player.say(word_for(content.content, PAYS))
            player.say({"en": "English", "zh_CN@easy": "简单"}.get(language, "中文"))
            assert "0855-0000000" in heard(answer(player, "how")), (form, language)


@pytest.mark.parametrize("county", [WEINING, None])
def test_somebody_from_elsewhere_hears_nothing_of_it(hears: Callable[..., str], county: str | None) -> None:
    assert hears(WHOLE, county) == "给多少、哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"


def test_somebody_who_does_not_know_their_county_hears_nothing_of_it(loaded: Loaded, directory: Directory) -> None:
    content = version(loaded, **{PAYS: WHOLE})
    player = known(Library(content), directory, {**DIBAO, "county": None}, now=NOON)
    assert "雷山" not in local_line(player, content, PAYS)


def test_what_is_said_of_one_entitlement_is_not_said_of_another(loaded: Loaded, directory: Directory) -> None:
    content = version(loaded, **{PAYS: WHOLE})
    player = known(Library(content), directory, {**FACTS[FREE], "county": LEISHAN}, now=NOON)
    assert local_line(player, content, FREE) == "哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"


@pytest.mark.parametrize(
    ("entry", "name", "says"),
    [
        ({"phone": "0855-1"}, PAYS, "雷山县：电话0855-1。给多少、哪个窗口、几时办，各县不一样，联络员会核对。"),
        ({"office": "民政局"}, PAYS, "雷山县：去民政局。给多少、窗口电话、几时办，各县不一样，联络员会核对。"),
        ({"amount": "80元", "since": "2026-01-01"}, PAYS,
         "雷山县：80元（2026-01-01起）。哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"),
        ({"to": "2026-12-15"}, PAYS,
         "雷山县：办到2026-12-15为止。给多少、哪个窗口、窗口电话，各县不一样，联络员会核对。"),
        ({}, PAYS, "给多少、哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"),
        ({}, PAYS_KNOWN, "哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"),
        ({}, FREE, "哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。"),
        ({"phone": "0855-1"}, FREE, "雷山县：电话0855-1。哪个窗口、几时办，各县不一样，联络员会核对。"),
    ],
)  # fmt: skip
def test_what_is_missing_a_liaison_checks(
    hears: Callable[..., str], entry: dict[str, str], name: str, says: str
) -> None:
    assert hears(entry, name=name) == says


@pytest.mark.parametrize(
    ("window", "says"),
    [
        ({"from": "2026-12-01", "to": "2026-12-31"}, "2026-12-01才开始办"),
        ({"from": "2026-12-01"}, "2026-12-01才开始办"),
        ({"from": "2026-03-01"}, "2026-03-01起能办"),
        ({"from": "2026-11-24"}, "2026-11-24起能办"),
        ({"from": "2026-03-01", "to": "2026-12-31"}, "办到2026-12-31为止"),
        ({"to": "2026-11-24"}, "办到2026-11-24为止"),
        ({"to": "2026-11-23"}, "2026-11-23已经截止，下次几时问联络员"),
        ({"from": "2026-03-01", "to": "2026-03-31"}, "2026-03-31已经截止，下次几时问联络员"),
    ],
)
def test_a_window_is_told_as_it_stands_today(hears: Callable[..., str], window: dict[str, str], says: str) -> None:
    assert hears({**WHOLE, "from": "", "to": "", **window}).endswith(f"、{says}。")


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        ("2026-02-28 23:59:00", "2026-03-01才开始办"),
        ("2026-03-01 00:00:00", "办到2026-12-15为止"),
        ("2026-12-15 23:58:00", "办到2026-12-15为止"),
        ("2026-12-16 00:00:00", "2026-12-15已经截止，下次几时问联络员"),
    ],
)
def test_days_turn_over_in_guizhou(hears: Callable[..., str], clock: str, says: str) -> None:
    now = dt.datetime.fromisoformat(clock).replace(tzinfo=GUIZHOU).timestamp()
    assert says in hears(WHOLE, now=now)


def test_on_sms_it_is_shorter_and_says_the_same(
    hears: Callable[..., str], loaded: Loaded, directory: Directory
) -> None:
    content = version(loaded, **{PAYS: {"phone": "0855-1"}})
    player = known(Library(content), directory, {**DIBAO, "county": LEISHAN}, "sms", NOON)
    player.say(word_for(content.content, PAYS))
    reply = heard(answer(player, "how"))
    assert "雷山县：电话0855-1。给多少、哪个窗口、几时办，联络员会核对。" in reply


def test_without_a_file_nothing_is_made_up(loaded: Loaded, library: Library, directory: Directory) -> None:
    """The real content says nothing for any county, of any entitlement that has a card."""
    for entitlement in loaded.content.entitlements.values():
        if entitlement.level == "D" or entitlement.id in ("B08", "B09", "H01", "Z01"):
            continue
        everything = dict.fromkeys(loaded.content.facts) | {"for_whom": "self", "consent": True, "county": LEISHAN}
        line = local_line(known(library, directory, everything), loaded, entitlement.id)
        assert re.fullmatch(r"(给多少、)?哪个窗口、窗口电话、几时办，各县不一样，联络员会核对。", line), entitlement.id
        assert line.startswith("给多少") == (entitlement.pays and entitlement.amount is None), entitlement.id


def test_the_county_is_not_asked_for_this_but_is_used_once_it_is_known(loaded: Loaded, directory: Directory) -> None:
    content = version(loaded, **{PAYS: WHOLE})
    player = newcomer(content, directory, "web")
    player.say("生活补贴")
    lead(player, "card.next", {"cert_status": "valid", "dibao": "household"})
    assert "county" not in player.session.facts(), "nobody is asked it for a sentence"
    assert "雷山" not in heard(answer(player, "how"))
    answer(player, "apply")
    lead(player, "main.again", {"county": "雷山县西江镇"})
    player.say("生活补贴")
    assert "雷山县：每月80元" in heard(answer(player, "how"))
