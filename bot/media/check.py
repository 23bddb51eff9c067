"""Whether a file may be kept, and as what: small enough, of a known kind, and without the place where it was taken."""

from typing import Literal

import msgspec

from bot.media.bare import BARE, Broken
from bot.media.kinds import Kind, kind_of

#: Bytes of one file. A telephone's photo has two to six million.
LIMIT = 8 * 1024 * 1024

#: Why a file is not taken: there is nothing in it, it is too large, of no kind we take, or not whole.
Why = Literal["empty", "large", "kind", "broken"]


class Refused(ValueError):  # noqa: N818 - what happened to the file
    """This file is not kept, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class Attachment(msgspec.Struct, frozen=True):
    """A file as it is kept."""

    kind: Kind
    data: bytes


def checked(data: bytes) -> Attachment:
    """*data* as it may be kept; Refused if it may not."""
    if not data:
        raise Refused("empty")
    if len(data) > LIMIT:
        raise Refused("large")
    kind = kind_of(data)
    if kind is None:
        raise Refused("kind")
    try:
        bare = BARE[kind.name](data) if kind.name in BARE else data
    except Broken:
        raise Refused("broken") from None
    if len(bare) > LIMIT:
        raise Refused("large")
    return Attachment(kind, bare)
