"""The queues of one day, minute by minute, for as many people as there are: what comes in, what leaves, what waits.

The inbox is worked off at the measured cost of a turn of which many share a transaction, and of sending its answer.
What is said goes to the outbox, which the gateways empty at their rate: in the order in which it was said, as the
outbox does today, or replies before notices, for comparison. A queue's wait is that of the last who joined it: what
stands before them, divided by the pace at which it goes.
"""

import math
from collections import deque

import msgspec

from bench.assumed import Assumed
from bench.costs import Costs
from bot.pipeline import timers
from bot.pipeline.worker import LOOK

#: Timers that one worker lets come due a second: so many every LOOK seconds.
_FIRED = timers.AT_ONCE / LOOK
#: Answers to a notice are followed for so many minutes after it left.
_FOLLOWED = 600
#: Of a worker's time this much may be used at the worst minute, the rest is for whatever was not foreseen; and workers
#: after which the search is given up.
_USED, _MOST = 0.5, 100_000


class Waits(msgspec.Struct):
    """A day's worst: waits in seconds, paces a second; `notified` is the hour at which the last notice had left."""

    inbox: float = 0.0
    outbox: float = 0.0
    notified: float = math.inf
    turns: float = 0.0
    #: Letters that came in, and turns that were taken, notices among them.
    busiest: float = 0.0
    most: float = 0.0
    parts: float = 0.0
    most_parts: float = 0.0


class Queues:
    """One day with *workers*. Amounts are whole crowds, so fractions of people do no harm."""

    def __init__(self, day: Assumed, costs: Costs, workers: int) -> None:
        self._day, self._costs, self._workers = day, costs, workers
        self._written = [day.people * day.writing * day.lines * share for share in day.by_minute()]
        self._written += [0.0] * _FOLLOWED
        self._timers, self._each = float(day.notified), seconds_each(costs)
        self._letters = self._fired = self._unsent = 0.0
        #: What was said, oldest first: parts of replies, parts of notices.
        self._said: deque[list[float]] = deque()
        self.waits = Waits()

    def run(self) -> Waits:
        """The whole day."""
        for minute in range(1440):
            self._take_turns(minute)
            self._send(minute)
        return self.waits

    def _take_turns(self, minute: int) -> None:
        """Letters and timers of this minute, as far as the workers come."""
        came, waits = self._written[minute], self.waits
        due = min(self._timers, 60 * _FIRED * self._workers) if minute >= 60 * self._day.opens else 0.0
        self._timers -= due
        letters, fired = self._letters + came, self._fired + due
        able = 60 * self._workers / self._each
        share = min(1.0, able / (letters + fired)) if letters + fired else 1.0
        self._letters, self._fired = letters * (1 - share), fired * (1 - share)
        self._said.append([letters * share * self._costs.reply_parts, fired * share * self._costs.notice_parts])
        before = timers.AT_ONCE if due else 1  # the timers of one look stand before whoever writes next
        wait = 60 * (self._letters + self._fired) / able + before * self._each
        waits.inbox, waits.turns = max(waits.inbox, wait), waits.turns + letters * share + fired * share
        waits.busiest, waits.most = max(waits.busiest, came / 60), max(waits.most, (letters + fired) * share / 60)

    def _send(self, minute: int) -> None:
        """What the gateways take this minute."""
        said, waits = self._said[-1], self.waits
        waits.most_parts, waits.parts = max(waits.most_parts, said[0] / 60), waits.parts + sum(said)
        room = 60 * self._day.rate
        notices = self._leave(room)
        waiting = sum(part[0] for part in self._said)
        if said[0]:
            waits.outbox = max(waits.outbox, waiting / self._day.rate)
        if notices:
            self._answer(minute, notices / self._costs.notice_parts)
            if not self._timers and not self._fired and sum(part[1] for part in self._said) < 1:
                waits.notified = min(waits.notified, (minute + 1) / 60)

    def _leave(self, room: float) -> float:
        """Send replies, then notices; how many parts of notices left."""
        left = [0.0, 0.0]
        for kind in (0, 1):
            for part in self._said:
                taken = min(room, part[kind])
                part[kind] -= taken
                left[kind] += taken
                room -= taken
        while self._said and not any(self._said[0]):
            self._said.popleft()
        return left[1]

    def _answer(self, minute: int, notices: float) -> None:
        """People answer a notice, most of them soon (exponentially distributed)."""
        letters, pace = notices * self._day.answering * self._day.answer_lines, 60 / self._day.answer_delay
        for later in range(_FOLLOWED):
            share = math.exp(-pace * later) - math.exp(-pace * (later + 1))
            if minute + 1 + later < len(self._written):
                self._written[minute + 1 + later] += letters * share


def seconds_each(costs: Costs) -> float:
    """Seconds of a worker for one turn in a crowd, with sending its answer."""
    return costs.busy + costs.sending * costs.messages


def workers_needed(day: Assumed, costs: Costs) -> int:
    """The fewest workers with whom the inbox keeps its promise and whom letters keep busy half of the worst minute."""
    workers = 1
    while workers < _MOST:
        waits = Queues(day, costs, workers).run()
        if waits.inbox <= day.promise and waits.busiest * seconds_each(costs) <= _USED * workers:
            break
        workers += max(1, workers // 8)
    return workers
