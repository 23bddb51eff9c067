"""Who an edit would touch: what becomes of each conversation that stands on an older version of the content.

Nothing is guessed: every session is really moved, by the same `rebase` that a running system uses when the old version
is gone. What people answered is theirs, so only the names of answers are told, and only the end of an address.
"""

from collections.abc import Iterable

import msgspec

from bot.dialogue.content import Content
from bot.dialogue.rebase import rebase, survives
from bot.dialogue.run import Run
from bot.dialogue.session import Session


class Touched(msgspec.Struct, frozen=True):
    """What becomes of one conversation. `asks` is the question on its table, `lost` the names of answers it loses."""

    channel: str
    address: str
    at: str
    asks: str
    unnoticed: bool
    lands: str = ""
    lost: tuple[str, ...] = ()
    fault: str = ""


class Effect(msgspec.Struct, frozen=True):
    """What becomes of all of them: those on the old version, at rest or touched; how many stand on yet another one."""

    old: str
    new: str
    touched: tuple[Touched, ...]
    resting: int = 0
    elsewhere: int = 0

    @property
    def unnoticed(self) -> int:
        """How many go on as if nothing had happened."""
        return sum(t.unnoticed and not t.lost for t in self.touched)

    @property
    def moved(self) -> int:
        """How many are told that something changed, and land somewhere else."""
        return sum(not t.unnoticed for t in self.touched)

    @property
    def losing(self) -> int:
        """How many lose answers."""
        return sum(bool(t.lost) for t in self.touched)


def effect_of(old: Content, new: Content, sessions: Iterable[tuple[str, str, Session]], now: float) -> Effect:
    """Move every session that stands on *old* to *new*; what people would notice first in the list."""
    here = [entry for entry in sessions if entry[2].content == old.hash]
    elsewhere = sum(entry[2].content != old.hash and not entry[2].at_rest for entry in sessions)
    live = [entry for entry in here if not entry[2].at_rest]
    if old.hash == new.hash:
        return Effect(old.hash, new.hash, (), len(here), elsewhere)
    touched = sorted((_touched(old, new, *entry, now) for entry in live), key=lambda t: (t.unnoticed, not t.lost, t.at))
    return Effect(old.hash, new.hash, tuple(touched), len(here) - len(live), elsewhere)


def _touched(old: Content, new: Content, channel: str, address: str, session: Session, now: float) -> Touched:
    at, asks = place_of(session), _question(old, session)
    run = Run(new, session, now, "sms" if channel == "sms" else "web")
    unnoticed = survives(new, session)
    try:
        rebase(run)
        after = run.close()
    except Exception as error:  # a session that cannot be moved is what the author wants to hear of
        return Touched(channel, masked(address), at, asks, False, "", (), f"{type(error).__name__}: {error}")
    kept = {*after.facts(), *(answer.key for answer in after.carried)}
    lost = tuple(_name(old, key) for key in session.facts() if key not in kept)
    return Touched(channel, masked(address), at, asks, unnoticed, "" if unnoticed else place_of(after), lost)


def masked(address: str) -> str:
    """The last four characters of an address that has enough others."""
    return f"…{address[-4:]}" if len(address) > 7 else "…"


def place_of(session: Session) -> str:
    """Where a session stands: tree.node, and what its prompt asks if that is something else."""
    if not session.stack:
        return "parked" if session.parked else "at rest"
    top = session.stack[-1]
    node, key = f"{top.tree}.{top.node}", session.prompt.key if session.prompt else ""
    return node if key in ("", node) else f"{node} ({key})"


def _question(content: Content, session: Session) -> str:
    question = content.questions.get(session.prompt.key) if session.prompt else None
    return question.ask.text if question is not None else ""


def _name(content: Content, key: str) -> str:
    fact = content.facts.get(key)
    return fact.name.text if fact is not None else key
