"""Sixty times `kill -9` while everybody writes. `make crash` does it two thousand times."""

import asyncio
from pathlib import Path

from tests.crash.storm import Result, embedded, scale
from tests.servers import Postgres, Redis

MESSAGES, KILLS = 300, 30


def held(result: Result) -> None:
    print(result)
    assert not result.verdict.faults, result
    assert result.kills == KILLS
    assert result.verdict.repeats <= KILLS, "a kill repeated more than the one message that was on its way"
    assert result.deliveries >= 2 * MESSAGES, "not everything was delivered twice"


def test_one_process_on_a_file_is_killed_again_and_again(tmp_path: Path) -> None:
    held(asyncio.run(embedded(tmp_path, MESSAGES, KILLS, 1).run("embedded")))


def test_three_processes_on_a_server_are_killed_again_and_again(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> None:
    held(asyncio.run(scale(tmp_path, MESSAGES, KILLS, 2, postgres, redis).run("scale")))
