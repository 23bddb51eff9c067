"""Writing plans down: every row that turns came to, many conversations' in as few statements as there are tables."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.pipeline.attachments import Attachments
from bot.pipeline.inbox import Inbox
from bot.pipeline.outbox import Outbox
from bot.pipeline.plan import Plan
from bot.store.database import Store
from bot.store.insert import Insert
from bot.store.schema import alerts, contacts, history, requests, timers


class Ledger:
    """The statements, for one store."""

    def __init__(self, store: Store, inbox: Inbox, outbox: Outbox, attachments: Attachments) -> None:
        self._inbox, self._outbox, self._attachments = inbox, outbox, attachments
        self._contact = Insert(
            store, contacts, "conversation", "channel", "address", "session", "content", "stopped", "created",
            "updated", then="ON CONFLICT (conversation) DO UPDATE SET session = excluded.session,"
            " content = excluded.content, stopped = excluded.stopped, updated = excluded.updated",
        )  # fmt: skip
        self._request = Insert(
            store, requests, "number", "conversation", "cause", "form", "matter", "about", "body", "urgent", "within",
            "created",
        )  # fmt: skip
        self._alert = Insert(store, alerts, "conversation", "cause", "category", "created")
        self._history = Insert(
            store, history, "number", "cause", "state", "note", "created",
            then="ON CONFLICT (number, cause) DO NOTHING",
        )  # fmt: skip
        self._timer = Insert(
            store, timers, "conversation", "timer", "slot", "channel", "due",
            then="ON CONFLICT (conversation, timer) DO NOTHING",
        )  # fmt: skip

    def write(self, connection: Connection, plans: Sequence[Plan], now: float) -> None:
        """Write *plans*, within the caller's transaction."""
        if not plans:
            return
        people = [plan.contact for plan in plans if plan.contact is not None]
        if people:
            self._contact(connection, people)
        self._inbox.write(connection, plans)
        self._outbox.write(connection, plans, now)
        passed = [row for plan in plans for row in plan.passed]
        if passed:
            self._inbox.accept(connection, passed)
        for insert, rows in (
            (self._request, [row for plan in plans for row in plan.requests]),
            (self._alert, [row for plan in plans for row in plan.alerts]),
            (self._history, [row for plan in plans for row in plan.history]),
            (self._timer, [row for plan in plans for row in plan.timers]),
        ):
            if rows:
                insert(connection, rows)
        bound = [row for plan in plans for row in plan.bound]
        if bound:
            self._attachments.bind(connection, bound)
