"""The simulated SMS gateway: what a gateway does, as plain as it can be said. Tests, benches and rehearsals speak it.

In: POST /hooks/simulated, JSON {"id", "from", "text", "at"?} or {"id", "report", "from", "arrived"}, signed with
X-Signature: the HMAC-SHA256 of the body under the channel's secret, in hexadecimal.

Out: POST to the channel's `url`, JSON {"to", "text", "key", "repeat"} with an Idempotency-Key; the answer is
{"id": …}. 429 and 503 may carry Retry-After. Any other 4xx is final.
"""

import hmac
from typing import Any

import msgspec

from bot.dialogue.events import Said
from bot.pipeline.delivery import Delivery, Report
from bot.pipeline.outbox import Parcel
from bot.pipeline.outlet import Outlet
from webhooks.channel import Answer, BadRequest, Incoming, Outgoing, Verdict


class _In(msgspec.Struct, frozen=True):
    id: str
    sender: str = msgspec.field(name="from")
    text: str = ""
    at: float | None = None
    report: str = ""
    arrived: bool = False


_DECODER = msgspec.json.Decoder(_In)
#: Longest id or number a gateway may send.
_LONGEST = 128
_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The channel's settings: its secret; where messages go, if they are sent; the provider's allowance."""

    secret: str
    url: str = ""
    at_once: int = 1
    rate: float = 0.0
    burst: int = 1


class Simulated:
    """The channel; see the module."""

    name = "simulated"

    def __init__(self, settings: dict[str, Any]) -> None:
        found = msgspec.convert(settings, Settings)
        self._secret, self._url = found.secret.encode(), found.url
        self.outlet = Outlet("sms", bool(found.url), found.at_once, found.rate, found.burst)

    def sign(self, body: bytes) -> str:
        """The signature a gateway puts on *body*."""
        return hmac.digest(self._secret, body, "sha256").hex()

    def verify(self, request: Incoming) -> bool:
        """Whether the gateway itself sent this."""
        return hmac.compare_digest(request.headers.get(b"x-signature", b""), self.sign(request.body).encode())

    def parse(self, request: Incoming) -> list[Delivery]:
        """A message, or what became of one of ours."""
        try:
            found = _DECODER.decode(request.body)
        except msgspec.DecodeError as error:
            raise BadRequest(str(error)) from None
        if not (0 < len(found.id) <= _LONGEST and 0 < len(found.sender) <= _LONGEST):
            raise BadRequest(f"id and from must have 1 to {_LONGEST} characters")
        if found.report:
            return [Delivery(self.name, found.sender, found.id, Report(found.report, found.arrived))]
        return [Delivery(self.name, found.sender, found.id, Said(found.text, "sms", found.at))]

    def render(self, parcel: Parcel) -> Outgoing:
        """The request that sends a message."""
        body = {"to": parcel.address, "text": parcel.message.text, "key": parcel.key, "repeat": parcel.repeat}
        headers = {"Content-Type": "application/json", "Idempotency-Key": parcel.key}
        return Outgoing("POST", self._url, headers, msgspec.json.encode(body))

    def outcome(self, answer: Answer) -> Verdict:
        """What the gateway's answer means."""
        if answer.status == 0:
            return Verdict(error=answer.body.decode("utf-8", "replace") or "no answer", unknown=True)
        if answer.status < 300:
            try:
                return Verdict(str(msgspec.json.decode(answer.body)["id"]))
            except (msgspec.DecodeError, KeyError, TypeError):
                return Verdict()
        wait = answer.headers.get("retry-after", "")
        return Verdict(
            error=f"HTTP {answer.status}", final=answer.status not in _RETRY,
            unknown=answer.status in (500, 502, 504), wait=float(wait) if wait.isdecimal() else 0.0,
        )  # fmt: skip
