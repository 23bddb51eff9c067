"""What is sealed opens again, in its own place, with its own keys, and in no other way."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.sealing import (
    BLIND,
    Keyring,
    Sealer,
    SealError,
    keyring_at,
    new_keyring,
    read_keyring,
    readable_by_others,
    write_keyring,
)
from tests.stores import RING, sealer

PLACES = st.sampled_from([b"contacts.address", b"contacts.session", b"inbox.body", b"outbox.body", b"requests.body"])
ROWS = st.binary(min_size=1, max_size=16)


@given(st.binary(max_size=2000), PLACES, ROWS)
def test_what_was_sealed_opens(data: bytes, place: bytes, row: bytes) -> None:
    sealed = sealer().seal(data, place, row)
    assert sealer().unseal(sealed, place, row) == data
    assert len(sealed) == len(data) + 29 and sealed[0] == 1


@given(st.binary(min_size=8, max_size=200), PLACES, ROWS, PLACES, ROWS)
def test_nowhere_else(data: bytes, place: bytes, row: bytes, other: bytes, elsewhere: bytes) -> None:
    sealed = sealer().seal(data, place, row)
    assert data not in sealed
    if place + row != other + elsewhere:
        with pytest.raises(SealError, match=r"changed, moved, or sealed with other keys"):
            sealer().unseal(sealed, other, elsewhere)


@given(st.binary(max_size=200), st.data())
def test_not_when_a_bit_was_changed(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(sealer().seal(data, b"inbox.body", b"row"))
    at = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealError):
        sealer().unseal(bytes(sealed), b"inbox.body", b"row")


@given(st.binary(max_size=60))
def test_anything_else_is_refused_and_not_a_crash(data: bytes) -> None:
    with pytest.raises(SealError):
        sealer().unseal(data, b"inbox.body", b"row")


def test_the_same_twice_looks_different() -> None:
    assert len({sealer().seal(b"same", b"inbox.body", b"row") for _ in range(3000)}) == 3000


def test_threads_share_no_nonce() -> None:
    seal, found = sealer(), list[bytes]()

    def many() -> None:
        found.extend(seal.seal(b"", b"inbox.body", b"row")[1:13] for _ in range(5000))

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(found) == 20_000


def test_a_child_begins_with_none_of_its_parents_nonces() -> None:
    seal = sealer()
    seal.seal(b"", b"inbox.body", b"row")
    read, write = os.pipe()
    if not (child := os.fork()):
        os.write(write, seal.seal(b"", b"inbox.body", b"row")[1:13])
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 12) != seal.seal(b"", b"inbox.body", b"row")[1:13]


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_the_index_is_the_same_for_the_same(parts: list[bytes]) -> None:
    assert sealer().blind(*parts) == sealer().blind(*parts)
    assert len(sealer().blind(*parts)) == BLIND
    assert sealer().blind(*parts) != Sealer(new_keyring()).blind(*parts)


# --- keys --------------------------------------------------------------------------------------------------------


def test_a_new_key_seals_and_the_old_one_opens() -> None:
    old, new = sealer(), Sealer(RING.rotated())
    sealed = old.seal(b"x", b"inbox.body", b"row")
    assert new.unseal(sealed, b"inbox.body", b"row") == b"x"
    assert new.seal(b"x", b"inbox.body", b"row")[0] == 2
    assert new.blind(b"x") == old.blind(b"x"), "rows are found as before"


def test_a_process_that_has_not_heard_of_a_key_looks_again() -> None:
    ring = RING.rotated()
    slow = Sealer(RING, reread=lambda: ring)
    sealed = Sealer(ring).seal(b"x", b"inbox.body", b"row")
    assert slow.unseal(sealed, b"inbox.body", b"row") == b"x"
    assert slow.seal(b"x", b"inbox.body", b"row")[0] == 2, "and goes on with it"


def test_a_key_that_is_gone_is_named() -> None:
    sealed = sealer().seal(b"x", b"inbox.body", b"row")
    with pytest.raises(SealError, match="key 1 is not in the keyring: put back the file"):
        Sealer(RING.rotated().without(1)).unseal(sealed, b"inbox.body", b"row")


def test_there_are_255_keys() -> None:
    ring = Keyring({255: bytes(32)}, 255, bytes(32))
    with pytest.raises(SealError, match="retire the oldest first"):
        ring.rotated()


def test_the_file_goes_there_and_back(tmp_path: Path) -> None:
    file, ring = tmp_path / "new" / "keys.json", RING.rotated()
    write_keyring(file, ring)
    assert read_keyring(file) == ring
    assert not readable_by_others(file)
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]
    file.chmod(0o640)
    assert readable_by_others(file)


def test_keys_are_made_once(tmp_path: Path) -> None:
    assert keyring_at(tmp_path / "keys.json") == keyring_at(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", '{"keys": {"1": "AAAA"}, "current": 1, "index": "AAAA"}',
        '{"keys": {}, "current": 1, "index": ""}', '{"keys": {"one": ""}, "current": 1, "index": ""}', "\xff",
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text, encoding="latin-1")
    with pytest.raises(SealError, match="put the file back"):
        read_keyring(tmp_path / "keys.json")


def test_a_keyring_without_its_current_key_is_told(tmp_path: Path) -> None:
    write_keyring(tmp_path / "keys.json", Keyring(RING.keys, 9, RING.index))
    with pytest.raises(SealError, match="are not whole"):
        read_keyring(tmp_path / "keys.json")
