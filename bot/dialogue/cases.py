"""What somebody has handed in, as their conversation remembers it: enough to say how it stands without asking anybody.

The record itself is kept by the pipeline; a session holds the last few, and every change reaches it as an event: what
is told here is what is on record.
"""

from typing import Literal

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
    "part": (*_SAID, "received", "done"),
    "missing": (*_SAID, "received", "done", "withdrawn"),
}
#: States in which somebody still has to do something.
OPEN: tuple[State, ...] = ("submitted", "received", "returned", "accepted", "part", "missing")
#: States from which a person may take it back.
TAKEN_BACK: tuple[State, ...] = ("submitted", "received", "returned", "accepted")
#: How many a session remembers.
REMEMBERED = 6
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
    #: For whom: the relation as it was then, "" for the person writing.
    who: str = ""
    #: The number of the person it is about (`Session.subject`).
    whose: int = 0

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


def remembered(cases: tuple[Case, ...], new: Case) -> tuple[Case, ...]:
    """*cases* with *new* as the newest; of too many, those that are over go first."""
    kept = [case for case in cases if case.code != new.code]
    while len(kept) >= REMEMBERED:
        kept.remove(next((case for case in kept if not case.open), kept[0]))
    return (*kept, new)


def moved(cases: tuple[Case, ...], code: str, state: State, at: float) -> tuple[Case, ...]:
    """*cases* with the one of *code* in *state*."""
    return tuple(msgspec.structs.replace(c, state=state, at=at) if c.code == code else c for c in cases)


def case_of(cases: tuple[Case, ...], code: str) -> Case | None:
    """The case of that receipt code."""
    return next((case for case in cases if case.code == code), None)


def may_become(case: Case, state: State) -> bool:
    """Whether *case* may go from where it stands to *state*."""
    return state in NEXT[case.state]


def same_again(cases: tuple[Case, ...], form: str, whose: int, now: float) -> Case | None:
    """A case of the same form for the same person that is still open and not older than a month."""
    alike = (case for case in reversed(cases) if case.form == form and case.whose == whose and case.open)
    return next((case for case in alike if now - case.at < AGAIN), None)
