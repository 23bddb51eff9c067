"""Reminders: set, told, listed, and stopped one by one.

A reminder says one thing and is over. Like words that somebody had passed on it answers nothing and asks nothing, so
the question on the table stays there as it was.
"""

from bot.dialogue.asking import REMINDERS, ask_own, put_again
from bot.dialogue.cases import case_of
from bot.dialogue.following import park
from bot.dialogue.local import local_of
from bot.dialogue.reminders import (
    CERT,
    START,
    WINDOW,
    Reminder,
    day_named,
    reminder_args,
    reminder_line,
    reminder_of,
    today,
    upcoming,
    when,
)
from bot.dialogue.run import Run
from bot.dialogue.session import Frame
from bot.dialogue.tree import Say
from bot.dialogue.undo import abandon, unshelve
from bot.dialogue.whom import facts_of

#: As many as have a digit, with the last one for "none of them".
_SHOWN = 8
#: The first node of the tree `remind` for each kind.
_NODE = {START: "tomorrow", CERT: "cert", WINDOW: "window"}


def set_reminder(run: Run, reminder: Reminder) -> bool:
    """Remind of it when its time has come, and of the same thing on no other day. False if that is over."""
    forget(run, reminder)
    due = when(reminder, run.now)
    if due is not None:
        park(run, Frame(run.content.settings.remind, _NODE[reminder.kind], reminder.arg), due)
    return due is not None


def forget(run: Run, reminder: Reminder) -> None:
    """Stop what was to be told of that one thing, on whatever day."""
    tree, same = run.content.settings.remind, _same(reminder)
    run.parked = [
        parked for parked in run.parked if parked.frame.tree != tree or _same(reminder_of(parked.frame)) != same
    ]


def _same(reminder: Reminder) -> tuple[str, str, int]:
    return reminder.kind, reminder.about, reminder.whose


def remind(run: Run, frame: Frame) -> None:
    """Say the reminder whose time has come, unless there is no reason to any more."""
    reminder = reminder_of(frame)
    node = _node_now(run, reminder)
    if not node:
        return
    args, nodes = reminder_args(run, reminder), run.content.trees[frame.tree].nodes
    for _ in nodes:
        step = nodes[node]
        if not isinstance(step, Say):
            return
        run.utter(step.say, args)
        node = step.next


def _node_now(run: Run, reminder: Reminder) -> str:
    """What there is to say of it today: a day may have passed, or a county have put its window off."""
    day = today(run)
    if reminder.kind == START:
        if case_of(run.cases, reminder.about) is None or reminder.date < day:
            return ""
        return "today" if reminder.date == day else "tomorrow"
    if reminder.kind == CERT:
        return "cert" if set_reminder(run, reminder) else "cert_last"
    return "window" if _open_now(run, reminder) else ""


def _open_now(run: Run, reminder: Reminder) -> bool:
    entitlement = run.content.entitlements.get(reminder.about)
    place = str(facts_of(run, reminder.whose).get(run.content.settings.place) or "")
    local = local_of(run, entitlement, place) if entitlement is not None else None
    if local is None or (local.closes is not None and local.closes < today(run)):
        return False
    if local.opens is not None and today(run) < local.opens:
        set_reminder(run, Reminder(WINDOW, reminder.about, local.opens.isoformat(), reminder.whose))
        return False
    return True


def list_reminders(run: Run) -> None:
    """What is coming, the soonest first; a digit stops one alone."""
    if run.offer == "change":
        abandon(run)
    found = upcoming(run)[:_SHOWN]
    if found:
        ask_own(run, "@ask_reminder", REMINDERS, (*(reminder.arg for reminder in found), "leave"))
    else:
        run.say("no_reminders")
        put_again(run)


def own_reminder(run: Run, item: str) -> None:
    """Which of those listed is to be stopped."""
    found = next((reminder for reminder in upcoming(run) if reminder.arg == item), None)
    if found is not None:
        run.say("reminder_stopped", line=reminder_line(run, found))
        forget(run, found)
    unshelve(run)


def own_remind(run: Run, item: str) -> None:
    """Whether to be reminded when a window opens."""
    reminder = reminder_of(Frame("", "", run.offer))
    forget(run, reminder)
    if item == "yes" and set_reminder(run, reminder):
        run.say("reminder_set", line=reminder_line(run, reminder))
    unshelve(run)


def certificate(run: Run, plain: str) -> bool:
    """ "提醒证到期 2027年3月": from three months before, the person is told to see to it."""
    prefix = next((word for word in run.content.words.remind if plain.startswith(word)), None)
    if prefix is None:
        return False
    day = day_named(plain[len(prefix) :].strip(" :,是在"), today(run))
    if not day:
        run.say("reminder_cert_how")
    else:
        _set_certificate(run, Reminder(CERT, "", day, run.subject))
    put_again(run)
    return True


def _set_certificate(run: Run, reminder: Reminder) -> None:
    if reminder.date < today(run).replace(day=1 if len(reminder.day) == len("2027-03") else today(run).day):
        run.say("reminder_cert_over", **reminder_args(run, reminder))
    elif set_reminder(run, reminder):
        run.say("reminder_set", line=reminder_line(run, reminder))
    else:
        run.say("reminder_cert_soon", **reminder_args(run, reminder))
