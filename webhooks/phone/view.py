"""The phones' parts as HTML: each with its own thread, what every message costs, and what the liaisons were handed."""

import msgspec

from bot.language.sms import segments
from bot.pipeline.assistant import Assistant
from bot.pipeline.records import Entry
from webhooks.forms import new_token
from webhooks.live import Update
from webhooks.pages import Pages
from webhooks.phone.handed import Card, Cards
from webhooks.phone.numbers import next_free, page_address
from webhooks.thread import Cursor, Thread, line_id, read_cursor, read_thread

CHANNEL = "sms"

#: What a part is taken to cost, in fen: an assumption, said to be one wherever a sum is shown.
FEN_A_PART = 5

_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")


class Phone(msgspec.Struct, frozen=True):
    """A phone as it is drawn."""

    number: str
    lines: str
    totals: str
    without: str


class Look(msgspec.Struct, frozen=True):
    """Everything on the page at one moment."""

    threads: dict[str, Thread]
    cards: list[Card]

    @property
    def cursor(self) -> str:
        """How far each thread and the list of requests is, in the order of the page."""
        newest = Cursor(max((card.number for card in self.cards), default=0), 0)
        return "-".join(map(str, [*(thread.cursor for thread in self.threads.values()), newest]))


class Phones:
    """Renders the page for one assistant."""

    def __init__(self, pages: Pages, assistant: Assistant) -> None:
        self._pages, self._assistant = pages, assistant

    def look(self, numbers: list[str], language: str) -> Look:
        """Read what the page shows. Blocks."""
        cards = Cards(self._pages, self._assistant.library, language)
        threads = {number: read_thread(self._assistant, CHANNEL, number) for number in numbers}
        return Look(threads, [cards.card(handed) for handed in self._assistant.handed()])

    def page(self, look: Look, language: str, problem: str = "", typed: str = "") -> str:
        """The whole page; *problem* is what is wrong with the number that was *typed* to be added."""
        numbers = list(look.threads)
        phones = [
            Phone(
                number, self._lines(number, thread, Cursor(), language, thread.reply), self._totals(thread, language),
                page_address([n for n in numbers if n != number]),
            )
            for number, thread in look.threads.items()
        ]  # fmt: skip
        return self._pages.render(
            "phone.html", language, phones=phones, numbers=numbers, cards=self._cards(look, 0, language), keys=_KEYS,
            cursor=look.cursor, events=page_address(numbers, "/phone/events"), token=new_token(), typed=typed,
            problem=self._pages.say(language, problem) if problem else "", next_free=next_free(numbers),
        )  # fmt: skip

    def update(self, look: Look, since: str, language: str) -> Update | None:
        """The difference to a page at cursor *since*; None if there is none."""
        if look.cursor == since:
            return None
        cursors = read_cursors(since, len(look.threads) + 1)
        add, fill = {}, {}
        for (number, thread), cursor in zip(look.threads.items(), cursors[:-1], strict=True):
            add[f"log-{number}"] = self._lines(number, thread, cursor, language)
            fill[f"totals-{number}"] = self._totals(thread, language)
        add["handed"] = self._cards(look, cursors[-1].outbound, language)
        return Update(look.cursor, add, fill)

    def _lines(self, number: str, thread: Thread, cursor: Cursor, language: str, reply: Entry | None = None) -> str:
        lines = [(entry, segments(entry.text).parts) for entry in thread.since(cursor)]
        return self._pages.render("_texts.html", language, lines=lines, line_id=line_id, reply=reply, number=number)

    def _totals(self, thread: Thread, language: str) -> str:
        out = sum(len(segments(e.text).parts) for e in thread.entries if e.inbound)
        back = sum(len(segments(e.text).parts) for e in thread.entries if not e.inbound)
        cost = f"{(out + back) * FEN_A_PART / 100:.2f}"
        return self._pages.render("_totals.html", language, out=out, back=back, cost=cost)

    def _cards(self, look: Look, after: int, language: str) -> str:
        cards = [card for card in look.cards if card.number > after]
        return self._pages.render("_handed.html", language, cards=cards)


def read_cursors(text: str, count: int) -> list[Cursor]:
    """The cursors of a page with *count* lists; all at the beginning if the text does not fit."""
    parts = text.split("-")
    return [read_cursor(part) for part in parts] if len(parts) == count else [Cursor()] * count
