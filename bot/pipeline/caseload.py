"""Cases as the office sees them: what was handed in, how each went on, and a change of how one stands.

A change is a letter to the person's own conversation, by the inbox like everything that happens: their session, the
record and the message that tells them come out of one transaction, and a letter that comes twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec
from sqlalchemy import Row

from bot.dialogue.cases import NEXT, STATES, Case, State
from bot.dialogue.events import Moved
from bot.dialogue.session import UNKNOWN
from bot.language.receipt import code_of, number_of
from bot.people.sealing import Sealer
from bot.pipeline.delivery import Delivery
from bot.pipeline.desk import working_days
from bot.pipeline.inbox import Inbox, inbox_row
from bot.pipeline.plan import InboxRow
from bot.store.database import Store, ask
from bot.store.rows import ATTACHMENT_BODY, CONTACT_ADDRESS, HISTORY_NOTE, REQUEST_BODY, history_row, request_row

#: What an office may make of a case; the rest is for the person to say.
OFFICE = ("received", "accepted", "returned", "declined", "done")
_Row = Row[*tuple[Any, ...]]


class CaseError(ValueError):
    """A case that cannot be found or changed; says whose move it is."""


class Step(msgspec.Struct, frozen=True):
    """One line of a case's history."""

    state: str
    by: str
    why: str
    at: float
    #: The code of the case in which the story goes on, or from which this came.
    see: str = ""
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
    #: Who asks, as far as they said; it was handed in `at`.
    who: str
    #: When the office first answered, and who did.
    answered: float | None
    answered_by: str
    #: When the person said that the help had arrived.
    arrived: float | None
    #: The code under which somebody else has it now.
    later: str
    #: Whether it only asks somebody to telephone.
    call: bool = False
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


def every_case(store: Store, sealer: Sealer, above: int = 0) -> list[CaseFile]:
    """All cases, the oldest first; those with a number *above* that one."""
    steps = "SELECT number, cause, state, note, created FROM history WHERE number > ? ORDER BY id"
    with store.reading() as connection:
        rows = ask(
            connection, store.sql("SELECT * FROM requests WHERE number > ? ORDER BY number"), (above,)
        ).fetchall()
        found = ask(connection, store.sql(steps), (above,)).fetchall()
    return _files(sealer, rows, found)


def move(store: Store, sealer: Sealer, code: str, moved: Moved, now: float) -> None:
    """Hand *moved* to the conversation of case *code*; CaseError if there is no such case or state, or nothing would
    change by it.
    """
    found = open_case(store, sealer, code)
    row, stands = _letter(store, sealer, found, moved, now), cast(State, found.state)
    if stands == moved.state and not moved.day:
        raise CaseError(f"{code} is {stands} already: nothing changes")
    if moved.state not in (stands, *NEXT[stands]):
        after = [state for state in OFFICE if state in NEXT[stands]]
        raise CaseError(
            f"{code} is {stands}: it can become {', '.join(after)}" if after else f"{code} is {stands}: over"
        )
    with store.writing() as connection:
        Inbox(store).accept(connection, [row])


def letter(store: Store, sealer: Sealer, code: str, moved: Moved, now: float) -> InboxRow:
    """*moved* as a letter to the conversation of case *code*. It brings the case along as it is on record, for a
    conversation that has forgotten it among many.
    """
    return _letter(store, sealer, open_case(store, sealer, code), moved, now)


def _letter(store: Store, sealer: Sealer, found: CaseFile, moved: Moved, now: float) -> InboxRow:
    if moved.state not in STATES:
        raise CaseError(f"{moved.state} is no state of a case; there are {', '.join(STATES)}")
    code, recorded = found.code, _recorded(store, sealer, found)
    with store.reading() as connection:
        sql = (
            "SELECT c.conversation, c.channel, c.address FROM requests r"
            " JOIN contacts c ON c.conversation = r.conversation WHERE r.number = ?"
        )
        row = ask(connection, store.sql(sql), (number_of(code),)).fetchone()
    if row is None:
        raise CaseError(f"whoever handed in {code} is not in this store any more")
    address = sealer.unseal(bytes(row.address), CONTACT_ADDRESS, bytes(row.conversation)).decode()
    name = f"case:{code}:{moved.state}:{now:.3f}"
    brought = msgspec.structs.replace(moved, case=recorded)
    return inbox_row(sealer, Delivery(row.channel, address, name, brought), now)


def _recorded(store: Store, sealer: Sealer, found: CaseFile) -> Case:
    """The whole case that *found* belongs to, as a conversation remembers it: the first request, and what it became."""
    first = open_case(store, sealer, found.after) if found.after else found
    follow = [one for one in _of_the_same(store, sealer, first.code) if one.after == first.code]
    calls, chain = [one for one in follow if one.call], [one for one in follow if not one.call]
    last = chain[-1] if chain else first
    return Case(
        first.code, first.form, first.about, first.matter, cast(State, first.state), first.at, last.due, last.liaison,
        last.office, last.phone, UNKNOWN, tuple(one.code for one in chain),
        cast(State, last.state) if chain else None, place=str(first.facts.get("county") or ""),
        calls=tuple(one.code for one in calls), call=cast(State, calls[-1].state) if calls else None,
    )  # fmt: skip


def _of_the_same(store: Store, sealer: Sealer, code: str) -> list[CaseFile]:
    """All that the person of case *code* has handed in."""
    sql = "SELECT * FROM requests WHERE conversation = (SELECT conversation FROM requests WHERE number = ?)"
    steps = (
        "SELECT h.number, h.cause, h.state, h.note, h.created FROM history h JOIN requests r ON r.number = h.number"
        " WHERE r.conversation = (SELECT conversation FROM requests WHERE number = ?) ORDER BY h.id"
    )
    with store.reading() as connection:
        rows = ask(connection, store.sql(f"{sql} ORDER BY number"), (number_of(code),)).fetchall()
        found = ask(connection, store.sql(steps), (number_of(code),)).fetchall()
    return _files(sealer, rows, found)


def _files(sealer: Sealer, rows: Sequence[_Row], steps: Sequence[_Row]) -> list[CaseFile]:
    histories: dict[int, list[Step]] = {}
    for step in steps:
        histories.setdefault(step.number, []).append(_step(sealer, step))
    return [_file(sealer, row, histories.get(row.number, [])) for row in rows]


def _step(sealer: Sealer, row: _Row) -> Step:
    note = msgspec.json.decode(sealer.unseal(bytes(row.note), HISTORY_NOTE, history_row(row.number, row.cause)))
    return Step(row.state, note["by"], note["why"], row.created, note.get("see", ""), note.get("day", ""))


def _file(sealer: Sealer, row: _Row, history: list[Step]) -> CaseFile:
    body = msgspec.json.decode(sealer.unseal(bytes(row.body), REQUEST_BODY, request_row(row.number)))
    facts, after = body["facts"], str(body.get("after", ""))
    state: State | str = history[-1].state if history else "submitted"
    answer = next((step for step in history if step.state in OFFICE and not _own_word(step)), None)
    arrived = next((step.at for step in history if step.state == "arrived"), None)
    later = next((step.see for step in reversed(history) if step.see and step.see != after), "")
    return CaseFile(
        code_of(row.number), row.form, row.matter, row.about, state, facts, list(body.get("asks", ())), after,
        bool(row.urgent), body["liaison"], body["office"], body["phone"], row.created,
        working_days(row.created, row.within), history, str(facts.get("name") or facts.get("contact") or ""),
        answer.at if answer else None, answer.by if answer else "", arrived, later,
        bool(after) and not body.get("above"),
    )  # fmt: skip


def _own_word(step: Step) -> bool:
    """A refusal that the person has looked at again stands in the history once more; that is no answer."""
    return step.state == "declined" and bool(step.see) and not step.by
