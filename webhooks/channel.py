"""The contract of a channel: bytes in, events out; a message in, the provider's request out.

A channel has no socket, no clock and no database. It is asked four things: is this request the provider's own
(`verify`), what happened (`parse`), how is a message asked for (`render`), and what does the answer mean (`outcome`).
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from bot.pipeline.delivery import Delivery
from bot.pipeline.outbox import Parcel
from bot.pipeline.outlet import Outlet


class BadRequest(ValueError):  # noqa: N818 - what the provider is told
    """The provider sent something that is not in its protocol; the text says what."""


class Incoming(msgspec.Struct, frozen=True):
    """A request of a provider, whole. Header names are lower case."""

    headers: Mapping[bytes, bytes]
    query: bytes
    body: bytes


class Outgoing(msgspec.Struct, frozen=True):
    """A request to a provider."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Answer(msgspec.Struct, frozen=True):
    """A provider's answer to an `Outgoing`; status 0 if there was none, with the kind of error as text."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Verdict(msgspec.Struct, frozen=True):
    """What an answer means: the provider's id for the message, or an error, and whether to try again, and when."""

    reference: str = ""
    error: str = ""
    unknown: bool = False
    final: bool = False
    wait: float = 0.0


class Channel(Protocol):
    """One way messages come and go."""

    name: str
    outlet: Outlet

    def verify(self, request: Incoming) -> bool:
        """Whether the provider itself sent this."""

    def parse(self, request: Incoming) -> list[Delivery]:
        """What happened, in order; BadRequest if it makes no sense."""

    def render(self, parcel: Parcel) -> Outgoing:
        """The request that sends a message."""

    def outcome(self, answer: Answer) -> Verdict:
        """What the provider's answer to it means."""
