"""Taking answers back: one, several, or one further up with the later ones kept.

Going back puts the stack where it stood when the answer was given, drops the answer, and walks on from there, so
every fact that hung on it is gone too. Changing answer N does the same, but carries the later answers along: wherever
the new path asks the same question they are taken again, and those it no longer asks are dropped.
"""

from collections.abc import Sequence

from bot.dialogue.asking import ask_own, put_again, shelve
from bot.dialogue.effects import Move, Request
from bot.dialogue.following import move_case
from bot.dialogue.run import AMEND, CORRECT, Run
from bot.dialogue.session import Answer, Frame, stack_of
from bot.dialogue.summing import listed, unfold
from bot.dialogue.walk import walk
from bot.entitlements.facts import Value


def back(run: Run, steps: int = 1) -> None:
    """Undo the last *steps* answers; the question they answered is put again. Leaving a change is one step."""
    if run.offer == "change" and run.carried:
        if steps == 1:
            replay(run)
            return
        abandon(run)
        steps -= 1
    taken = 0
    while taken < steps and (index := _last_given(run)) is not None:
        _stand_at(run, run.answers[index].at)
        del run.answers[index:]
        taken += 1
    if not taken:
        run.say("sent_already" if run.floor and run.answers else "first_question")
        put_again(run)
        return
    run.carried.clear()
    run.refresh_facts()
    walk(run)


def _stand_at(run: Run, at: str) -> None:
    """Put the stack where it stood at *at*; what was parked on the way from there will be parked again."""
    run.stack[:] = stack_of(at) or run.stack
    trees = {frame.tree for frame in run.stack} - {run.content.settings.arrived}
    run.parked[:] = [parked for parked in run.parked if parked.frame.tree not in trees]


def _last_given(run: Run) -> int | None:
    """The newest answer that was given to a question (not volunteered) and may still be taken back."""
    for index in range(len(run.answers) - 1, run.floor - 1, -1):
        if run.answers[index].at:
            return index
    return None


def numbered(run: Run) -> list[int]:
    """The answers a person can change, by their number (from 1): indices of the newest answer to each fact."""
    newest = {answer.key: index for index, answer in enumerate(run.answers) if answer.fact}
    return sorted(newest.values())


def summary(run: Run) -> None:
    """Show what was answered, numbered, and how to change it."""
    names = [run.answers[index].key for index in numbered(run)]
    if unfold(run):
        put_again(run)
        return
    if names:
        run.say("summary", summary=listed(run, names))
    else:
        run.say("nothing_answered")
    put_again(run)


def change(run: Run, index: int) -> None:
    """Ask the question behind answer *index* again."""
    answer = run.answers[index]
    fact = run.content.facts[answer.key]
    done = index < max(run.floor, run.matter)
    if done and fact.switches_subject:
        # What was sent off, or looked at, was about somebody; another person is a new beginning.
        ask_own(run, "@ask_restart")
        return
    run.say("changing", name=fact.name, value=run.shown(fact, answer.value))
    if done:
        shelve(run)
        run.offer = f"{CORRECT if index < run.floor else AMEND}{answer.key}"
    else:
        _set_later_aside(run, index)
        run.shelved, run.offer = None, "change"
    question = run.content.questions[answer.key]
    run.put(question, question.items, run.args(question.ask))


def _set_later_aside(run: Run, index: int) -> None:
    answer, later = run.answers[index], run.answers[index + 1 :]
    run.carried[:] = [answer, *_carriable(later)]
    del run.answers[index:]
    _stand_at(run, answer.at or next((a.at for a in later if a.at), ""))
    run.refresh_facts()


def _carriable(later: Sequence[Answer]) -> list[Answer]:
    """The answers that can be taken again: every fact; menus only as far as the way leads without a list, a form's
    summary or a leap to another matter, none of which is gone through unseen.
    """
    seen = next((place for place, answer in enumerate(later) if answer.key.startswith("@")), len(later))
    return [answer for place, answer in enumerate(later) if answer.fact or place < seen]


def changed(run: Run, value: Value) -> None:
    """The new value came: go on from there with the later answers carried along."""
    old = run.carried.pop(0)
    if run.content.facts[old.key].switches_subject and value != old.value:
        set_subject_aside(run)
    _go_on(run, Answer(old.key, value, old.at))


def set_subject_aside(run: Run) -> None:
    """Another person from here on: what was known about the last one is not theirs."""
    facts = run.content.facts
    run.base = {name: value for name, value in run.base.items() if facts[name].about == "contact"}
    run.carried[:] = [a for a in run.carried if not a.fact or facts[a.key].about == "contact"]
    run.refresh_facts()


def replay(run: Run) -> None:
    """Leave a change undone: the old answer and all later ones are taken again."""
    _go_on(run, run.carried.pop(0))


def abandon(run: Run) -> None:
    """Leave a change undone without a word, because something else comes first."""
    said = len(run.effects)
    replay(run)
    run.unsay(said)


def _go_on(run: Run, answer: Answer) -> None:
    """Walk on from *answer*. What the person told unasked needs no question to be taken again."""
    told = [later for later in run.carried if later.fact and not later.at]
    run.carried[:] = [later for later in run.carried if later not in told]
    run.answers += [answer, *told]
    run.refresh_facts()
    run.mark = len(run.effects)
    walk(run)


def correct(run: Run, value: Value) -> None:
    """Something of a matter that is done gets another value where it stands; who has it already is told.

    The matter on hand is looked at again, since it may hang on it, and so is whether later answers still mean anything.
    """
    told, key = run.offer.startswith(CORRECT), run.offer.partition(":")[2]
    for index, answer in enumerate(run.answers):
        if answer.key == key:
            run.answers[index] = Answer(key, value, answer.at)
    if not any(answer.key == key for answer in run.answers):
        run.base = {**run.base, key: value}
    run.refresh_facts()
    _drop_meaningless(run)
    fact = run.content.facts[key]
    run.offer = ""
    if told:
        whose = {name: run.facts[name] for name in run.content.settings.whose if run.facts.get(name) is not None}
        run.effects.append(Request("correction", {**whose, key: value}, about=key))
    run.say("corrected" if told else "amended", name=fact.name, value=run.shown(fact, value))
    _hand_in_again(run, key) if told else None
    _look_again(run)


def _hand_in_again(run: Run, key: str) -> None:
    """What the office gave back to be put right goes to it again as soon as something in it was."""
    for case in run.cases:
        sheet = run.content.forms.get(case.form)
        fields = {field.fact for field in sheet.fields} if sheet is not None else set()
        if case.state == "returned" and case.whose == run.subject and key in fields:
            move_case(run, case, Move(case.code, "submitted"))
            run.say("moved_submitted", title=run.title_of(case), code=case.code)


def _look_again(run: Run) -> None:
    """Go through the matter on hand again with what is known now, unless something of it was handed over already."""
    if len(run.stack) == 1 or run.floor > run.matter or not run.stack:
        unshelve(run)
        return
    begun = run.matter
    while begun < len(run.answers) and ">" not in run.answers[begun].at:
        begun += 1  # the way into the matter, by the menus or by a word, stays as it was
    run.shelved, run.prompt = None, None
    run.carried[:] = _carriable(run.answers[begun:])
    del run.answers[begun:]
    run.refresh_facts()
    matter = run.stack[1]
    start = run.content.trees[matter.tree].start
    run.stack[1:] = [Frame(matter.tree, start, matter.arg.partition("+")[0])]
    run.mark = len(run.effects)
    walk(run)


def _drop_meaningless(run: Run) -> None:
    """Answers to questions that would no longer be asked (a grade without a certificate) go."""
    facts = run.content.facts
    kept = [
        answer
        for answer in run.answers
        if not answer.fact or (rule := facts[answer.key].when) is None or rule.holds(run.facts) is not False
    ]
    if len(kept) < len(run.answers):
        before = run.answers
        run.floor = sum(answer in kept for answer in before[: run.floor])
        run.matter = sum(answer in kept for answer in before[: run.matter])
        run.answers[:] = kept
        run.refresh_facts()


def unshelve(run: Run) -> None:
    """Put the prompt back that the engine's own question had pushed aside, unless its answer was told meanwhile."""
    run.offer = run.offer if run.offer == "change" else ""
    run.prompt, run.shelved = run.shelved, None
    if run.prompt is not None and run.offer != "change" and run.prompt.key in run.facts:
        run.prompt = None
    if run.prompt is None:
        walk(run)
    else:
        put_again(run)
    if not run.effects:
        run.say("leave_it")
