"""What each kind of event does to a session. The order in which a message is understood is told in `step`."""

from collections.abc import Callable
from typing import Any

from bot.dialogue.answering import careful, miss, take
from bot.dialogue.asking import ask_own, leap, put_again
from bot.dialogue.beginning import begin, begin_again, begin_quietly, go_to, heard_at_welcome, learn_from
from bot.dialogue.commands import command
from bot.dialogue.events import Due, Moved, Opened, Said, Sent, Tapped, Told
from bot.dialogue.pausing import late, paused, recap
from bot.dialogue.reading import Reading, read
from bot.dialogue.run import Run
from bot.dialogue.sender import another_number
from bot.dialogue.session import Parked, Prompt
from bot.dialogue.standing import ask_about, office_moved
from bot.dialogue.tree import Question
from bot.dialogue.undo import abandon
from bot.dialogue.walk import park, walk
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
    question, prompt = run.question(), run.prompt
    # A number, or the very word of an option, is neither a command nor a question about a word.
    exact = plain.isdecimal() or (question is not None and plain in question.words)
    if resuming and run.stack:
        recap(run)
    if not exact and command(run, plain):
        return
    if plain not in _digits_of(run) and ask_about(run, plain):
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
        take(run, question, reading)
    elif (
        another_number(run, text)
        or _aside(run, plain)
        or (reading.miss != "must_answer" and _shelved_answer(run, text, plain))
    ):
        return
    elif resuming:
        put_again(run)
    else:
        miss(run, question, prompt, reading)


def _digits_of(run: Run) -> tuple[str, ...]:
    """The digits that the prompt on the table offers."""
    return tuple(str(digit) for digit in range(len(run.prompt.items) + 1)) if run.prompt else ()


def _first(run: Run, text: str, plain: str) -> None:
    """The first message. Whoever wants a person, or wants no messages, need not be welcomed first."""
    name = run.content.words.commands.get(plain)
    if name == "person":
        begin_quietly(run)
    if name in ("person", "stop"):
        command(run, plain)
    else:
        begin(run, text)


def _come_back(run: Run) -> None:
    """After "stop" the person writes again; what came due meanwhile was kept, and goes on now."""
    run.stopped = False
    run.say("back_again")
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


def _aside(run: Run, plain: str) -> bool:
    """Another matter: gone to from the menu, offered from anywhere else, so that nobody loses their place."""
    intent = run.content.find_intent(plain)
    if intent is None or any(f.tree == intent.tree and f.arg.partition("+")[0] == intent.topic for f in run.stack):
        return False
    target = f"{intent.tree}:{intent.topic}"
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
        recap(run)
    digit = str(event.digit)
    reading = read(question, prompt, digit, digit, run.content, run.now)
    take(run, question, reading) if not reading.miss else miss(run, question, prompt, reading)


def _sent(run: Run, event: Sent) -> None:
    question, _ = _answerable(run)
    if question is None:
        return
    if question.kind == "media" and question.fact is not None and event.media in question.fact.media:
        take(run, question, Reading(event.reference[:200]))
    else:
        run.say("media_unexpected")
        put_again(run)


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
        recap(run)
        put_again(run)


def _due(run: Run, event: Due) -> None:
    parked = next((p for p in run.parked if p.timer == event.timer), None)
    if parked is None or not event.timer:
        return
    run.parked.remove(parked)
    if run.stopped:
        run.parked.append(Parked("", parked.frame))
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
}
