"""What the pipeline has to know of a channel: how it speaks, and how messages leave by it."""

from collections.abc import Mapping

import msgspec

from bot.language.wording import Form


class Outlet(msgspec.Struct, frozen=True):
    """A channel as the pipeline sees it.

    `pushed` channels are sent to; the others read what is for them (the chat page). At most `at_once` messages are on
    their way from one process: where the provider does not recognise a repeat that is one, so that a crash can repeat
    no more than one. `rate` is what the provider allows from all processes together (messages a second, 0: no limit),
    `burst` how many of them may leave at once.
    """

    form: Form
    pushed: bool = False
    at_once: int = 1
    rate: float = 0.0
    burst: int = 1


#: The channels that need no provider: the chat page, and the simulated phones.
OWN: Mapping[str, Outlet] = {"web": Outlet("web"), "sms": Outlet("sms")}
