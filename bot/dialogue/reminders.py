"""What somebody is to be reminded of, out of what the session keeps: a parked frame of the tree `remind`.

Everything a reminder says is in its argument, "kind:about:day:whose", so that it stands on its own for months: `start`
is about a case, by its receipt code; `cert` about a certificate; `window` about an entitlement; and each about one of
the people this phone writes about, by their number. A digit that stops one means that very argument.
"""

import calendar
import datetime as dt
import re

import msgspec

from bot.dialogue.cases import case_of
from bot.dialogue.content import Content
from bot.dialogue.run import Run
from bot.dialogue.session import UNKNOWN, Frame
from bot.dialogue.tree import Fill, Tree
from bot.dialogue.whom import called, facts_of
from bot.entitlements.edition import GUIZHOU
from bot.language.composing import Arg, Phrase
from bot.language.dates import read_date

START, CERT, WINDOW = "start", "cert", "window"
#: Nodes of the tree `remind`: what is said the day before, late on the day itself, of a certificate with another
#: reminder to come or none, and when a window opens.
NODES = ("tomorrow", "today", "cert", "cert_last", "window")
#: What a sentence of that tree may use besides.
REMINDED = ("title", "day", "word", "liaison", "office", "phone")
#: Reminders come at this time of day.
_NINE = dt.time(9, 0)
#: How long before a certificate expires: three months, and once more one month.
_MONTHS = (3, 1)
_MONTH = re.compile(r"(?:(\d{4}) ?[年./-]|([今明后])年的?) ?(\d{1,2}) ?(?:月份?)?")
_YEARS = {"今": 0, "明": 1, "后": 2}


class Reminder(msgspec.Struct, frozen=True):
    """One thing to be reminded of. `day` is the day it is about: a whole date, or a month (2027-03)."""

    kind: str
    about: str
    day: str
    whose: int = 0

    @property
    def arg(self) -> str:
        """As a frame carries it."""
        return f"{self.kind}:{self.about}:{self.day}:{self.whose}"

    @property
    def date(self) -> dt.date:
        """The day as a date; of a month, its first."""
        return dt.date.fromisoformat(self.day if len(self.day) > len("2027-03") else f"{self.day}-01")


def reminder_of(frame: Frame) -> Reminder:
    """What the argument of a parked frame says."""
    kind, about, day, whose = frame.arg.split(":")
    return Reminder(kind, about, day, int(whose))


def upcoming(run: Run) -> list[Reminder]:
    """Everything still to come about the person it is about, what is told soonest first."""
    tree = run.content.settings.remind
    known = {reminder_of(parked.frame) for parked in run.parked if parked.frame.tree == tree}
    found = [reminder for reminder in known if reminder.whose in (run.subject, UNKNOWN)]
    return sorted(found, key=lambda reminder: (when(reminder, run.now) or run.now, reminder.arg))


def today(run: Run) -> dt.date:
    """The day in Guizhou."""
    return dt.datetime.fromtimestamp(run.now, GUIZHOU).date()


def when(reminder: Reminder, now: float) -> float | None:
    """When it is next told (seconds since 1970); None if that is over."""
    if reminder.kind == CERT:
        days = [_months_before(reminder.date, months) for months in _MONTHS]
    else:
        days = [reminder.date - dt.timedelta(days=reminder.kind == START)]
    times = (dt.datetime.combine(day, _NINE, GUIZHOU).timestamp() for day in days)
    return next((time for time in times if time > now), None)


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_named(text: str, now: dt.date) -> str:
    """The day or the month that *text* names, as a reminder keeps it; "" if it names none."""
    found = _MONTH.fullmatch(text)
    if found is not None:
        year = int(found[1]) if found[1] else now.year + _YEARS[found[2]]
        return f"{year}-{int(found[3]):02}" if 1 <= int(found[3]) <= 12 and year >= now.year - 1 else ""
    day = read_date(text, now) if text else None
    return day.isoformat() if day is not None else ""


def day_ahead(text: str, now: dt.date) -> str:
    """*text* if it is a day as 2026-12-05, today or later; otherwise ""."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if day >= now else ""


def reminder_args(run: Run, reminder: Reminder) -> dict[str, Arg]:
    """The placeholders of what is said of *reminder*."""
    args: dict[str, Arg] = {"title": _title(run, reminder), "day": reminder.day}
    case = case_of(run.cases, reminder.about)
    if reminder.kind == WINDOW:
        args["word"] = _word(run, reminder.about)
    if case is not None:
        args |= {"office": case.office, "liaison": case.liaison, "phone": case.phone}
    return args


def _title(run: Run, reminder: Reminder) -> Arg:
    content, about = run.content, reminder.about
    other = bool(run.people) or facts_of(run, reminder.whose).get(content.settings.who) not in (None, "self")
    name = called(run, reminder.whose)
    if reminder.kind == CERT:
        return Phrase(content.say["certificate_of"], {"name": name}) if other else content.say["certificate"]
    case = case_of(run.cases, about)
    if case is not None:
        return run.title_of(case)
    found = content.entitlements.get(about)
    title = found.short if found is not None else content.say["case_request"]
    return Phrase(content.say["case_of"], {"name": name, "title": title}) if run.people else title


def _word(run: Run, about: str) -> str:
    """What to write to apply for *about*: a word of the tree with its form, or else one of its own."""
    content, english = run.content, run.language.startswith("en")
    found = [word for tree in content.trees.values() if _applies_for(content, tree, about) for word in tree.words]
    own = content.entitlements.get(about)
    words = found or list(own.words if own is not None else ())
    return next((word for word in words if word.isascii() == english), words[0] if words else "")


def _applies_for(content: Content, tree: Tree, about: str) -> bool:
    forms = [content.forms.get(node.form) for node in tree.nodes.values() if isinstance(node, Fill)]
    return any(form is not None and form.entitlement == about for form in forms)


def reminder_line(run: Run, reminder: Reminder) -> Phrase:
    """A reminder in a few words: what, and on which day."""
    return Phrase(run.content.say[f"reminder_{reminder.kind}"], reminder_args(run, reminder))


def reminder_lines(run: Run) -> dict[str, Arg]:
    """The lines of the list that is shown, by what a digit there means."""
    return {reminder.arg: reminder_line(run, reminder) for reminder in upcoming(run)}
