"""The worker at work: who waits for whom in one process.

- The committer's thread runs the cycles. Whoever delivers hands over a row and gets a future that is done when the row
  is on the disk; everything that came while a commit was under way goes into the next one.
- The thinker's thread takes the turns. The committer waits for it only a moment (PATIENCE): in good times the two take
  turns, which is the fastest way through one interpreter; if a turn hangs, letters are stored and acknowledged all the
  same, and messages go out.
- If the store is down, whoever waits is told so at once, nothing is acknowledged, and it is tried again with longer
  and longer pauses. Plans are thrown away then: their letters still wait in the store, and are thought over anew.
"""

import asyncio
import gc
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.pipeline.attachments import attachment_row
from bot.pipeline.callers import Caller, Callers, StoreDown
from bot.pipeline.delivery import Delivery
from bot.pipeline.inbox import inbox_row
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.plan import TRIES, Claim, Failure, Plan
from bot.pipeline.slots import Overtaken
from bot.pipeline.thinker import Thinker
from bot.pipeline.worker import Cycle, Work, Worker

__all__ = ["Service", "Stopping", "StoreDown"]

#: Seconds the committer waits for the thinker before it goes on without.
PATIENCE = 0.02
#: Seconds after a start in which turns are taken only after their claim is committed. Later they are taken while it is
#: being committed; a letter that ends the process is then found out after the next start.
_CAREFUL = 5.0
#: Letters stored in one transaction.
AT_ONCE = 128
#: Seconds between two tries while the store is down: the first, and the longest.
_PAUSE, _LONGEST = 0.05, 2.0
#: Seconds between two looks whether another process has answered.
_ELSEWHERE = 0.1

_log = logging.getLogger("bangban.pipeline")


class Stopping(RuntimeError):  # noqa: N818
    """The process is about to end: deliver it to another, or again."""


class Service:
    """Runs one worker in threads. The `on_…` are called by the committer, after a commit."""

    def __init__(self, worker: Worker, clock: Callable[[], float] = time.time) -> None:
        self.worker, self._clock = worker, clock
        self.on_reply: Callable[[Sequence[Plan]], None] = lambda plans: None
        self.on_parcels: Callable[[Sequence[Parcel]], None] = lambda parcels: None
        self.on_cycle: Callable[[Work, Cycle, float], None] = lambda work, cycle, seconds: None
        self.on_kept: Callable[[int], None] = lambda kept: None
        self._letters: deque[Caller] = deque()
        self._outcomes: deque[Outcome] = deque()
        self._callers = Callers()
        self._wake = threading.Condition()
        self._idle = self._stopping = self._woken = False
        self._thinker = Thinker(worker.think, self._notify)
        self._committer = threading.Thread(target=self._commit_for_ever, name="committer", daemon=True)
        self._began = 0.0
        #: What the store said last, if it failed; and since when a transaction is under way (monotonic; 0: none is).
        self.trouble, self._since = "", 0.0

    # --- handing in --------------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery) -> "asyncio.Future[None]":
        """Take *delivery* in; call it in a loop. The future is done when it is kept: then it may be acknowledged."""
        caller = self._caller(delivery)
        caller.loop = asyncio.get_running_loop()
        caller.future = caller.loop.create_future()
        self._submit(caller)
        return caller.future

    def deliver_and_wait(self, delivery: Delivery, seconds: float = 10.0) -> None:
        """The same for a caller without a loop: returns when it is dealt with, or after *seconds* when it is kept."""
        caller = self._caller(delivery)
        kept: Future[None] = Future()
        caller.kept, caller.answered = kept, Future()
        self._submit(caller)
        kept.result(seconds)
        until = time.monotonic() + seconds
        while not self._answered(caller):
            if time.monotonic() > until:
                self._callers.gone(caller)
                _log.warning("a turn takes longer than %s s; its letter is kept", seconds)
                return

    def _answered(self, caller: Caller) -> bool:
        """Wait a moment; whether it is dealt with by now, here or by another process."""
        assert caller.answered is not None
        try:
            caller.answered.result(_ELSEWHERE)
        except TimeoutError:
            here = self.worker.slots.wanted
            if here is None or caller.row[1] in here or not self.worker.dealt_with(caller.row):
                return False
            self._callers.gone(caller)
        return True

    def _caller(self, delivery: Delivery) -> Caller:
        now, sealer = self._clock(), self.worker.sealer
        row = inbox_row(sealer, delivery, now, self.worker.fresh)
        return Caller(row) if delivery.attachment is None else Caller(row, attachment_row(sealer, delivery, now))

    def _submit(self, caller: Caller) -> None:
        if self._stopping:
            raise Stopping("the process is about to end")
        self._letters.append(caller)
        if self._idle:
            self._notify()

    def settle(self, outcome: Outcome) -> None:
        """What became of a parcel."""
        self._outcomes.append(outcome)
        self._notify()

    def wake(self) -> None:
        """Look into the store at once: another process put something there."""
        self._woken = True
        self._notify()

    def _notify(self) -> None:
        with self._wake:
            self._wake.notify()

    # --- starting and stopping ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Join the work and begin. Fails if the store cannot be used now."""
        self.worker.join()
        self._began = time.monotonic()
        # What is loaded by now stays: a full collection that looked at all of it again would stop everybody for the
        # better part of a tenth of a second, about once a second under load.
        gc.collect()
        gc.freeze()
        self._thinker.start()
        self._committer.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Take nothing more, finish what is in hand, and leave; whether that was done within *seconds*."""
        self._stopping = True
        self._notify()
        if not self._committer.is_alive():
            return True
        self._committer.join(seconds)
        self._thinker.stop()
        if self._committer.is_alive():
            return False
        try:
            self.worker.leave()
        except DBAPIError:
            return False
        return True

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping

    @property
    def waits_since(self) -> float:
        """Seconds the present transaction has taken; 0 between two."""
        return time.monotonic() - self._since if self._since else 0.0

    @property
    def thinks_since(self) -> float:
        """Seconds the turns in hand have taken; 0 if there are none."""
        return self._thinker.thinks if not self._thinker.ready else 0.0

    @property
    def alive(self) -> bool:
        """Whether both threads run."""
        return self._committer.is_alive() and self._thinker.alive

    # --- the committer -----------------------------------------------------------------------------------------

    def _commit_for_ever(self) -> None:
        pause = 0.0
        while True:
            work, callers = self._collect(pause)
            if work is None:
                return
            began = time.perf_counter()
            try:
                cycle = self._cycle(work)
            except Overtaken:
                _log.warning("overtaken: this process was silent too long; it joins again")
                self._back(work, callers)
                self._join_again()
                pause = 0.0  # whoever has just joined must be seen to live, however long the store was away before
            except Exception as error:  # whatever the store says, the committer must live
                pause = min(max(_PAUSE, 2 * pause), _LONGEST)
                self._failed(work, callers, error)
            else:
                pause, self.trouble = 0.0, ""
                self._tell(work, callers, cycle, time.perf_counter() - began)
            self._since = 0.0

    def _collect(self, pause: float) -> tuple[Work | None, list[Caller]]:
        """Wait until there is something to write or to look for, and take it."""
        if pause:
            time.sleep(pause)
        with self._wake:
            while not self._ready():
                if self._done():
                    return None, []
                self._idle = not self._thinker.busy or self._thinker.thinks >= PATIENCE
                if not self._idle or not self._letters:
                    self._wake.wait(self._sleep())
                self._idle = False
        self._woken, self._since = False, time.monotonic()
        callers = [self._letters.popleft() for _ in range(min(len(self._letters), AT_ONCE))]
        outcomes = [self._outcomes.popleft() for _ in range(len(self._outcomes))]
        attached = [one.attachment for one in callers if one.attachment is not None]
        return Work([one.row for one in callers], self._thinker.take(self.worker.epoch), outcomes, attached), callers

    def _ready(self) -> bool:
        if self._thinker.ready:
            return True
        if self._thinker.busy and self._thinker.thinks < PATIENCE:
            return False
        if self._letters or self._outcomes or self._woken:
            return True
        return not self._stopping and self.worker.next_look <= 0 and self.worker.anything(thinking=self._thinker.busy)

    def _sleep(self) -> float:
        left = PATIENCE - self._thinker.thinks if self._thinker.busy else 0.0
        return left if left > 0 else max(0.005, self.worker.next_look)

    def _done(self) -> bool:
        return self._stopping and not (self._thinker.busy or self._letters or self.worker.outbox.sending)

    def _cycle(self, work: Work) -> Cycle:
        claiming = not self._thinker.busy and not self._stopping
        if time.monotonic() - self._began >= _CAREFUL:
            return self.worker.cycle(work, claiming=claiming, early=self._hand_over)
        cycle = self.worker.cycle(work, claiming=claiming)
        if cycle.claims:
            self._hand_over(cycle.claims)
        return cycle

    def _hand_over(self, claims: Sequence[Claim]) -> None:
        self._thinker.hand_over(self.worker.epoch, claims)

    def _tell(self, work: Work, callers: list[Caller], cycle: Cycle, seconds: float) -> None:
        """It is on the disk. Nothing that goes wrong here changes that."""
        self._callers.kept(callers)
        self._callers.answered(cycle.answered)
        try:
            if cycle.parcels:
                self.on_parcels(cycle.parcels)
            if cycle.replied:
                self.on_reply(cycle.replied)
            if cycle.kept:
                self.on_kept(cycle.kept)
            self.on_cycle(work, cycle, seconds)
        except Exception:
            _log.exception("somebody could not be told of what was written")

    def _back(self, work: Work, callers: list[Caller]) -> None:
        """The transaction did not happen: letters and outcomes are still to be written."""
        self._letters.extendleft(reversed(callers))
        self._outcomes.extendleft(reversed(list(work.outcomes)))

    def _failed(self, work: Work, callers: list[Caller], error: Exception) -> None:
        self.worker.epoch += 1  # whatever is being thought over was not claimed
        self.worker.fresh.clear()
        self.trouble = type(error.orig if isinstance(error, DBAPIError) else error).__name__
        _log.error("the store did not take a transaction: %s", self.trouble)
        if _is_down(error):
            self._back(work, [])
            self._callers.refuse(callers, self.trouble)
            return
        self._back(work, callers)
        if not _will_pass(error):
            self._one_by_one(work.plans)

    def _one_by_one(self, plans: Sequence[Plan]) -> None:
        """One of these cannot be written: the others must not suffer for it. What fails here is tried again later."""
        try:
            for plan in plans:
                self._callers.answered(self._alone(plan).answered)
        except Exception as error:
            _log.error("the plans of a failed transaction cannot be written now: %s", type(error).__name__)

    def _alone(self, plan: Plan) -> Cycle:
        try:
            return self.worker.cycle(Work(plans=[plan]), claiming=False)
        except DBAPIError as error:
            if _is_down(error) or not plan.done:
                raise
            first = plan.done[0]
            failure = Failure(first.id, min(first.attempts + 1, TRIES), self.trouble[:64])
            failed = Plan(plan.conversation, plan.channel, failure=failure)
            return self.worker.cycle(Work(plans=[failed]), claiming=False)

    def _join_again(self) -> None:
        pause = _PAUSE
        while not self._stopping:
            try:
                self.worker.join()
            except Exception as error:
                _log.error("cannot join the work again: %s", type(error).__name__)
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST)
            else:
                return


def _is_down(error: Exception) -> bool:
    """Whether it is the store that is away, and not one row that it will not take."""
    if not isinstance(error, DBAPIError):
        return True
    return (isinstance(error, OperationalError) or error.connection_invalidated) and not _will_pass(error)


def _will_pass(error: Exception) -> bool:
    """PostgreSQL ended one of two transactions that waited for each other: it need only be tried again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in ("40P01", "40001")
