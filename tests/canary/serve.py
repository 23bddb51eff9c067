"""`bangban`, with the accidents of a bad day built in: `python -m tests.canary.serve serve --demo …`.

A turn that fails, a page that fails, a door that fails: each with an exception that holds what the person wrote. A
photo comes as a channel would hand it in. What fails is tried again soon.
"""

import logging
import threading
from typing import Any

from bot.cli.main import app
from bot.dialogue.events import Said, Sent
from bot.pipeline import outbox, turn, worker
from bot.pipeline.assistant import Assistant
from bot.pipeline.delivery import Delivery
from webhooks.channels.simulated import Simulated

#: What a message begins with that makes a turn, a page or the door fail, and one that is a photo.
TURN, PAGE, DOOR, PHOTO = "TURN", "PAGE", "DOOR", "PHOTO"

_talk, _receive, _parse = turn.talk, Assistant.receive, Simulated.parse


def end(*words: Any) -> None:
    """A thread that ends."""
    raise OverflowError(words)


def talk(library: Any, session: Any, event: Any, *more: Any) -> Any:
    """A turn that fails because of the words."""
    if isinstance(event, Said) and event.text.startswith(TURN):
        raise ValueError(event.text)
    return _talk(library, session, event, *more)


def receive(self: Assistant, channel: str, address: str, external_id: str, event: Any) -> bool:
    """A page that fails, with everything that was sent in its exception, and one behind it; and a thread that ends."""
    if isinstance(event, Said) and event.text.startswith(PAGE):
        threading.Thread(target=end, args=(event, address)).start()
        try:
            raise KeyError(address, external_id, event)
        except KeyError as error:
            raise RuntimeError(f"{address} {event}") from error
    return _receive(self, channel, address, external_id, event)


def parse(self: Simulated, request: Any) -> list[Delivery]:
    """A door that fails, and photos."""
    found = _parse(self, request)
    for number, delivery in enumerate(found):
        if isinstance(delivery.event, Said):
            if delivery.event.text.startswith(DOOR):
                raise LookupError(delivery, request.body)
            if delivery.event.text.startswith(PHOTO):
                sent = Sent("photo", delivery.event.text, "sms")
                found[number] = Delivery(delivery.channel, delivery.address, delivery.external_id, sent)
    return found


def main() -> None:
    """Build the accidents in, and go."""
    turn.talk = talk
    Assistant.receive = receive  # type: ignore[method-assign]
    Simulated.parse = parse  # type: ignore[method-assign]
    outbox.FIRST, worker.RETRY = 0.02, 0.01
    logging.captureWarnings(True)
    app()


if __name__ == "__main__":
    main()
