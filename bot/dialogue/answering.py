"""Taking an answer in: what a value does to the session, by what kind of question it answers."""

import msgspec

from bot.dialogue.asking import ask_own, put_again, record
from bot.dialogue.effects import Put
from bot.dialogue.own import OWN, call_person
from bot.dialogue.reading import TAKEN_AS, Reading
from bot.dialogue.results import RESULTS
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, Prompt, path_of
from bot.dialogue.summing import CONFIRM, field_here, listed, unfold, why_here
from bot.dialogue.tree import Fill, Question, Results
from bot.dialogue.undo import changed, correct, set_subject_aside, unshelve
from bot.dialogue.walk import pick_result, submit, walk
from bot.dialogue.window import applied_for, is_shut
from bot.entitlements.facts import Value

#: Questions whose answer has consequences: after a pause they are put again rather than answered by whoever writes
#: next.
_CAREFUL_KINDS = ("consent", "text")
#: Questions of our own that are as clear a day later.
_STANDING = (RESULTS, "@ask_shared", "@ask_visitor")


def careful(question: Question) -> bool:
    """Whether an answer long after the question must not be taken without showing the question again."""
    return (question.key.startswith("@") and question.key not in _STANDING) or question.kind in _CAREFUL_KINDS


def take(run: Run, question: Question, reading: Reading) -> None:
    """Take *reading* as the answer to the prompt on the table, and walk on."""
    if reading.value is None and _needed(run, question):
        return
    if reading.echo or _doubtful(run, question, reading.value):
        _echo(run, question, reading)
    if question.key.startswith("@ask_"):
        value = reading.value
        OWN[question.key](run, " ".join(value) if isinstance(value, list) else str(value))
    elif run.offer == "change":
        changed(run, reading.value)
    elif run.correcting:
        correct(run, reading.value)
    elif question.key in (RESULTS, CONFIRM):
        _take_listed(run, question.key, str(reading.value))
    else:
        _take_plain(run, question, reading.value)


def _needed(run: Run, question: Question) -> bool:
    """Whoever does not know what a form cannot do without is told why, once; the second time it stays open."""
    field, prompt = field_here(run, question.key), run.prompt
    if field is None or not field.required or prompt is None or prompt.misses:
        return False
    run.prompt = msgspec.structs.replace(prompt, misses=1)
    run.say("needed", why=why_here(run, question))
    put_again(run)
    return True


def _doubtful(run: Run, question: Question, value: Value) -> bool:
    """Whether the answer may be a slip of the finger: a child's age for a grown man."""
    rule = question.fact.doubt if question.fact is not None else None
    return rule is not None and rule.holds({**run.facts, question.key: value}) is True


def _echo(run: Run, question: Question, reading: Reading) -> None:
    if question.fact is not None:
        doubtful = _doubtful(run, question, reading.value)
        run.say(
            TAKEN_AS if doubtful else reading.echo,
            name=question.fact.name,
            value=run.shown(question.fact, reading.value),
        )


def _take_plain(run: Run, question: Question, value: Value) -> None:
    if question.fact is not None and question.fact.switches_subject and run.base.get(question.key, value) != value:
        set_subject_aside(run)
    record(run, question, Answer(question.key, value, ""))
    walk(run)
    if value is None and _lost(run) and run.effects and isinstance(run.effects[-1], Put):
        run.effects.pop()
        ask_own(run, "@ask_person")


def _lost(run: Run) -> bool:
    """Whether the person has just answered "don't know" again and again: they may want somebody to talk to.

    What came before something was handed over does not count: then somebody has it already.
    """
    streak = 0
    for answer in reversed(run.answers[run.floor :]):
        if answer.value is not None:
            break
        streak += 1
    return streak > 0 and streak % run.content.settings.limits.misses == 0


def _take_listed(run: Run, key: str, item: str) -> None:
    node = run.node()
    if key == RESULTS and isinstance(node, Results):
        run.answers.append(Answer(RESULTS, item, _path(run), False))
        pick_result(run, node, item)
    elif isinstance(node, Fill):
        _confirm(run, node, item)
        return
    walk(run)


def _confirm(run: Run, node: Fill, item: str) -> None:
    if item == "change":
        if unfold(run):
            run.say("summary", summary=listed(run, list(run.listed)))
        ask_own(run, "@ask_line")
        return
    run.answers.append(Answer(CONFIRM, item, _path(run), False))
    if item == "no":
        run.go(node.otherwise)
    elif not is_shut(run, applied_for(run, node)):  # what has closed meanwhile is told by the walk
        submit(run, node)
    walk(run)


def _path(run: Run) -> str:
    return path_of(tuple(run.stack))


def miss(run: Run, question: Question, prompt: Prompt, reading: Reading) -> None:
    """The answer did not fit: say what is expected; after the third time offer a person instead of asking for ever."""
    if question.key == "@ask_person" and reading.miss == "must_answer":
        call_person(run)
        return
    misses = prompt.misses + 1
    run.prompt = Prompt(prompt.id, prompt.key, prompt.items, prompt.at, misses, prompt.pushed)
    if misses >= run.content.settings.limits.misses:
        run.prompt = Prompt(prompt.id, prompt.key, prompt.items, prompt.at, 0, prompt.pushed)
        if question.key.startswith("@ask_"):
            run.say("leave_it")
            unshelve(run)
        else:
            ask_own(run, "@ask_person")
        return
    run.say(reading.miss)
    if reading.miss in ("miss", "no_such_number", "out_of_range"):
        run.utter(question.expect if question.expect.text else run.content.say[f"expect_{question.kind}"])
    put_again(run)
