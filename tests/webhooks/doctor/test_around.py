"""Redis, the channels, the content and the liaisons."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.servers import Redis
from tests.webhooks.doctor.looking import Look, closed_port
from tests.webhooks.gateway import Gateway
from tests.webhooks.home import SECRET


def test_redis_answers(data: Path, look: Look, redis: Redis) -> None:
    assert look(settings=f'redis = "{redis.url}"')["redis"]["state"] == "ok"


def test_without_redis_nothing_is_wrong(data: Path, look: Look, own_redis: Redis) -> None:
    own_redis.stop()
    told = look(settings=f'redis = "{own_redis.url}"')["redis"]
    assert told["state"] == "warning"
    assert "Nothing is lost" in told["says"]
    assert "Redis" in told["move"]


def test_a_redis_that_is_no_address(data: Path, look: Look) -> None:
    assert "redis://" in look(settings='redis = "cache:6379"', status=1)["redis"]["do"]


def channel(**own: Any) -> str:
    """Settings of the simulated gateway."""
    return "[channels.simulated]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in own.items())


@pytest.mark.parametrize(
    ("settings", "state", "told"),
    [
        ("[channels.nowhere]\n", "wrong", "There is no channel nowhere"),
        (channel(), "wrong", "secret"),
        (channel(secret=SECRET, colour="red"), "wrong", "colour"),
        (channel(secret="short"), "wrong", "5 characters"),
        (channel(secret="twelve chars"), "warning", "12 characters"),
        (channel(secret=SECRET), "ok", "valid"),
        (channel(secret=SECRET, url="ftp://somewhere"), "wrong", "no address"),
        (channel(secret=SECRET, url="https://"), "wrong", "no address"),
        (channel(secret=SECRET, url="http://[::1"), "wrong", "no address"),
    ],
)
def test_a_channel_s_settings(data: Path, look: Look, settings: str, state: str, told: str) -> None:
    found = look(settings=settings, status=int(state == "wrong"))
    (about,) = [name for name in found if name.startswith("channel ")]
    assert found[about]["state"] == state
    assert told in found[about]["says"]
    assert SECRET not in json.dumps(found)


def test_a_gateway_is_reached_and_sent_nothing(data: Path, look: Look) -> None:
    with Gateway() as gateway:
        assert look(settings=channel(secret=SECRET, url=gateway.url))["channel simulated"]["state"] == "ok"
        assert gateway.asked == []


def test_a_gateway_that_does_not_answer(data: Path, look: Look) -> None:
    told = look(settings=channel(secret=SECRET, url=f"http://127.0.0.1:{closed_port()}"), status=1)["channel simulated"]
    assert told["move"] == "The provider" and "messages wait" in told["says"]


def test_words_that_go_out_readable_for_everybody(data: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *_: socket.socket())
    told = look(settings=channel(secret=SECRET, url="http://sms.example/send"))["channel simulated"]
    assert told["state"] == "warning" and "https" in told["do"]


def test_content_that_cannot_run(data: Path, look: Look, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "conversations", tmp_path / "edited")
    (tmp_path / "edited" / "settings.yaml").write_text("root: nowhere", encoding="utf-8")
    told = look("--content", str(tmp_path / "edited"), status=1)["content"]
    assert (told["move"], told["do"]) == ("The author", "bangban check")
    assert "--content" in look("--content", str(tmp_path / "none"), status=1)["content"]["do"]


def test_liaisons_that_cannot_be_used(data: Path, look: Look, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("nobody\n", encoding="utf-8")
    for name in ("people.csv", "none.csv"):
        assert look("--liaisons", str(tmp_path / name), status=1)["liaisons"]["state"] == "wrong"
