"""What an answer to one of the engine's own questions does: a person? start over? which line? another matter?

Such a question interrupts; what it pushed aside is on the shelf, and comes back unless the answer leads elsewhere.
"""

from collections.abc import Callable

from bot.dialogue.asking import leap, put_again, record
from bot.dialogue.numbering import by_number
from bot.dialogue.persons import own_leave, own_who
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, Frame
from bot.dialogue.standing import own_case, own_withdraw
from bot.dialogue.still import forget
from bot.dialogue.undo import abandon, change, unshelve
from bot.dialogue.walk import walk


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
    run.forget_pending()
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


def _own_still(run: Run, item: str) -> None:
    forget(run, item)
    run.prompt = None
    unshelve(run)


#: By the question's key; each takes the option that was picked.
OWN: dict[str, Callable[[Run, str], None]] = {
    "@ask_person": _own_person,
    "@ask_restart": _own_restart,
    "@ask_line": _own_line,
    "@ask_switch": _own_switch,
    "@ask_language": _own_language,
    "@ask_case": own_case,
    "@ask_withdraw": own_withdraw,
    "@ask_who": own_who,
    "@ask_leave": own_leave,
    "@ask_still": _own_still,
}
