"""A thousand people apply over months, with offices of every kind and a process that is stopped and killed: nobody is
left without a known outcome, or somebody who has it and something that comes next.
"""

import os
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.liaisons.directory import Directory
from bot.pipeline.caseload import every_case
from tests.cases.endings import Ending, ending, table
from tests.cases.offices import APPLICATIONS, REQUESTS
from tests.cases.village import RESTARTS, Village
from tests.servers import Postgres, postgres
from tests.stores import sealer

__all__ = ["postgres"]

PEOPLE = int(os.environ.get("BANGBAN_VILLAGE", "1000"))
SEED = int(os.environ.get("BANGBAN_VILLAGE_SEED", "1"))


@pytest.fixture(scope="module")
def village(library: Library, directory: Directory, tmp_path_factory: pytest.TempPathFactory) -> Village:
    """Ten months of a village."""
    path = tmp_path_factory.mktemp("village") / "village.sqlite3"
    return Village(f"sqlite:///{path}", library, directory, SEED, PEOPLE).live()


@pytest.fixture(scope="module")
def endings(village: Village) -> list[Ending]:
    """How every case stands."""
    found = village.endings()
    print(f"\n{PEOPLE} people, seed {SEED}: {village.told}, {len(found)} cases")
    print(table(found))
    return found


def test_none_is_without_a_known_outcome_or_an_owner(endings: list[Ending]) -> None:
    assert len(endings) >= PEOPLE, "more applications than people"
    assert [(one.case.code, one.case.state) for one in endings if not one.settled] == []


def test_every_kind_of_person_and_office_was_there(village: Village, endings: list[Ending]) -> None:
    assert set(village.manners) == {*APPLICATIONS, *REQUESTS}
    assert village.restarts >= len(RESTARTS) and village.kills
    known = {one.outcome for one in endings}
    assert {"arrived", "withdrawn", "declined"} <= known
    assert {one.case.form for one in endings} >= {"", "training", "weaving", "ecommerce", "devices", "certificate"}
    assert any(person.session.stopped for person in village.people)


def test_what_people_said_is_what_is_on_record(village: Village, endings: list[Ending]) -> None:
    states = {one.case.code: one.case.state for one in endings}
    said = [code for person in village.people for code, noes in person.said.items() if noes < 0]
    assert len(said) > PEOPLE / 3
    assert [code for code in said if states.get(code) != "arrived"] == []


def test_what_arrived_is_closed_wherever_it_went(village: Village) -> None:
    cases = every_case(village.store, sealer())
    arrived = {case.code for case in cases if case.state == "arrived" and not case.after}
    assert [case.code for case in cases if case.after in arrived and case.state != "arrived"] == []


def test_a_no_is_one_level_further_up_each_time_and_never_twice_with_the_same(village: Village) -> None:
    cases = {case.code: case for case in every_case(village.store, sealer())}
    keepers: dict[str, list[str]] = {}
    for case in cases.values():
        if case.after and not case.call:
            keepers.setdefault(case.after, [cases[case.after].liaison]).append(case.liaison)
    assert any(len(path) > 2 for path in keepers.values()), "somebody said no more than once"
    assert [path for path in keepers.values() if len(set(path)) != len(path)] == []


def test_no_letter_was_put_aside_and_nobody_was_alarmed(village: Village) -> None:
    assert village.troubles() == 0


def test_a_case_that_nobody_has_would_be_found(village: Village) -> None:
    case = next(case for case in every_case(village.store, sealer()) if case.state == "accepted" and not case.after)
    assert not ending(case, [], False, village.now).settled
    assert ending(case, [], True, village.now).settled


def test_a_smaller_village_on_postgresql(library: Library, directory: Directory, postgres: Postgres) -> None:
    village = Village(postgres.database(), library, directory, SEED, 25).live(150)
    endings = village.endings()
    assert len(endings) >= 25 and village.restarts
    assert [(one.case.code, one.case.state) for one in endings if not one.settled] == []
    village.store.close()


def test_a_seed_replays_exactly(library: Library, directory: Directory, tmp_path: Path) -> None:
    tables = []
    for name in ("one", "two"):
        village = Village(f"sqlite:///{tmp_path / name}.sqlite3", library, directory, 7, 20).live(120)
        tables.append([(one.case.code, one.case.state, one.next) for one in village.endings()])
    assert tables[0] == tables[1]
