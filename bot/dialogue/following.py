"""A case until its end: asked after, handed further up, asked after by telephone, closed together with all it became.

What somebody says "no" to goes to whoever is above the one who had it last, as a request of its own. The case
remembers these in its chain, so that it stays one matter to the person, whichever code they or an office name.
Nothing here ends without a next event: a timer, or somebody who has been asked.
"""

from bot.dialogue.cases import NEXT, OPEN, Case, State, case_of, changed, may_become, moved
from bot.dialogue.effects import Move, Request, SetTimer
from bot.dialogue.run import Run
from bot.dialogue.session import Frame, Parked
from bot.dialogue.whom import facts_of
from bot.entitlements.facts import Value

#: Stands in a move for the code of the request that is taken in in the same turn.
LATER = "later"
#: How often it is asked in a row whether the help arrived, before somebody telephones.
ASKED = 3
#: Requests further up that one case can come to, and requests to telephone.
LONGEST, CALLS = 8, 4
_DAY = 86400.0
#: After how long it is asked where the entitlement does not say: a month, three months.
_SPANS = (30 * _DAY, 90 * _DAY)
#: After how long a question without an answer is asked again; and a case that was returned is asked after.
_AGAIN, _RETURNED = 30 * _DAY, 14 * _DAY
#: After how long it is asked how it went with what was looked into.
_CHECK = 60 * _DAY
#: What the last one in the chain has to answer the second time.
_ANSWER = 3 * _DAY


def park(run: Run, frame: Frame, due: float) -> None:
    """Set *frame* aside until *due* (seconds since 1970)."""
    run.timers += 1
    timer = str(run.timers)
    run.parked.append(Parked(timer, frame))
    run.effects.append(SetTimer(timer, due))


def shareable(run: Run, whose: int | None = None) -> dict[str, Value]:
    """What a liaison may see of person *whose* (by default the one it is about): everything with consent; without it,
    nothing about health, money or guardianship.
    """
    facts = facts_of(run, run.subject if whose is None else whose)
    if facts.get(run.content.settings.consent) is True:
        return dict(facts)
    return {name: v for name, v in facts.items() if (f := run.content.facts.get(name)) and f.sensitivity != "H"}


def move_case(run: Run, case: Case, move: Move) -> None:
    """Remember how it stands now, and have it put on record; where it ends, all that it became ends too."""
    run.cases = moved(run.cases, case.code, move.state, run.now)
    run.effects.append(move)
    if not NEXT[move.state]:
        forget(run, case.code)
        upper, call = move.state if case.chain else None, move.state if case.calls else None
        run.cases = changed(run.cases, case.code, upper=upper, call=call)
        run.effects.extend(Move(code, move.state, move.by, see=case.code) for code in (*case.chain, *case.calls))


def report(run: Run, case: Case, state: State) -> bool:
    """The person says whether it arrived. What did not goes further up; False if there is nobody further up."""
    forget(run, case.code)
    if state == "arrived":
        move_case(run, case, Move(case.code, state))
        return True
    last, up = case.chain[-1:], may_rise(case)
    move_case(run, case, Move(case.code, state, see=LATER if up else "".join(last)))
    run.effects.extend(Move(code, state, see=LATER if up else case.code) for code in last)
    if up:
        hand_up(run, case, case.matter)
    else:
        upper = state if last else None
        run.cases = changed(run.cases, case.code, upper=upper, due=run.now + _ANSWER, asked=0)
    return up


def may_rise(case: Case) -> bool:
    """Whether somebody further up can still be asked."""
    return not case.top and len(case.chain) < LONGEST


def hand_up(run: Run, case: Case, matter: str) -> None:
    """A request to whoever is above the one who has it now."""
    facts = _facts(run, case)
    run.effects.append(Request(matter, facts, about=case.about, above=case.liaison, after=case.code))


def _facts(run: Run, case: Case) -> dict[str, Value]:
    """What whoever gets it is told: of the person it is about, whomever the talk is of by now."""
    facts = shareable(run, case.whose)
    return {**facts, run.content.settings.place: case.place} if case.place else facts


def follow_up(run: Run, case: Case, code: str, state: State) -> None:
    """After *code*, the case or what it went on as, became *state*: when to ask whether the help arrived, or what
    became of what was returned.
    """
    if state == "returned" and code == case.code:
        forget(run, case.code)
        _ask_later(run, case, _RETURNED)
    elif state in ("accepted", "done") and code not in case.calls and not _waits(run, case):
        entitlement = run.content.entitlements.get(case.about)
        for span in (entitlement.follow_up if entitlement is not None else ()) or _SPANS:
            _ask_later(run, case, span)
    elif code != case.code and state != "received" and not _waits(run, case):
        _ask_later(run, case, _CHECK)  # it was looked into, and it is still not known how it ends
    run.cases = changed(run.cases, case.code, asked=0)


def may_ask(run: Run, frame: Frame) -> bool:
    """A timer of a case has come due: whether to ask the person now. Otherwise, what else there is to do is done."""
    if frame.tree != run.content.settings.arrived:
        return True
    case = case_of(run.cases, frame.arg)
    if case is None:
        return False
    if not may_become(case, "arrived"):
        if case.state == "returned":
            _telephone(run, case)
        return False
    if run.stopped or case.asked >= ASKED:
        _telephone(run, case)
        return False
    run.cases = changed(run.cases, case.code, asked=case.asked + 1)
    run.stack[:] = [one for one in run.stack if (one.tree, one.arg) != (frame.tree, frame.arg)]
    if not _waits(run, case):
        _ask_later(run, case, _AGAIN)
    return True


def ask_anew(run: Run) -> None:
    """Somebody who wanted no messages writes again: they can be asked again."""
    run.cases = tuple(changed((case,), case.code, asked=0)[0] for case in run.cases)


def _telephone(run: Run, case: Case) -> None:
    """Whoever is nearest asks by telephone, once: no answer comes here, or no messages are wanted."""
    if case.asked > ASKED:
        return
    if len(case.calls) >= CALLS:
        _ask_later(run, case, _CHECK)
        return
    run.cases = changed(run.cases, case.code, asked=ASKED + 1)
    run.effects.append(telephone(case, run.content.say["ask_by_phone"].text, _facts(run, case)))


def telephone(case: Case, ask: str, facts: dict[str, Value]) -> Request:
    """The request to ask somebody by telephone how it went with *case*."""
    return Request(case.matter, facts, about=case.about, asks=(ask,), after=case.code)


def _ask_later(run: Run, case: Case, span: float) -> None:
    tree = run.content.settings.arrived
    park(run, Frame(tree, run.content.trees[tree].start, case.code), run.now + span)


def _waits(run: Run, case: Case) -> bool:
    tree = run.content.settings.arrived
    return any(p.timer and p.frame.tree == tree and p.frame.arg == case.code for p in run.parked)


def forget(run: Run, code: str) -> None:
    """What the case of *code* waited for counts no more."""
    tree = run.content.settings.arrived
    run.parked[:] = [p for p in run.parked if (p.frame.tree, p.frame.arg) != (tree, code)]


def goes_on(case: Case) -> bool:
    """Whether somebody it was handed on to still has to answer."""
    return case.upper is not None and case.upper in OPEN
