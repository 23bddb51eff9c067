"""A server of ours, or one that the environment names: tests ask for either the same way."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.processes import Process


class NoServerError(RuntimeError):
    """No wheel brought this server, and it is not installed otherwise."""


class Server(Process):
    """One of ours, or one that the environment names."""

    variable: str

    def __init__(self, given: str = "") -> None:
        super().__init__()
        self.given = given

    def start(self) -> None:
        """Start ours; a named one has to be there already."""
        self.ask() if self.given else super().start()

    def pause(self) -> None:
        """Freeze ours."""
        self.must_be_ours()
        super().pause()

    def must_be_ours(self) -> None:
        """Skip what needs to stop or pause a server that others may be using."""
        if self.given:
            pytest.skip(f"this stops or pauses its server, and ${self.variable} names one that is not ours")


def from_wheel(package: str) -> Path:
    """Where a wheel has put its files. Its Python is left alone: it does more than start a server."""
    found = find_spec(package)
    if not found or not found.origin:
        raise NoServerError(f"NO SERVER: there is no wheel {package.replace('_', '-')} here")
    return Path(found.origin).parent
