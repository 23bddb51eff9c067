"""One trial over HTTP: a new server, a load, and what became of every message of it.

A message counts when its answer is committed. So after the load has stopped the inbox has to run empty, and the time
goes from the first request to the last commit. A turn's time goes from the moment the gateway sent the message to the
moment its answer was on the disk, and is known for each by its dedupe key.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.load import Call, Group, Load, send
from bench.result import BrokenError, Options
from bench.server import SECRET, Bangban, Server
from bench.step import LINES
from bot.store.rows import dedupe_key

#: Connections of the gateway that sends as fast as it can.
CONNECTIONS = 64
#: The number of the first message that only warms a server up.
_WARM = 1_000_000_000
#: Seconds of warming up: the first five of a service are careful ones (`bot.pipeline.service`); and for --quick.
_WARMING = 6.0, 0.3


class Trial(msgspec.Struct, frozen=True):
    """What one load came to: seconds to the acknowledgement and to the committed answer, by the message's number."""

    acknowledged: dict[int, float]
    turns: dict[int, float]
    #: Committed answers a second, and megabytes of memory the server held at the end.
    pace: float
    resident: float
    calls: Sequence[Call] = ()


def warming(options: Options) -> float:
    """Seconds to warm a server up."""
    return _WARMING[options.quick]


def rush(first: int = 0) -> list[Group]:
    """As fast as it goes: every person plays the application of `bench.step`, line by line."""
    return [Group(LINES, CONNECTIONS, first=first)]


def try_bangban(
    folder: Path, groups: Sequence[Group], seconds: float, warm: float, store: str = "", sleep: float = 0.0
) -> Trial:
    """One trial of the real application, after *warm* seconds of warming up."""
    with Bangban(folder, store, sleep) as server:
        send(Load(server.port, SECRET, warm, rush(_WARM)))
        server.drain()
        before = server.newest()
        calls = send(Load(server.port, SECRET, seconds, groups))
        server.drain()
        answered, held = server.answered(before), server.resident
    if answered != len(calls):
        raise BrokenError(f"{len(calls)} messages were acknowledged, {answered} answered")
    notes = server.notes()
    committed = {call.number: notes[dedupe_key(server.sealer, "simulated", f"m{call.number}")] for call in calls}
    spent = max(committed.values()) - min(call.sent for call in calls)
    return Trial(
        {call.number: call.answered - call.sent for call in calls},
        {call.number: committed[call.number] - call.sent for call in calls},
        answered / spent, held, calls,
    )  # fmt: skip


def try_empty(folder: Path, kind: str, seconds: float, warm: float) -> Trial:
    """The same load on an endpoint that does nothing (*kind*, see `bench.empty`): an answer is all there is to it."""
    with Server(["bench.empty", kind], folder) as server:
        send(Load(server.port, SECRET, warm, rush(_WARM)))
        calls = send(Load(server.port, SECRET, seconds, rush()))
        held = server.resident
    spent = max(call.answered for call in calls) - min(call.sent for call in calls)
    return Trial({call.number: call.answered - call.sent for call in calls}, {}, len(calls) / spent, held)
