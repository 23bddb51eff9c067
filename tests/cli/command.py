"""The command line, as somebody types it."""

from tests.store.command import run

__all__ = ["run"]
