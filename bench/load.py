"""What a gateway is to send: as fast as the answers come, or at a steady pace. `bench.gateway` sends it."""

from collections.abc import Sequence

import msgspec

from bench.child import run_child


class Group(msgspec.Struct, frozen=True):
    """Connections that do the same. Message number n is the person n // len(texts), with the text n % len(texts)."""

    texts: Sequence[str]
    connections: int
    #: Seconds from one request of a connection to its next; 0: it goes out as soon as the last was answered.
    gap: float = 0.0
    #: The number of the first message; no two messages for a server may have the same.
    first: int = 0
    #: The phone number of them all; without it every person has their own.
    sender: str = ""
    #: Requests a connection sends at most; 0: until time is up.
    most: int = 0


class Load(msgspec.Struct, frozen=True):
    """Who sends what to 127.0.0.1:*port* for how many *seconds*."""

    port: int
    secret: str
    seconds: float
    groups: Sequence[Group]


class Call(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message and its acknowledgement, in monotonic seconds."""

    number: int
    sent: float
    answered: float


def send(load: Load) -> list[Call]:
    """Send it all, in a process of its own; BrokenError if anything was refused."""
    found = run_child("bench.gateway", given=msgspec.msgpack.encode(load))
    return msgspec.msgpack.decode(found, type=list[Call])
