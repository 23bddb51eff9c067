"""Putting questions: facts, menus, and the engine's own.

Before a question is put, the answer may already be there: carried over while an earlier answer is being changed. Then
it is taken without asking, and what was said on the way to it is not said twice.
"""

from bot.dialogue.effects import Put
from bot.dialogue.reminders import reminder_lines
from bot.dialogue.results import RESULTS, page_of, result_args
from bot.dialogue.run import Run
from bot.dialogue.session import LEAP, Answer, path_of
from bot.dialogue.summing import CONFIRM, confirm_args, sheet_of
from bot.dialogue.tree import Fill, Menu, Question
from bot.dialogue.whom import ASK_STILL, ASK_WHO, still_args, who_args
from bot.language.composing import Arg

#: What the question about reminders offers to stop.
REMINDERS = "reminders"


def ask_fact(run: Run, name: str) -> bool:
    """Put the question for fact *name*. True when it waits; False when the fact is now known (or known to be unknown).

    A private fact is asked only after consent: consent is asked first, and without it the fact stays unknown.
    """
    fact = run.content.facts[name]
    consent = run.content.settings.consent
    if fact.sensitivity == "H" and name != consent and run.facts.get(consent) is not True:
        if consent not in run.facts:
            return ask_fact(run, consent)
        run.facts[name] = None
        return False
    question = run.content.questions[name]
    return _put(run, question, question.items, {})


def ask_menu(run: Run, menu: Menu) -> bool:
    """Put a menu, leaving out the ways whose rule is no."""
    top = run.stack[-1]
    question = run.content.questions[f"{top.tree}.{top.node}"]
    items = tuple([way.option.value for way in menu.ways if way.rule is None or way.rule.holds(run.facts) is not False])
    return _put(run, question, items, run.args(question.ask))


def _put(run: Run, question: Question, items: tuple[str, ...], args: dict[str, Arg]) -> bool:
    if run.carried and _take_carried(run, question, items):
        return False
    run.put(question, items, args or run.args(question.ask))
    return True


def _take_carried(run: Run, question: Question, items: tuple[str, ...]) -> bool:
    for index, answer in enumerate(run.carried):
        if answer.key == question.key and _still_fits(run, answer, items):
            del run.carried[index]
            run.unsay(run.mark)
            record(run, question, answer)
            return True
    return False


def _still_fits(run: Run, answer: Answer, items: tuple[str, ...]) -> bool:
    """A fact is the same wherever it is asked; a way chosen from a menu holds only at that very place."""
    if not answer.fact and answer.at != path_of(tuple(run.stack)):
        return False
    return not isinstance(answer.value, str) or not items or answer.value in items


def record(run: Run, question: Question, answer: Answer) -> None:
    """Write an answer down at the place where it was given, and follow a menu to where it leads."""
    begin_matter(run)
    run.answers.append(Answer(answer.key, answer.value, path_of(tuple(run.stack)), question.fact is not None))
    if question.fact is not None:
        run.learn(answer.key, answer.value)
    else:
        node = run.node()
        if isinstance(node, Menu):
            run.go(next((way.to for way in node.ways if way.option.value == answer.value), node.unknown))


def begin_matter(run: Run) -> None:
    """At "anything else?" the matters before are done, and whatever is answered there begins the next."""
    settings = run.content.settings
    if len(run.stack) == 1 and run.stack[0].node == settings.after and run.stack[0].tree == settings.root:
        run.matter = len(run.answers)


def leap(run: Run, where: str) -> None:
    """Remember that the person went from here to another matter, so that "back" leads here again."""
    begin_matter(run)
    run.answers.append(Answer(LEAP, where, path_of(tuple(run.stack)), False))


def put_again(run: Run) -> None:
    """Show the prompt on the table once more, under its own number, so that what it offered stays valid."""
    question = run.question()
    if run.prompt is not None and question is not None:
        run.effects.append(Put(run.prompt, question, _arguments(run, question)))


def _arguments(run: Run, question: Question) -> dict[str, Arg]:
    """The arguments of the prompt on the table, found again from where the session stands."""
    node = run.node() if run.stack else None
    if question.key == RESULTS and node is not None and hasattr(node, "topic"):
        return result_args(run, *page_of(run, node.topic))
    if question.key == CONFIRM and isinstance(node, Fill):
        sheet = sheet_of(run, node)
        return confirm_args(run, sheet) if sheet is not None else {}
    return _own_args(run, question)


def _own_args(run: Run, question: Question) -> dict[str, Arg]:
    if question.key == ASK_WHO:
        return who_args(run)
    if question.key == ASK_STILL:
        return still_args(run)
    return {**run.args(question.ask), **offer_args(run)}


def offer_args(run: Run) -> dict[str, Arg]:
    """What the engine's own question is about: the title of the tree or topic it offers to go to."""
    if run.offer == REMINDERS:
        return reminder_lines(run)
    tree, _, topic = run.offer.partition(":")
    title = run.content.title(topic)
    if title is not None:
        return {"title": title}
    return {"title": run.content.trees[tree].title} if tree in run.content.trees else {}


def ask_own(run: Run, key: str, about: str = "", items: tuple[str, ...] = ()) -> None:
    """Ask one of the engine's own questions, or only its *items*; the prompt it interrupts is kept on the shelf."""
    question = run.content.questions[key]
    shelve(run)
    if about or run.correcting:
        run.offer = about
    run.put(question, items or question.items, _own_args(run, question))


def shelve(run: Run) -> None:
    """Keep what is on the table for afterwards; a question of our own or a correction is dropped instead."""
    asked, correcting = run.prompt, run.correcting
    if run.shelved is None and asked is not None and not asked.key.startswith("@ask_") and not correcting:
        run.shelved = asked
