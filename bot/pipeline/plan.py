"""What goes between the store and the turns: claims one way, plans the other.

A claim is the next few letters of one conversation with its session; a plan is every row its turns come to. The worker
writes a plan whole or not at all.
"""

import msgspec

from bot.pipeline.attachments import Bound
from bot.pipeline.delivery import Arrived, Report

#: Tries before a letter, or a message on its way out, is put aside.
TRIES = 5

#: Values of a row, in the order of the statement that inserts it.
Row = tuple[object, ...]
#: A row of the inbox: conversation, slot, channel, dedupe, sealed body, when it came.
InboxRow = tuple[bytes, int, str, bytes, bytes, float]


class Letter(msgspec.Struct, frozen=True, gc=False):
    """A waiting row of the inbox."""

    id: int
    dedupe: bytes
    body: bytes
    received: float
    attempts: int
    #: What is in it, if it came into this very process.
    arrived: Arrived | None = None


class Claim(msgspec.Struct, frozen=True):
    """The next letters of one conversation, and its sealed session if it has one."""

    conversation: bytes
    channel: str
    session: bytes | None
    letters: list[Letter]


class Failure(msgspec.Struct, frozen=True):
    """A letter that could not be dealt with this time: how often now, and the kind of error (no words of a person)."""

    letter: int
    attempts: int
    error: str


class Plan(msgspec.Struct):
    """What the turns of one claim come to: rows as `bot.pipeline.worker` writes them."""

    conversation: bytes
    channel: str
    done: list[Letter] = []
    aside: list[Failure] = []
    contact: Row | None = None
    outbox: list[Row] = []
    requests: list[Row] = []
    alerts: list[Row] = []
    timers: list[Row] = []
    reports: list[Report] = []
    rewritten: list[tuple[bytes, int]] = []
    history: list[Row] = []
    #: Letters to other conversations, as rows of the inbox.
    passed: list[InboxRow] = []
    failure: Failure | None = None
    #: Attachments that belong to a case from now on.
    bound: list[Bound] = []
