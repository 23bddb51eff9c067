"""How a case stands: asked for by its receipt code or by "how far is it", taken back, objected to, and changed by the
office.

Everything is told out of the session, which hears of every change; nothing is looked up.
"""

import re

from bot.dialogue.asking import ask_own, put_again
from bot.dialogue.cases import TAKEN_BACK, Case, case_of, may_become
from bot.dialogue.effects import Move, Request
from bot.dialogue.events import Moved
from bot.dialogue.reminders import START, Reminder, day_ahead, today
from bot.dialogue.reminding import set_reminder
from bot.dialogue.run import Run
from bot.dialogue.session import Frame
from bot.dialogue.undo import unshelve
from bot.dialogue.walk import move_case, park, shareable
from bot.language.composing import Arg, Phrase
from bot.language.receipt import number_of

#: A receipt code as people write it: alone, or after the word for it.
_CODE = re.compile(
    r"(?P<word>回执号?|收据号?|receipt|code|(?P<back>撤回|撤销|withdraw))?[ :]*(?P<code>\d[\d ]{3,10}\d)"
)
#: Questions that digits may answer: there a code needs its word.
_DIGITS = ("number", "phone", "text", "date")
_ABOUT = "case:"
#: States with which the office may name a day.
DATED = ("received", "accepted", "done")


def ask_about(run: Run, plain: str) -> bool:
    """Answer *plain* if it is a receipt code: how that case stands, or what is wrong with the code."""
    found = _CODE.fullmatch(plain)
    question = run.question()
    if found is None or (not found["word"] and question is not None and question.kind in _DIGITS):
        return False
    code = found["code"].replace(" ", "")
    case = case_of(run.cases, code)
    if case is not None and found["back"]:
        _ask_withdraw(run, case)
        return True
    if case is not None:
        show(run, case)
        return True
    if not found["word"] and len(code) > 7:
        return False
    run.say("case_elsewhere" if number_of(code) is not None else "case_wrong")
    put_again(run)
    return True


def list_cases(run: Run) -> None:
    """What was handed in, the newest first; a single one at once with what can be done about it."""
    own = [case for case in run.cases if case.whose == run.subject]
    if not own:
        run.say("no_cases")
        put_again(run)
    elif len(own) == 1:
        show(run, own[0])
    else:
        lines = tuple(line(run, case) for case in reversed(own[-3:]))
        run.say("cases", lines=lines)
        put_again(run)


def withdraw(run: Run) -> None:
    """Take back what was handed in: at once if there is only one thing that can be, otherwise it is asked which."""
    own = [case for case in run.cases if case.whose == run.subject and may_become(case, "withdrawn")]
    if len(own) == 1:
        _ask_withdraw(run, own[0])
        return
    if own:
        run.say("withdraw_which", lines=tuple(line(run, case) for case in own))
    else:
        run.say("no_cases")
    put_again(run)


def _ask_withdraw(run: Run, case: Case) -> None:
    """Whether they are sure; what cannot be taken back any more is shown as it stands."""
    if not may_become(case, "withdrawn"):
        show(run, case)
        return
    run.say("case_named", line=line(run, case))
    ask_own(run, "@ask_withdraw", f"{_ABOUT}{case.code}")


def show(run: Run, case: Case) -> None:
    """How one case stands, and what the person may do about it."""
    run.say("case" if case.state in TAKEN_BACK else "case_over", line=line(run, case), **_with(run, case))
    items = ["withdraw"] if may_become(case, "withdrawn") else []
    items += ["object"] if case.state in ("declined", "done") else []
    ask_own(run, "@ask_case", f"{_ABOUT}{case.code}", (*items, "leave"))


def line(run: Run, case: Case) -> Phrase:
    """A case in a few words: what it is, its code, how it stands."""
    say = run.content.say
    return Phrase(
        say["case_line"], {"title": run.title_of(case), "code": case.code, "state": say[f"state_{case.state}"]}
    )


def _with(run: Run, case: Case) -> dict[str, Arg]:
    return {"office": case.office, "liaison": case.liaison, "phone": case.phone, "due": run.day(case.due)}


def own_case(run: Run, item: str) -> None:
    """What the person wants done about the case that was shown."""
    case = case_of(run.cases, run.offer.removeprefix(_ABOUT))
    if case is None or item == "leave":
        unshelve(run)
    elif item == "withdraw":
        run.prompt = None
        ask_own(run, "@ask_withdraw", f"{_ABOUT}{case.code}")
    else:
        _object(run, case)
        unshelve(run)


def own_withdraw(run: Run, item: str) -> None:
    """Take it back, once they are sure."""
    case = case_of(run.cases, run.offer.removeprefix(_ABOUT))
    if case is not None and item == "yes" and may_become(case, "withdrawn"):
        move_case(run, case, Move(case.code, "withdrawn"))
        run.say("withdrawn", title=run.title_of(case), code=case.code)
    unshelve(run)


def _object(run: Run, case: Case) -> None:
    """Somebody further up looks at it again."""
    run.effects.append(
        Request("objection", shareable(run, case.whose), about=case.about, above=case.liaison, after=case.code)
    )
    run.say("objected", title=run.title_of(case), code=case.code)


def office_moved(run: Run, event: Moved) -> None:
    """The office changed something: it goes on record, the person is told in one message, and is asked later on whether
    the help arrived. What cannot follow, or is no case of theirs, changes nothing.
    """
    case = case_of(run.cases, event.code)
    if case is None:
        return
    day = day_ahead(event.day, today(run)) if event.state in DATED else ""
    again = bool(day) and case.state == event.state  # only the day is new
    if not again and not may_become(case, event.state):
        return
    move_case(run, case, Move(event.code, event.state, event.by, event.why, day))
    why = _why(run, event.why)
    why = _with_day(run, case, why, day) if day else why
    if run.stopped:
        return
    args = {"title": run.title_of(case), "code": case.code, "why": why, **_with(run, case)}
    run.say("moved_day" if again else f"moved_{event.state}", **args)
    if event.state in ("accepted", "done"):
        _follow_up(run, case)


def _with_day(run: Run, case: Case, why: Arg, day: str) -> Arg:
    """The reason with the day it comes to, and that they are reminded of it if that is still ahead."""
    reminded = set_reminder(run, Reminder(START, case.code, day, case.whose))
    return Phrase(run.content.say["day_reminded" if reminded else "day_plain"], {"why": why, "day": day})


def _why(run: Run, why: str) -> Arg:
    """The office's own words, as a sentence of their own."""
    plain = why.strip().rstrip("。.!！;；,，")
    return Phrase(run.content.say["moved_why"], {"why": plain}) if plain else ""


def _follow_up(run: Run, case: Case) -> None:
    """Ask whether the help arrived, as often as the entitlement says; once is enough to begin with."""
    tree = run.content.settings.arrived
    if any(parked.frame.tree == tree and parked.frame.arg == case.code for parked in run.parked):
        return
    entitlement = run.content.entitlements.get(case.about)
    spans = entitlement.follow_up if entitlement is not None and entitlement.follow_up else _SPANS
    for span in spans:
        park(run, Frame(tree, run.content.trees[tree].start, case.code), run.now + span)


#: After how long it is asked where the entitlement does not say (seconds): a month, three months.
_SPANS = (30 * 86400, 90 * 86400)
