"""The thinker: takes the turns in a thread of its own, so that one that hangs does not keep letters from being stored.

It has one batch of claims at a time. Batches carry the worker's epoch: what was thought over for an earlier one, before
the worker was overtaken or a commit failed, is thrown away.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from bot.pipeline.plan import Claim, Plan

_log = logging.getLogger("bangban.pipeline")


class Thinker:
    """Runs *think* on what is handed over; *done* is called, from its thread, when plans are ready."""

    def __init__(self, think: Callable[[Sequence[Claim]], list[Plan]], done: Callable[[], None]) -> None:
        self._think, self._done = think, done
        self._turnstile = threading.Condition()
        self._claims: tuple[int, Sequence[Claim]] | None = None
        self._plans: tuple[int, list[Plan]] | None = None
        self._stopping = False
        self._since: float | None = None
        self._thread = threading.Thread(target=self._run, name="thinker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopping = True
        with self._turnstile:
            self._turnstile.notify()

    @property
    def busy(self) -> bool:
        """Whether a batch was handed over whose plans were not taken yet."""
        return self._since is not None

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    @property
    def ready(self) -> bool:
        """Whether plans can be taken."""
        return self._plans is not None

    @property
    def thinks(self) -> float:
        """Seconds since the batch in hand was handed over."""
        return time.monotonic() - self._since if self._since is not None else 0.0

    def hand_over(self, epoch: int, claims: Sequence[Claim]) -> None:
        """Think *claims* over."""
        self._since = time.monotonic()
        with self._turnstile:
            self._claims = epoch, claims
            self._turnstile.notify()

    def take(self, epoch: int) -> Sequence[Plan]:
        """The plans that are ready, if they still count."""
        ready, self._plans = self._plans, None
        if ready is None:
            return ()
        self._since = None
        return ready[1] if ready[0] == epoch else ()

    def _run(self) -> None:
        while True:
            with self._turnstile:
                while self._claims is None:
                    if self._stopping:
                        return
                    self._turnstile.wait(1.0)
                (epoch, claims), self._claims = self._claims, None
            try:
                plans = self._think(claims)
            except Exception:  # the claims stay claimable; the committer must not wait for ever
                _log.exception("turns could not be taken")
                plans = []
            self._plans = epoch, plans
            self._done()
