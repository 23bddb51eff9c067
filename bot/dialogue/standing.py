"""How a case stands: asked for by its receipt code or by "how far is it", taken back, objected to, and changed by the
office.

Everything is told out of the session, which hears of every change; nothing is looked up.
"""

import re

import msgspec

from bot.dialogue.asking import ask_own, put_again
from bot.dialogue.cases import NEXT, Case, case_of, changed, may_become, remembered
from bot.dialogue.effects import Move
from bot.dialogue.events import Moved
from bot.dialogue.following import LATER, follow_up, goes_on, hand_up, may_rise, move_case, telephone
from bot.dialogue.run import Run
from bot.dialogue.undo import unshelve
from bot.dialogue.walk import walk
from bot.language.composing import Arg, Phrase
from bot.language.receipt import number_of

#: A receipt code as people write it: alone, or after the word for it.
_CODE = re.compile(
    r"(?P<word>回执号?|收据号?|receipt|code|(?P<back>撤回|撤销|withdraw))?[ :]*(?P<code>\d[\d ]{3,10}\d)"
)
#: Questions that digits may answer: there a code needs its word.
_DIGITS = ("number", "phone", "text", "date")
_ABOUT = "case:"


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
    """How one case stands, and what the person may do about it. Who was promised an answer and got none hears whom to
    call.
    """
    waits = case.state in ("submitted", "received") or goes_on(case)
    name = "case_late" if case.late(run.now) else "case" if waits else "case_over"
    run.say(name, line=line(run, case), **_with(run, case))
    items = ["withdraw"] if may_become(case, "withdrawn") else []
    items += ["object"] if case.state in ("declined", "done") and may_rise(case) and not goes_on(case) else []
    ask_own(run, "@ask_case", f"{_ABOUT}{case.code}", (*items, "leave"))


def line(run: Run, case: Case) -> Phrase:
    """A case in a few words: what it is, its code, how it stands."""
    say = run.content.say
    again = goes_on(case) and case.state in ("declined", "part", "missing")
    state = say["state_above" if again else f"state_{case.state}"]
    return Phrase(say["case_line"], {"title": run.title_of(case), "code": case.code, "state": state})


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
        _ask_no_more(run, case)
    else:
        unshelve(run)


def _ask_no_more(run: Run, case: Case) -> None:
    """Whoever was just being asked whether it arrived, and took it back instead, is not asked that again."""
    asked = (run.content.settings.arrived, case.code)
    on_top = bool(run.stack) and (run.stack[-1].tree, run.stack[-1].arg) == asked
    run.stack[:] = [frame for frame in run.stack if (frame.tree, frame.arg) != asked]
    walk(run) if on_top else unshelve(run)


def _object(run: Run, case: Case) -> None:
    """Somebody further up looks at it again."""
    run.effects.append(Move(case.code, case.state, see=LATER))
    hand_up(run, case, "objection")
    run.say("objected", title=run.title_of(case), code=case.code)


def office_moved(run: Run, event: Moved) -> None:
    """The office changed something: it goes on record, the person is told in one message, and is asked later on whether
    the help arrived. What cannot follow, or is no case of theirs, changes nothing.
    """
    case = case_of(run.cases, event.code) or _recalled(run, event)
    if case is None or not _moves(run, case, event):
        return
    follow_up(run, case, event.code, event.state)
    if run.stopped or event.code in case.calls:
        return  # whoever was asked to telephone has spoken with them
    args = {"title": run.title_of(case), "code": event.code, "why": _why(run, event.why), **_with(run, case)}
    run.say(_told(case, event), **args)


def _why(run: Run, why: str) -> Arg:
    """The office's own words, as a sentence of their own."""
    plain = why.strip().rstrip("。.!！;；,，")
    return Phrase(run.content.say["moved_why"], {"why": plain}) if plain else ""


def _told(case: Case, event: Moved) -> str:
    """The sentence that tells of it. Who looks into what was granted and finds nothing does not refuse it."""
    if event.state == "declined" and event.code != case.code and case.state != "declined":
        return "moved_checked"
    return f"moved_{event.state}" if event.why or event.state != "returned" else "moved_returned_plain"


def _recalled(run: Run, event: Moved) -> Case | None:
    """A case that was handed in so long ago, or among so many, that it is known only from the record."""
    if event.case is not None:
        pending = {parked.frame.arg for parked in run.parked}
        run.cases, dropped = remembered(run.cases, event.case, pending)
        ask = run.content.say["ask_by_phone"].text
        run.effects.extend(telephone(case, ask, {}) for case in dropped)
    return event.case


def _moves(run: Run, case: Case, event: Moved) -> bool:
    """Whether it could follow. What is granted further up is granted, whoever said no before."""
    move = Move(event.code, event.state, event.by, event.why)
    if event.code == case.code:
        if may_become(case, event.state):
            move_case(run, case, move)
            return True
        return False
    if event.code in case.calls:
        if case.call is None or event.state not in NEXT[case.call]:
            return False
        run.effects.append(msgspec.structs.replace(move, see=case.code))
        run.cases = changed(run.cases, case.code, call=event.state)
        return True
    if case.upper is None or event.state not in NEXT[case.upper]:
        return False
    run.effects.append(msgspec.structs.replace(move, see=case.code))
    run.cases = changed(run.cases, case.code, upper=event.state)
    if event.state in ("accepted", "done") and may_become(case, event.state):
        move_case(run, case, msgspec.structs.replace(move, code=case.code, see=event.code))
    return True
