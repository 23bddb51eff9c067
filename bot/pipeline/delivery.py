"""What comes in: an event of a conversation, or a provider's word on a message of ours. One road for all of them."""

import msgspec

from bot.dialogue.events import Due, Moved, Opened, Said, Sent, Tapped, Told
from bot.media.check import Attachment


class Report(msgspec.Struct, frozen=True, tag="report"):
    """What became of a message that was handed to a provider; `reference` is the provider's id for it."""

    reference: str
    arrived: bool
    error: str = ""


Happening = Said | Tapped | Sent | Opened | Due | Told | Moved | Report


class Delivery(msgspec.Struct, frozen=True):
    """One thing that happened, as a channel hands it in. The same `external_id` on a channel is the same thing.

    With an *attachment*, the event is a `Sent` whose reference is filled in when both are stored.
    """

    channel: str
    address: str
    external_id: str
    event: Happening
    attachment: Attachment | None = None


class Arrived(msgspec.Struct, frozen=True, array_like=True):
    """A delivery as it is kept in the inbox, sealed."""

    address: str
    event: Happening


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Arrived)


def packed(address: str, event: Happening) -> tuple[bytes, Arrived]:
    """As it is sealed, and what will be read back: without halves of surrogate pairs, which no encoding takes."""
    try:
        arrived = Arrived(address, event)
        return _ENCODER.encode(arrived), arrived
    except (UnicodeEncodeError, ValueError):
        strings = {name: value for name, value in msgspec.structs.asdict(event).items() if isinstance(value, str)}
        clean = {name: value.encode("utf-8", "ignore").decode("utf-8") for name, value in strings.items()}
        arrived = Arrived(address, msgspec.structs.replace(event, **clean))
        return _ENCODER.encode(arrived), arrived


def unpacked(data: bytes) -> Arrived:
    """What `packed` wrote; msgspec.DecodeError if it is something else."""
    return _DECODER.decode(data)
