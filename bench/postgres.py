"""The same as `bench.turns`, on PostgreSQL with synchronous_commit=on: whole durable turns, one process.

The server is a private one out of a wheel, on this machine and on the same cores, with fsync; or the one that
$BANGBAN_TEST_POSTGRES names, in databases of its own. Every trial begins with an empty database.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.home import HOME
from bench.result import CannotRunError, Options, Result, Tell
from bench.turns import compare


def bench(options: Options, tell: Tell) -> Result:
    """On PostgreSQL."""
    title = "Whole durable turns over HTTP, PostgreSQL on the same machine, one process, 64 connections"
    tell("starting PostgreSQL", 0.0)
    with _postgres() as server:
        return compare("postgres", title, options, tell, lambda: str(server.database("bench")), least=0.6)


@contextmanager
def _postgres() -> Iterator[Any]:
    """The server that the tests use: it is not part of what is installed, and comes with the dev extra."""
    sys.path.insert(0, str(HOME))
    try:
        from tests.named import NoServerError
        from tests.postgres import Postgres
    except ImportError as missing:
        raise CannotRunError(f"{missing}; install the dev extra and run it in the repository") from None
    finally:
        sys.path.remove(str(HOME))
    try:
        with Postgres(os.environ.get(Postgres.variable, "")) as server:
            yield server
    except NoServerError as missing:
        raise CannotRunError(str(missing)) from None
