"""The servers of the tests do what tests rely on: they answer, come back after a crash, and hang when told."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis as Client
from redis import RedisError

from tests.postgres import connect
from tests.servers import Postgres, Redis, own_postgres, own_redis, postgres, redis

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]

ROOT = Path(__file__).resolve().parent.parent
# A program that starts both, says what it has, and waits.
STARTS_BOTH = """
from tests.servers import Postgres, Redis
with Postgres() as postgres, Redis() as redis:
    print(postgres.process.pid, redis.process.pid, postgres.folder, redis.folder, flush=True)
    input()
"""


def test_sql_goes_there_and_back(postgres: Postgres) -> None:
    with connect(postgres.database()) as connection:
        assert connection.execute("SELECT %s || lower('ABC')", ["贵州"]).fetchone() == ("贵州abc",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_every_database_is_a_new_one(postgres: Postgres) -> None:
    one, other = postgres.database("same"), postgres.database("same")
    assert one != other
    with connect(one) as connection:
        connection.execute("CREATE TABLE t (n int)")
    with connect(other) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM t")


def test_what_was_committed_outlives_a_crash(own_postgres: Postgres) -> None:
    url = own_postgres.database()
    with connect(url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS n")
    own_postgres.stop(immediate=True)
    with pytest.raises(psycopg.OperationalError):
        connect(url)
    own_postgres.start()
    with connect(url) as connection:
        assert connection.execute("SELECT n FROM t").fetchone() == (7,)


def test_a_paused_postgres_hangs_and_goes_on(own_postgres: Postgres) -> None:
    with connect(own_postgres.url) as connection, ThreadPoolExecutor() as pool:
        connection.execute("SET statement_timeout = '100ms'")
        own_postgres.pause()
        answer = pool.submit(lambda: connection.execute("SELECT 7").fetchone())
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            connect(own_postgres.url, patience=2)
        assert not answer.done()  # its own time limit sleeps with it
        own_postgres.resume()
        assert answer.result(5) == (7,)


def test_redis_forgets(redis: Redis) -> None:
    with Client.from_url(redis.url) as client:
        client.set("a", "b")
        assert client.get("a") == b"b"
        redis.flush()
        assert client.get("a") is None


def test_redis_comes_back_empty_in_the_same_place(own_redis: Redis) -> None:
    url = own_redis.url
    with Client.from_url(url, retry=None) as client:
        client.set("a", "b")
        own_redis.stop()
        with pytest.raises(RedisError):
            client.ping()
        own_redis.start()
        assert own_redis.url == url
        assert client.get("a") is None


def test_a_paused_redis_hangs_and_goes_on(own_redis: Redis) -> None:
    with Client.from_url(own_redis.url) as client, ThreadPoolExecutor() as pool:
        client.ping()
        own_redis.pause()
        answer = pool.submit(client.ping)
        with pytest.raises(StillWaiting):
            answer.result(0.3)
        own_redis.resume()
        assert answer.result(5)


def test_a_server_that_is_named_is_left_running(redis: Redis) -> None:
    named = Redis(redis.url)
    named.start()
    for use in (named.stop, named.pause):
        with pytest.raises(pytest.skip.Exception, match=r"\$BANGBAN_TEST_REDIS"):
            use()
    named.close()
    redis.ask()


def test_a_named_postgres_loses_only_what_was_made_there(postgres: Postgres) -> None:
    with Postgres(postgres.url) as named:
        made, kept = named.database(), postgres.database()
        connect(made).close()
    connect(kept).close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(made)


@pytest.mark.parametrize("how", [signal.SIGKILL, None])
@pytest.mark.usefixtures("own_postgres", "own_redis")
def test_nothing_stays_behind(how: signal.Signals | None) -> None:
    command = [sys.executable, "-c", STARTS_BOTH]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin and program.stdout
        *pids, one, other = program.stdout.readline().split()
        program.send_signal(how) if how else program.stdin.close()
    end = time.monotonic() + 10
    while left(pids) or Path(one).exists() or Path(other).exists():
        assert time.monotonic() < end, "servers or their folders stay behind"
        time.sleep(0.05)


def left(pids: list[str]) -> list[int]:
    """Those that still run; a machine without an init keeps the name of the dead."""
    known = [int(pid) for pid in pids if psutil.pid_exists(int(pid))]
    return [pid for pid in known if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]
