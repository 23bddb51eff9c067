"""A store of 0.1.0 becomes one of today: no row is lost, every value opens, and people go on where they were."""

import msgspec

from bot.content.library import Library
from bot.dialogue.reply import Message
from bot.dialogue.session import decode
from bot.liaisons.directory import Directory
from bot.pipeline.delivery import Arrived, Happening, unpacked
from bot.pipeline.player import Player
from bot.store.database import Store, run
from bot.store.migrate import upgrade
from bot.store.rows import (
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    INBOX_BODY,
    OUTBOX_BODY,
    REQUEST_BODY,
    conversation_key,
    dedupe_key,
    outbox_row,
    request_row,
    slot_of,
)
from tests.store.filled import IN_A_FORM, contents, found, keep, old, old_rows
from tests.stores import sealer


def test_every_row_is_carried_over(store: Store) -> None:
    before = old_rows()
    upgrade(old(store), sealer())
    now = contents(store)
    for table in ("contacts", "inbox", "outbox", "requests", "alerts", "timers", "versions"):
        assert len(now[table]) == len(before[table]) > 0, table


def test_conversations_open_and_are_what_they_were(store: Store) -> None:
    upgrade(old(store), sealer())
    seal = sealer()
    for channel, address, session, content, stopped, created, updated in old_rows()["contacts"]:
        key = conversation_key(seal, channel, address)
        [row] = found(store, "SELECT * FROM contacts WHERE conversation = ?", key)
        assert seal.unseal(row.address, CONTACT_ADDRESS, key).decode() == address
        assert seal.unseal(row.session, CONTACT_SESSION, key) == session
        decode(session)
        assert (row.channel, row.content, row.stopped) == (channel, content, stopped)
        assert (row.created, row.updated) == (created, updated)


def test_messages_are_what_they_were_and_count_as_done(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, came = sealer(), {row[0]: row for row in old_rows()["inbox"]}
    for row in found(store, "SELECT * FROM inbox"):
        _, channel, address, external_id, event, _shown, received = came[row.id]
        arrived = unpacked(seal.unseal(row.body, INBOX_BODY, row.dedupe))
        assert arrived == Arrived(address, msgspec.json.decode(event, type=Happening))
        assert row.conversation == conversation_key(seal, channel, address)
        assert (row.slot, row.channel, row.received) == (slot_of(row.conversation), channel, received)
        assert (row.state, row.attempts, row.error) == (1, 0, "")
        if not external_id.startswith("timer:"):
            assert row.dedupe == dedupe_key(seal, channel, external_id)


def test_replies_are_parts_of_the_answer_to_what_caused_them(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, sent, parts = sealer(), {row[0]: row for row in old_rows()["outbox"]}, {}
    for row in found(store, "SELECT * FROM outbox ORDER BY id"):
        _, _, _, cause, text, choices, prompt, created = sent[row.id]
        opened = seal.unseal(row.body, OUTBOX_BODY, outbox_row(row.cause, row.part))
        message = msgspec.json.decode(opened, type=Message)
        assert (message.text, message.prompt) == (text, prompt)
        assert msgspec.json.encode(message.choices) == choices
        assert (row.cause, row.created, row.state) == (cause, created, 1)
        assert row.part == parts.get(cause, 0)
        parts[cause] = row.part + 1
    assert max(parts.values()) > 1


def test_requests_and_alerts_know_what_caused_them(store: Store) -> None:
    upgrade(old(store), sealer())
    seal, kept = sealer(), {row[0]: row for row in old_rows()["requests"]}
    for row in found(store, "SELECT r.*, i.received FROM requests r JOIN inbox i ON i.id = r.cause"):
        before = kept.pop(row.number)
        body = msgspec.json.decode(seal.unseal(row.body, REQUEST_BODY, request_row(row.number)))
        assert body["facts"] == msgspec.json.decode(before[6])
        assert (body["liaison"], body["office"], body["phone"]) == before[8:11]
        assert (row.form, row.matter, row.about, row.urgent, row.within) == (*before[3:6], before[7], before[11])
        assert row.received == row.created == before[12]
    assert not kept
    assert found(store, "SELECT 1 FROM alerts a JOIN inbox i ON i.id = a.cause AND i.received = a.created")
    assert found(store, "SELECT value FROM counters WHERE name = 'requests'") == [(max(old_requests()),)]


def old_requests() -> list[int]:
    return [row[0] for row in old_rows()["requests"]]


def test_new_rows_get_new_numbers(store: Store) -> None:
    upgrade(old(store), sealer())
    highest = found(store, "SELECT max(id) FROM inbox")[0][0]
    [row] = found(store, "SELECT * FROM inbox WHERE id = ?", highest)
    keep(
        store, "INSERT INTO inbox (conversation, slot, channel, dedupe, body, received, state, attempts, error)"
        " VALUES (?, 0, 'web', ?, ?, 0, 0, 0, '')", row.conversation, b"new", b"",
    )  # fmt: skip
    assert found(store, "SELECT max(id) FROM inbox") == [(highest + 1,)]


def test_a_timer_that_has_fired_does_not_fire_again(store: Store) -> None:
    upgrade(old(store), sealer())
    key = conversation_key(sealer(), "sms", "13800001111")
    name = dedupe_key(sealer(), "sms", f"timer:{key.hex()}:1")
    assert found(store, "SELECT 1 FROM inbox WHERE channel = 'sms' AND dedupe = ?", name)
    assert found(store, "SELECT conversation FROM timers WHERE fired IS NULL") == [
        (conversation_key(sealer(), *IN_A_FORM),)
    ]


def test_people_go_on_where_they_were(store: Store, library: Library, directory: Directory) -> None:
    upgrade(old(store), sealer())
    key = conversation_key(sealer(), *IN_A_FORM)
    [row] = found(store, "SELECT session, updated FROM contacts WHERE conversation = ?", key)
    player = Player(library, directory, "sms", now=row.updated + 60)
    player.session = decode(sealer().unseal(row.session, CONTACT_SESSION, key))
    asked = player.session.prompt.key if player.session.prompt else ""
    played = player.say("1")
    assert asked == "consent" and player.session.facts()["consent"] is True
    assert player.session.facts()["name"] == "陈小梅"
    assert played.messages and played.messages[-1].prompt


def test_a_reply_that_nothing_caused_is_kept(store: Store) -> None:
    old(store)
    first, later = 1795482000.0, 1795999999.0
    columns = "id, channel, address, cause, text, choices, prompt, created"
    add = f"INSERT INTO outbox ({columns}) VALUES (?, ?, ?, ?, ?, ?, 0, ?)"
    with store.writing() as connection:
        rows = [(1000, "web", "nobody", None, "早", b"[]", first), (1001, *IN_A_FORM, None, "晚", b"[]", later)]
        rows += [(2000 + n, *IN_A_FORM, 3, "多", b"[]", later) for n in range(300)]
        run(connection, store.sql(add), rows)
    upgrade(store, sealer())
    out = {
        row.id: row
        for row in found(store, "SELECT o.*, i.conversation AS whose FROM outbox o JOIN inbox i ON i.id = o.cause")
    }
    assert all(row.conversation == row.whose for row in out.values() if row.id < 2000)
    assert len(out) == len(old_rows()["outbox"]) + 302
    last = max(row[0] for row in old_rows()["inbox"] if row[1:3] == IN_A_FORM)
    assert out[1001].cause == last
    for row in out.values():
        sealer().unseal(row.body, OUTBOX_BODY, outbox_row(row.cause, row.part))
