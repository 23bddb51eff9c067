"""Where requests and applications are taken in, and who is said to answer for them."""

import datetime as dt
from typing import Protocol

import msgspec

from bot.dialogue.cases import Case, changed
from bot.dialogue.cases import case_of as find
from bot.dialogue.effects import Request, Submit
from bot.entitlements.edition import GUIZHOU
from bot.language.receipt import code_of
from bot.liaisons.directory import Directory, Liaison

#: Offices close at this time.
_EVENING = dt.time(17, 0)
_SATURDAY = 5


class Taken(msgspec.Struct, frozen=True):
    """A request as taken in: its number, who answers, within how many working days."""

    number: int
    liaison: Liaison
    within: int
    #: Whether nobody is above that liaison.
    top: bool = False


class Desk(Protocol):
    """Takes in what a turn hands over."""

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """Keep the request and say who answers for it."""

    def pass_on(self, to: str, text: str) -> None:
        """Have *text* told to the phone *to*."""


class PaperDesk:
    """A desk without a store, for the terminal and the examples: it numbers requests and remembers them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self.taken: list[tuple[Submit | Request, Taken]] = []
        self.passed: list[tuple[str, str]] = []

    def pass_on(self, to: str, text: str) -> None:
        """Keep it in memory."""
        self.passed.append((to, text))

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """Keep the request in memory."""
        liaison = answering(self._directory, effect, place)
        top = self._directory.tops(place, effect.matter, liaison.name)
        taken = Taken(len(self.taken) + 1, liaison, within(effect), top)
        self.taken.append((effect, taken))
        return taken


def answering(directory: Directory, effect: Submit | Request, place: str) -> Liaison:
    """Who answers for what is handed over: the nearest, or whoever is above the one who had it."""
    above = effect.above if isinstance(effect, Request) else ""
    return directory.above(place, effect.matter, above) if above else directory.answer_for(place, effect.matter)


def case_of(effect: Submit | Request, taken: Taken, whose: int, place: str, now: float) -> Case:
    """What the conversation remembers of what was handed over."""
    form = effect.form if isinstance(effect, Submit) else ""
    liaison, due = taken.liaison, working_days(now, taken.within)
    names = liaison.name, liaison.office, liaison.phone
    return Case(
        code_of(taken.number), form, effect.about, effect.matter, "submitted", now, due, *names, whose,
        top=taken.top, place=place,
    )  # fmt: skip


def went_on(cases: tuple[Case, ...], effect: Request, taken: Taken, now: float) -> tuple[Case, ...]:
    """*cases* where the one that *effect* came of has gone on as what was *taken*. A call to ask does not move it."""
    case, code, liaison = find(cases, effect.after), code_of(taken.number), taken.liaison
    if case is None:
        return cases
    if effect.above:
        due = working_days(now, taken.within)
        return changed(
            cases, case.code, chain=(*case.chain, code), upper="submitted", top=taken.top, due=due, asked=0,
            liaison=liaison.name, office=liaison.office, phone=liaison.phone,
        )  # fmt: skip
    return changed(cases, case.code, calls=(*case.calls, code), call="submitted")


def working_days(now: float, days: int) -> float:
    """The end of the *days*-th working day after *now*, in Guizhou; weekends do not count. Seconds since 1970."""
    day = dt.datetime.fromtimestamp(now, GUIZHOU).date()
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return dt.datetime.combine(day, _EVENING, GUIZHOU).timestamp()


def within(effect: Submit | Request) -> int:
    """Working days until the first answer: the form's own promise, one for urgent matters, otherwise two."""
    if isinstance(effect, Submit):
        return effect.answered_within
    return 1 if effect.urgent else 2


def receipt_words(taken: Taken) -> dict[str, str]:
    """What fills the placeholders that only taking a request in could know."""
    liaison = taken.liaison
    return {
        "code": code_of(taken.number),
        "liaison": liaison.name,
        "office": liaison.office,
        "phone": liaison.phone,
        "within": str(taken.within),
    }
