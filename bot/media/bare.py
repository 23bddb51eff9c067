"""Pictures without what a camera writes beside them: where, when, with which device, and a small picture of the same.

Nothing is decoded and nothing is encoded anew, so the picture stays as sharp as it came and no decoder meets a
stranger's bytes. Each format is a list of parts, and only those stay that are needed to show the picture; whatever lies
behind its end is dropped, too. Of EXIF one thing stays: which way up the picture is, or papers would lie on their side.
"""

import struct
from collections.abc import Callable, Iterator
from zlib import crc32


class Broken(ValueError):  # noqa: N818 - what the file is
    """The parts do not follow one another as the format says."""


# --- JPEG ------------------------------------------------------------------------------------------------------------

_END, _SCAN = 0xD9, 0xDA
_EXIF = 0xE1
#: The application's segments that say how to show the colours, by what they begin with.
_COLOURS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
#: Frames, tables and scans.
_PICTURE = frozenset((*range(0xC0, 0xD0), *range(0xDA, 0xE0)))
_ORIENTATION = 0x0112


def bare_jpeg(data: bytes) -> bytes:
    """JPEG: the frame, the tables, the scans, the colours, and which way up it is."""
    kept = [b"\xff\xd8"]
    for marker, part in _segments(data):
        body = part[4:]
        if marker == _EXIF:
            kept += _upright(body)
        elif marker in _PICTURE or (marker in _COLOURS and body.startswith(_COLOURS[marker])):
            kept.append(part)
    kept.append(b"\xff\xd9")
    return b"".join(kept)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment between the first marker and the last; a scan has its picture behind it. Broken if it has none."""
    at, scans = 2, 0
    while True:
        marker, at = _marker(data, at)
        if marker == _END:
            break
        length = int.from_bytes(data[at : at + 2], "big")
        end = at + length
        if length < 2 or end > len(data):
            raise Broken
        body = data[at + 2 : end]
        if marker == _SCAN:
            scans += 1
            end = _after_scan(data, end)
        yield marker, b"\xff" + bytes([marker]) + struct.pack(">H", length) + body + data[at + length : end]
        at = end
    if not scans:
        raise Broken


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at *at*, and where its segment begins. A picture that was cut off ends where it was cut."""
    if at >= len(data):
        return _END, at
    if data[at] != 0xFF:
        raise Broken
    while at < len(data) and data[at] == 0xFF:
        at += 1
    return (data[at], at + 1) if at < len(data) else (_END, at)


def _after_scan(data: bytes, at: int) -> int:
    """Where a scan's picture ends: at a marker that is neither a stuffed byte nor a restart."""
    while (found := data.find(b"\xff", at)) >= 0 and found + 1 < len(data):
        follows = data[found + 1]
        if follows and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return found
        at = found + (1 if follows == 0xFF else 2)
    return len(data)


def _upright(body: bytes) -> list[bytes]:
    """An EXIF segment that says nothing but which way up the picture is; none if it is up already."""
    turned = _orientation(body[6:]) if body.startswith(b"Exif\0\0") else 1
    if not 2 <= turned <= 8:
        return []
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", _ORIENTATION, 3, 1, turned, 0, 0)
    return [b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff]


def _orientation(tiff: bytes) -> int:
    """What the first directory of *tiff* says; 1 where it says nothing that can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    if first + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for at in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, at)
        if tag == _ORIENTATION and kind == 3:
            return int(struct.unpack_from(f"{order}H", tiff, at + 8)[0])
    return 1


# --- PNG -------------------------------------------------------------------------------------------------------------

_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNKS = frozenset((
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD",
    b"acTL", b"fcTL", b"fdAT",
))  # fmt: skip


def bare_png(data: bytes) -> bytes:
    """PNG: the picture and its colours, up to its end."""
    kept, at, names = [_PNG], len(_PNG), set[bytes]()
    while b"IEND" not in names:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data) or (not names and name != b"IHDR"):
            raise Broken
        if data[end - 4 : end] != struct.pack(">I", crc32(data[at + 4 : end - 4])):
            raise Broken
        if name in _CHUNKS:
            kept.append(data[at:end])
        names.add(name)
        at = end
    if b"IDAT" not in names:
        raise Broken
    return b"".join(kept)


# --- WebP ------------------------------------------------------------------------------------------------------------

_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
#: Bits of VP8X that say that EXIF and XMP follow.
_BESIDE = 0x08 | 0x04


def bare_webp(data: bytes) -> bytes:
    """WebP: the picture, its colours and its movement."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Broken
    kept, at = [b"WEBP"], 12
    while at + 8 <= end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        after = at + 8 + length + length % 2
        if after > end + length % 2:
            raise Broken
        if name == b"VP8X" and length:
            kept.append(data[at : at + 8] + bytes([data[at + 8] & ~_BESIDE]) + data[at + 9 : after])
        elif name in _PARTS:
            kept.append(data[at:after])
        at = after
    if len(kept) == 1:
        raise Broken
    whole = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


# --- GIF -------------------------------------------------------------------------------------------------------------

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _TEXT, _APPLICATION = 0xF9, 0x01, 0xFF


def bare_gif(data: bytes) -> bytes:
    """GIF: the pictures and how often they go round, without comments."""
    at = 13 + _table(data, 10)
    kept = [data[:at]]
    while True:
        if at >= len(data):
            raise Broken
        begin, what = at, data[at]
        if what == _TRAILER:
            return b"".join([*kept, b";"])
        if what == _IMAGE:
            at = _after_blocks(data, begin + 11 + _table(data, begin + 9))
            kept.append(data[begin:at])
        elif what == _EXTENSION:
            at = _after_blocks(data, begin + 2)
            label = data[begin + 1]
            if label in (_CONTROL, _TEXT) or (label == _APPLICATION and data[begin + 3 : begin + 14] == b"NETSCAPE2.0"):
                kept.append(data[begin:at])
        else:
            raise Broken


def _table(data: bytes, flags: int) -> int:
    """Bytes of the table of colours that the byte at *flags* announces."""
    if flags >= len(data):
        raise Broken
    return 3 * 2 ** ((data[flags] & 7) + 1) if data[flags] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Behind a row of blocks, each with its length before it, of which the last is empty."""
    while at < len(data):
        length = data[at]
        at += 1 + length
        if not length:
            return at
    raise Broken


BARE: dict[str, Callable[[bytes], bytes]] = {
    "jpeg": bare_jpeg, "png": bare_png, "webp": bare_webp, "gif": bare_gif,
}  # fmt: skip
