"""What a file is, by its first bytes: never by its name, and never by the sender's word for it.

A short table instead of a library: it names what is taken in, so everything else is refused without being recognised.
An image of an iPhone (HEIC) begins like an MP4, so the brand that follows has to be one that is known.
"""

from typing import Literal

import msgspec

Media = Literal["photo", "voice", "file"]


class Kind(msgspec.Struct, frozen=True):
    """A kind of file that is taken in: as a conversation speaks of it, and what its name ends with when written out."""

    name: str
    media: Media
    ending: str


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("jpeg", "photo", ".jpg"),
        Kind("png", "photo", ".png"),
        Kind("webp", "photo", ".webp"),
        Kind("gif", "photo", ".gif"),
        Kind("amr", "voice", ".amr"),
        Kind("mp3", "voice", ".mp3"),
        Kind("m4a", "voice", ".m4a"),
        Kind("ogg", "voice", ".ogg"),
        Kind("wav", "voice", ".wav"),
        # Telephones record voice and film alike in it.
        Kind("mp4", "file", ".mp4"),
        Kind("pdf", "file", ".pdf"),
    )
}

_BEGINS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amr"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"%PDF-", "pdf"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav"}
_BRANDS = {
    b"M4A ": "m4a", b"M4B ": "m4a", b"isom": "mp4", b"iso2": "mp4", b"iso4": "mp4", b"iso5": "mp4", b"iso6": "mp4",
    b"mp41": "mp4", b"mp42": "mp4", b"avc1": "mp4", b"dash": "mp4",
}  # fmt: skip


def kind_of(data: bytes) -> Kind | None:
    """The kind of *data*; None if it is none of those that are taken in."""
    name = next((name for begin, name in _BEGINS if data.startswith(begin)), "")
    if data.startswith(b"RIFF"):
        name = _RIFF.get(data[8:12], "")
    elif data[4:8] == b"ftyp":
        name = _BRANDS.get(data[8:12], "")
    elif not name and _is_mp3_frame(data[:4]):
        name = "mp3"
    return KINDS.get(name)


def _is_mp3_frame(head: bytes) -> bool:
    """An MP3 without a tag begins with a frame: eleven set bits, layer III, and no value that is reserved."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and rate not in (0, 15) and sampling != 3
