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
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.pipeline.delivery import Delivery
from bot.pipeline.inbox import InboxRow, inbox_row
from bot.pipeline.outbox import Outcome, Parcel
from bot.pipeline.slots import Overtaken
from bot.pipeline.turn import Claim, Failure, Plan
from bot.pipeline.worker import Cycle, Work, Worker

#: Seconds the committer waits for the thinker before it goes on without.
PATIENCE = 0.02
#: Seconds after a start in which turns are taken only after their claim is committed. Later they are taken while it is
#: being committed; a letter that ends the process is then found out after the next start.
_CAREFUL = 5.0
#: Letters stored in one transaction.
AT_ONCE = 128
#: Seconds between two tries while the store is down: the first, and the longest.
_PAUSE, _LONGEST = 0.05, 2.0

_log = logging.getLogger("bangban.pipeline")


class StoreDown(RuntimeError):  # noqa: N818 - it says what is
    """The store did not take it: nothing was acknowledged, and it may be delivered again."""


class Stopping(RuntimeError):  # noqa: N818
    """The process is about to end: deliver it to another, or again."""


class _Waiting:
    """A letter on its way to the disk, and whoever waits for it there, or for its answer."""

    __slots__ = ("answered", "kept", "loop", "row")

    def __init__(self, row: InboxRow, loop: asyncio.AbstractEventLoop | None, kept: Any, answered: Any) -> None:
        self.row, self.loop, self.kept, self.answered = row, loop, kept, answered


class Service:
    """Runs one worker in threads. `on_reply` is called after a commit with the plans that said something."""

    def __init__(self, worker: Worker, clock: Callable[[], float] = time.time) -> None:
        self.worker, self._clock = worker, clock
        self.on_reply: Callable[[Sequence[Plan]], None] = lambda plans: None
        self.on_parcels: Callable[[Sequence[Parcel]], None] = lambda parcels: None
        self.on_cycle: Callable[[Work, Cycle, float], None] = lambda work, cycle, seconds: None
        self.on_kept: Callable[[int], None] = lambda kept: None
        self._letters: deque[_Waiting] = deque()
        self._outcomes: deque[Outcome] = deque()
        self._answers: dict[bytes, list[_Waiting]] = {}
        self._wake = threading.Condition()
        self._idle = self._stopping = self._woken = False
        self._thinking: float | None = None
        self._claims: tuple[int, Sequence[Claim]] | None = None
        self._plans: tuple[int, list[Plan]] | None = None
        self._think = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._began = 0.0
        #: What the store said last, if it failed; and since when something waits for a cycle (monotonic; 0: nothing).
        self.trouble, self._waits = "", 0.0

    # --- handing in --------------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery, *, answer: bool = False) -> "asyncio.Future[None]":
        """Take *delivery* in. The future is done when it is kept (or, with *answer*, dealt with); call it in a loop."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._hand_in(delivery, loop, future, answer=answer)
        return future

    def deliver_and_wait(self, delivery: Delivery, seconds: float = 10.0, *, answer: bool = True) -> None:
        """The same for a caller without a loop: returns when it is dealt with, or after *seconds* when it is kept."""
        kept: Future[None] = Future()
        answered: Future[None] = Future()
        self._submit(_Waiting(self._row(delivery), None, kept, answered))
        kept.result(seconds)
        if answer:
            try:
                answered.result(seconds)
            except TimeoutError:
                _log.warning("a turn takes longer than %s s; its letter is kept", seconds)

    def _hand_in(self, delivery: Delivery, loop: asyncio.AbstractEventLoop, future: Any, *, answer: bool) -> None:
        row = self._row(delivery)
        self._submit(_Waiting(row, loop, None if answer else future, future if answer else None))

    def _row(self, delivery: Delivery) -> InboxRow:
        return inbox_row(self.worker.sealer, delivery, self._clock(), self.worker.fresh)

    def _submit(self, waiting: _Waiting) -> None:
        if self._stopping:
            raise Stopping("the process is about to end")
        self._letters.append(waiting)
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
        self._threads = [
            threading.Thread(target=self._commit_for_ever, name="committer", daemon=True),
            threading.Thread(target=self._think_for_ever, name="thinker", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """Take nothing more, finish what is in hand, and leave; whether that was done within *seconds*."""
        self._stopping = True
        self._notify()
        if not self._threads:
            return True
        self._threads[0].join(seconds)
        with self._think:
            self._think.notify()
        if self._threads[0].is_alive():
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
        return time.monotonic() - self._waits if self._waits else 0.0

    @property
    def alive(self) -> bool:
        """Whether the committer runs."""
        return bool(self._threads) and self._threads[0].is_alive()

    # --- the committer -----------------------------------------------------------------------------------------

    def _commit_for_ever(self) -> None:
        pause = 0.0
        while True:
            work, waiting = self._collect(pause)
            if work is None:
                return
            try:
                self._cycle(work, waiting)
                pause, self.trouble = 0.0, ""
            except Overtaken:
                _log.warning("overtaken: this process was silent too long; it joins again")
                self._back(work, waiting)
                self._try_to_join()
            except Exception as error:  # whatever the store says, the committer must live
                pause = min(max(_PAUSE, 2 * pause), _LONGEST)
                self._failed(work, waiting, error)
            self._waits = 0.0

    def _collect(self, pause: float) -> tuple[Work | None, list[_Waiting]]:
        """Wait until there is something to write or to look for, and take it."""
        if pause:
            time.sleep(pause)
        with self._wake:
            while not self._ready():
                if self._done():
                    return None, []
                self._idle = self._thinking is None
                if self._thinking is not None or not self._letters:
                    self._wake.wait(self._sleep())
                self._idle = False
        self._woken, self._waits = False, time.monotonic()
        waiting = [self._letters.popleft() for _ in range(min(len(self._letters), AT_ONCE))]
        outcomes = [self._outcomes.popleft() for _ in range(len(self._outcomes))]
        return Work([w.row for w in waiting], self._thought(), outcomes), waiting

    def _thought(self) -> Sequence[Plan]:
        """The plans that are ready; those of claims that others have taken over since are dropped."""
        ready, self._plans = self._plans, None
        if ready is None:
            return ()
        self._thinking = None
        return ready[1] if ready[0] == self.worker.epoch else ()

    def _ready(self) -> bool:
        if self._plans is not None:
            return True
        if self._thinking is not None and time.monotonic() - self._thinking < PATIENCE:
            return False
        return bool(self._letters or self._outcomes or self._woken) or (
            not self._stopping
            and self.worker.next_look <= 0
            and self.worker.anything(thinking=self._thinking is not None)
        )

    def _sleep(self) -> float:
        if self._thinking is not None:
            left = PATIENCE - (time.monotonic() - self._thinking)
            if left > 0:
                return left
        return max(0.005, self.worker.next_look)

    def _done(self) -> bool:
        return self._stopping and self._thinking is None and not self._letters and not self.worker.outbox.sending

    def _cycle(self, work: Work, waiting: list[_Waiting]) -> None:
        began = time.perf_counter()
        claiming = self._thinking is None and not self._stopping
        if time.monotonic() - self._began < _CAREFUL:
            cycle = self.worker.cycle(work, claiming=claiming)
            self._hand_over(cycle.claims)
        else:
            cycle = self.worker.cycle(work, claiming=claiming, early=self._hand_over)
        self._tell(waiting, cycle)
        if cycle.parcels:
            self.on_parcels(cycle.parcels)
        if cycle.replied:
            self.on_reply(cycle.replied)
        if cycle.kept:
            self.on_kept(cycle.kept)
        self.on_cycle(work, cycle, time.perf_counter() - began)

    def _hand_over(self, claims: Sequence[Claim]) -> None:
        if claims:
            self._thinking = time.monotonic()
            with self._think:
                self._claims = self.worker.epoch, claims
                self._think.notify()

    def _tell(self, waiting: list[_Waiting], cycle: Cycle) -> None:
        """Those who wait: these letters are on the disk, these are answered."""
        done: dict[asyncio.AbstractEventLoop, list[Any]] = {}
        for one in waiting:
            if one.kept is not None:
                _resolve(one.loop, one.kept, done)
            if one.answered is not None:
                self._answers.setdefault(one.row[3], []).append(one)
        if self._answers:
            for dedupe in cycle.answered:
                for one in self._answers.pop(dedupe, ()):
                    _resolve(one.loop, one.answered, done)
        for loop, futures in done.items():
            _in_loop(loop, _finish, futures)

    def _back(self, work: Work, waiting: list[_Waiting]) -> None:
        """The transaction did not happen: letters and outcomes are still to be written."""
        self._letters.extendleft(reversed(waiting))
        self._outcomes.extendleft(reversed(list(work.outcomes)))

    def _failed(self, work: Work, waiting: list[_Waiting], error: Exception) -> None:
        self.trouble = type(error).__name__
        self.worker.epoch += 1  # whatever is being thought over was not claimed
        self.worker.fresh.clear()
        _log.error("the store did not take a transaction: %s", self.trouble)
        self._outcomes.extendleft(reversed(list(work.outcomes)))
        if (
            isinstance(error, DBAPIError)
            and not isinstance(error, OperationalError)
            and not error.connection_invalidated
        ):
            self._letters.extendleft(reversed(waiting))
            self._one_by_one(work.plans)
            return
        lost: dict[asyncio.AbstractEventLoop, list[Any]] = {}
        for one in waiting:
            future = one.kept if one.kept is not None else one.answered
            if one.loop is None:
                future.set_exception(StoreDown(self.trouble))
            else:
                lost.setdefault(one.loop, []).append(future)
        for loop, futures in lost.items():
            _in_loop(loop, _refuse, futures)

    def _one_by_one(self, plans: Sequence[Plan]) -> None:
        """One of these cannot be written: the others must not suffer for it."""
        for plan in plans:
            try:
                self._tell([], self.worker.cycle(Work(plans=[plan]), claiming=False))
            except OperationalError:
                return
            except DBAPIError as error:
                failed = self._unwritable(plan, type(error).__name__)
                self._tell([], self.worker.cycle(Work(plans=[failed]), claiming=False))

    def _unwritable(self, plan: Plan, error: str) -> Plan:
        first = plan.done[0]
        return Plan(plan.conversation, plan.channel, failure=Failure(first.id, first.attempts + 1, error))

    def _try_to_join(self) -> None:
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

    # --- the thinker -------------------------------------------------------------------------------------------

    def _think_for_ever(self) -> None:
        while True:
            with self._think:
                while self._claims is None:
                    if self._stopping and not self.alive:
                        return
                    self._think.wait(1.0)
                (epoch, claims), self._claims = self._claims, None
            plans = self.worker.think(claims)
            with self._wake:
                self._plans = epoch, plans
                self._wake.notify()


def _resolve(loop: asyncio.AbstractEventLoop | None, future: Any, done: dict[Any, list[Any]]) -> None:
    if loop is None:
        future.set_result(None)
    else:
        done.setdefault(loop, []).append(future)


def _in_loop(loop: asyncio.AbstractEventLoop, what: Callable[[list[Any]], None], futures: list[Any]) -> None:
    """One call into the loop for all of them; a loop that is closed has nobody who waits."""
    try:
        loop.call_soon_threadsafe(what, futures)
    except RuntimeError:
        _log.debug("a loop closed before it was told")


def _finish(futures: list[Any]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def _refuse(futures: list[Any]) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(StoreDown("the store is down"))
