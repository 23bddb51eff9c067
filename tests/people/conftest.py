"""Sealed stores are tried on real servers."""

from tests.servers import postgres
from tests.store.conftest import folder, fresh, full, kind, store

__all__ = ["folder", "fresh", "full", "kind", "postgres", "store"]
