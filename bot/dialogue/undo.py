"""Taking answers back: one, several, or one further up with the later ones kept.

Going back puts the stack where it stood when the answer was given, drops the answer, and walks on from there, so
every fact that hung on it is gone too. Changing answer N does the same, but carries the later answers along: wherever
the new path asks the same question they are taken again, and those it no longer asks are dropped.
"""

from bot.dialogue.asking import listed, put_again
from bot.dialogue.effects import Request
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, stack_of
from bot.dialogue.walk import walk
from bot.entitlements.facts import Value


def back(run: Run, steps: int = 1) -> None:
    """Undo the last *steps* answers; the question they answered is put again."""
    if run.offer == "change" and run.carried:
        replay(run)
        return
    taken = 0
    while taken < steps and (index := _last_given(run)) is not None:
        run.stack[:] = stack_of(run.answers[index].at)
        del run.answers[index:]
        taken += 1
    if not taken:
        run.say("sent_already" if run.floor and run.answers else "first_question")
        put_again(run)
        return
    run.carried.clear()
    run.refresh_facts()
    walk(run)


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
    if names:
        run.say("summary", summary=listed(run, names))
    else:
        run.say("nothing_answered")
    put_again(run)


def change(run: Run, index: int) -> None:
    """Ask the question behind answer *index* again."""
    answer = run.answers[index]
    fact = run.content.facts[answer.key]
    run.say("changing", name=fact.name, value=run.shown(fact, answer.value))
    if index < run.floor:
        _ask_correction(run, answer, index)
        return
    run.carried[:] = [answer] + [a for a in run.answers[index + 1 :] if not a.key.startswith("@")]
    del run.answers[index:]
    run.stack[:] = stack_of(answer.at or next((a.at for a in run.carried if a.at), "")) or run.stack
    run.offer = "change"
    run.refresh_facts()
    if answer.at:
        walk(run)
    else:
        question = run.content.questions[answer.key]
        run.put(question, tuple(option.value for option in question.options), run.args(question.ask))


def changed(run: Run, value: Value) -> None:
    """The new value came: go on from there with the later answers carried along."""
    old = run.carried.pop(0)
    run.offer = ""
    fact = run.content.facts[old.key]
    if fact.switches_subject and value != old.value:
        about = run.content.facts
        run.carried[:] = [a for a in run.carried if a.fact and about[a.key].about == "contact"]
    run.answers.append(Answer(old.key, value, old.at))
    run.learn(old.key, value)
    _onward(run)


def replay(run: Run) -> None:
    """Leave a change undone: the old answer and all later ones are taken again."""
    run.offer = ""
    old = run.carried.pop(0)
    run.answers.append(old)
    run.learn(old.key, old.value)
    _onward(run)


def _onward(run: Run) -> None:
    run.mark = len(run.effects)
    walk(run)


def _ask_correction(run: Run, answer: Answer, index: int) -> None:
    """Something already sent off is corrected in place, and whoever has it is told."""
    question = run.content.questions[answer.key]
    run.shelved = run.shelved or run.prompt
    run.offer = f"correct:{index}"
    run.put(question, tuple(option.value for option in question.options), run.args(question.ask))


def correct(run: Run, value: Value) -> None:
    """Write the correction down and pass it on."""
    index = int(run.offer.partition(":")[2])
    old = run.answers[index]
    run.answers[index] = Answer(old.key, value, old.at)
    run.offer = ""
    run.refresh_facts()
    fact = run.content.facts[old.key]
    run.effects.append(Request("correction", {old.key: value}, about=old.key))
    run.say("corrected", name=fact.name, value=run.shown(fact, value))
    unshelve(run)


def unshelve(run: Run) -> None:
    """Put the prompt back that the engine's own question had pushed aside."""
    run.offer = ""
    run.prompt, run.shelved = run.shelved, None
    if run.prompt is None:
        walk(run)
    else:
        put_again(run)
