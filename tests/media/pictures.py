"""Files of every kind that is taken in, made here byte by byte, with a place and a date in them to be dropped."""

import struct
from zlib import compress, crc32

#: What must not be kept: as it would stand in a photo.
PLACE = b"GPS 26.8595N 104.2833E Caohai"


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int) -> bytes:
    """EXIF with which way up, a pointer to a directory of places, and a place."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, turned) + struct.pack("<HHII", 0x8825, 4, 1, 60)
    return b"Exif\0\0" + b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + b"\0\0\0\0" + PLACE


SCAN = b"\x00\x11\xff\x00\x22\xff\xd0\x33\xff\x00"
TABLES = segment(0xDB, bytes(65)) + segment(0xC0, bytes(15)) + segment(0xC4, bytes(30))


def jpeg(turned: int = 1) -> bytes:
    """A photo as a telephone makes it: a second picture and a place behind its end, too."""
    colours = segment(0xE0, b"JFIF\0" + bytes(9)) + segment(0xE2, b"ICC_PROFILE\0colours")
    beside = segment(0xE1, exif(turned)) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)
    maker = segment(0xE2, b"MPF\0" + PLACE) + segment(0xED, PLACE) + segment(0xFE, PLACE)
    scans = segment(0xDA, bytes(10)) + SCAN + segment(0xC4, bytes(8)) + segment(0xDA, bytes(10)) + SCAN
    return b"\xff\xd8" + colours + beside + maker + TABLES + scans + b"\xff\xd9" + PLACE


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))


def png() -> bytes:
    """One grey point, with words and EXIF beside it."""
    beside = chunk(b"tEXt", b"Comment\0" + PLACE) + chunk(b"eXIf", PLACE) + chunk(b"iTXt", PLACE)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(b"gAMA", bytes(4))
    return b"\x89PNG\r\n\x1a\n" + head + beside + chunk(b"IDAT", compress(b"\0\x80")) + chunk(b"IEND", b"") + PLACE


def part(name: bytes, body: bytes) -> bytes:
    """A part of a WebP."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp() -> bytes:
    """With the bits that announce EXIF and XMP."""
    parts = part(b"VP8X", bytes([0x2C]) + bytes(9)) + part(b"VP8 ", b"picture") + part(b"EXIF", PLACE)
    whole = b"WEBP" + parts + part(b"XMP ", PLACE)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole + PLACE


def gif() -> bytes:
    """One point, a comment, and how often it goes round."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    comment = b"\x21\xfe" + bytes([len(PLACE)]) + PLACE + b"\0"
    again = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(PLACE)]) + PLACE + b"\0"
    return head + comment + again + xmp + b"\x2c" + bytes(9) + b"\x02\x02\x44\x01\0" + b";" + PLACE


PICTURES = {"jpeg": jpeg(), "png": png(), "webp": webp(), "gif": gif()}
OTHERS = {
    "amr": b"#!AMR\n" + bytes(32), "mp3": b"ID3\x04" + bytes(32), "ogg": b"OggS" + bytes(32),
    "m4a": b"\0\0\0\x20ftypM4A " + bytes(32), "mp4": b"\0\0\0\x20ftypisom" + bytes(32),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(32), "pdf": b"%PDF-1.7\n" + bytes(32),
}  # fmt: skip
