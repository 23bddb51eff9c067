"""What somebody has handed in, as their conversation remembers it: enough to say how it stands without asking anybody.

The record itself is kept by the pipeline; a session holds the last few, and every change reaches it as an event: what
is told here is what is on record.
"""

from collections.abc import Collection
from typing import Any, Literal

import msgspec

#: As the office sees it; then what the person says of it afterwards, when asked whether the help arrived.
State = Literal[
    "submitted", "received", "accepted", "returned", "declined", "done", "withdrawn", "arrived", "part", "missing"
]
STATES: tuple[State, ...] = (
    "submitted", "received", "accepted", "returned", "declined", "done", "withdrawn", "arrived", "part", "missing",
)  # fmt: skip
_SAID: tuple[State, ...] = ("arrived", "part", "missing")

#: What may follow what. A decision may be objected to, so that it is looked at again; what is withdrawn is over.
NEXT: dict[State, tuple[State, ...]] = {
    "submitted": ("received", "accepted", "returned", "declined", "done", "withdrawn"),
    "received": ("accepted", "returned", "declined", "done", "withdrawn"),
    "returned": ("submitted", "received", "accepted", "declined", "done", "withdrawn"),
    "accepted": ("returned", "declined", "done", "withdrawn", *_SAID),
    "declined": ("received", "accepted", "done"),
    "done": _SAID,
    "withdrawn": (),
    "arrived": (),
    "part": (*_SAID, "done"),
    "missing": (*_SAID, "done", "withdrawn"),
}
#: States in which somebody still has to do something.
OPEN: tuple[State, ...] = ("submitted", "received", "returned", "accepted", "part", "missing")
#: States from which a person may take it back.
TAKEN_BACK: tuple[State, ...] = ("submitted", "received", "returned", "accepted")
#: How many a session remembers; and how many if all of them still go on.
REMEMBERED, MOST = 6, 16
#: How long the same form, handed in again, is taken for the same wish (seconds).
AGAIN = 30 * 86400.0


class Case(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One application or request: its receipt code, what it is about, how it stands since when, and who has it."""

    code: str
    form: str
    about: str
    matter: str
    state: State
    at: float
    #: Until when an answer is promised (seconds since 1970).
    due: float
    liaison: str
    office: str
    phone: str
    #: The number of the person it is about (`Session.subject`).
    whose: int = 0
    #: The codes of the requests it went on as, each further up. The last one has it now.
    chain: tuple[str, ...] = ()
    #: How the last one of the chain stands.
    upper: State | None = None
    #: Whether nobody is above the one who has it.
    top: bool = False
    #: How often in a row it was asked, without an answer, whether the help arrived.
    asked: int = 0
    #: The place it belongs to, by which whoever is further up is found.
    place: str = ""
    #: The codes of the requests to ask by telephone how it went, and how the last of them stands.
    calls: tuple[str, ...] = ()
    call: State | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    def late(self, now: float) -> bool:
        """Whether the promised day is past and nobody has answered."""
        return now > self.due and (self.upper or self.state) in ("submitted", "received")


def remembered(
    cases: tuple[Case, ...], new: Case, pending: Collection[str] = ()
) -> tuple[tuple[Case, ...], list[Case]]:
    """*cases* with *new* as the newest, and those of the codes *pending* that had to go all the same.

    What is over goes first. Of too many that still go on, those go that only wait for the office: its letter brings
    them back. Whoever drops one that is still to be asked after must hand it to somebody.
    """
    kept = [case for case in cases if case.code != new.code]
    dropped = []
    while len(kept) >= REMEMBERED:
        over = next((case for case in kept if not case.open and case.code not in pending), None)
        if over is None and len(kept) < MOST:
            break
        over = over or next((case for case in kept if case.code not in pending), kept[0])
        kept.remove(over)
        dropped += [over] if over.code in pending else []
    return (*kept, new), dropped


def changed(cases: tuple[Case, ...], code: str, **fields: Any) -> tuple[Case, ...]:
    """*cases* with other *fields* in the one of *code*."""
    return tuple(msgspec.structs.replace(case, **fields) if case.code == code else case for case in cases)


def moved(cases: tuple[Case, ...], code: str, state: State, at: float) -> tuple[Case, ...]:
    """*cases* with the one of *code* in *state*."""
    return tuple(msgspec.structs.replace(c, state=state, at=at) if c.code == code else c for c in cases)


def case_of(cases: tuple[Case, ...], code: str) -> Case | None:
    """The case of that receipt code, be it the code of something it went on as."""
    return next((case for case in cases if code in (case.code, *case.chain, *case.calls)), None)


def may_become(case: Case, state: State) -> bool:
    """Whether *case* may go from where it stands to *state*."""
    return state in NEXT[case.state]


def same_again(cases: tuple[Case, ...], form: str, whose: int, now: float) -> Case | None:
    """A case of the same form for the same person that is still open and not older than a month."""
    alike = (case for case in reversed(cases) if case.form == form and case.whose == whose and case.open)
    return next((case for case in alike if now - case.at < AGAIN), None)
