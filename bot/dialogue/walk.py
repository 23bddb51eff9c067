"""Walking a tree until something waits for the person.

Every kind of node has one small function here. It returns True when the turn is over (a prompt is on the table, the
tree is parked, the stack is empty) and False when the walk goes on. The number of nodes in a turn is bounded, so a
loop in the content ends as a fault and an offer of a person, never as a hang.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from bot.dialogue.asking import ask_fact, ask_menu
from bot.dialogue.card import card_args
from bot.dialogue.cases import case_of, may_become, same_again
from bot.dialogue.effects import Request, Share, Submit
from bot.dialogue.following import forget, park, report, shareable
from bot.dialogue.limits import LimitError
from bot.dialogue.results import (
    DONE,
    MORE,
    PAGE,
    ask_results,
    asked_about,
    assessments,
    result_lines,
    tell_first,
    topic_of,
    turned,
)
from bot.dialogue.run import Run
from bot.dialogue.sender import call_this_phone
from bot.dialogue.session import Frame
from bot.dialogue.still import ask_still
from bot.dialogue.summing import CONFIRM, ask_confirm, sheet_of
from bot.dialogue.tree import (
    Ask,
    Branch,
    Call,
    End,
    Field,
    Fill,
    FormSheet,
    Forward,
    Menu,
    Refer,
    Report,
    Results,
    Say,
    Screen,
    Wait,
    Window,
)
from bot.dialogue.window import applied_for, is_shut, offer, turn_away
from bot.entitlements.entitlement import Entitlement

_GUIZHOU = dt.timezone(dt.timedelta(hours=8))


def walk(run: Run) -> None:
    """Go on from the top of the stack until something waits."""
    run.prompt, run.shelved, run.offer = None, None, ""
    for _ in range(run.content.settings.limits.nodes_per_turn):
        if not run.stack:
            return
        node = run.node()
        if _STEPS[type(node)](run, node):
            return
    raise LimitError(
        f"more than {run.content.settings.limits.nodes_per_turn} nodes in one turn at {run.stack[-1]!r}", "apology"
    )


def _say(run: Run, node: Say) -> bool:
    extra = card_args(run) if node.say in run.content.slots and run.stack[-1].arg else {}
    run.utter(node.say, extra)
    run.go(node.next)
    return False


def _ask(run: Run, node: Ask) -> bool:
    if node.fact not in run.facts:
        rule = run.content.facts[node.fact].when
        if (rule is None or rule.holds(run.facts) is not False) and ask_fact(run, node.fact):
            return True
        if node.fact not in run.facts and rule is not None and rule.holds(run.facts) is False:
            run.go(node.next)
        return False
    run.go(node.next)
    return False


def _menu(run: Run, node: Menu) -> bool:
    return ask_menu(run, node)


def _branch(run: Run, node: Branch) -> bool:
    run.go(next((to for rule, to in node.ways if rule.holds(run.facts)), node.next))
    return False


def _call(run: Run, node: Call) -> bool:
    run.go(node.next)
    run.push(node.tree, node.arg or run.stack[-1].arg.partition("+")[0])
    return False


def _screen(run: Run, node: Screen) -> bool:
    content = run.content
    topic = topic_of(run, node.topic)
    consent = run.facts.get(content.settings.consent)
    chooser = content.editions.at(run.now).chooser
    names = content.driving(topic)
    asked = consent if isinstance(consent, bool) else None
    book = content.editions.at(run.now).book
    if run.old and ask_still(run, {fact for entry in names for fact in book.entries[entry].parts}):
        return True
    name = chooser.next(names, run.facts, consent=asked, broad=not topic, own=asked_about(run))
    if name is None:
        run.go(node.next)
        return False
    tell_first(run, names, broad=not topic)
    return ask_fact(run, name)


def _results(run: Run, node: Results) -> bool:
    """A list, unless there is only one thing in it: then its card at once, and on when that has been seen."""
    found = assessments(run, topic_of(run, node.topic))
    if len(found) > 1 and not _handed_in(run):
        return ask_results(run, node.topic)
    top = run.stack[-1]
    if turned(run) or not found or _handed_in(run):
        run.stack[-1] = Frame(top.tree, node.next, top.arg.partition("+")[0])
        return False
    run.stack[-1] = Frame(top.tree, top.node, f"{top.arg}+1")
    _open_card(run, found[0].entitlement)
    return False


def _handed_in(run: Run) -> bool:
    """Whether a form was just handed in from this list: that was what they came for, and 结果 shows the rest."""
    return bool(run.answers) and run.answers[-1].key == CONFIRM and run.answers[-1].value == "yes"


def pick_result(run: Run, node: Results, item: str) -> None:
    """Follow a choice from the list of results: a card, the next page, or on."""
    top = run.stack[-1]
    topic = top.arg.partition("+")[0]
    if item == DONE:
        run.stack[-1] = Frame(top.tree, node.next, topic)
    elif item == MORE:
        run.stack[-1] = Frame(top.tree, top.node, f"{topic}+{turned(run) + PAGE}")
    else:
        _open_card(run, run.content.entitlements[item])


def _open_card(run: Run, entitlement: Entitlement) -> None:
    """Nobody is offered to apply for what is only there to be known."""
    settings = run.content.settings
    run.push(settings.informs if entitlement.level == "D" else settings.card, entitlement.id)


def _fill(run: Run, node: Fill) -> bool:
    sheet = sheet_of(run, node)
    if sheet is None:
        run.go(node.without)
        return False
    if _sent_already(run, sheet):
        run.go(node.otherwise)
        return False
    about = applied_for(run, node)
    if about is not None and is_shut(run, about):
        run.go(node.shut or node.otherwise)
        return turn_away(run, about)
    if run.old and ask_still(run, [field.fact for field in sheet.fields]):
        return True
    for name in unasked(run, sheet):
        if not _is_this_phone(run, sheet, name):
            return ask_fact(run, name)
        call_this_phone(run, name)
    return ask_confirm(run, sheet)


def _is_this_phone(run: Run, sheet: FormSheet, name: str) -> bool:
    """Whether the field *name* is the number of the phone that is being written from."""
    return run.form == "sms" and not run.other and any(field.sender and field.fact == name for field in sheet.fields)


def unasked(run: Run, sheet: FormSheet) -> Iterator[str]:
    """The fields of a form that are still to be asked, in their order."""
    return (field.fact for field in sheet.fields if field.fact not in run.facts and _applies(run, field))


def _sent_already(run: Run, sheet: FormSheet) -> bool:
    """The same form for the same person is still on its way: that is shown, and not filled in once more."""
    case = same_again(run.cases, sheet.name, run.subject, run.now)
    if case is not None:
        run.say("already_sent", title=sheet.title, code=case.code)
    return case is not None


def _applies(run: Run, field: Field) -> bool:
    when = run.content.facts[field.fact].when
    return (field.rule is None or field.rule.holds(run.facts) is not False) and (
        when is None or when.holds(run.facts) is not False
    )


def submit(run: Run, node: Fill) -> None:
    """Take a confirmed form in; what it says is sent off and cannot be taken back by "back"."""
    sheet = sheet_of(run, node)
    if sheet is None:
        raise LimitError(f"no form to submit at {run.stack[-1]!r}", "apology")
    facts = {field.fact: run.facts.get(field.fact) for field in sheet.fields if field.fact in run.facts}
    about = run.content.entitlements.get(run.stack[-1].arg or sheet.entitlement)
    matter = sheet.matter or (about.matter if about is not None else "") or "help"
    name = about.id if about is not None else ""
    asks = _for_liaison(run, about)
    run.effects.append(Submit(sheet.name, matter, facts, sheet.answered_within, asks, name))
    run.floor = len(run.answers)
    run.carried.clear()
    run.go(node.next)


def _refer(run: Run, node: Refer) -> bool:
    entitlement = run.content.entitlements.get(run.stack[-1].arg)
    matter = node.matter or (entitlement.matter if entitlement else "") or "help"
    about, urgent = (entitlement.id, entitlement.urgent) if entitlement else ("", False)
    asks = _for_liaison(run, entitlement)
    run.effects.append(Request(matter, shareable(run), node.urgent or urgent, about, asks))
    run.floor = len(run.answers)
    if entitlement is None and run.stack[-1].tree == run.content.settings.person:
        run.called = run.now
    run.go(node.next)
    return False


def _for_liaison(run: Run, entitlement: Entitlement | None) -> tuple[str, ...]:
    """What is still to be found out about *entitlement* that only a liaison can."""
    if entitlement is None:
        return ()
    result = run.content.editions.at(run.now).book.assess(entitlement.id, run.facts)
    missing = [run.content.facts[name] for name in result.missing]
    asked = tuple(fact.name.text for fact in missing if not fact.askable)
    return asked + tuple(criterion.text.text for criterion in result.for_liaison)


def _wait(run: Run, node: Wait) -> bool:
    top = run.stack.pop()
    if top.tree == run.content.settings.arrived:
        forget(run, top.arg)  # one timer a case is enough
    park(run, Frame(top.tree, node.next, top.arg), _until(run, node))
    return False


def _until(run: Run, node: Wait) -> float:
    """When a wait is over. A date that is not known, or is past, does not hold anybody up."""
    start = dt.datetime.fromtimestamp(run.now + node.seconds, _GUIZHOU)
    if node.minute is None:
        return start.timestamp()
    if node.fact:
        try:
            start = dt.datetime.combine(dt.date.fromisoformat(str(run.facts.get(node.fact))), dt.time(), _GUIZHOU)
        except ValueError:
            return run.now
    due = dt.datetime.combine(start.date(), dt.time(node.minute // 60, node.minute % 60), _GUIZHOU)
    if due < start and not node.fact:
        due += dt.timedelta(days=1)
    return max(due.timestamp(), run.now)


def _share(run: Run, node: Forward) -> bool:
    """What has come out, to somebody the person named. It has left, so "back" cannot take it back."""
    to = run.facts.get(node.to)
    if isinstance(to, str):
        run.effects.append(Share(to, node.say, {**run.args(node.say), "results": result_lines(run)}))
        run.floor = len(run.answers)
    run.go(node.next)
    return False


def _report(run: Run, node: Report) -> bool:
    """What they say goes on record; where it did not arrive, somebody further up gets the case with its history."""
    case, to = case_of(run.cases, run.stack[-1].arg), node.next
    if case is not None and may_become(case, node.state):
        to = node.next if report(run, case, node.state) else node.otherwise or node.next
        run.floor = len(run.answers)
    run.go(to)
    return False


def _window(run: Run, node: Window) -> bool:
    about = run.content.entitlements.get(run.stack[-1].arg)
    run.go(node.next)
    return about is not None and offer(run, about)


def _end(run: Run, node: End) -> bool:
    run.stack.pop()
    return False


_STEPS: dict[type, Callable[[Run, Any], bool]] = {
    Say: _say,
    Ask: _ask,
    Menu: _menu,
    Branch: _branch,
    Call: _call,
    Screen: _screen,
    Results: _results,
    Fill: _fill,
    Refer: _refer,
    Wait: _wait,
    Forward: _share,
    Report: _report,
    Window: _window,
    End: _end,
}
