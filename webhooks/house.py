"""One process put together: the assistant, the channels, the post, the bell; used by `serve` and `worker` alike."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import entry_points

import msgspec

from bot.content.library import Library
from bot.content.load import Loaded
from bot.liaisons.directory import Directory
from bot.pipeline.assistant import Assistant
from bot.pipeline.bell import Bell
from bot.pipeline.opening import open_kept, open_library
from bot.pipeline.outbox import Outcome
from bot.pipeline.outlet import OWN
from bot.pipeline.plan import Plan
from bot.pipeline.service import Service
from bot.pipeline.shared_allowance import SharedAllowance
from bot.pipeline.trail import Trail
from bot.pipeline.worker import Cycle, Work
from bot.settings import Settings, SettingsError
from bot.store.database import Store, StoreError
from bot.store.lock import Lock
from webhooks.channel import Channel
from webhooks.post import Label, Post

#: Told of every committed cycle.
OnCycle = Callable[[Work, Cycle, float], None]


class House:
    """Everything a process runs. `assistant` does the work; `start` and `stop` are for what stands around it."""

    def __init__(self, settings: Settings, loaded: Loaded, directory: Directory) -> None:
        self.settings = settings
        self.channels = read_channels(settings)
        self.store, sealer = open_kept(settings)
        self._lock = _alone(self.store)
        library = open_library(self.store, loaded)
        allowance = SharedAllowance(self.store, settings.redis) if settings.redis else None
        outlets = {**OWN, **{name: channel.outlet for name, channel in self.channels.items()}}
        self.assistant = Assistant(
            self.store, sealer, library, directory, outlets=outlets, allowance=allowance, lease=settings.lease
        )
        self.assistant.on_service = self._connect
        self._service: Service | None = None
        self.post: Post | None = None
        self.bell: Bell | None = None

    def _connect(self, service: Service) -> None:
        """A service is about to begin: give it senders, and let it hear and be heard by other processes."""
        service.on_cycle = _both(service.on_cycle, Trail().cycle)
        self._service = service
        if any(channel.outlet.pushed for channel in self.channels.values()):
            if self.post is None:
                self.post = Post(self.channels, self._settle, label_of(self.assistant.library))
                self.post.start()
            service.on_parcels = self.post.send
        if self.settings.redis:
            here = self.assistant.on_reply
            if self.bell is None:
                self.bell = Bell(self.settings.redis, self._wake, here)
                self.bell.start()
            bell = self.bell
            service.on_kept = lambda kept: bell.work()
            service.on_reply = partial(_tell, bell, here)

    def _settle(self, outcome: Outcome) -> None:
        if self._service is not None:
            self._service.settle(outcome)

    def _wake(self) -> None:
        if self._service is not None:
            self._service.wake()

    def close(self) -> None:
        """Stop in good order: what is in hand is finished, nothing new is taken."""
        self.assistant.rest()
        if self.post is not None:
            self.post.stop()
        if self.bell is not None:
            self.bell.stop()
        self.store.close()
        if self._lock is not None:
            self._lock.release()


def _both(one: OnCycle, other: OnCycle) -> OnCycle:
    """Count a cycle, and write it down."""

    def call(work: Work, cycle: Cycle, seconds: float) -> None:
        one(work, cycle, seconds)
        other(work, cycle, seconds)

    return call


def _tell(bell: Bell, here: Callable[[bytes], None], plans: Sequence[Plan]) -> None:
    """Pages that this process serves, and those of the others."""
    for plan in plans:
        here(plan.conversation)
        bell.news(plan.conversation)


def _alone(store: Store) -> Lock | None:
    """A store in one file is one process's: two would not know of each other."""
    if store.file is None:
        return None
    lock = Lock(store.file)
    if not lock.acquire():
        store.close()
        raise StoreError(
            f"another process is serving {store.file}; stop it first, or move to PostgreSQL to run several"
        )
    return lock


def read_channels(settings: Settings) -> dict[str, Channel]:
    """The channels that have settings, from the entry point `bangban.channels`."""
    known = {point.name: point for point in entry_points(group="bangban.channels")}
    found: dict[str, Channel] = {}
    for name, own in settings.channels.items():
        if name not in known:
            raise SettingsError(f"there is no channel {name}; there are {', '.join(sorted(known))}")
        try:
            found[name] = known[name].load()(own)
        except msgspec.ValidationError as error:
            raise SettingsError(f"channels.{name}: {error}") from None
    return found


def label_of(library: Library) -> Label:
    """What is put before a message that may have come before, in Chinese or in English."""
    text = library.current.say["repeated"].text
    catalogues: Mapping[str, Mapping[str, str]] = library.catalogues
    english = catalogues.get("en", {}).get(text) or text

    def label(chinese: bool) -> str:
        return text if chinese else f"{english} "

    return label
