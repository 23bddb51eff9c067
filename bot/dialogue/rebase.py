"""Moving a session to newer content when the version it runs on is gone.

The person keeps every answer that still means something. If the question on the table survives as it was shown,
nothing is said. Otherwise the session lands on the nearest surviving place behind it (the newest answer's place that
still exists, else what is left of the stack), walks forward over what is known, and the person is told in one line.
"""

from bot.dialogue.content import Content
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, Frame, Session, stack_of
from bot.dialogue.summing import CONFIRM, sheet_of, summed
from bot.dialogue.tree import Fill
from bot.dialogue.walk import unasked, walk
from bot.entitlements.facts import Fact, Value


def survives(content: Content, session: Session) -> bool:
    """Whether *session* can go on in *content* just as it stands."""
    if not all(_stands(content, frame) for frame in (*session.stack, *(p.frame for p in session.parked))):
        return False
    prompt = session.prompt
    if prompt is None:
        return True
    question = content.questions.get(prompt.key)
    if question is None:
        return False
    known = {option.value for option in question.options} | set(content.entitlements)
    known |= {parked.frame.arg for parked in session.parked}  # reminders, in the list of them
    return all(item in known for item in prompt.items)


def _stands(content: Content, frame: Frame) -> bool:
    tree = content.trees.get(frame.tree)
    return tree is not None and frame.node in tree.nodes


def rebase(run: Run) -> None:
    """Bring *run* to its content. Does nothing if the session survives as it is."""
    session = run.session
    run.answers[:] = [a for a in run.answers if _means_something(run.content, a)]
    run.base = {k: v for k, v in run.base.items() if (fact := run.content.facts.get(k)) is not None and _fits(fact, v)}
    run.floor = min(run.floor, len(run.answers))
    run.parked[:] = [p for p in run.parked if _stands(run.content, p.frame)]
    run.refresh_facts()
    if survives(run.content, session):
        if _shows_another_form(run):
            run.say("content_changed")
            run.mark = len(run.effects)
            walk(run)
        return
    run.shelved, run.offer = None, ""
    _land(run)
    run.say("content_changed")
    run.mark = len(run.effects)
    walk(run)


def _shows_another_form(run: Run) -> bool:
    """Whether the form has other fields than the summary on the table shows: nobody hands in what they have not seen,
    or leaves out what is asked now.
    """
    node = run.node() if run.stack else None
    if run.prompt is None or run.prompt.key != CONFIRM or not isinstance(node, Fill):
        return False
    sheet = sheet_of(run, node)
    if sheet is None or tuple(summed(run, sheet)) != run.listed:
        return True
    refused = run.facts.get(run.content.settings.consent) is False
    return any(not refused or run.content.facts[name].sensitivity != "H" for name in unasked(run, sheet))


def _land(run: Run) -> None:
    kept = len(list(_standing(run.content, run.stack)))
    for index in range(len(run.answers) - 1, run.floor - 1, -1):
        stack = stack_of(run.answers[index].at)
        if stack and all(_stands(run.content, frame) for frame in stack) and len(stack) >= kept:
            run.stack[:] = stack
            run.carried[:] = [a for a in run.answers[index:] if not a.key.startswith("@")]
            del run.answers[index:]
            run.refresh_facts()
            return
    del run.stack[max(kept, 0) :]
    if not run.stack:
        root = run.content.settings.root
        run.stack.append(Frame(root, run.content.trees[root].start))


def _standing(content: Content, stack: list[Frame]) -> list[Frame]:
    out = []
    for frame in stack:
        if not _stands(content, frame):
            break
        out.append(frame)
    return out


def _means_something(content: Content, answer: Answer) -> bool:
    if not answer.fact:
        return answer.key.startswith("@") or answer.key in content.questions
    fact = content.facts.get(answer.key)
    return fact is not None and _fits(fact, answer.value)


def _fits(fact: Fact, value: Value) -> bool:
    if value is None or not fact.options or isinstance(value, bool):
        return True
    allowed = {option.value for option in fact.options}
    return all(v in allowed for v in (value if isinstance(value, list) else [value]))
