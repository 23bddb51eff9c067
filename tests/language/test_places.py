"""A county is found by any name it goes by, and none is chosen for the person."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.places import Places, place_value

FILE = Path(__file__).parents[2] / "conversations" / "places" / "counties.csv"
with FILE.open(encoding="utf-8", newline="") as rows:
    PLACES = Places.build(csv.DictReader(rows))

# fmt: off
ONE = [
    # text, code, what follows
    ("威宁草海镇中海村", "520526", "草海镇中海村"), ("威宁", "520526", ""), ("威宁县", "520526", ""),
    ("威宁自治县草海镇", "520526", "草海镇"),
    ("威宁彝族回族苗族自治县草海镇", "520526", "草海镇"), ("我家在威宁的草海镇", "520526", "草海镇"),
    ("我是威宁人", "520526", ""),
    ("威宁县城", "520526", "县城"), ("大方县城", "520521", "县城"), ("威宁,草海镇。", "520526", "草海镇"),
    ("贵州省毕节市威宁县草海镇中海村二组", "520526", "草海镇中海村二组"), ("毕节七星关", "520502", ""),
    ("七星关区碧海街道", "520502", "碧海街道"),
    ("黔西", "520581", ""), ("黔西县", "520581", ""), ("黔西南州兴义市", "522301", ""), ("黔西南兴义", "522301", ""),
    ("黔南三都", "522732", ""),
    ("六盘水水城", "520204", ""), ("六枝特区", "520203", ""), ("六枝", "520203", ""),
    # What it used to be called.
    ("盘县", "520281", ""), ("盘县红果", "520281", "红果"), ("遵义县", "520304", ""), ("水城县", "520204", ""),
    ("兴仁县", "522302", ""),
    ("平坝县", "520403", ""), ("万山特区", "520603", ""), ("小河区", "520111", ""), ("毕节县", "520502", ""),
    # A village named like another county.
    ("大方县金沙村", "520521", "金沙村"), ("白云区白云村", "520113", "白云村"),
    # Pinyin and English.
    ("weining", "520526", ""), ("I live in Weining County", "520526", ""), ("Nayong, Bijie", "520525", "bijie"),
    ("kaili shi", "522601", ""),
    # Full width, invisible characters.
    ("　威宁　草海镇", "520526", "草海镇"), ("威\u200b宁", "520526", ""),
    # The long name with a slip in it.
    ("威宁彝族回族苗族自冶县草海镇", "520526", "草海镇"),
]


@pytest.mark.parametrize(("text", "code", "rest"), ONE)
def test_a_county_is_found_and_the_rest_kept(text: str, code: str, rest: str) -> None:
    reading = PLACES.read(text)
    assert ([c.code for c in reading.candidates], reading.rest, reading.slip) == ([code], rest, False)


# fmt: off
SLIPS = [
    ("七星官区", "520502"), ("七星官", "520502"), ("观山胡区", "520115"), ("播洲区", "520304"), ("织巾县", "520524"),
    ("威林县", "520526"),
]
# fmt: on


@pytest.mark.parametrize(("text", "code"), SLIPS)
def test_one_slip_is_forgiven_and_owned_up_to(text: str, code: str) -> None:
    reading = PLACES.read(text + "草海镇")
    assert ([c.code for c in reading.candidates], reading.rest, reading.slip) == ([code], "草海镇", True)


NOWHERE = ["", "不晓得", "草海镇中海村", "北京", "大山区", "黑山县", "1", "*", "在家", "七星", "weiningx", "大坊"]
# fmt: off
PREFECTURES = [
    ("毕节", 8), ("毕节市", 8), ("毕节地区", 8), ("黔西南州", 8), ("黔东南苗族侗族自治州", 16), ("贵阳", 10),
]
# fmt: on
# fmt: on


@pytest.mark.parametrize("text", NOWHERE)
def test_no_county_no_candidates(text: str) -> None:
    assert PLACES.read(text).candidates == ()


@pytest.mark.parametrize(("text", "size"), PREFECTURES)
def test_a_prefecture_alone_is_all_its_counties(text: str, size: int) -> None:
    reading = PLACES.read(text)
    assert len(reading.candidates) == size
    assert len({c.prefecture for c in reading.candidates}) == 1


@pytest.mark.parametrize("text", ["黔西还是大方", "大方,黔西市", "老家大方,现在住黔西", "大方县和黔西市"])
def test_two_answers_are_two_candidates(text: str) -> None:
    assert {c.name for c in PLACES.read(text).candidates} == {"大方县", "黔西市"}


def test_a_name_two_counties_share_is_both_unless_the_prefecture_tells() -> None:
    places = Places.build(
        [
            {"code": "990101", "name": "东山区", "prefecture": "甲市", "aliases": "东山"},
            {"code": "990201", "name": "东山县", "prefecture": "乙市", "aliases": "东山"},
        ]
    )
    assert [c.code for c in places.read("东山").candidates] == ["990101", "990201"]
    assert [c.code for c in places.read("乙东山").candidates] == ["990201"]
    assert [c.code for c in places.read("东山县").candidates] == ["990201"]


def test_every_county_is_there_once_and_answers_to_all_its_names() -> None:
    assert len(PLACES.counties) == len(PLACES.by_code) == 88
    for county in PLACES.counties:
        for name in (county.name, *county.aliases):
            assert PLACES.read(name).candidates == (county,), name
            assert PLACES.read(county.prefecture + name).candidates == (county,), name


def test_a_place_is_stored_by_code_and_shown_by_name() -> None:
    reading = PLACES.read("威宁草海镇中海村")
    value = place_value(reading.candidates[0], reading.rest)
    assert value == "520526 草海镇中海村"
    assert PLACES.label(value) == "威宁彝族回族苗族自治县草海镇中海村"
    assert PLACES.label(place_value(reading.candidates[0])) == "威宁彝族回族苗族自治县"
    assert PLACES.label("990101 某村") == "990101 某村"


@given(st.text() | st.text("威宁七星关区县市毕节大方黔西南盘州的,在住 weing"))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = PLACES.read(text)
    assert len(set(reading.candidates)) == len(reading.candidates)


def test_no_places_at_all_is_no_trouble() -> None:
    assert Places.build([]).read("威宁").candidates == ()
