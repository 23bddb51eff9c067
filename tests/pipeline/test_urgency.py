"""What leaves first: what helps in danger, then answers somebody waits for, then notices nobody asked for."""

import msgspec
from sqlalchemy import Connection

from bot.dialogue.reply import Message
from bot.pipeline.allowance import Allowance
from bot.pipeline.outbox import Outbox
from bot.pipeline.outlet import Outlet
from bot.store.database import Store, run
from bot.store.rows import CONTACT_ADDRESS, OUTBOX_BODY, conversation_key, outbox_row
from tests.stores import new_store, sealer


def test_answers_leave_before_notices_and_what_helps_in_danger_before_both(place: str) -> None:
    """Thirty thousand notices must not stand between somebody who writes and the answer."""
    store = new_store(place)
    outbox = Outbox(store, sealer(), {"sim": Outlet("sms", True, at_once=9)}, Allowance(store))
    said = [("1", 2), ("2", 2), ("3", 1), ("4", 0)]
    with store.writing() as connection:
        for number, (address, urgency) in enumerate(said, 1):
            queue(connection, store, number, address, urgency)
        parcels = outbox.claim(connection, None, 10.0)
    assert [parcel.address for parcel in parcels] == ["4", "3", "1", "2"]


def queue(connection: Connection, store: Store, number: int, address: str, urgency: int) -> None:
    """A contact, a letter of theirs, and what is to be said to it."""
    seal, key = sealer().seal, conversation_key(sealer(), "sim", address)
    body = seal(msgspec.json.encode(Message("x")), OUTBOX_BODY, outbox_row(number, 0))
    run(
        connection,
        store.sql(
            "INSERT INTO contacts (conversation, channel, address, session, content, stopped, created, updated)"
            " VALUES (?, 'sim', ?, ?, '', 0, 0, 0)"
        ),
        [(key, seal(address.encode(), CONTACT_ADDRESS, key), b"")],
    )
    run(
        connection,
        store.sql(
            "INSERT INTO inbox (id, conversation, slot, channel, dedupe, body, received, state, attempts, error)"
            " VALUES (?, ?, 0, 'sim', ?, ?, 0, 1, 0, '')"
        ),
        [(number, key, key, b"")],
    )
    run(
        connection,
        store.sql(
            "INSERT INTO outbox (conversation, slot, channel, cause, part, body, created, state, attempts, urgency,"
            " due, error) VALUES (?, 0, 'sim', ?, 0, ?, 0, 0, 0, ?, 0, '')"
        ),
        [(key, number, body, urgency)],
    )
