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

import msgspec

from bot.dialogue.asking import put_again
from bot.dialogue.attaching import hand_over
from bot.dialogue.beginning import begin_again
from bot.dialogue.content import Content
from bot.dialogue.effects import Alert, Effect, Fault, Put, Utter
from bot.dialogue.events import Due, Event, Moved, Said, Sent, Tapped, Told
from bot.dialogue.hearing import EVENTS
from bot.dialogue.limits import LimitError
from bot.dialogue.persons import folded
from bot.dialogue.rebase import rebase
from bot.dialogue.run import Run
from bot.dialogue.session import Session, encode
from bot.language.composing import Phrase
from bot.language.normal import normal
from bot.language.wording import Wording

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
        kept = msgspec.structs.replace(session, hushed=True) if alarm else session
        turn = Turn(kept, (fault, Utter(content.say[gentle])))
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
        if alarmed or isinstance(event, Sent):  # what was sent is kept, and then the new question is put
            run.unsay(0)
        elif run.effects and not _must_be_heard(run, event):
            _seen(run, event)
            return _turn(run)
    if alarmed:
        # Somebody in danger is not asked the next question; what was on the table stays there.
        run.say("after_danger") if run.prompt else None
        run.hushed = True
    else:
        EVENTS[type(event)](run, event)
        if not run.effects or type(run.effects[-1]) is not Put:
            _never_silent(run, event)
        # A question is before their eyes again once it has been put, and not before.
        run.hushed = run.hushed and not any(type(effect) is Put for effect in run.effects)
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
    return isinstance(event, Due | Told | Moved)


def _seen(run: Run, event: Event) -> None:
    if not isinstance(event, Due | Told | Moved):
        run.last = run.now


def _turn(run: Run) -> Turn:
    hand_over(run)
    other, session = run.other, run.close()
    if len(session.answers) + len(session.base) > _FEW or session.people:
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
        run.people = tuple(folded(person) for person in run.people)
        session = run.close(keep)
    return session


def _who(run: Run) -> Wording:
    relation = run.facts.get(run.content.settings.relation)
    question = run.content.questions.get(run.content.settings.relation)
    label = question.labels.get(str(relation)) if question is not None else None
    return label or run.content.say["somebody"]
