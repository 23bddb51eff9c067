"""A whole process as `bangban serve` puts it together, with the application in front of it: for tests from door to
door.
"""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any, Self

import httpx
from starlette.testclient import TestClient

from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.settings import Settings
from bot.store.database import ask
from webhooks.app import create_app
from webhooks.house import House

SECRET = "a secret of more than sixteen characters"  # not one that opens anything
NUMBER = "13900000001"


class Home:
    """`with Home(...) as home:`: it serves until the end of the block, and can be restarted in it."""

    def __init__(self, settings: Settings, loaded: Loaded, directory: Directory, *, demo: bool = False) -> None:
        self.settings, self._loaded, self._directory, self._demo = settings, loaded, directory, demo
        self._count = 0
        self.house: House
        self.client: TestClient

    def __enter__(self) -> Self:
        self.house = House(self.settings, self._loaded, self._directory)
        app = create_app(self.house.assistant, demo=self._demo, channels=self.house.channels)
        self.client = TestClient(app, raise_server_exceptions=False)
        self.client.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.client.__exit__(*error)
        self.house.close()

    def restart(self) -> None:
        """The process ends in good order, and another begins."""
        self.__exit__(None, None, None)
        self.__enter__()

    def send(
        self, body: dict[str, Any] | bytes, signature: str | None = None, path: str = "simulated"
    ) -> httpx.Response:
        """What the gateway posts to us, signed."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return self.client.post(f"/hooks/{path}", content=content, headers={"X-Signature": signature or sign(content)})

    def say(self, text: str, number: str = NUMBER) -> httpx.Response:
        """Somebody writes a short message."""
        self._count += 1
        return self.send({"id": f"m{self._count}", "from": number, "text": text})

    def rows(self, table: str, where: str = "1 = 1") -> int:
        """How many rows of a table are so."""
        with self.house.store.reading() as connection:
            return int(ask(connection, f"SELECT count(*) FROM {table} WHERE {where}").scalar_one())


def sign(body: bytes) -> str:
    """The signature a gateway puts on *body*."""
    return hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def settings_for(data: Path, url: str = "", **more: Any) -> Settings:
    """Settings with the simulated gateway at *url*; `more` are the channel's own."""
    return Settings(data=str(data), channels={"simulated": {"secret": SECRET, "url": url, **more}})
