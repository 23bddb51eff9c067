"""What each kind of event does to a session. The order in which a message is understood is told in `step`."""

from collections.abc import Callable
from typing import Any

import msgspec

from bot.dialogue.answering import careful, miss, take
from bot.dialogue.asking import ask_own, leap, put_again
from bot.dialogue.attaching import keep, unsure
from bot.dialogue.beginning import begin, begin_again, begin_quietly, go_to, heard_at_welcome, learn_from
from bot.dialogue.commands import command
from bot.dialogue.effects import Put
from bot.dialogue.elsewhere import answered, asked, heard_of_another, refused, shared
from bot.dialogue.events import (
    Answered,
    Asked,
    Due,
    Joined,
    Knocked,
    Left,
    Moved,
    Opened,
    Refused,
    Said,
    Sent,
    Shared,
    Tapped,
    Told,
)
from bot.dialogue.following import ask_anew, may_ask, park
from bot.dialogue.joining import heard_about_joining, joined, knocked, left
from bot.dialogue.pausing import late, paused, recap
from bot.dialogue.persons import ask_who, must_ask, turn_to_named
from bot.dialogue.reading import Reading, read
from bot.dialogue.reminding import remind
from bot.dialogue.run import Run
from bot.dialogue.sender import another_number
from bot.dialogue.session import Parked, Prompt
from bot.dialogue.standing import ask_about, office_moved
from bot.dialogue.still import grow_old
from bot.dialogue.tree import Question
from bot.dialogue.undo import abandon
from bot.dialogue.walk import walk
from bot.dialogue.whom import ASK_WHO, named
from bot.language.normal import normal


def _said(run: Run, event: Said) -> None:
    text = event.text[: run.content.settings.limits.message_length]
    plain = normal(text)
    returning = run.stopped and run.content.words.commands.get(plain) != "stop"
    if returning:
        _come_back(run)
    if not run.session.prompts:
        _first(run, text, plain)
        return
    if late(run, event, text) and run.content.words.commands.get(plain, "back") == "back":
        run.say("late")
        put_again(run)
        return
    resuming = paused(run) or returning
    if resuming:
        run.sure = False
        grow_old(run, run.session.last)
    _heard(run, text, plain, resuming)


def _heard(run: Run, text: str, plain: str, resuming: bool) -> None:
    """A message that is no late reply: a command, an answer, another matter, in the order told in `step`."""
    question, prompt = run.question(), run.prompt
    # A number, or the very word of an option, is neither a command nor a question about a word.
    exact = plain.isdecimal() or (question is not None and plain in question.words)
    if question is not None and question.key == ASK_WHO and (item := named(run, plain)):
        _take(run, question, Reading(item))
        return
    if not exact and must_ask(run, plain) and not _answers(run, text, plain):
        _ask_whom(run, text, plain)
        return
    if resuming and run.stack:
        recap(run)
    if not exact and command(run, plain):
        return
    if not _offered(run, plain) and (ask_about(run, plain) or _of_another(run, plain)):
        return
    if question is None or prompt is None:
        begin_again(run, text)
        return
    if run.hushed:
        put_again(run)
        return
    if not exact and (_explain(run, plain) or heard_at_welcome(run, plain)):
        return
    if resuming and careful(question):
        put_again(run)
        return
    reading = read(question, prompt, text, plain, run.content, run.now)
    if not reading.miss:
        _take(run, question, reading)
    elif (
        another_number(run, text)
        or _aside(run, text, plain)
        or (reading.miss != "must_answer" and _shelved_answer(run, text, plain))
    ):
        return
    elif resuming:
        put_again(run)
    else:
        miss(run, question, prompt, reading)


def _ask_whom(run: Run, text: str, plain: str) -> None:
    """Ask whom it is for, unless the message itself says so ("给我妈报名")."""
    if run.content.find_intent(plain) is None or not turn_to_named(run, text, plain):
        ask_who(run, text)
    else:
        _do_waiting(run)


def _answers(run: Run, text: str, plain: str) -> bool:
    """Whether a message answers the question on the table: then whoever writes is whoever was asked."""
    question, prompt = run.question(), run.prompt
    if question is None or prompt is None or question.kind == "text":
        return False
    if careful(question) and question.key != ASK_WHO:
        return False
    return not read(question, prompt, text, plain, run.content, run.now).miss


def _take(run: Run, question: Question, reading: Reading) -> None:
    """Take an answer, and then do what the person had written before they were asked whom it is for."""
    if question.fact is not None:
        run.sure = True
    take(run, question, reading)
    _do_waiting(run)


def _do_waiting(run: Run) -> None:
    """What the person wrote before they were asked whom it is for comes now, and the question it led to goes."""
    text, run.waiting = run.waiting, ""
    if text:
        run.unsay(len(run.effects) - 1 if run.effects and isinstance(run.effects[-1], Put) else len(run.effects))
        _heard(run, text, normal(text), False)


def _offered(run: Run, plain: str) -> bool:
    """Whether this is a digit that the prompt on the table offers."""
    return run.prompt is not None and len(plain) == 1 and plain.isdecimal() and int(plain) <= len(run.prompt.items)


def _first(run: Run, text: str, plain: str) -> None:
    """The first message. Whoever wants a person, or wants no messages, need not be welcomed first."""
    name = run.content.words.commands.get(plain)
    if run.cases and _asks_at_once(run, plain, name):
        return
    if name == "person":
        begin_quietly(run)
    if name in ("person", "stop"):
        command(run, plain)
    elif not _of_another(run, plain):
        begin(run, text)


def _of_another(run: Run, plain: str) -> bool:
    """Whether *plain* is about another conversation: somebody's case, or one to be joined."""
    return heard_about_joining(run, plain) or heard_of_another(run, plain)


def _asks_at_once(run: Run, plain: str, name: str | None) -> bool:
    """Whether the first message of a phone that was told of a case is about that."""
    begin_quietly(run)
    found = ask_about(run, plain) or (name == "status" and command(run, plain))
    if run.prompt is None:
        run.stack.clear()
    return found


def _come_back(run: Run) -> None:
    """After "stop" the person writes again; what came due meanwhile was kept, and goes on now."""
    run.stopped = False
    run.say("back_again")
    ask_anew(run)
    for overdue in [parked for parked in run.parked if not parked.timer]:
        run.parked.remove(overdue)
        park(run, overdue.frame, run.now)


def _explain(run: Run, plain: str) -> bool:
    """A question about a word ("低保是什么") is answered, and the prompt stays on the table."""
    term = run.content.find_term(plain)
    if term is None:
        return False
    run.utter(run.content.glossary[term])
    put_again(run)
    return True


def _aside(run: Run, text: str, plain: str) -> bool:
    """Another matter: gone to from the menu, offered from anywhere else, so that nobody loses their place."""
    intent = run.content.find_intent(plain)
    if intent is None or any(f.tree == intent.tree and f.arg.partition("+")[0] == intent.topic for f in run.stack):
        return False
    target = f"{intent.tree}:{intent.topic}"
    if turn_to_named(run, text, plain):
        _do_waiting(run)
        return True
    if len(run.stack) == 1:
        leap(run, target)
        go_to(run, intent)
        walk(run)
        return True
    if run.offer == "change":
        abandon(run)
    learn_from(run, intent)
    ask_own(run, "@ask_switch", target)
    return True


def _shelved_answer(run: Run, text: str, plain: str) -> bool:
    """An answer to the question that our own question pushed aside counts, and settles ours."""
    shelved = run.shelved
    if shelved is None:
        return False
    question = run.content.questions.get(shelved.key)
    if question is None or question.kind == "text":  # any words would do for a name
        return False
    reading = read(question, shelved, text, plain, run.content, run.now)
    if reading.miss:
        return False
    run.prompt, run.shelved, run.offer = shelved, None, "change" if run.offer == "change" else ""
    take(run, question, reading)
    return True


def _tapped(run: Run, event: Tapped) -> None:
    stale = bool(run.session.prompts) and (run.prompt is None or event.prompt != run.prompt.id)
    question, prompt = _answerable(run, stale)
    if question is None or prompt is None:
        return
    if paused(run):
        run.sure = False
        grow_old(run, run.session.last)
        recap(run)
    digit = str(event.digit)
    reading = read(question, prompt, digit, digit, run.content, run.now)
    _take(run, question, reading) if not reading.miss else miss(run, question, prompt, reading)


def _sent(run: Run, event: Sent) -> None:
    """An answer, where a photo or a voice was asked for; anything else is kept for whoever has the case."""
    if run.stopped:
        _come_back(run)
    if paused(run):
        run.sure = False
        grow_old(run, run.session.last)
    event = msgspec.structs.replace(event, reference=event.reference[:64])
    question = run.question()
    asked = question is not None and event.reference != "" and _wanted(run, question, event)
    keep(run, event, silent=asked)
    if asked and question is not None:
        _take(run, question, Reading(event.reference))
    elif not run.session.prompts:
        begin(run, "")
    elif unsure(run) and (question is None or question.key != ASK_WHO):
        ask_who(run)
    elif run.prompt is None:
        begin_again(run, "")
    else:
        put_again(run)


def _wanted(run: Run, question: Question, event: Sent) -> bool:
    """Whether the question on the table asks for what was sent, and whoever sent it has seen it."""
    fact = question.fact if question.kind == "media" else None
    return fact is not None and event.media in fact.media and not run.hushed and not unsure(run)


def _answerable(run: Run, stale: bool = False) -> tuple[Question | None, Prompt | None]:
    """The question that something other than words can answer now; (None, None) when it cannot, after saying why."""
    if run.stopped:
        _come_back(run)
    if not run.session.prompts:
        begin(run, "")
        return None, None
    if stale:
        run.say("old_button")
    question, prompt = run.question(), run.prompt
    if question is None or prompt is None:
        begin_again(run, "")
    elif stale or run.hushed:
        put_again(run)
    else:
        return question, prompt
    return None, None


def _opened(run: Run, event: Opened) -> None:
    if not run.session.prompts:
        begin(run, "")
    elif run.prompt is None:
        begin_again(run, "")
    elif paused(run):
        run.sure = False
        if run.people:
            ask_who(run)
            return
        recap(run)
        put_again(run)


def _due(run: Run, event: Due) -> None:
    parked = next((p for p in run.parked if p.timer == event.timer), None)
    if parked is None or not event.timer:
        return
    run.parked.remove(parked)
    asks = may_ask(run, parked.frame)
    if run.stopped:
        overdue = Parked("", parked.frame)
        run.parked += [overdue] if overdue not in run.parked else []
        return
    if not asks:
        return
    if parked.frame.tree == run.content.settings.remind:
        remind(run, parked.frame)
        return
    run.pushed = True
    if run.offer == "change":
        abandon(run)
    if run.stack:
        leap(run, parked.frame.tree)
    run.stack.append(parked.frame)
    walk(run)


def _told(run: Run, event: Told) -> None:
    """Passed on as it is, unless they want no messages; what is on the table stays there."""
    if not run.stopped:
        run.say("passed_on", text=event.text)


EVENTS: dict[type, Callable[[Run, Any], None]] = {
    Said: _said,
    Tapped: _tapped,
    Sent: _sent,
    Opened: _opened,
    Due: _due,
    Told: _told,
    Moved: office_moved,
    Asked: asked,
    Answered: answered,
    Shared: shared,
    Refused: refused,
    Knocked: knocked,
    Joined: joined,
    Left: left,
}
