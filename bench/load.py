"""What a gateway is to send: as fast as the answers come, or at a steady pace. `bench.gateway` sends it."""

import subprocess
import sys
from collections.abc import Sequence

import msgspec

from bench.home import HOME
from bench.result import BrokenError


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
    done = subprocess.run(
        [sys.executable, "-m", "bench.gateway"], cwd=HOME, input=msgspec.msgpack.encode(load), capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode or not done.stdout:
        raise BrokenError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or "the load said nothing")
    return msgspec.msgpack.decode(done.stdout, type=list[Call])
