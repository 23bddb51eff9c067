"""Whether what is known still holds: after a long time it is shown once and confirmed, not asked all over again.

What somebody said of themselves is taken to hold for half a year, what they said of another for a month. It is shown
when a matter begins that uses it, all of it in one message, and only what has changed is asked anew.
"""

from collections.abc import Iterable

from bot.dialogue.asking import ask_own
from bot.dialogue.run import Run
from bot.dialogue.whom import ASK_STILL
from bot.entitlements.facts import SENDER

#: What does not change with time.
_LASTING = frozenset({"name", "gender", "for_whom", "relation", "consent"})
#: Instead of a fact: nothing has changed.
SAME = "same"
#: A telephone has nine digits to choose with; one is for "nothing".
_AT_ONCE = 8


def grow_old(run: Run, last: float) -> None:
    """After a pause: what was known at *last* (seconds since 1970) is doubtful if that is too long ago."""
    settings = run.content.settings
    if run.now - last < (settings.old_other if run.other else settings.old_self):
        return
    given = run.base.keys() | {answer.key for answer in run.answers if answer.fact}
    facts = run.content.facts
    known = [name for name in facts if name in given and facts[name].about != "contact" and name not in _LASTING]
    run.old = tuple(name for name in known if run.facts.get(name) not in (None, SENDER))


def ask_still(run: Run, names: Iterable[str]) -> bool:
    """Ask which of the facts *names* have changed, if they are old. True when it waits for the answer."""
    wanted = set(names)
    doubtful = [name for name in run.old if name in wanted][:_AT_ONCE]
    if not doubtful or run.carried:
        return False
    ask_own(run, ASK_STILL, "", (*doubtful, SAME))
    return True


def forget(run: Run, item: str) -> None:
    """Forget what has changed (names, a space between): it is asked again where it is needed. The rest holds."""
    shown = run.prompt.items if run.prompt is not None else ()
    gone = {name for name in item.split() if name != SAME}
    run.old = tuple(name for name in run.old if name not in shown)
    run.base = {name: value for name, value in run.base.items() if name not in gone}
    kept = [answer for answer in run.answers if not answer.fact or answer.key not in gone]
    before = run.answers
    run.floor = sum(answer in kept for answer in before[: run.floor])
    run.matter = sum(answer in kept for answer in before[: run.matter])
    run.answers[:] = kept
    run.refresh_facts()
