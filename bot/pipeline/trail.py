"""The trail: by what an operator follows a message from door to door, without a word of it.

One line a cycle says which messages were kept and which were answered, one line a try says what became of a parcel and
which message it answers. A message is named by its id (`bot.logs`), a parcel by the beginning of its idempotency key.
"""

import logging

from bot.logs import id_of, ids_of
from bot.pipeline.outbox import Outcome
from bot.pipeline.plan import TRIES, Failure, Plan
from bot.pipeline.worker import Cycle, Work

_log = logging.getLogger("bangban.trail")


class Trail:
    """The trail of one process; `cycle` is for `Service.on_cycle`. Where nobody reads it, it costs one comparison."""

    def cycle(self, work: Work, cycle: Cycle, seconds: float) -> None:
        """Write down what a committed cycle did; nothing if it did nothing."""
        if _log.isEnabledFor(logging.INFO):
            self._committed(work, cycle, seconds)
            for outcome in work.outcomes:
                self._sent(outcome)
        if _log.isEnabledFor(logging.WARNING):
            for plan in work.plans:
                _trouble(plan)

    def _committed(self, work: Work, cycle: Cycle, seconds: float) -> None:
        if not (work.letters or cycle.answered):
            return
        line: dict[str, object] = {
            "kept": ids_of(row[3] for row in work.letters), "answered": ids_of(cycle.answered),
            "ms": round(1000 * seconds, 1),
        }  # fmt: skip
        if repeats := len(work.letters) - cycle.kept:
            line["repeats"] = repeats
        _log.info("cycle", extra=line)

    def _sent(self, outcome: Outcome) -> None:
        """One try to send: what became of it, and which message it answers."""
        parcel = outcome.parcel
        line: dict[str, object] = {
            "parcel": parcel.key[:12], "answers": id_of(parcel.letter), "channel": parcel.channel,
            "attempt": parcel.attempts,
        }  # fmt: skip
        if not outcome.error:
            _log.info("sent", extra=line)
        elif outcome.final or parcel.attempts >= TRIES:
            _log.warning("put aside", extra={**line, "row": f"o{parcel.id}", "why": outcome.error})
        else:
            _log.info("not sent yet", extra={**line, "why": outcome.error})


def _trouble(plan: Plan) -> None:
    """Letters that could not be dealt with: by their row, as `bangban aside` names it."""
    if plan.failure is not None:
        _log.warning("turn failed", extra=_row(plan.failure))
    for failure in plan.aside:
        _log.warning("put aside", extra=_row(failure))


def _row(failure: Failure) -> dict[str, object]:
    return {"row": f"i{failure.letter}", "attempt": failure.attempts, "why": failure.error}
