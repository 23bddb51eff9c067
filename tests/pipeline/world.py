"""An assistant on a real database file, with a clock of its own."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from bot.content.library import Library
from bot.dialogue.events import Event, Said
from bot.dialogue.session import Session
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.pipeline.player import MORNING
from bot.pipeline.records import Entry
from bot.store import schema
from bot.store.database import Store
from tests.stores import new_store, sealer


class World:
    """A database, a file or a server's, and the processes that come and go on it, one at a time."""

    def __init__(self, path: Path | str, library: Library, directory: Directory) -> None:
        self.path, self.library, self.directory = path, library, directory
        self.now = MORNING
        self.count = 0
        self.store: Store = new_store(path)
        self.assistant = self.start()

    def start(self, library: Library | None = None) -> Assistant:
        """A process starts: nothing is remembered but what the database holds."""
        self.store.close()
        self.store = new_store(self.path)
        self.library = library or self.library
        self.assistant = self.another()
        return self.assistant

    def another(self) -> Assistant:
        """One more process on the same database. It is the only one that works from then on, where only one may."""
        return Assistant(self.store, sealer(), self.library, self.directory, self.clock, alone=True)

    def clock(self) -> float:
        """The time, which moves when told."""
        return self.now

    def say(self, text: str, address: str = "13800001111", channel: str = "sms") -> list[str]:
        """Somebody writes; what they hear."""
        return self.happens(Said(text, "sms" if channel == "sms" else "web"), address, channel)

    def happens(self, event: Event, address: str = "13800001111", channel: str = "sms") -> list[str]:
        """An event comes in, once; the replies to it."""
        self.count += 1
        self.now += 5
        before = self.assistant.history(channel, address)
        assert self.assistant.receive(channel, address, f"m{self.count}", event)
        return [entry.text for entry in self.assistant.history(channel, address)[len(before) :] if not entry.inbound]

    def session(self, address: str = "13800001111", channel: str = "sms") -> Session:
        """Where a conversation stands."""
        return self.assistant.session(channel, address)

    def heard(self, address: str = "13800001111", channel: str = "sms") -> list[Entry]:
        """Everything that was said to them."""
        return [entry for entry in self.assistant.history(channel, address) if not entry.inbound]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        with self.store.reading() as connection:
            return connection.execute(select(func.count()).select_from(schema.metadata.tables[table])).scalar() or 0


Made = Callable[[], World]
