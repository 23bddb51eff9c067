"""The assistant as everybody outside the pipeline meets it: hand an event in, read what was kept.

Behind it runs a service with its threads; without one, in a terminal or a test, the caller's own thread does the work.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from bot.content.library import Library
from bot.dialogue.events import Event
from bot.liaisons.directory import Directory
from bot.people.sealing import Sealer
from bot.pipeline.allowance import Allowance
from bot.pipeline.attachments import attachment_row
from bot.pipeline.delivery import Delivery
from bot.pipeline.gauges import Gauges
from bot.pipeline.inbox import inbox_row
from bot.pipeline.outlet import OWN, Outlet
from bot.pipeline.plan import Plan
from bot.pipeline.records import Records
from bot.pipeline.service import Service
from bot.pipeline.slots import LEASE
from bot.pipeline.turn import DANGER
from bot.pipeline.worker import Worker
from bot.store.database import Store

__all__ = ["DANGER", "Assistant"]


class Assistant(Records):
    """Receives events and keeps conversations. Its methods block; servers call them in a thread."""

    def __init__(
        self,
        store: Store,
        sealer: Sealer,
        library: Library,
        directory: Directory,
        clock: Callable[[], float] = time.time,
        outlets: Mapping[str, Outlet] = OWN,
        *,
        allowance: Allowance | None = None,
        alone: bool | None = None,
        name: str = "",
        lease: float = LEASE,
    ) -> None:
        super().__init__(store, sealer, library)
        self.directory, self._clock = directory, clock
        self.worker = Worker(
            store, sealer, library, directory, outlets, name=name or f"{socket.gethostname()}:{os.getpid()}"[:64],
            clock=clock, allowance=allowance, lease=lease, alone=alone,
        )  # fmt: skip
        self.service: Service | None = None
        self.gauges = Gauges(clock)
        self._one_at_a_time = threading.Lock()
        self._joined = False
        #: Called with a conversation's key after a commit that put something into the outbox.
        self.on_reply: Callable[[bytes], None] = lambda key: None
        #: Called with a new service before it begins, to connect it with senders and other processes.
        self.on_service: Callable[[Service], None] = lambda service: None

    def serve(self) -> Service:
        """Work in threads from now on."""
        if self.service is not None:
            return self.service
        service = Service(self.worker, self._clock)
        service.on_reply = self._replied
        service.on_cycle = self.gauges.cycle
        self.on_service(service)
        service.start()
        self.service = service
        return service

    def rest(self) -> None:
        """Finish what is in hand, and work in the caller's thread again."""
        service, self.service, self._joined = self.service, None, False
        if service is not None:
            service.stop()

    def _replied(self, plans: Sequence[Plan]) -> None:
        for plan in plans:
            self.on_reply(plan.conversation)

    def receive(self, channel: str, address: str, external_id: str, event: Event) -> bool:
        """Take one event in, and its turn. When this returns it is kept. False if it had been taken before."""
        return self.deliver(Delivery(channel, address, external_id, event))

    def deliver(self, delivery: Delivery) -> bool:
        """`receive` for a delivery as a channel makes it, which may have an attachment."""
        if self.service is not None:
            self.service.deliver_and_wait(delivery)
            return True
        return self._receive(delivery)

    def lying(self, channel: str, address: str) -> int:
        """How many attachments a conversation has."""
        return self.worker.attachments.lying(self.key(channel, address))

    def _receive(self, delivery: Delivery) -> bool:
        with self._one_at_a_time:
            self._join()
            now = self._clock()
            attachment = attachment_row(self.sealer, delivery, now)
            row = inbox_row(self.sealer, delivery, now)
            cycle = self.worker.settle([row], [] if attachment is None else [attachment])
        self._replied(cycle.replied)
        return bool(cycle.kept)

    def go_on(self) -> int:
        """Do what has become due; how many turns said something. For a caller without a service."""
        with self._one_at_a_time:
            self._join()
            self.worker.look()
            cycle = self.worker.settle()
        self._replied(cycle.replied)
        return len(cycle.replied)

    def _join(self) -> None:
        if not self._joined:
            self.worker.join()
            self._joined = True
