"""What a person sends that no question asked for: a photo, a voice message, a file.

It is shown to whoever has their case. While a form is being filled in, or a person is called, it goes with that; else
with the newest case that is still open; else it waits for the next thing they hand in, and they are told so. What is
sent for one person of a phone never goes with another's case. The bytes are kept by the pipeline: here there are only
references, and never more than a few.
"""

from bot.dialogue.effects import Attach, Request, Submit
from bot.dialogue.events import Sent
from bot.dialogue.persons import ENDED
from bot.dialogue.run import Run
from bot.dialogue.session import UNKNOWN, Loose
from bot.dialogue.summing import sheet_of
from bot.dialogue.tree import Fill, FormSheet

#: How many may wait for a case. One more has to wait until these are handed in.
WAITING = 6
#: What is handed over, but is no matter of its own that a person would ask after.
_NOT_CASES = ("correction", "danger", "share", ENDED)


def is_case(effect: Submit | Request) -> bool:
    """Whether what is handed over is a case, with a receipt and a history."""
    return effect.matter not in _NOT_CASES


def keep(run: Run, event: Sent, *, silent: bool = False) -> None:
    """Keep what was sent where it belongs, and say where that is; *silent* where it answered a question."""
    whose = UNKNOWN if unsure(run) else run.subject
    coming = silent or _about_to_hand_in(run)
    own = (case for case in reversed(run.cases) if case.open and case.whose == whose)
    case = None if coming else next(own, None)
    if not event.reference:
        run.say("media_unexpected")
    elif case is not None:
        run.effects.append(Attach(event.reference, case.code))
        run.say("sent_with_case", title=run.title_of(case), code=case.code)
    elif len(run.pending) >= WAITING:
        run.say("sent_too_many")
    else:
        run.pending = (*run.pending, Loose(event.reference, whose))
        if not silent:
            _say_when(run)


def unsure(run: Run) -> bool:
    """Whether somebody else of those who use this phone may be writing now."""
    return bool(run.people) and not run.sure


def _about_to_hand_in(run: Run) -> bool:
    """Whether a form is being filled in, or a person called: what comes next is a case of its own."""
    return _sheet(run) is not None or any(frame.tree == run.content.settings.person for frame in run.stack)


def _sheet(run: Run) -> FormSheet | None:
    node = run.node() if run.stack else None
    return sheet_of(run, node) if isinstance(node, Fill) else None


def _say_when(run: Run) -> None:
    sheet = _sheet(run)
    if unsure(run):
        run.say("sent_waits")
    elif sheet is not None:
        run.say("sent_with_form", title=sheet.title)
    else:
        run.say("sent_with_call" if _about_to_hand_in(run) else "sent_waits")


def hand_over(run: Run) -> None:
    """If this turn hands a case in, what waited for that person goes with it."""
    if not run.pending:
        return
    if not unsure(run):
        known = {UNKNOWN: run.subject}
        run.pending = tuple(Loose(one.reference, known.get(one.whose, one.whose)) for one in run.pending)
    if any(isinstance(effect, (Submit, Request)) and is_case(effect) for effect in run.effects):
        run.effects += [Attach(one.reference) for one in run.pending if one.whose == run.subject]
        run.pending = tuple(one for one in run.pending if one.whose != run.subject)


def how_to_send(run: Run) -> None:
    """Somebody asks how to send a picture: here, or where it can be shown instead."""
    run.say("how_to_send")
