"""Cases as the office sees them: what was handed in, how each went on, and a change of how one stands.

A change is a letter to the person's own conversation, by the inbox like everything that happens: their session, the
record and the message that tells them come out of one transaction, and a letter that comes twice changes nothing.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Row

from bot.dialogue.cases import STATES, State
from bot.dialogue.events import Moved
from bot.language.receipt import code_of, number_of
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery
from bot.pipeline.desk import working_days
from bot.pipeline.inbox import Inbox, inbox_row
from bot.store.database import Store, ask
from bot.store.rows import ATTACHMENT_BODY, CONTACT_ADDRESS, HISTORY_NOTE, REQUEST_BODY, history_row, request_row


class CaseError(ValueError):
    """A case that cannot be found or changed; says whose move it is."""


class Step(msgspec.Struct, frozen=True):
    """One line of a case's history."""

    state: str
    by: str
    why: str
    at: float
    #: The day it comes to, if one was named.
    day: str = ""


class Paper(msgspec.Struct, frozen=True):
    """Something that was sent along with a case: its kind, its size in bytes, when it came."""

    kind: str
    size: int
    at: float


class CaseFile(msgspec.Struct, frozen=True):
    """A case with everything the office has of it. `due` is until when an answer was promised."""

    code: str
    form: str
    matter: str
    about: str
    state: str
    facts: dict[str, Any]
    asks: list[str]
    after: str
    urgent: bool
    liaison: str
    office: str
    phone: str
    at: float
    due: float
    history: list[Step]
    attachments: list[Paper] = []


def open_case(store: Store, sealer: Sealer, code: str) -> CaseFile:
    """The case of receipt *code*; CaseError if there is none."""
    number = number_of(code)
    if number is None:
        raise CaseError(f"{code} is no receipt code: one digit is wrong, or two are swapped")
    with store.reading() as connection:
        row = ask(connection, store.sql("SELECT * FROM requests WHERE number = ?"), (number,)).fetchone()
        if row is None:
            raise CaseError(f"there is no case {code} in this store")
        sql = "SELECT number, cause, state, note, created FROM history WHERE number = ? ORDER BY id"
        steps = ask(connection, store.sql(sql), (number,)).fetchall()
        sql = "SELECT kind, size, created FROM attachments WHERE number = ? ORDER BY id"
        papers = [Paper(*paper) for paper in ask(connection, store.sql(sql), (number,))]
    found = _file(sealer, row, [_step(sealer, step) for step in steps])
    return msgspec.structs.replace(found, attachments=papers)


def papers_of(store: Store, sealer: Sealer, code: str) -> Iterator[tuple[str, bytes]]:
    """What was sent along with case *code*, one at a time: its kind, and what is in it."""
    with store.reading() as connection:
        sql = store.sql("SELECT id FROM attachments WHERE number = ? ORDER BY id")
        ids = list(ask(connection, sql, (number_of(code),)).scalars())
    for one in ids:
        with store.reading() as connection:
            row = ask(connection, store.sql("SELECT kind, name, body FROM attachments WHERE id = ?"), (one,)).one()
        yield row.kind, sealer.unseal(bytes(row.body), ATTACHMENT_BODY, bytes(row.name))


def every_case(store: Store, sealer: Sealer) -> list[CaseFile]:
    """All cases, the oldest first."""
    with store.reading() as connection:
        rows = ask(connection, "SELECT * FROM requests ORDER BY number").fetchall()
        steps = ask(connection, "SELECT number, cause, state, note, created FROM history ORDER BY id").fetchall()
    histories: dict[int, list[Step]] = {}
    for step in steps:
        histories.setdefault(step.number, []).append(_step(sealer, step))
    return [_file(sealer, row, histories.get(row.number, [])) for row in rows]


def move(store: Store, sealer: Sealer, code: str, moved: Moved, now: float) -> None:
    """Hand *moved* to the conversation of case *code*; CaseError if there is no such case or state."""
    if moved.state not in STATES:
        raise CaseError(f"{moved.state} is no state of a case; there are {', '.join(STATES)}")
    open_case(store, sealer, code)
    with store.writing() as connection:
        sql = (
            "SELECT c.conversation, c.channel, c.address FROM requests r"
            " JOIN contacts c ON c.conversation = r.conversation WHERE r.number = ?"
        )
        row = ask(connection, store.sql(sql), (number_of(code),)).fetchone()
        if row is None:
            raise CaseError(f"whoever handed in {code} is not in this store any more")
        address = sealer.unseal(bytes(row.address), CONTACT_ADDRESS, bytes(row.conversation)).decode()
        name = f"case:{code}:{moved.state}:{now:.3f}"
        Inbox(store).accept(connection, [inbox_row(sealer, Delivery(row.channel, address, name, moved), now)])


def _step(sealer: Sealer, row: Row[*tuple[Any, ...]]) -> Step:
    note = msgspec.json.decode(sealer.unseal(bytes(row.note), HISTORY_NOTE, history_row(row.number, row.cause)))
    return Step(row.state, note["by"], note["why"], row.created, note.get("day", ""))


def _file(sealer: Sealer, row: Row[*tuple[Any, ...]], history: list[Step]) -> CaseFile:
    body = msgspec.json.decode(sealer.unseal(bytes(row.body), REQUEST_BODY, request_row(row.number)))
    state: State | str = history[-1].state if history else "submitted"
    return CaseFile(
        code_of(row.number), row.form, row.matter, row.about, state, body["facts"], list(body.get("asks", ())),
        str(body.get("after", "")), bool(row.urgent), body["liaison"], body["office"], body["phone"], row.created,
        working_days(row.created, row.within), history,
    )  # fmt: skip
