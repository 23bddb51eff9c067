"""Sealing: names, numbers, facts and words are unreadable in the database, its log, its backups and its copies.

AES-256-GCM with a random 96-bit nonce. What is sealed is bound to the table, the column and the row it stands in, so a
value copied to another place does not open. Each value begins with the number of its key, so keys can be changed while
serving: new values take the newest key, old ones still open (`bangban keys`).

Rows are found by a blind index: BLAKE2b keyed with a key of its own (RFC 7693), 16 bytes. It tells nothing without the
key, and the same address always gives the same index. That key cannot be changed without rewriting every row.

A key may seal 2^32 values (NIST SP 800-38D, 8.3); a province writes that in about eight years.
"""

import base64
import hashlib
import json
import os
import stat
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_NONCES_AT_ONCE = 1024
#: Bytes of a blind index.
BLIND = 16


class SealError(RuntimeError):
    """A sealed value that does not open, or a keyring that cannot be used; says what to do."""


class Keyring(msgspec.Struct, frozen=True):
    """The keys of one installation: `keys` by number (1 to 255), which of them seals new values, the index key."""

    keys: Mapping[int, bytes]
    current: int
    index: bytes

    def rotated(self) -> "Keyring":
        """The same with a new key for new values."""
        number = max(self.keys) + 1
        if number > 255:
            raise SealError("255 keys were used; retire the oldest first: `bangban keys retire`")
        return Keyring({**self.keys, number: os.urandom(32)}, number, self.index)

    def without(self, number: int) -> "Keyring":
        """The same without key *number*: what it sealed never opens again."""
        return Keyring({n: key for n, key in self.keys.items() if n != number}, self.current, self.index)


def new_keyring() -> Keyring:
    """A keyring with one random key."""
    return Keyring({1: os.urandom(32)}, 1, os.urandom(32))


def read_keyring(path: Path) -> Keyring:
    """The keyring in the file *path*; SealError if it is not one."""
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in found["keys"].items()}
        ring = Keyring(keys, int(found["current"]), base64.b64decode(found["index"], validate=True))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SealError(f"the keys in {path} cannot be read ({type(error).__name__}): put the file back") from None
    if ring.current not in ring.keys or any(len(key) != 32 for key in (*ring.keys.values(), ring.index)):
        raise SealError(f"the keys in {path} are not whole: put the file back from where you keep its copy")
    return ring


def write_keyring(path: Path, ring: Keyring) -> None:
    """Write *ring* to *path*, readable by its owner only, and in one piece or not at all."""
    text = json.dumps(
        {
            "keys": {str(number): base64.b64encode(key).decode() for number, key in ring.keys.items()},
            "current": ring.current,
            "index": base64.b64encode(ring.index).decode(),
        },
        indent=1,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def readable_by_others(path: Path) -> bool:
    """Whether anybody but its owner can read the file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def keyring_at(path: Path) -> Keyring:
    """The keyring in *path*, made there if there is none."""
    if not path.exists():
        try:
            write_keyring(path, new_keyring())
        except OSError as error:
            raise SealError(f"cannot write new keys to {path}: {error.strerror}. Is the folder writable?") from None
    return read_keyring(path)


#: Random nonces, cut in advance: asking the system for each would give up the interpreter's lock every time. Taking one
#: from the left is atomic, so no two threads get the same; a forked child begins with none of its parent's.
_nonces: deque[bytes] = deque()
os.register_at_fork(after_in_child=_nonces.clear)


def _nonce() -> bytes:
    try:
        return _nonces.popleft()
    except IndexError:
        fresh = os.urandom(_NONCE * _NONCES_AT_ONCE)
        _nonces.extend(fresh[at : at + _NONCE] for at in range(_NONCE, len(fresh), _NONCE))
        return fresh[:_NONCE]


class Sealer:
    """Seals and opens with one keyring. *reread* is asked once for a newer keyring when a key is not known."""

    def __init__(self, ring: Keyring, reread: Callable[[], Keyring] | None = None) -> None:
        self._reread = reread
        self._take(ring)

    def _take(self, ring: Keyring) -> None:
        self.ring = ring
        self._ciphers = {number: AESGCM(key) for number, key in ring.keys.items()}
        self._prefix, self._cipher = bytes([ring.current]), self._ciphers[ring.current]
        self._index = ring.index

    def seal(self, data: bytes, place: bytes, row: bytes) -> bytes:
        """*data* sealed for *place* (b"table.column") of the row that *row* names: 29 bytes longer than before."""
        nonce = _nonce()
        return self._prefix + nonce + self._cipher.encrypt(nonce, data, place + row)

    def unseal(self, sealed: bytes, place: bytes, row: bytes) -> bytes:
        """What `seal` was given; SealError if anything is not as it was."""
        cipher = self._ciphers.get(sealed[0]) if len(sealed) > _NONCE else None
        if cipher is None:
            cipher = self._newer(sealed)
        try:
            return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place + row)
        except InvalidTag:
            raise SealError(f"a value in {place.decode()} was changed, moved, or sealed with other keys") from None

    def _newer(self, sealed: bytes) -> AESGCM:
        """The cipher for a key this process has not heard of: another process may have made it."""
        if len(sealed) <= _NONCE:
            raise SealError("a sealed value is cut short")
        if self._reread is not None:
            self._take(self._reread())
        found = self._ciphers.get(sealed[0])
        if found is None:
            raise SealError(f"key {sealed[0]} is not in the keyring: put back the file of keys it was made with")
        return found

    def blind(self, *parts: bytes) -> bytes:
        """The blind index of *parts*: 16 bytes, the same for the same parts."""
        return hashlib.blake2b(b"\0".join(parts), key=self._index, digest_size=BLIND).digest()
