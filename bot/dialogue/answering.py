"""Taking an answer in: what a value does to the session, by what kind of question it answers."""

from bot.dialogue.asking import CONFIRM, RESULTS, ask_own, leap, put_again, record
from bot.dialogue.effects import Put
from bot.dialogue.numbering import by_number
from bot.dialogue.reading import Reading
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, Frame, Prompt, path_of
from bot.dialogue.tree import Fill, Question, Results
from bot.dialogue.undo import abandon, change, changed, correct, set_subject_aside, unshelve
from bot.dialogue.walk import pick_result, submit, walk
from bot.entitlements.facts import Value

#: Questions whose answer has consequences: after a pause they are put again rather than answered by whoever writes
#: next.
_CAREFUL_KINDS = ("consent", "text")


def careful(question: Question) -> bool:
    """Whether an answer long after the question must not be taken without showing the question again."""
    return (question.key.startswith("@") and question.key != RESULTS) or question.kind in _CAREFUL_KINDS


def take(run: Run, question: Question, reading: Reading) -> None:
    """Take *reading* as the answer to the prompt on the table, and walk on."""
    if reading.echo:
        _echo(run, question, reading)
    if question.key.startswith("@ask_"):
        _OWN[question.key](run, str(reading.value))
    elif run.offer == "change":
        changed(run, reading.value)
    elif run.correcting:
        correct(run, reading.value)
    elif question.key in (RESULTS, CONFIRM):
        _take_listed(run, question.key, str(reading.value))
    else:
        _take_plain(run, question, reading.value)


def _echo(run: Run, question: Question, reading: Reading) -> None:
    if question.fact is not None:
        run.say(reading.echo, name=question.fact.name, value=run.shown(question.fact, reading.value))


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
        ask_own(run, "@ask_line")
        return
    run.answers.append(Answer(CONFIRM, item, _path(run), False))
    if item == "yes":
        submit(run, node)
    else:
        run.go(node.otherwise)
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


def _own_person(run: Run, item: str) -> None:
    if item == "yes":
        call_person(run)
    else:
        unshelve(run)


def call_person(run: Run) -> None:
    """Put the tree that hands over to a person on top of whatever is going on; afterwards that goes on."""
    if run.offer == "change":
        abandon(run)
    person = run.content.settings.person
    calling = any(frame.tree == person for frame in run.stack)
    if not calling and _called_lately(run):
        _wait_for_the_call(run)
        return
    if calling and run.shelved is None and run.prompt is not None:
        put_again(run)
        return
    if calling:
        _call_without(run, person)
    else:
        leap(run, person)
        run.push(person)
    walk(run)


def _called_lately(run: Run) -> bool:
    return bool(run.called) and run.now - run.called < run.content.settings.recall


def _wait_for_the_call(run: Run) -> None:
    """Somebody has been called: nobody else is, and who has no answers is not asked on and on until they come."""
    lost = run.prompt is not None and run.prompt.key == "@ask_person"
    run.say("called_already")
    if lost:
        run.stack.clear()
        run.carried.clear()
        run.prompt, run.shelved, run.offer = None, None, ""
    elif run.shelved is not None:
        unshelve(run)
    elif run.prompt is not None:
        put_again(run)


def _call_without(run: Run, person: str) -> None:
    """Somebody is being called already, and what was asked for it cannot be answered: it goes on without."""
    asked = run.content.questions.get(run.shelved.key) if run.shelved else None
    run.shelved = None
    if run.stack[-1].tree != person:
        while run.stack[-1].tree != person:
            run.stack.pop()
    elif asked is not None and asked.fact is not None:
        record(run, asked, Answer(asked.key, None, ""))


def _own_restart(run: Run, item: str) -> None:
    if item == "yes":
        restart(run)
    else:
        unshelve(run)


def restart(run: Run) -> None:
    """Begin anew: everything about the subject is set aside, with their consent; the contact's language stays."""
    facts = run.content.facts
    who = run.content.settings.who
    run.base = {k: v for k, v in run.facts.items() if k in facts and facts[k].about == "contact" and k != who}
    for kept in (run.answers, run.carried, run.parked):
        kept.clear()
    run.floor, run.listed, run.called = 0, (), 0.0
    run.refresh_facts()
    root = run.content.settings.root
    run.stack[:] = [Frame(root, run.content.trees[root].start)]
    run.push(run.content.settings.welcome)
    walk(run)


def _own_line(run: Run, item: str) -> None:
    """Which line of the summary is wrong: its question is put again."""
    run.prompt, run.shelved = run.shelved, None
    index = by_number(run, int(float(item)))
    if index is not None:
        change(run, index)
    else:
        run.say("no_such_answer")
        put_again(run)


def _own_switch(run: Run, item: str) -> None:
    tree, _, topic = run.offer.partition(":")
    if item == "yes" and tree in run.content.trees:
        leap(run, run.offer)
        run.push(tree, topic)
        walk(run)
    else:
        unshelve(run)


def _own_language(run: Run, item: str) -> None:
    run.language = item
    run.say("language_set")
    unshelve(run)


_OWN = {
    "@ask_person": _own_person,
    "@ask_restart": _own_restart,
    "@ask_line": _own_line,
    "@ask_switch": _own_switch,
    "@ask_language": _own_language,
}
