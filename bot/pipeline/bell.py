"""The bell between processes: Redis says at once that there is something to do, or something new to show.

It is never the record. A ring that is lost costs a moment, since every worker looks by itself (`worker.LOOK`) and every
open page too; a Redis that is slow, flushed or away slows nobody down, because ringing and listening have threads of
their own and nobody waits for them.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

#: Redis channels: work to look for; a conversation (its key in hexadecimal) that has something new.
WORK, NEWS = "bangban:work", "bangban:news"
#: Rings kept while Redis is away; older ones are dropped, nobody misses them.
_KEPT = 1000
#: Seconds Redis may take, and the pause after it failed.
_TIMEOUT, _PAUSE = 0.5, 1.0

_log = logging.getLogger("bangban.bell")


class Bell:
    """Rings and listens. `on_work` and `on_news` are called from the bell's own thread."""

    def __init__(self, url: str, on_work: Callable[[], None], on_news: Callable[[bytes], None]) -> None:
        self._url, self._on_work, self._on_news = url, on_work, on_news
        self._rings: deque[tuple[str, str]] = deque(maxlen=_KEPT)
        self._rung = threading.Event()
        self._stopping = False
        #: Whether the last exchange with Redis went well.
        self.hears = self.rings = False
        self._threads = [
            threading.Thread(target=self._ring_for_ever, name="bell-rings", daemon=True),
            threading.Thread(target=self._listen_for_ever, name="bell-hears", daemon=True),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; what was not rung is not missed."""
        self._stopping = True
        self._rung.set()
        for thread in self._threads:
            thread.join(3)

    def work(self) -> None:
        """There is something to do."""
        self._put(WORK, "")

    def news(self, key: bytes) -> None:
        """This conversation has something new."""
        self._put(NEWS, key.hex())

    def _put(self, channel: str, text: str) -> None:
        self._rings.append((channel, text))
        self._rung.set()

    def _connect(self) -> "redis.Redis":
        return redis.Redis.from_url(
            self._url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=Retry(NoBackoff(), 0)
        )

    def _ring_for_ever(self) -> None:
        client = self._connect()
        while not self._stopping:
            self._rung.wait(1.0)
            self._rung.clear()
            rings = [self._rings.popleft() for _ in range(len(self._rings))]
            if not rings:
                continue
            try:
                with client.pipeline(transaction=False) as pipe:
                    for channel, text in dict.fromkeys(rings):
                        pipe.publish(channel, text)
                    pipe.execute()
                self.rings = True
            except redis.RedisError as error:
                self._away("rings", error)

    def _listen_for_ever(self) -> None:
        while not self._stopping:
            try:
                with self._connect().pubsub(ignore_subscribe_messages=True) as hearing:  # type: ignore[no-untyped-call]
                    hearing.subscribe(WORK, NEWS)
                    self.hears = True
                    self._on_work()  # something may have been rung while nobody listened
                    while not self._stopping:
                        self._hear(hearing.get_message(timeout=_TIMEOUT / 2))
            except (redis.RedisError, OSError, ValueError) as error:
                self._away("hears", error)

    def _hear(self, message: dict[str, object] | None) -> None:
        if message is None:
            return
        if message["channel"] == WORK.encode():
            self._on_work()
            return
        data = message["data"]
        if isinstance(data, bytes) and len(data) == 32:
            self._on_news(bytes.fromhex(data.decode("ascii", "replace")))

    def _away(self, what: str, error: Exception) -> None:
        if getattr(self, what):
            _log.warning(
                "Redis does not answer (%s); everything goes on, other processes notice later", type(error).__name__
            )
        setattr(self, what, False)
        threading.Event().wait(_PAUSE)
