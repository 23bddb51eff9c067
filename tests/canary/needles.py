"""The canary in every writing in which somebody might come upon it, and the search for it.

Every word a canary person uses holds one of a few stems, so it is enough to look for those: in plain text, escaped,
encoded, and as a digest that needs no key, by which a telephone number is found out in seconds.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

#: What every name, place, message and reference holds.
HAN, LATIN = "金丝雀", "kanarienvogel"
#: How every number begins.
DIGITS = "13987650"
PHONES = (f"{DIGITS}123", f"{DIGITS}124", f"{DIGITS}125", f"{DIGITS}126")


def needles(*secrets: str) -> dict[bytes, str]:
    """What to look for, and what it would be: the stems, and *secrets* that only came up in this run."""
    found: dict[bytes, str] = {}
    for word in (HAN, LATIN, DIGITS, *secrets):
        for writing, needle in _writings(word):
            found.setdefault(needle, f"{word} as {writing}")
    for phone in (*PHONES, *secrets):
        for name in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(name, phone.encode()).digest()[:16]
            found.setdefault(digest, f"{phone} as {name}")
            found.setdefault(digest.hex().encode(), f"{phone} as {name} in hexadecimal")
    return found


def _writings(word: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030"):
        raw = word.encode(encoding)
        yield encoding, raw
        if encoding == "utf-8" or not word.isascii():
            yield from _wrapped(encoding, raw)
    yield "upper case", word.upper().encode()
    if not word.isascii():
        for slashes in ("\\", "\\\\", "\\\\\\\\"):  # JSON, and JSON within it
            yield "JSON", "".join(f"{slashes}u{ord(c):04x}" for c in word).encode()
            yield "JSON", "".join(f"{slashes}u{ord(c):04X}" for c in word).encode()
        yield "HTML", "".join(f"&#{ord(c)};" for c in word).encode()


def _wrapped(encoding: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{encoding} in hexadecimal", raw.hex().encode()
    yield f"{encoding} in hexadecimal", raw.hex().upper().encode()
    yield f"{encoding} in Python's bytes", "".join(f"\\x{byte:02x}" for byte in raw).encode()
    if any(byte > 127 for byte in raw):
        yield f"{encoding}, percent", quote(raw).encode()
        yield f"{encoding}, percent", quote(raw).lower().encode()
        yield f"{encoding} in octal", "".join(f"\\{byte:03o}" for byte in raw).encode()
    for before in range(3):
        inner = _inside(raw, before)
        yield f"{encoding} in base64", inner
        yield f"{encoding} in base64", inner.translate(bytes.maketrans(b"+/", b"-_"))


def _inside(raw: bytes, before: int) -> bytes:
    """The part of a base64 text that is the same whatever stands around, *before* bytes after a multiple of three."""
    text = base64.b64encode(bytes(before) + raw).rstrip(b"=")
    whole = (before + len(raw)) // 3 * 4
    return text[(0, 2, 3)[before] : whole]


def search(data: bytes, wanted: dict[bytes, str]) -> list[str]:
    """What of it is in *data*."""
    return [what for needle, what in wanted.items() if needle in data]


def search_files(folder: Path, wanted: dict[bytes, str]) -> Iterator[str]:
    """What of it is in any file of *folder*."""
    for path in files(folder):
        for what in search(path.read_bytes().rstrip(b"\0"), wanted):
            yield f"{path.name}: {what}"


def files(folder: Path) -> Iterable[Path]:
    """Every file there."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
