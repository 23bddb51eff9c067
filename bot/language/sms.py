"""How many short messages a text costs, and where it is cut.

- All of it in the GSM 03.38 alphabet: septets. 160 fit in one part, 153 in each part of several. A character of the
  extension table (^ { } \\ [ ~ ] | € and form feed) takes two, and is never cut in half.
- Anything else: UCS-2 units. 70 fit in one part, 67 in each part of several. A character beyond the BMP takes two.
- A part never ends inside a surrogate pair. Nor does it end inside what is seen as one character (a letter and its
  marks, an emoji and its joiners, a flag), unless that alone is longer than a part.
- Nothing is lost: the parts put together are the text.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

__all__ = ["Segments", "count_parts", "segments"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM7 = _BASIC | _EXTENSION

#: Units in a message of one part, and in each part of a longer one, whose header takes the rest.
_ONE_PART = {"gsm7": 160, "ucs2": 70}
_EACH_PART = {"gsm7": 153, "ucs2": 67}

_ZWJ = "\u200d"

Encoding = Literal["gsm7", "ucs2"]


class Segments(msgspec.Struct, frozen=True):
    """One text as it goes over the air. `units` are septets or UCS-2 units, headers not counted."""

    encoding: Encoding
    units: int
    parts: tuple[str, ...]


def segments(text: str) -> Segments:
    """Cut `text` into the parts it is sent in. No text is one empty part."""
    encoding = _encoding(text)
    units = _units(text, encoding)
    if units <= _ONE_PART[encoding]:
        return Segments(encoding, units, (text,))
    return Segments(encoding, units, tuple(_parts(text, encoding)))


def count_parts(text: str) -> int:
    """How many parts `text` is billed as. Cheap for the one-part messages that most are."""
    encoding = _encoding(text)
    if _units(text, encoding) <= _ONE_PART[encoding]:
        return 1
    return sum(1 for _ in _parts(text, encoding))


def _encoding(text: str) -> Encoding:
    return "gsm7" if _GSM7.issuperset(text) else "ucs2"


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "gsm7":
        return len(text) + sum(map(text.count, _EXTENSION))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str, encoding: Encoding) -> Iterator[str]:
    room, filled = _EACH_PART[encoding], 0
    part: list[str] = []
    for piece in _pieces(text, encoding, room):
        size = _units(piece, encoding)
        if filled + size > room:
            yield "".join(part)
            part, filled = [], 0
        part.append(piece)
        filled += size
    yield "".join(part)


def _pieces(text: str, encoding: Encoding, room: int) -> Iterator[str]:
    """What may not be cut, in order: seen characters, or single ones where a seen one is longer than a part."""
    if encoding == "gsm7":
        yield from text
        return
    for seen in _seen_characters(text):
        yield from (seen,) if _units(seen, encoding) <= room else seen


def _seen_characters(text: str) -> Iterator[str]:
    start = 0
    for i in range(1, len(text)):
        if not _joins(text, start, i):
            yield text[start:i]
            start = i
    yield text[start:]


def _joins(text: str, start: int, i: int) -> bool:
    """Whether the character at `i` is seen as one with what began at `start`."""
    c, before = text[i], text[i - 1]
    if c < "\u0300":
        return c == "\n" and before == "\r"
    if c == _ZWJ or before == _ZWJ or "\U0001f3fb" <= c <= "\U0001f3ff" or "\U000e0020" <= c <= "\U000e007f":
        return True
    flag = "\U0001f1e6" <= c <= "\U0001f1ff"
    if flag:
        return i - start == 1 and "\U0001f1e6" <= before <= "\U0001f1ff"
    return unicodedata.category(c) in ("Mn", "Me", "Mc")
