"""Rules with dates, and sources that word a rule differently: which outcome, and by which wording, on which day.

An application is decided by the rules of its day. Where two sources contradict each other both are kept, the one that
fits is enough, and it is said which one it was.
"""

import datetime as dt
from typing import Any

import msgspec
import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.entitlements.assess import Assessment
from bot.entitlements.edition import GUIZHOU
from bot.entitlements.proof import prove
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import heard, lead
from tests.entitlements.people import DAY

VALID: dict[str, Any] = {"cert_status": "valid"}
ADULT = VALID | {"dibao": "none", "age": 40, "work_ability": "able", "cert_grade": 1, "cert_category": ["physical"]}
HARD = {"living": "hard", "family_supported": True, "can_live_separately": "no"}

#: The days before, on and after each turn of A02, and what its two conditions with readings went by.
BEFORE, TURN, AFTER = dt.date(2021, 6, 30), dt.date(2021, 7, 1), dt.date(2021, 7, 2)
EVE, LATER, LATEST = dt.date(2022, 10, 19), dt.date(2022, 10, 20), dt.date(2022, 10, 21)
LONG_AGO = dt.date(2016, 1, 1)

#: Somebody, the days they apply on, the outcome, and the readings that applied (or what decides, or is missing).
SINGLE: list[tuple[str, dict[str, Any], list[dt.date], str, list[str]]] = [
    ("kept by the family", ADULT | HARD, [LONG_AGO, BEFORE, TURN, AFTER, EVE], "likely", ["national", "plan"]),
    ("kept by the family", ADULT | HARD, [LATER, LATEST, DAY], "likely", ["national", "national_2022"]),
    ("lives alone, cannot work", ADULT | HARD | {"work_ability": "unable", "can_live_separately": "yes"},
     [LONG_AGO, BEFORE], "likely", ["national", "old"]),
    ("lives alone, cannot work", ADULT | HARD | {"work_ability": "unable", "can_live_separately": "yes"},
     [TURN, AFTER, EVE], "liaison", ["hardship_confirmed"]),
    ("lives alone, cannot work", ADULT | HARD | {"work_ability": "unable", "can_live_separately": "yes"},
     [LATER, LATEST, DAY], "likely", ["national", "national_2022"]),
    ("lives alone, could work", ADULT | HARD | {"can_live_separately": "yes", "hardship_confirmed": False},
     [LONG_AGO, BEFORE, TURN, AFTER, EVE], "not_met", ["alone"]),
    ("on the edge, with a job", ADULT | {"dibao": "edge", "work_ability": "working", "living": "fine"},
     [LONG_AGO, BEFORE], "not_met", ["alone"]),
    ("on the edge, with a job", ADULT | {"dibao": "edge", "work_ability": "working", "living": "fine"},
     [TURN, AFTER, EVE, LATER, LATEST, DAY], "likely", ["national", "national_2021"]),
    ("on the edge, third grade, mental", ADULT | {"dibao": "edge", "cert_grade": 3, "cert_category": ["mental"]},
     [LONG_AGO, BEFORE], "not_met", ["severe"]),
    ("on the edge, third grade, mental", ADULT | {"dibao": "edge", "cert_grade": 3, "cert_category": ["mental"]},
     [TURN, AFTER, EVE, LATER, LATEST, DAY], "likely", ["third_grade", "national_2021"]),
    ("on the edge, third grade, physical", ADULT | {"dibao": "edge", "cert_grade": 3},
     [LONG_AGO, BEFORE, TURN, AFTER, LATER, DAY], "not_met", ["severe"]),
    ("gets by, without a job", ADULT | {"living": "fine"}, [LONG_AGO, BEFORE, TURN, AFTER, EVE], "not_met", ["alone"]),
    ("gets by, without a job", ADULT | {"living": "fine"}, [LATER, LATEST, DAY], "likely",
     ["national", "national_2022"]),
    ("seventeen and gets by", ADULT | {"age": 17, "living": "fine"},
     [LONG_AGO, BEFORE, TURN, EVE, LATER, DAY], "not_met", ["alone"]),
]  # fmt: skip

NEEDY = VALID | {"tekun": False, "obligor_status": "cannot", "work_ability": "able", "age": 40, "assets_ok": "fits"}
BLIND = NEEDY | {"cert_grade": 1, "cert_category": ["vision"]}
LEGS = NEEDY | {"cert_grade": 2, "cert_category": ["physical"]}
SLOW = NEEDY | {"cert_grade": 3, "cert_category": ["intellectual"]}
MIND = NEEDY | {"cert_grade": 2, "cert_category": ["mental"]}
EARS = NEEDY | {"cert_grade": 4, "cert_category": ["hearing"]}

WUBAO: list[tuple[str, dict[str, Any], list[dt.date], str, list[str]]] = [
    ("sixty", NEEDY | {"age": 60}, [LONG_AGO, BEFORE], "likely", ["plan", "old"]),
    ("sixty", NEEDY | {"age": 60}, [TURN, AFTER, DAY], "likely", ["plan", "new"]),
    ("nobody there to keep them", NEEDY | {"age": 60, "obligor_status": "none"}, [BEFORE], "likely",
     ["national", "old"]),
    ("nobody there to keep them", NEEDY | {"age": 60, "obligor_status": "none"}, [TURN], "likely",
     ["national", "new"]),
    ("second grade, mental", MIND, [LONG_AGO, BEFORE], "likely", ["plan", "old"]),
    ("second grade, mental", MIND, [TURN, AFTER, DAY], "likely", ["plan", "new"]),
    ("first grade, blind", BLIND, [LONG_AGO, BEFORE], "liaison", ["hardship_confirmed"]),
    ("first grade, blind", BLIND, [TURN, AFTER, DAY], "likely", ["plan", "new"]),
    ("second grade, legs", LEGS, [LONG_AGO, BEFORE], "liaison", ["hardship_confirmed"]),
    ("second grade, legs", LEGS, [TURN, AFTER, DAY], "likely", ["plan", "new"]),
    ("third grade, slow", SLOW, [LONG_AGO, BEFORE], "liaison", ["hardship_confirmed"]),
    ("third grade, slow", SLOW, [TURN, AFTER, DAY], "likely", ["plan", "new"]),
    ("whom the village knows to be poor", EARS | {"hardship_confirmed": True}, [LONG_AGO, BEFORE], "likely",
     ["plan", "old"]),
    ("whom the village knows to be poor", EARS | {"hardship_confirmed": True}, [TURN, AFTER, DAY], "not_met",
     ["labour"]),
    ("poor, and cannot work", EARS | {"hardship_confirmed": True, "work_ability": "unable"}, [TURN, AFTER, DAY],
     "likely", ["plan", "province"]),
    ("with a car", NEEDY | {"age": 60, "assets_ok": "over", "hardship_confirmed": False}, [BEFORE], "likely",
     ["plan", "old"]),
    ("with a car", NEEDY | {"age": 60, "assets_ok": "over", "hardship_confirmed": False}, [TURN, AFTER, DAY],
     "not_met", ["assets"]),
    ("without a certificate", MIND | {"cert_status": "none"}, [LONG_AGO, BEFORE], "likely", ["plan", "old"]),
    ("without a certificate", MIND | {"cert_status": "none"}, [TURN, AFTER, DAY], "needs_more", ["certificate"]),
]  # fmt: skip

POOR = {"poverty_registry": "registered"}
NOT_POOR = {"poverty_registry": "none", "dibao": "none", "tekun": False}
WANTS = VALID | {"will_literacy": True, "literacy": "none"}
STAYS = VALID | {"medical_trouble": ["inpatient"]}
TOWN = STAYS | {"hukou_rural": False, "medical_joined": "resident"}
ANY_DAY = [LONG_AGO, BEFORE, TURN, LATER, DAY]

TWO_SOURCES: list[tuple[str, str, dict[str, Any], str, list[str]]] = [
    ("C08", "fourteen", WANTS | POOR | {"age": 14}, "not_met", ["who"]),
    ("C08", "fifteen", WANTS | POOR | {"age": 15}, "likely", ["plan"]),
    ("C08", "fifty", WANTS | POOR | {"age": 50}, "likely", ["plan"]),
    ("C08", "fifty-one", WANTS | POOR | {"age": 51}, "likely", ["national"]),
    ("C08", "seventy", WANTS | POOR | {"age": 70}, "likely", ["national"]),
    ("C08", "reads a little", WANTS | POOR | {"age": 30, "literacy": "some"}, "likely", ["national"]),
    ("C08", "not poor", WANTS | NOT_POOR | {"age": 30}, "likely", ["national"]),
    ("C08", "nobody asked whether they are poor", WANTS | {"age": 30}, "likely", ["national"]),
    ("C08", "reads", WANTS | POOR | {"age": 30, "literacy": "reads"}, "not_met", ["who"]),
    ("B06", "poor in the country", STAYS | POOR | {"hukou_rural": True}, "likely", ["plan"]),
    ("B06", "in town, known to be poor", TOWN | POOR | {"hardship_confirmed": True}, "likely", ["usual"]),
    ("B06", "fits either way", TOWN | POOR | {"hukou_rural": True, "hardship_confirmed": True}, "likely", ["plan"]),
    ("B06", "in town, nobody has looked yet", TOWN | POOR, "liaison", ["hardship_confirmed"]),
    ("B06", "in town, not poor", TOWN | NOT_POOR | {"hardship_confirmed": False}, "not_met", ["who"]),
    ("B06", "in town, uninsured", TOWN | {"medical_joined": "none"}, "not_met", ["who"]),
]  # fmt: skip


def on(content: Content, day: dt.date, name: str, facts: dict[str, Any]) -> Assessment:
    return content.editions.on(day).book.assess(name, facts)


def told(result: Assessment) -> list[str]:
    """What the outcome goes by: the readings that applied, the criterion that says no, or what is missing."""
    if result.deciding is not None:
        return [result.deciding.name]
    return list(result.missing) if result.missing else [reading.name for reading in result.applied]


def each(people: list[tuple[str, dict[str, Any], list[dt.date], str, list[str]]]) -> list[Any]:
    return [
        pytest.param(facts, day, outcome, by, id=f"{who}-{day}")
        for who, facts, days, outcome, by in people
        for day in days
    ]


@pytest.mark.parametrize(("facts", "day", "outcome", "by"), each(SINGLE))
def test_dibao_for_one_person_by_the_rules_of_the_day(
    loaded: Loaded, facts: dict[str, Any], day: dt.date, outcome: str, by: list[str]
) -> None:
    result = on(loaded.content, day, "A02", facts)
    assert (result.outcome, told(result)) == (outcome, by)


@pytest.mark.parametrize(("facts", "day", "outcome", "by"), each(WUBAO))
def test_wubao_by_the_rules_of_the_day(
    loaded: Loaded, facts: dict[str, Any], day: dt.date, outcome: str, by: list[str]
) -> None:
    result = on(loaded.content, day, "A03", facts)
    assert (result.outcome, told(result)) == (outcome, by)


@pytest.mark.parametrize(("name", "facts", "outcome", "by"), [(n, f, o, by) for n, _, f, o, by in TWO_SOURCES])
def test_of_two_sources_one_that_fits_is_enough_on_any_day(
    loaded: Loaded, name: str, facts: dict[str, Any], outcome: str, by: list[str]
) -> None:
    for day in ANY_DAY:
        result = on(loaded.content, day, name, facts)
        assert (result.outcome, told(result)) == (outcome, by)


@pytest.mark.parametrize(
    ("name", "criterion", "readings"),
    [
        ("A02", "alone", {"plan", "old", "national_2021", "national_2022"}), ("A03", "obligor", {"plan", "national"}),
        ("A03", "labour", {"old", "new", "province"}), ("C08", "who", {"plan", "national"}),
        ("B06", "who", {"plan", "usual"}),
    ],
)  # fmt: skip
def test_every_wording_is_kept_with_its_source(loaded: Loaded, name: str, criterion: str, readings: set[str]) -> None:
    found = next(c for c in loaded.content.entitlements[name].criteria if c.name == criterion)
    assert {reading.name for reading in found.readings} == readings
    for reading in found.readings:
        assert reading.source or reading.provenance == "unverified"


@pytest.mark.parametrize(("name", "turns"), [("A02", {TURN, LATER}), ("A03", {TURN}), ("C08", set()), ("B06", set())])
def test_the_days_on_which_a_rule_turns(loaded: Loaded, name: str, turns: set[dt.date]) -> None:
    assert loaded.content.entitlements[name].turns() == turns


def test_the_proof_shows_every_reading_of_the_day_and_no_other(loaded: Loaded) -> None:
    for day, names in ((BEFORE, {"plan", "old"}), (TURN, {"plan", "national_2021"}), (DAY, None)):
        book = loaded.content.editions.on(day).book
        step = next(step for c, step in prove(book, "A02", ADULT).criteria if c.name == "alone")
        shown = {part.text.partition(":")[0] for part in step.parts}
        assert shown == (names or {"plan", "national_2021", "national_2022"})


def test_a_rule_turns_at_midnight_in_guizhou(loaded: Loaded) -> None:
    editions = loaded.content.editions
    midnight = dt.datetime(2021, 7, 1, tzinfo=GUIZHOU).timestamp()
    assert editions.at(midnight - 1) is editions.on(BEFORE)
    assert editions.at(midnight) is editions.on(TURN)
    assert editions.at(midnight + 86399) is editions.on(TURN)


def test_between_two_turns_the_rules_are_the_same(loaded: Loaded) -> None:
    editions = loaded.content.editions
    turns = sorted({day for entitlement in loaded.content.entitlements.values() for day in entitlement.turns()})
    assert turns == [TURN, LATER]
    assert editions.on(dt.date.min) is editions.on(BEFORE)
    assert editions.on(TURN) is editions.on(EVE)
    assert editions.on(LATER) is editions.on(dt.date.max)
    assert len({id(editions.on(day)) for day in (BEFORE, TURN, LATER)}) == 3


def test_a_criterion_without_readings_in_force_is_left_to_a_liaison(loaded: Loaded) -> None:
    """The checker refuses such content; if it runs all the same, nobody is turned away."""
    labour = next(c for c in loaded.content.entitlements["A03"].criteria if c.name == "labour")
    only_old = msgspec.structs.replace(labour, readings=tuple(r for r in labour.readings if r.name == "old"))
    assert only_old.on(BEFORE).rule is not None
    assert only_old.on(TURN).rule is None
    assert only_old.on(TURN).readings == ()


READS_NOTHING = {"will_craft": "no", "farm_fit": "yes", "literacy": "none", "will_literacy": "yes"}


@pytest.mark.parametrize(
    ("words", "day", "told", "name", "reading"),
    [
        ("培训", DAY, {**READS_NOTHING, "age": "50", "poverty_registry": "lifted"}, "C08", "plan"),
        ("培训", DAY, {**READS_NOTHING, "age": "51", "poverty_registry": "lifted"}, "C08", "national"),
        ("五保", BEFORE, {"age": "67", "obligor_status": "none"}, "A03", "old"),
        ("五保", TURN, {"age": "67", "obligor_status": "none", "assets_ok": "fits"}, "A03", "new"),
    ],
)
def test_the_reply_says_which_wording_it_went_by(
    library: Library, directory: Directory, words: str, day: dt.date, told: dict[str, str], name: str, reading: str
) -> None:
    noon = dt.datetime.combine(day, dt.time(12), GUIZHOU).timestamp()
    player = Player(library, directory, "web", now=noon)
    player.say(words)
    lead(player, "card.next", {"work_ability": "some", "@results": name, **told})
    reply = heard(player.turns[-1])
    says = {r.name: r.says.text for c in library.current.entitlements[name].criteria for r in c.readings if r.says.text}
    assert says.pop(reading) in reply
    assert not [other for other in says.values() if other in reply]
