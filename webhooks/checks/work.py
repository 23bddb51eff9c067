"""The work: what waits, what was put aside, and who works on it."""

import time
from collections.abc import Callable, Iterator

from bot.pipeline.gauges import Queue, queues
from bot.store.database import Store, ask
from bot.store.served import served_since_before
from webhooks.checks.finding import Finding, ok, warning, wrong

#: Seconds something may wait until it is said; a gateway may refuse messages for a while.
_LATE = {"inbox": 60.0, "outbox": 900.0, "timers": 60.0}
_NAMES = {"inbox": "messages to be answered", "outbox": "messages to be sent", "timers": "timers that are due"}
#: Seconds between two looks at a worker: one that lives beats every half a second.
_LOOK = 1.0


def check_work(store: Store, sleep: Callable[[float], None] = time.sleep) -> Iterator[Finding]:
    """The queues and the workers. Without a worker, what waits is wrong; with one it is only late."""
    alive, workers = _workers(store, sleep)
    found = queues(store, time.time())
    waiting = found["inbox"].waiting + found["timers"].waiting
    yield _who_works(store, alive, workers, waiting)
    for name, queue in found.items():
        yield _queue(name, queue, alive)
    if aside := sum(queue.aside for queue in found.values()):
        yield warning("aside", f"{aside} were put aside after the last try.", "bangban aside, then --again ID")
    else:
        yield ok("aside", "Nothing was put aside.")


def _workers(store: Store, sleep: Callable[[float], None]) -> tuple[int, list[str]]:
    """How many workers live, and the names of all that did not leave."""
    first = _beats(store)
    if store.sqlite:
        return int(bool(first) and served_since_before(store, float("inf"))), [name for name, _ in first.values()]
    if first:
        sleep(_LOOK)
    second = _beats(store)
    alive = sum(number not in first or first[number] != beat for number, beat in second.items())
    return alive, [name for name, _ in second.values()]


def _beats(store: Store) -> dict[int, tuple[str, int]]:
    with store.reading() as connection:
        rows = ask(connection, "SELECT id, name, beat FROM workers WHERE fenced = 0 ORDER BY id").fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def _who_works(store: Store, alive: int, workers: list[str], waiting: int) -> Finding:
    start = "bangban serve" if store.sqlite else "bangban worker, or bangban serve"
    if not alive:
        left = f" {', '.join(workers)} ended without leaving; nothing is lost by that." if workers else ""
        if waiting:
            return wrong("workers", f"Nobody works, and {waiting} wait.{left}", start)
        return warning("workers", f"Nobody works.{left}", start)
    if not store.sqlite and len(workers) > alive:
        silent = f"{len(workers) - alive} of {len(workers)} workers are silent; the others take over from them."
        return warning("workers", silent, "look at the log of those that stand still")
    return ok("workers", f"{alive} at work: {', '.join(workers)}." if alive < 6 else f"{alive} at work.")


def _queue(name: str, queue: Queue, alive: int) -> Finding:
    if not queue.waiting:
        return ok(name, f"No {_NAMES[name]} wait.")
    says = f"{queue.waiting} {_NAMES[name]}, the oldest for {_span(queue.oldest)}."
    if queue.oldest <= _LATE[name]:
        return ok(name, says)
    if name == "outbox":
        return warning(name, says, "see the channels above, and `not sent yet` in the log of whoever works")
    about = warning if alive else wrong
    return about(name, says, "see the workers above; bangban_cycle_seconds of /metrics says if the store is slow")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
