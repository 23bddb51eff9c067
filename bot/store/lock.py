"""One process a database file: whoever serves it, restores it or moves it away holds its lock."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The lock of the database file *file*, on `FILE.lock` beside it.

    The system gives it back when the process ends, however it ends. The file stays: were it deleted, two processes
    could each hold a lock on a file of that name.
    """

    def __init__(self, file: Path) -> None:
        self.path = file.with_name(f"{file.name}.lock")
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take it without waiting; False if another process, or another `Lock` of this one, has it."""
        if self._handle is not None:
            return True
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give it back; not having it is fine."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
