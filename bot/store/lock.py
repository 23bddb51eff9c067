"""provisional"""

from pathlib import Path


class Lock:
    def __init__(self, p: Path) -> None:
        pass

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        pass
