"""A conversation as a page shows it: its lines, what is new since a cursor, and which prompt has working buttons."""

import re

import msgspec

from bot.pipeline.assistant import Assistant
from bot.pipeline.records import Entry, Standing

_CURSOR = re.compile(r"(\d{1,12})\.(\d{1,12})")


class Cursor(msgspec.Struct, frozen=True, order=True):
    """How far a page has got: the newest line that went out, and the newest that came in."""

    outbound: int = 0
    inbound: int = 0

    def __str__(self) -> str:
        return f"{self.outbound}.{self.inbound}"

    def shows(self, entry: Entry) -> bool:
        """Whether the page has *entry* already."""
        return entry.id <= (self.inbound if entry.inbound else self.outbound)


def read_cursor(text: str) -> Cursor:
    """A cursor as a page sent it back; anything else is the very beginning, and nothing is lost by that."""
    found = _CURSOR.fullmatch(text)
    return Cursor(int(found[1]), int(found[2])) if found and found[0].isascii() else Cursor()


class Thread(msgspec.Struct, frozen=True):
    """One conversation, oldest line first."""

    entries: list[Entry]
    standing: Standing

    @property
    def cursor(self) -> Cursor:
        """How far a page is that shows all of it."""
        return Cursor(
            max((e.id for e in self.entries if not e.inbound), default=0),
            max((e.id for e in self.entries if e.inbound), default=0),
        )

    def since(self, cursor: Cursor) -> list[Entry]:
        """The lines a page at *cursor* has not got."""
        return [entry for entry in self.entries if not cursor.shows(entry)]

    @property
    def live(self) -> Entry | None:
        """The prompt whose buttons work: the one on the table, if it is the last thing we said."""
        said = [entry for entry in self.entries if not entry.inbound]
        if said and said[-1].prompt and said[-1].prompt == self.standing.prompt:
            return said[-1]
        return None

    @property
    def reply(self) -> Entry | None:
        """Where to begin reading: the first line of the newest reply."""
        found, asked = None, True
        for entry in self.entries:
            if asked and not entry.inbound:
                found = entry
            asked = entry.inbound
        return found


def read_thread(assistant: Assistant, channel: str, address: str) -> Thread:
    """The conversation as it stands, with nothing of what was said about somebody else. Blocks."""
    standing = assistant.standing(channel, address)
    entries = [entry for entry in assistant.history(channel, address) if entry.at >= standing.since]
    return Thread(entries, standing)


def line_id(entry: Entry) -> str:
    """The id of a line's element."""
    return f"{'i' if entry.inbound else 'o'}{entry.id}"
