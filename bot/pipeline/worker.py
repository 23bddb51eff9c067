"""The worker: many conversations' turns in one transaction.

One cycle is one transaction: letters that arrived are stored, the plans of the last turns and the outcomes of messages
that left are written, and the next letters are claimed. Between two cycles the claims are thought over, without the
database (`bot.pipeline.turn`). So a commit, which costs a write to the disk, is shared by everybody who waits, and one
who comes alone waits for nobody.

The worker knows no threads and no clock but the ones it is given: the service runs it, and the simulation does.
"""

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.content.library import Library
from bot.language.wording import Form
from bot.liaisons.directory import Directory
from bot.people.sealing import Sealer
from bot.pipeline.allowance import Allowance
from bot.pipeline.attachments import AttachmentRow, Attachments
from bot.pipeline.inbox import Fresh, Inbox
from bot.pipeline.ledger import Ledger
from bot.pipeline.numbers import Numbers
from bot.pipeline.outbox import LONGEST, Outbox, Outcome, Parcel
from bot.pipeline.outlet import Outlet
from bot.pipeline.plan import TRIES, Claim, Failure, InboxRow, Plan
from bot.pipeline.slots import LEASE, Overtaken, Slots
from bot.pipeline.timers import Timers
from bot.pipeline.turn import POISON, Turns
from bot.store.database import Store, ask

#: Seconds a conversation waits after a letter of it failed for the first time; twice as long each time.
RETRY = 0.2
#: Seconds between two looks for timers and for what other workers left, while nothing else happens.
LOOK = 0.5


def _nothing(claims: Sequence[Claim]) -> None:
    pass


class Work(msgspec.Struct):
    """What the next cycle writes."""

    letters: Sequence[InboxRow] = ()
    plans: Sequence[Plan] = ()
    outcomes: Sequence[Outcome] = ()
    #: What came with the letters.
    attachments: Sequence[AttachmentRow] = ()


class Cycle(msgspec.Struct):
    """What a committed cycle came to: `kept` of the letters were new, `answered` are the dedupe keys dealt with."""

    kept: int = 0
    answered: Sequence[bytes] = ()
    replied: Sequence[Plan] = ()
    claims: Sequence[Claim] = ()
    parcels: Sequence[Parcel] = ()


class Worker:
    """One process's share of the work."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        library: Library,
        directory: Directory,
        outlets: Mapping[str, Outlet],
        *,
        name: str = "worker",
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        alone: bool | None = None,
        lease: float = LEASE,
        allowance: Allowance | None = None,
    ) -> None:
        self.store, self.sealer, self._clock, self._monotonic = store, sealer, clock, monotonic
        self.slots = Slots(store, name, alone=store.sqlite if alone is None else alone, lease=lease)
        self.inbox = Inbox(store)
        self.outbox = Outbox(store, sealer, outlets, allowance or Allowance(store))
        self.attachments = Attachments(store)
        self._ledger = Ledger(store, self.inbox, self.outbox, self.attachments)
        self._timers = Timers(store, sealer)
        self.numbers = Numbers(store)
        self.turns = Turns(library, directory, sealer, self.numbers, outlets)
        #: Letters handed in here that were not claimed yet.
        self.fresh: Fresh = {}
        #: Counts how often this worker joined; plans from before the last time are worth nothing.
        self.epoch = 0
        self._held: dict[bytes, float] = {}
        self._in_hand: list[int] = []
        #: Parcels that were claimed in a transaction of which no answer came: perhaps it is on the disk, perhaps not.
        self._doubt: list[Parcel] = []
        self._looked = self._tended = float("-inf")
        self._due = store.sql(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM timers WHERE fired IS NULL AND due <= ?) THEN 2"
            " WHEN EXISTS (SELECT 1 FROM outbox WHERE state IN (0, 3) AND state = 0 AND (due <= ? OR due > ?)) THEN 2"
            " WHEN EXISTS (SELECT 1 FROM inbox WHERE state = 0) THEN 1 ELSE 0 END"
        )

    def join(self) -> None:
        """Begin, as somebody new; whatever this worker had in mind before is forgotten."""
        self.epoch += 1
        self.fresh.clear()
        self._doubt = []
        self._held.clear()
        self._in_hand = []
        self.outbox.forget()
        self._looked = self._tended = float("-inf")
        with self.store.writing() as connection:
            self.slots.join(connection, self._clock())

    def leave(self) -> None:
        """Stop in good order, with nothing in hand."""
        with self.store.writing() as connection:
            self.slots.leave(connection)

    def cycle(self, work: Work, *, claiming: bool = True, early: Callable[[Sequence[Claim]], None] = _nothing) -> Cycle:
        """One transaction. If it fails nothing of it happened; if Overtaken, `join` again first.

        With *claiming* false no new letters are taken on: the last ones are still being thought over. *early* is given
        the claims just before the commit, to think them over while the disk is busy; if the commit fails, what comes of
        that is worth nothing.
        """
        now, cycle, block = self._clock(), Cycle(), []
        with self.store.writing() as connection:
            self.slots.check(connection)
            self.outbox.take_back(connection, self._doubt)
            if work.attachments:
                self.attachments.keep(connection, work.attachments)
            if work.letters:
                cycle.kept = self.inbox.accept(connection, work.letters)
                known = self.inbox.known(connection, work.letters) if cycle.kept < len(work.letters) else set()
            self._ledger.write(connection, work.plans, now)
            self.outbox.settle(connection, work.outcomes, now)
            self._look_around(connection, now, idle=not self._in_hand and not self.outbox.sending)
            if self.numbers.wanted:
                block = self.numbers.refill(connection)
            in_hand = self._in_hand
            if claiming:
                cycle.claims = self.inbox.claim(connection, self.slots.wanted, self._holding(), self.fresh)
                in_hand = [letter.id for claim in cycle.claims for letter in claim.letters]
            landed = {outcome.parcel.id for outcome in work.outcomes}
            cycle.parcels = self.outbox.claim(connection, self.slots.wanted, now, landed)
            self._doubt = [*self._doubt, *cycle.parcels]
            sending = [*self.outbox.sending, *(parcel.id for parcel in cycle.parcels)]
            self.slots.beat(connection, in_hand, sending)
            if cycle.claims:
                early(cycle.claims)
        self._in_hand, self._doubt = in_hand, []
        if block:
            self.numbers.take(block)
        self.outbox.settled(work.outcomes)
        self.outbox.left(cycle.parcels)
        self._hold(work.plans)
        cycle.replied = [plan for plan in work.plans if plan.outbox]
        cycle.answered = [letter.dedupe for plan in work.plans for letter in plan.done]
        if work.letters and known:
            cycle.answered = [*cycle.answered, *known]
        return cycle

    def dealt_with(self, letter: InboxRow) -> bool:
        """Whether a letter is dealt with, be it by another process."""
        with self.store.reading() as connection:
            return bool(self.inbox.known(connection, [letter]))

    def think(self, claims: Sequence[Claim]) -> list[Plan]:
        """The turns of *claims*."""
        now = self._clock()
        return [self._thought(claim, now) for claim in claims]

    def _thought(self, claim: Claim, now: float) -> Plan:
        """The plan for *claim*. Whatever goes wrong in making it is a failure of its first letter alone."""
        try:
            return self.turns.take(claim, now)
        except Exception as error:
            first = claim.letters[0]
            failure = Failure(first.id, min(first.attempts + 1, TRIES), type(error).__name__)
            if first.attempts < TRIES:
                return Plan(claim.conversation, claim.channel, failure=failure)
            # Not even the apology could be made: it is put aside without one, and the people on duty are told.
            alert = claim.conversation, first.id, POISON, now
            return Plan(claim.conversation, claim.channel, aside=[failure], alerts=[alert])

    def look(self) -> None:
        """Look for timers and fallen workers in the next cycle, whenever the last look was."""
        self._looked = self._tended = float("-inf")

    def settle(self, letters: Sequence[InboxRow] = (), attachments: Sequence[AttachmentRow] = ()) -> Cycle:
        """Store *letters* and go on until nothing is left to think over: for one thread, without a service."""
        first = cycle = self.cycle(Work(letters=letters, attachments=attachments))
        replied, answered = [*cycle.replied], [*cycle.answered]
        while cycle.claims:
            cycle = self.cycle(Work(plans=self.think(cycle.claims)))
            replied += cycle.replied
            answered += cycle.answered
        return Cycle(first.kept, answered, replied)

    def form_of(self, channel: str) -> Form:
        """How *channel* speaks."""
        return self.turns.outlet(channel).form

    def _look_around(self, connection: Connection, now: float, *, idle: bool) -> None:
        """Now and then: other workers, and timers that have come due."""
        monotonic = self._monotonic()
        if monotonic - self._tended >= 2 * LOOK:
            self._tended = monotonic
            self.slots.tend(connection, monotonic, idle=idle)
        if monotonic - self._looked >= LOOK:
            self._looked = monotonic
            due = self._timers.due(connection, self.slots.wanted, now, self.form_of)
            if due:
                self.inbox.accept(connection, due)

    def _hold(self, plans: Sequence[Plan]) -> None:
        """After the commit: conversations whose letter failed wait a while, the others go on."""
        for plan in plans:
            if plan.failure is not None:
                self._held[plan.conversation] = self._monotonic() + RETRY * 2**plan.failure.attempts
            else:
                self._held.pop(plan.conversation, None)

    def _holding(self) -> list[bytes]:
        now = self._monotonic()
        for key in [key for key, until in self._held.items() if until <= now]:
            del self._held[key]
        return list(self._held)

    def anything(self, *, thinking: bool) -> bool:
        """Whether a cycle would find something to do; asked when it is time to look. It writes nothing.

        With other workers about a cycle is always due: it is how they see that this one lives.
        """
        if not self.slots.alone:
            return True
        now = self._clock()
        try:
            with self.store.reading() as connection:
                found = ask(connection, self._due, (now, now, now + LONGEST)).scalar()
        except DBAPIError:
            return True  # the cycle will meet it too, and knows what to do then
        if found == 2 or (found == 1 and not thinking):
            return True
        self._looked = self._monotonic()
        return False

    @property
    def next_look(self) -> float:
        """Seconds until `cycle` has something to do by itself."""
        now = self._monotonic()
        return max(0.0, min([self._looked + LOOK, *self._held.values()]) - now)


__all__ = ["Cycle", "Overtaken", "Work", "Worker"]
