"""What a text costs as short messages, and that cutting it harms nobody."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.sms import Segments, count_parts, segments

LIMITS = {"gsm7": (160, 153), "ucs2": (70, 67)}
FAMILY = "👨\u200d👩\u200d👧"


def units(part: str, encoding: str) -> int:
    """Counted another way than the product does."""
    if encoding == "gsm7":
        return sum(2 if c in "\f^{}\\[~]|€" else 1 for c in part)
    return sum(2 if ord(c) > 0xFFFF else 1 for c in part)


# fmt: off
COSTS = [
    # text, encoding, units of each part
    ("", "gsm7", [0]), ("a" * 160, "gsm7", [160]), ("a" * 161, "gsm7", [153, 8]), ("a" * 306, "gsm7", [153, 153]),
    ("a" * 307, "gsm7", [153, 153, 1]), ("残" * 70, "ucs2", [70]), ("残" * 71, "ucs2", [67, 4]),
    ("残" * 134, "ucs2", [67, 67]),
    ("残" * 135, "ucs2", [67, 67, 1]), ("\f", "gsm7", [2]), ("€" * 80, "gsm7", [160]), ("€" * 81, "gsm7", [152, 10]),
    ("^{}\\[~]|€", "gsm7", [18]), ("@£$¥èéùìòÇ", "gsm7", [10]), ("a`b", "ucs2", [3]), ("a\tb", "ucs2", [3]),
    ("ç", "ucs2", [1]),
    ("a" * 152 + "€" + "b" * 20, "gsm7", [152, 22]),
    # Never half a character: a rare surname, a letter with its mark, a family, a flag.
    ("残" * 66 + "𠮷" + "残" * 20, "ucs2", [66, 22]), ("𠮷" * 35, "ucs2", [70]), ("𠮷" * 36, "ucs2", [66, 6]),
    ("残" * 66 + "e\u0301" + "残" * 9, "ucs2", [66, 11]), ("残" * 60 + FAMILY + "残" * 5, "ucs2", [60, 13]),
    ("残" * 65 + "🇨🇳" + "残" * 9, "ucs2", [65, 13]), ("残" * 66 + "👍🏽" + "残" * 9, "ucs2", [66, 13]),
    ("残" * 66 + "1\ufe0f\u20e3" + "残" * 9, "ucs2", [66, 12]),
    # A "character" longer than a part has to be cut somewhere.
    ("e" + "\u0301" * 80, "ucs2", [67, 14]),
]
# fmt: on


@pytest.mark.parametrize(("text", "encoding", "sizes"), COSTS)
def test_what_a_text_costs(text: str, encoding: str, sizes: list[int]) -> None:
    cut = segments(text)
    assert (cut.encoding, [units(part, encoding) for part in cut.parts], cut.units) == (encoding, sizes, sum(sizes))
    assert count_parts(text) == len(sizes)


#: Vectors made with other people's calculators, where they lie beside the repository.
BESIDE = Path(__file__).parents[3] / "shared"


if BESIDE.is_dir():

    def test_other_calculators_agree() -> None:
        vectors: list[dict[str, Any]] = json.loads((BESIDE / "fixtures/sms_segments_vectors.json").read_text("utf-8"))
        assert len(vectors) == 78
        for vector in vectors:
            cut = segments(vector["body"])
            sizes = [units(part, cut.encoding) for part in cut.parts]
            assert sizes == vector["per_segment_units"], vector["name"]
            assert cut.encoding == vector["encoding"].lower().replace("-", ""), vector["name"]


TEXTS = st.text(max_size=400) | st.text("aé€[残𠮷😀\u0301\u200d🇨🇳\n\r", max_size=400) | st.text("abc€^", max_size=700)


@given(TEXTS)
def test_nothing_is_lost_and_every_part_fits(text: str) -> None:
    cut = segments(text)
    one, each = LIMITS[cut.encoding]
    sizes = [units(part, cut.encoding) for part in cut.parts]
    assert "".join(cut.parts) == text
    assert sum(sizes) == cut.units
    assert max(sizes) <= (one if len(sizes) == 1 else each)
    assert len(sizes) == 1 or all(cut.parts)
    assert count_parts(text) == len(sizes)


@given(st.text(st.characters(categories=["Cs", "Lo", "Mn"]), max_size=300))
def test_half_a_surrogate_pair_harms_nobody(text: str) -> None:
    assert "".join(segments(text).parts) == text


def test_segments_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Segments("gsm7", 0, ("",)).units = 1  # type: ignore[misc]
