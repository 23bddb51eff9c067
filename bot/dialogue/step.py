"""`step`: one event in, one new session and its effects out. Pure and total.

The order in which a message is understood:

1. danger words: the hotlines at once and an alert, whatever else happens, even if the rest fails;
2. a reply to an earlier prompt, where the channel can tell: explained, never applied;
3. commands (back, change, help, a person …);
4. an answer to the prompt on the table;
5. a question about a word ("低保是什么"): answered, and the prompt put again;
6. another matter: gone to from the menu, offered from anywhere else;
7. otherwise a hint that names what is expected.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from bot.dialogue.answering import careful, miss, take
from bot.dialogue.asking import ask_own, leap, put_again
from bot.dialogue.beginning import begin, begin_again, begin_quietly, go_to
from bot.dialogue.commands import command
from bot.dialogue.content import Content
from bot.dialogue.effects import Alert, Effect, Fault, Put, Utter
from bot.dialogue.events import Due, Event, Opened, Said, Sent, Tapped
from bot.dialogue.limits import LimitError
from bot.dialogue.reading import Reading, read
from bot.dialogue.rebase import rebase
from bot.dialogue.run import Run
from bot.dialogue.session import Frame, Parked, Session, encode
from bot.dialogue.undo import abandon
from bot.dialogue.walk import park, walk
from bot.language.composing import Phrase
from bot.language.normal import normal
from bot.language.wording import Wording

#: Clocks of phone and provider may differ by this much (seconds) before a reply counts as older than the prompt.
_SKEW = 2.0
#: Only so short a message can be an answer that belongs to another question.
_SHORT = 3
#: A session of so few facts cannot come near the limit on its size, so it is not measured.
_FEW = 30


class Turn(msgspec.Struct, frozen=True, eq=False):
    """What a turn came to. `who` is how the subject is called when it is not the person writing (`other`)."""

    session: Session
    effects: tuple[Effect, ...]
    other: bool = False
    who: Wording | None = None


def step(content: Content, session: Session, event: Event, now: float) -> Turn:
    """Take one event. *now* is seconds since 1970. Never raises: a failure is a `Fault`, and the session stays as it
    was.
    """
    alarm = _danger(content, event)
    try:
        turn = advance(content, session, event, now, alarmed=bool(alarm))
    except Exception as error:  # total by design: the person is answered, the operator is told
        fault = Fault(f"{type(error).__name__} at {_place(session)}: {error if isinstance(error, LimitError) else ''}")
        gentle = error.gentle if isinstance(error, LimitError) else "apology"
        turn = Turn(session, (fault, Utter(content.say[gentle])))
    return msgspec.structs.replace(turn, effects=alarm + turn.effects) if alarm else turn


def _place(session: Session) -> str:
    return f"{session.stack[-1].tree}.{session.stack[-1].node}" if session.stack else "rest"


def _danger(content: Content, event: Event) -> tuple[Effect, ...]:
    if not isinstance(event, Said):
        return ()
    found = content.danger.find(event.text)
    if not found:
        return ()
    says = content.danger_says[found[0]]
    line = content.say["hotline_line"]
    lines = [content.hotlines[name] for name in says.hotlines]
    numbers = tuple(Phrase(line, {"name": hotline.name, "number": hotline.number}) for hotline in lines)
    return (*(Alert(category) for category in found), Utter(says.say, {"hotlines": numbers}))


def advance(content: Content, session: Session, event: Event, now: float, alarmed: bool = False) -> Turn:
    """`step` without its net: raises LimitError when the content runs into a limit, and nothing else."""
    run = Run(content, session, now, event.form)
    if session.content and session.content != content.hash:
        rebase(run)
        if run.effects and not _must_be_heard(run, event):
            _seen(run, event)
            return _turn(run)
    if alarmed:
        # Somebody in danger is not asked the next question; what was on the table stays there.
        run.say("after_danger") if run.prompt else None
    else:
        _EVENTS[type(event)](run, event)
        if not run.effects or type(run.effects[-1]) is not Put:
            _never_silent(run, event)
    _seen(run, event)
    return _turn(run)


def _never_silent(run: Run, event: Event) -> None:
    """Whoever writes hears something: at the least what is on the table, or what there is to be had."""
    if isinstance(event, (Said, Tapped, Sent)) and not any(isinstance(effect, (Utter, Put)) for effect in run.effects):
        put_again(run) if run.prompt else begin_again(run, "")


def _must_be_heard(run: Run, event: Event) -> bool:
    """Whether an event counts even when the question it came for has just been replaced."""
    if isinstance(event, Said):
        return run.content.words.commands.get(normal(event.text)) in ("person", "stop")
    return isinstance(event, Due)


def _seen(run: Run, event: Event) -> None:
    if not isinstance(event, Due):
        run.last = run.now


def _turn(run: Run) -> Turn:
    other, session = run.other, run.close()
    if len(session.answers) + len(session.base) > _FEW:
        session = _bounded(run, session)
    return Turn(session, tuple(run.effects), other, _who(run) if other else None)


def _bounded(run: Run, session: Session) -> Session:
    """The session within its limit: rather than refuse an answer, the older ones can no longer be taken back."""
    most, keep = run.content.settings.limits.session_bytes, len(session.answers)
    while len(encode(session)) > most:
        if not keep:
            if session.prompt is not None and session.prompt.key == "@ask_restart":
                break  # starting over is always possible
            raise LimitError(f"a session of more than {most} bytes at {_place(session)}", "session_full")
        keep //= 2
        session = run.close(keep)
    return session


def _who(run: Run) -> Wording:
    relation = run.facts.get(run.content.settings.relation)
    question = run.content.questions.get(run.content.settings.relation)
    label = question.labels.get(str(relation)) if question is not None else None
    return label or run.content.say["somebody"]


def _said(run: Run, event: Said) -> None:
    text = event.text[: run.content.settings.limits.message_length]
    plain = normal(text)
    returning = run.stopped and run.content.words.commands.get(plain) != "stop"
    if returning:
        _come_back(run)
    if not run.session.prompts:
        _first(run, text, plain)
        return
    if _late(run, event, text) and run.content.words.commands.get(plain, "back") == "back":
        run.say("late")
        put_again(run)
        return
    paused = _paused(run) or returning
    question, prompt = run.question(), run.prompt
    # A number, or the very word of an option, is neither a command nor a question about a word.
    exact = plain.isdecimal() or (question is not None and plain in question.words)
    if paused and run.stack:
        _recap(run)
    if not exact and command(run, plain):
        return
    if question is None or prompt is None:
        begin_again(run, text)
        return
    if not exact and _explain(run, plain):
        return
    if paused and careful(question):
        put_again(run)
        return
    reading = read(question, prompt, text, plain, run.content, run.now)
    if not reading.miss:
        take(run, question, reading)
    elif not _aside(run, plain) and (reading.miss == "must_answer" or not _shelved_answer(run, text, plain)):
        if paused:
            put_again(run)
        else:
            miss(run, question, prompt, reading)


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


def _late(run: Run, event: Said | Tapped, text: str) -> bool:
    """Whether a short answer belongs to a prompt before the one on the table."""
    prompt = run.prompt
    if prompt is None or prompt.id < 2:
        return False
    if isinstance(event, Said) and event.prompt is not None:
        return event.prompt < prompt.id
    if len(text) > _SHORT:
        return False
    if event.at is not None and event.at < prompt.at - _SKEW:
        return True
    grace = run.content.settings.grace_sms if event.form == "sms" else run.content.settings.grace_web
    return prompt.pushed and run.now - prompt.at < grace and text.strip().isdecimal()


def _paused(run: Run) -> bool:
    return run.now - run.session.last > run.content.settings.pause


def _recap(run: Run) -> None:
    """One line of where we were, and for whom; nothing at the menu, which explains itself."""
    settings = run.content.settings
    for frame in reversed(run.stack):
        tree = run.content.trees.get(frame.tree)
        if tree is not None and tree.title.text and frame.tree not in (settings.root, settings.card):
            run.say("resumed", title=_title(run, frame, tree.title))
            return


def _title(run: Run, frame: Frame, title: Wording) -> Wording:
    topic = run.content.topics.get(frame.arg.partition("+")[0])
    return topic.label if topic is not None else title


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
    if run.stopped:
        _come_back(run)
    prompt, question = run.prompt, run.question()
    if not run.session.prompts:
        begin(run, "")
    elif prompt is None or question is None:
        run.say("old_button")
        begin_again(run, "")
    elif event.prompt != prompt.id:
        run.say("old_button")
        put_again(run)
    else:
        if _paused(run):
            _recap(run)
        digit = str(event.digit)
        reading = read(question, prompt, digit, digit, run.content, run.now)
        take(run, question, reading) if not reading.miss else miss(run, question, prompt, reading)


def _sent(run: Run, event: Sent) -> None:
    if run.stopped:
        _come_back(run)
    prompt, question = run.prompt, run.question()
    if not run.session.prompts:
        begin(run, "")
    elif prompt is None or question is None:
        begin_again(run, "")
    elif question.kind == "media" and question.fact is not None and event.media in question.fact.media:
        take(run, question, Reading(event.reference[:200]))
    else:
        run.say("media_unexpected")
        put_again(run)


def _opened(run: Run, event: Opened) -> None:
    if not run.session.prompts:
        begin(run, "")
    elif run.prompt is None:
        begin_again(run, "")
    elif _paused(run):
        _recap(run)
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


_EVENTS: dict[type, Callable[[Run, Any], None]] = {
    Said: _said,
    Tapped: _tapped,
    Sent: _sent,
    Opened: _opened,
    Due: _due,
}
