"""Who answers: the nearest who takes the matter, and somebody always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.liaisons.directory import Directory, DirectoryError, Liaison, read_directory

EVERYWHERE = Liaison("值班员", "省残联", "12385", "")
COUNTY = Liaison("李国强", "威宁县残联", "2", "520526")
TOWN = Liaison("张敏", "草海镇残联", "1", "520526 草海镇")
LOANS = Liaison("贷款员", "威宁县", "3", "520526", ("loan",))
ALL = Directory([EVERYWHERE, COUNTY, LOANS, TOWN])


@pytest.mark.parametrize(
    ("place", "matter", "name"),
    [
        ("520526 草海镇中海村", "help", "张敏"),
        ("520526 草海镇", "training", "张敏"),
        ("520526 迤那镇", "help", "李国强"),
        ("520526", "help", "李国强"),
        ("520526 迤那镇草海镇", "help", "李国强"),
        ("522634", "help", "值班员"),
        ("522634 草海镇", "help", "值班员"),
        ("", "help", "值班员"),
        ("nonsense", "help", "值班员"),
        (" 草海镇", "help", "值班员"),
    ],
)
def test_township_before_county_before_province(place: str, matter: str, name: str) -> None:
    assert ALL.answer_for(place, matter).name == name


def test_somebody_for_one_matter_gets_no_other() -> None:
    only = Directory([EVERYWHERE, LOANS])
    assert only.answer_for("520526", "loan").name == "贷款员"
    assert only.answer_for("520526", "training").name == "值班员"


def test_with_equal_nearness_the_one_named_first_answers() -> None:
    assert Directory([EVERYWHERE, COUNTY, LOANS]).answer_for("520526", "loan") == COUNTY
    assert Directory([EVERYWHERE, LOANS, COUNTY]).answer_for("520526", "loan") == LOANS


@given(st.text(max_size=20), st.text(max_size=10))
def test_no_request_is_left_over(place: str, matter: str) -> None:
    assert ALL.answer_for(place, matter) in ALL.liaisons


def test_every_matter_of_the_content_is_answered_in_every_county(loaded: Loaded, directory: Directory) -> None:
    matters = {e.matter for e in loaded.content.entitlements.values()} | {
        f.matter for f in loaded.content.forms.values()
    }
    for county in loaded.content.places.counties:
        for matter in matters | {"help", "correction"}:
            assert directory.answer_for(county.code, matter).phone


def test_a_directory_is_read_from_a_table() -> None:
    text = "name,office,phone,area,matters\n张敏,草海镇残联,1,520526 草海镇,loan training\n值班员,省残联,12385,,\n"
    directory = read_directory(text)
    assert directory.liaisons[0] == Liaison("张敏", "草海镇残联", "1", "520526 草海镇", ("loan", "training"))
    assert directory.liaisons[1].matters == ()


def test_columns_may_stand_in_any_order_and_some_may_be_missing() -> None:
    assert read_directory("phone,name,office\n1,张敏,省残联\n").liaisons == (Liaison("张敏", "省残联", "1", ""),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "nobody answers for everything everywhere"),
        ("name,office,phone,area\n", "nobody answers for everything everywhere"),
        ("name,office,phone,area\n张敏,草海镇,1,520526\n", "nobody answers for everything everywhere"),
        ("name,office,phone,area\n张敏,草海镇,,\n", "line 2: phone is missing"),
        ("name,office,phone,area\n,,1,\n", "line 2: name, office is missing"),
        ("name,office,phone,area\n值班员,省,1,\n张敏,,2,520526\n", "line 3: office is missing"),
        ("nom,bureau\n张敏,草海镇\n", "line 2: name, office, phone is missing"),
    ],
)
def test_a_directory_that_cannot_be_used_says_why(text: str, says: str) -> None:
    with pytest.raises(DirectoryError, match=says):
        read_directory(text)
