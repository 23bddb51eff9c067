"""What a provider allows: how many messages may leave by a channel now, for all processes together."""

from sqlalchemy import Connection

from bot.pipeline.outlet import Outlet
from bot.store.database import Store, ask

#: Seconds a channel may be closed at most, beyond its burst: a clock that was set back must not close it for ever.
_FORGIVEN = 300.0
#: Seconds by which sums of fractions may be off.
_ROUNDING = 1e-6


class Allowance:
    """How many messages may leave by a channel now, for all processes together: a row of the store remembers.

    The generic cell rate algorithm (ITU-T I.371): one number a channel, the time at which it is free again.
    """

    def __init__(self, store: Store) -> None:
        self._put = store.sql("INSERT INTO limits (channel, free_at) VALUES (?, 0) ON CONFLICT (channel) DO NOTHING")
        self._get = store.sql("UPDATE limits SET free_at = free_at WHERE channel = ? RETURNING free_at")
        self._set = store.sql("UPDATE limits SET free_at = ? WHERE channel = ?")

    def take(self, connection: Connection, channel: str, outlet: Outlet, wanted: int, now: float) -> int:
        """How many of *wanted* messages may leave now; that many are taken off."""
        if outlet.rate <= 0 or wanted <= 0:
            return max(0, wanted)
        ask(connection, self._put, (channel,))
        free_at = float(ask(connection, self._get, (channel,)).scalar_one())
        granted, free_at = gcra(free_at, outlet, wanted, now)
        if granted:
            ask(connection, self._set, (free_at, channel))
        return granted


def gcra(free_at: float, outlet: Outlet, wanted: int, now: float) -> tuple[int, float]:
    """How many of *wanted* may leave at *now*, and the new time from which the channel is free."""
    gap, room = 1 / outlet.rate, (outlet.burst - 1) / outlet.rate
    free_at = min(max(free_at, now - gap), now + outlet.burst * gap + _FORGIVEN)
    granted = 0
    while granted < wanted and free_at <= now + room + _ROUNDING:
        free_at = max(free_at, now) + gap
        granted += 1
    return granted, free_at
