"""A channel's allowance in Redis: one round trip instead of a row that every sender of a channel writes.

The same algorithm as in the store, as a script, with Redis's own clock. When Redis does not answer the store's row is
used; for a moment a channel may then be used twice as much as allowed, and its provider says 429.
"""

import logging
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection

from bot.pipeline.allowance import Allowance
from bot.pipeline.outlet import Outlet
from bot.store.database import Store

#: KEYS: the channel's row. ARGV: seconds a message, seconds of burst, how many are wanted. Returns how many may leave.
_SCRIPT = """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
local gap, room, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local free_at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - gap)
free_at = math.min(free_at, now + room + 300)
local granted = 0
while granted < wanted and free_at <= now + room + 0.000001 do
  free_at = math.max(free_at, now) + gap
  granted = granted + 1
end
if granted > 0 then
  redis.call('SET', KEYS[1], string.format('%.6f', free_at), 'EX', 3600)
end
return granted
"""
#: Seconds Redis may take, and how long it is left alone after it failed.
_TIMEOUT, _PAUSE = 0.1, 5.0

_log = logging.getLogger("bangban.allowance")


class SharedAllowance(Allowance):
    """Asks Redis; see the module."""

    def __init__(self, store: Store, url: str) -> None:
        super().__init__(store)
        self._redis = redis.Redis.from_url(
            url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=Retry(NoBackoff(), 0)
        )
        self._script = self._redis.register_script(_SCRIPT)
        self._alone_until = float("-inf")

    def take(self, connection: Connection, channel: str, outlet: Outlet, wanted: int, now: float) -> int:
        """How many of *wanted* messages may leave now; that many are taken off."""
        if outlet.rate <= 0 or wanted <= 0:
            return max(0, wanted)
        if time.monotonic() >= self._alone_until:
            try:
                arguments = [1 / outlet.rate, (outlet.burst - 1) / outlet.rate, wanted]
                return int(self._script(keys=[f"bangban:allowance:{channel}"], args=arguments))
            except redis.RedisError as error:
                _log.warning("Redis does not answer (%s); the store counts messages meanwhile", type(error).__name__)
                self._alone_until = time.monotonic() + _PAUSE
        return super().take(connection, channel, outlet, wanted, now)
