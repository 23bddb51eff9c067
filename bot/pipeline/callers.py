"""Whoever waits for a letter to be on the disk, or answered. Told after the commit, all of a loop in one call."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from bot.pipeline.attachments import AttachmentRow
from bot.pipeline.plan import InboxRow

_log = logging.getLogger("bangban.pipeline")


class StoreDown(RuntimeError):  # noqa: N818 - it says what is
    """The store did not take it: nothing was acknowledged, and it may be delivered again."""


class Caller:
    """A letter on its way to the disk. Either a loop's future waits until it is kept, or a thread for both."""

    __slots__ = ("answered", "attachment", "future", "kept", "loop", "row")

    def __init__(self, row: InboxRow, attachment: AttachmentRow | None = None) -> None:
        self.row, self.attachment = row, attachment
        self.loop: asyncio.AbstractEventLoop | None = None
        self.future: asyncio.Future[None] | None = None
        self.kept: Future[None] | None = None
        self.answered: Future[None] | None = None


class Callers:
    """Those whose letters are kept and not answered yet."""

    def __init__(self) -> None:
        self._unanswered: dict[bytes, list[Caller]] = {}

    def kept(self, callers: Sequence[Caller]) -> None:
        """These letters are on the disk."""
        loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
        for one in callers:
            if one.loop is not None and one.future is not None:
                loops.setdefault(one.loop, []).append(one.future)
            if one.kept is not None:
                self._unanswered.setdefault(one.row[3], []).append(one)
                one.kept.set_result(None)
        for loop, futures in loops.items():
            _in_loop(loop, _finish, futures)

    def answered(self, dedupes: Iterable[bytes]) -> None:
        """These were dealt with."""
        if self._unanswered:
            for dedupe in dedupes:
                for one in self._unanswered.pop(dedupe, ()):
                    if one.answered is not None:
                        one.answered.set_result(None)

    def gone(self, caller: Caller) -> None:
        """This one no longer waits for an answer."""
        self._unanswered.pop(caller.row[3], None)

    def refuse(self, callers: Sequence[Caller], why: str) -> None:
        """The store did not take these."""
        loops: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
        for one in callers:
            if one.loop is not None and one.future is not None:
                loops.setdefault(one.loop, []).append(one.future)
            if one.kept is not None:
                one.kept.set_exception(StoreDown(why))
        for loop, futures in loops.items():
            _in_loop(loop, _refuse, futures)


def _in_loop(
    loop: asyncio.AbstractEventLoop,
    what: Callable[[list["asyncio.Future[None]"]], None],
    futures: list["asyncio.Future[None]"],
) -> None:
    """A loop that is closed has nobody who waits."""
    try:
        loop.call_soon_threadsafe(what, futures)
    except RuntimeError:
        _log.debug("a loop closed before it was told")


def _finish(futures: list["asyncio.Future[None]"]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def _refuse(futures: list["asyncio.Future[None]"]) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(StoreDown("the store is down"))
