"""What is taken in, by its first bytes; and pictures without the place where they were taken."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media import check
from bot.media.bare import BARE, Broken, bare_jpeg
from bot.media.check import LIMIT, Refused, checked
from bot.media.kinds import KINDS, kind_of
from tests.media.pictures import OTHERS, PICTURES, PLACE, SCAN, chunk, gif, jpeg, part, png, webp

EVERY = {**PICTURES, **OTHERS}
#: Beginnings of every kind, and anything behind them.
ANYTHING = st.builds(
    lambda begin, rest: begin + rest,
    st.sampled_from([b"", *(data[:cut] for data in EVERY.values() for cut in (3, 12, 20, 60, 200))]),
    st.binary(max_size=400),
)


def why(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        checked(data)
    return refused.value.why


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_known_by_its_first_bytes(name: str) -> None:
    kept = checked(EVERY[name])
    assert kept.kind is KINDS[name]
    if name not in PICTURES:
        assert kept.data == EVERY[name]


def test_an_mp3_without_a_tag_is_known_by_its_frame() -> None:
    kind = kind_of(b"\xff\xfb\x90\x44" + bytes(100))
    assert kind is not None and kind.name == "mp3"
    assert kind_of(b"\xff\xff\xff\xff" + bytes(100)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04" + bytes(40),
        b"MZ" + bytes(40), b"\x7fELF" + bytes(40), "残疾人证".encode(), b"\0\0\0\x20ftypheic" + bytes(40),
        b"RIFF\x24\0\0\0AVI " + bytes(40), b"#!/bin/sh\n", b"BM" + bytes(40),
    ],
)  # fmt: skip
def test_everything_else_is_refused(data: bytes) -> None:
    assert why(data) == "kind"


def test_nothing_too_much_and_half_of_something_are_refused() -> None:
    assert why(b"") == "empty"
    assert why(b"%PDF-" + bytes(LIMIT)) == "large"
    assert why(png()[:-40]) == "broken"
    assert why(b"\xff\xd8\xff\xe0\xff\xff") == "broken"


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES)
def test_where_a_picture_was_taken_is_not_kept(data: bytes) -> None:
    assert data.count(PLACE) >= 3
    bare = checked(data).data
    assert PLACE not in bare and b"GPS" not in bare and b"XMP" not in bare
    assert checked(bare).data == bare, "and it is whole: taken in again, it stays as it is"


def test_the_picture_itself_stays_as_it_came() -> None:
    bare = bare_jpeg(jpeg())
    assert bare.count(SCAN) == 2 and bare.endswith(b"\xff\xd9") and b"ICC_PROFILE" in bare
    assert b"MPF" not in bare and b"Exif" not in bare
    assert chunk(b"gAMA", bytes(4)) in checked(png()).data
    assert part(b"VP8 ", b"picture") in checked(webp()).data
    assert b"NETSCAPE2.0" in checked(gif()).data


@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photo_that_lies_on_its_side_still_says_so(turned: int) -> None:
    bare = bare_jpeg(jpeg(turned))
    at = bare.index(b"Exif\0\0MM\0*")
    entry = bare[at + 6 + 10 : at + 6 + 22]
    assert struct.unpack(">HHIH", entry[:10]) == (0x0112, 3, 1, turned)
    assert bare.count(b"Exif") == 1 and bare_jpeg(bare) == bare


def test_a_photo_that_was_cut_off_is_kept_as_far_as_it_goes() -> None:
    whole = jpeg()
    cut = whole[: whole.rindex(SCAN) + 4]
    assert bare_jpeg(cut).count(SCAN) == 1 and bare_jpeg(cut).endswith(b"\xff\xd9")


def test_a_webp_no_longer_announces_what_was_taken_out() -> None:
    bare = checked(webp()).data
    flags = bare[bare.index(b"VP8X") + 8]
    assert flags == 0x2C & ~0x0C and struct.unpack("<I", bare[4:8])[0] == len(bare) - 8


@given(ANYTHING)
def test_any_bytes_are_kept_within_the_limit_or_refused(data: bytes) -> None:
    try:
        kept = checked(data)
    except Refused:
        return
    assert 0 < len(kept.data) <= LIMIT and kind_of(kept.data) is kept.kind


@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_never_keeps_more_than_it_had(name: str, at: int, damage: bytes) -> None:
    data = PICTURES[name][:at] + damage + PICTURES[name][at + len(damage) :]
    try:
        bare = BARE[name](data)
    except Broken:
        return
    assert len(bare) <= len(data) + 2  # the end that a photo which was cut off gets


@given(st.integers(0, 40))
def test_what_is_kept_is_never_over_the_limit(over: int) -> None:
    """The limit is asked of what came and of what is kept."""
    cut = jpeg()[: -len(PLACE) - 2]
    before, check.LIMIT = check.LIMIT, len(bare_jpeg(cut)) - 20 + over
    try:
        kept = checked(cut)
    except Refused as refused:
        assert refused.why == "large"
    else:
        assert len(kept.data) <= check.LIMIT
    finally:
        check.LIMIT = before
