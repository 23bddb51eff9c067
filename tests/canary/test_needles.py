"""The search finds what it is meant to find; otherwise finding nothing would mean nothing."""

import base64
import hashlib
import json
import sqlite3
import urllib.parse
from pathlib import Path

import pytest

from tests.canary.journey import NAME, PLACE, WORDS, application
from tests.canary.needles import DIGITS, HAN, LATIN, PHONES, needles, search, search_files

WANTED = needles("0123456789abcdef0123456789abcdef")
HIDDEN = [
    NAME.encode(), NAME.encode("utf-16"), NAME.encode("utf-16-be"), NAME.encode("gb18030"), PHONES[0].encode(),
    json.dumps({"name": NAME}).encode(), json.dumps(json.dumps({"name": NAME})).encode(),
    json.dumps({"event": repr(json.dumps({"name": NAME}).encode())}).encode(),
    json.dumps({"name": NAME}).replace("\\u91d1\\u4e1d\\u96c0", "\\u91D1\\u4E1D\\u96C0").encode(),
    urllib.parse.quote(WORDS).encode(), urllib.parse.urlencode({"text": WORDS}).encode(),
    NAME.encode().hex().encode(), repr(NAME.encode()).encode(), ascii(NAME).encode(), PHONES[1].encode("utf-16-le"),
    hashlib.sha256(PHONES[2].encode()).digest(), hashlib.md5(PHONES[3].encode()).hexdigest().encode(),
    b"0123456789ABCDEF0123456789ABCDEF", f"<b>{LATIN}</b>".encode(), PHONES[0].encode().hex().encode(),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HIDDEN)))
def test_every_writing_is_found(number: int) -> None:
    assert search(b"something before " + HIDDEN[number] + b" and after", WANTED)


@pytest.mark.parametrize("before", range(7))
@pytest.mark.parametrize("word", [NAME, PHONES[0], f"x{LATIN}y"])
def test_base64_is_found_wherever_the_word_stands_in_it(word: str, before: int) -> None:
    text = b"x" * before + word.encode() + b" more words"
    assert search(base64.b64encode(text), WANTED)
    assert search(base64.urlsafe_b64encode(text), WANTED)


def test_what_is_none_of_it_is_not_found() -> None:
    plain = "王光明 13985700001 威宁县草海镇 canary bird 1398000".encode()
    assert search(plain + base64.b64encode(plain) + plain.hex().encode() + bytes(range(256)) * 100, WANTED) == []


def test_it_is_found_in_a_database_and_its_log(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.sqlite3") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (v)")
        connection.execute("INSERT INTO t VALUES (?)", (f"他叫{NAME}",))
        connection.commit()
        found = list(search_files(tmp_path, WANTED))
    assert any("wal" in line and HAN in line for line in found)


def test_every_fact_a_person_writes_holds_a_canary() -> None:
    written = application(PHONES[0])
    assert all(any(stem in word for stem in (HAN, LATIN, DIGITS)) for word in (NAME, PLACE, WORDS, *PHONES))
    assert {NAME, PLACE, PHONES[0]} <= set(written), "the example conversation asks for all three"
