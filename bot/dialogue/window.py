"""A county's window that is not open today: told in plain words, with a reminder for the day it opens.

Nothing is taken in at a window that is shut. What was answered is kept, so that on the day only the summary is left.
"""

from bot.dialogue.asking import ask_own
from bot.dialogue.local import local_of
from bot.dialogue.reminders import WINDOW, Reminder, today, upcoming
from bot.dialogue.run import Run
from bot.dialogue.summing import sheet_of
from bot.dialogue.tree import Fill
from bot.entitlements.entitlement import Entitlement


def applied_for(run: Run, node: Fill) -> Entitlement | None:
    """The entitlement a form applies for: what its tree was called for, or the form's own."""
    sheet = sheet_of(run, node)
    about = run.content.entitlements.get(run.stack[-1].arg)
    return about or (run.content.entitlements.get(sheet.entitlement) if sheet is not None else None)


def is_shut(run: Run, entitlement: Entitlement | None) -> bool:
    """Whether the person's county is known to take nothing in for *entitlement* today."""
    if entitlement is None:
        return False
    local, day = local_of(run, entitlement), today(run)
    return (local.opens is not None and day < local.opens) or (local.closes is not None and local.closes < day)


def turn_away(run: Run, entitlement: Entitlement) -> bool:
    """Say that it is shut, and until when. True when the person is asked whether to be reminded."""
    local = local_of(run, entitlement)
    if local.opens is not None and today(run) < local.opens:
        run.say("window_later", title=entitlement.short, day=local.opens.isoformat())
        return offer(run, entitlement)
    run.say("window_over", title=entitlement.short, day=local.closes.isoformat() if local.closes else "")
    return False


def offer(run: Run, entitlement: Entitlement) -> bool:
    """Offer to remind them when it opens, if that is ahead and they are not to be reminded already."""
    opens = local_of(run, entitlement).opens
    if opens is None or opens <= today(run):
        return False
    reminder = Reminder(WINDOW, entitlement.id, opens.isoformat(), run.subject)
    if reminder in upcoming(run):
        return False
    ask_own(run, "@ask_remind", reminder.arg)
    return True
