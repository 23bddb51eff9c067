"""local/CODE.yaml: what one county says itself about entitlements."""

from bot.content.book import Book
from bot.content.read_entitlements import read_day
from bot.content.source import Cursor
from bot.entitlements.local import Local


def read_local(name: str, cursor: Cursor, book: Book) -> dict[str, Local]:
    """One county's file, by entitlement."""
    cursor.only("county", "entitlements")
    book.places["local", name] = cursor
    code = cursor.need("county").text(name)
    if code != name:
        cursor["county"].report(f"the file is named {name!r}, the county {code!r}")
    return {entitlement: _read(entry, book) for entitlement, entry in cursor["entitlements"].items()}


def _read(entry: Cursor, book: Book) -> Local:
    entry.only("amount", "since", "office", "phone", "from", "to", "source", "checked")
    if "amount" in entry:
        entry.need("since")
    opens, closes = read_day(entry["from"]), read_day(entry["to"])
    if opens is not None and closes is not None and closes < opens:
        entry["to"].report("it closes before it opens", code="date")
    return Local(
        amount=book.wording(entry["amount"], "card"),
        since=entry["since"].text(),
        office=book.wording(entry["office"], "card"),
        phone=entry["phone"].text(),
        opens=opens,
        closes=closes,
        source=entry.need("source").text(),
        checked=entry.need("checked").text(),
    )
