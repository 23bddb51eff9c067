"""Putting questions: facts, menus, lists of results, the numbered summary of a form.

Before a question is put, the answer may already be there: carried over while an earlier answer is being changed. Then
it is taken without asking, and what was said on the way to it is not said twice.
"""

from bot.dialogue.effects import Put
from bot.dialogue.run import Run
from bot.dialogue.session import Answer, path_of
from bot.dialogue.tree import Fill, FormSheet, Menu, Question
from bot.dialogue.whom import ASK_STILL, ASK_WHO, still_args, who_args
from bot.entitlements.assess import Assessment
from bot.language.composing import Arg, Numbered, Phrase

#: How many results are written in one message to somebody else.
_LISTED = 6
#: How many results a small screen shows at a time.
PAGE = 3
CONFIRM, RESULTS, MORE, DONE = "@confirm", "@results", "@more", "@done"
#: Instead of a topic: whatever the answers so far lead to.
KNOWN = "known"
#: Outcomes as they are told, in the order in which they are worth a person's attention.
_ORDER = (
    "likely", "may_apply", "liaison", "register", "first", "needs_more", "informs", "already", "not_met", "unwanted",
)  # fmt: skip
#: Not a question: marks in the answers where another matter was begun.
LEAP = "@leap"


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


def assessments(run: Run, topic: str) -> list[Assessment]:
    """Every entitlement of *topic* on what is known: best outcome first, then what changes most for the person."""
    content = run.content
    if topic == KNOWN:
        return known_results(run)
    found = content.editions.at(run.now).book.assess_all(run.facts, content.scope(topic), broad=not topic)
    return sorted(found, key=_worth)


def _worth(result: Assessment) -> tuple[int, int]:
    """What cannot wait first, then what is nearest; what they do not want, last; among equals what changes most."""
    pressing = result.entitlement.urgent and result.outcome == "likely"
    return -1 if pressing else _ORDER.index(outcome_key(result)), -result.entitlement.value


def asked_about(run: Run) -> frozenset[str]:
    """The entitlements of the matters the person has named on the way: what they came for."""
    abouts = [str(answer.value).partition(":")[2] for answer in run.answers if answer.key == LEAP]
    return frozenset(name for about in abouts if run.content.title(about) for name in run.content.scope(about))


def broad(run: Run) -> bool:
    """Whether everything is being looked through, and not one matter."""
    settings = run.content.settings
    frames = [frame for frame in run.stack if frame.tree in (settings.topic, settings.results)]
    return not frames or run.content.title(frames[-1].arg.partition("+")[0]) is None


def known_results(run: Run) -> list[Assessment]:
    """What the answers given so far already lead to, whatever they were given for; first what is being asked about."""
    found = run.content.editions.at(run.now).book.assess_all(run.facts)
    good = [result for result in found if result.outcome in ("likely", "liaison") and result.met]
    about = run.stack[-1].arg.partition("+")[0] if run.stack else ""
    own = run.content.scope(about) if run.content.title(about) is not None else ()
    return sorted(good, key=lambda result: (result.entitlement.id not in own, _worth(result)))


def result_lines(run: Run) -> tuple[Arg, ...]:
    """What has come out, as a list of a few words each."""
    return tuple(_result_line(run, result) for result in known_results(run)[:_LISTED])


def tell_first(run: Run, names: tuple[str, ...], broad: bool) -> None:
    """Tell the first good result as soon as it is sure, not after the last question.

    Only a result that this turn's answer brought about, and only where none was there before: what can merely be
    registered for, or is open to all, is no news.
    """
    book = run.content.editions.at(run.now).book
    good = [result for result in book.assess_all(run.facts, names, broad) if _is_news(result)]
    if good and not any(map(_is_news, book.assess_all(run.session.facts(), names, broad))):
        best = max(good, key=lambda result: result.entitlement.value)
        run.say("first_result", line=_result_line(run, best))


def _is_news(result: Assessment) -> bool:
    return result.outcome == "likely" and result.entitlement.level in ("A", "B")


def turned(run: Run) -> int:
    """How far the list on top of the stack was turned."""
    return int(run.stack[-1].arg.partition("+")[2] or 0)


def ask_results(run: Run, topic: str) -> bool:
    """List what came out, three at a time; nothing is dropped, the rest is one digit away."""
    found, start, shown = _page(run, topic)
    items = [a.entitlement.id for a in shown]
    if len(found) > start + PAGE:
        items.append(MORE)
    items.append(DONE)
    question = run.content.questions[RESULTS]
    run.put(question, tuple(items), _result_args(run, found, start, shown))
    return True


def topic_of(run: Run, topic: str) -> str:
    """The topic or entitlement a node is about: its own, or the one its tree was called for; "" for all of them."""
    topic = topic or run.stack[-1].arg.partition("+")[0]
    return topic if topic == KNOWN or run.content.title(topic) is not None else ""


def _page(run: Run, topic: str) -> tuple[list[Assessment], int, list[Assessment]]:
    found = assessments(run, topic_of(run, topic))
    start = turned(run)
    start = start if start < len(found) else 0
    return found, start, found[start : start + PAGE]


def _result_args(run: Run, found: list[Assessment], start: int, shown: list[Assessment]) -> dict[str, Arg]:
    good = sum(a.outcome in ("likely", "liaison") for a in found)
    args: dict[str, Arg] = {"count": str(len(found)), "good": str(good), "from": str(start + 1)}
    for result in shown:
        args[result.entitlement.id] = _result_line(run, result)
    return args


def _result_line(run: Run, result: Assessment) -> Phrase:
    say = run.content.say
    mark: Arg = say[f"mark_{outcome_key(result)}"]
    if outcome_key(result) == "first" and result.deciding is not None:
        first = run.content.entitlements.get(result.deciding.first)
        mark = Phrase(say["mark_first"], {"first": first.short if first is not None else ""})
    return Phrase(say["result_line"], {"short": result.entitlement.short, "mark": mark})


def outcome_key(result: Assessment) -> str:
    """Which sentence tells an outcome: a pre-screened entitlement is never said to be decided, and what can only be
    registered for gets no verdict unless its own condition says no.
    """
    if result.outcome == "needs_more" and result.deciding is not None:
        return "first"
    if result.outcome == "not_met":
        deciding = result.deciding
        return "already" if deciding and deciding.already else "unwanted" if deciding and deciding.wish else "not_met"
    if result.entitlement.level in ("C", "D"):
        return "register" if result.entitlement.level == "C" else "informs"
    return "may_apply" if (result.outcome, result.entitlement.level) == ("likely", "B") else result.outcome


def sheet_of(run: Run, node: Fill) -> FormSheet | None:
    """The form a node fills: its own, or that of the entitlement the top frame is about."""
    entitlement = run.content.entitlements.get(run.stack[-1].arg)
    return run.content.forms.get(node.form or (entitlement.form if entitlement is not None else ""))


def ask_confirm(run: Run, sheet: FormSheet) -> bool:
    """Show the filled form with numbers, and ask whether to send it off."""
    question = run.content.questions[CONFIRM]
    run.put(question, question.items, _confirm_args(run, sheet))
    return True


def _confirm_args(run: Run, sheet: FormSheet) -> dict[str, Arg]:
    return {"form": sheet.title, "note": sheet.confirm, "summary": listed(run, filled_in(run, sheet))}


def filled_in(run: Run, sheet: FormSheet) -> list[str]:
    """The fields as the summary numbers them: those that were answered, not those left out for want of consent."""
    given = run.base.keys() | {answer.key for answer in run.answers if answer.fact}
    return [field.fact for field in sheet.fields if field.fact in given]


def listed(run: Run, names: list[str]) -> Arg:
    """Facts as a numbered list, one a line."""
    run.listed = tuple(names)
    facts = run.content.facts
    rows = tuple([(facts[name].name, run.shown(facts[name], run.facts.get(name))) for name in names])
    return Numbered(run.content.say["summary_line"], rows)


def put_again(run: Run) -> None:
    """Show the prompt on the table once more, under its own number, so that what it offered stays valid."""
    question = run.question()
    if run.prompt is not None and question is not None:
        run.effects.append(Put(run.prompt, question, _arguments(run, question)))


def _arguments(run: Run, question: Question) -> dict[str, Arg]:
    """The arguments of the prompt on the table, found again from where the session stands."""
    node = run.node() if run.stack else None
    if question.key == RESULTS and node is not None and hasattr(node, "topic"):
        return _result_args(run, *_page(run, node.topic))
    if question.key == CONFIRM and isinstance(node, Fill):
        sheet = sheet_of(run, node)
        return _confirm_args(run, sheet) if sheet is not None else {}
    return _own_args(run, question)


def _own_args(run: Run, question: Question) -> dict[str, Arg]:
    if question.key == ASK_WHO:
        return who_args(run)
    if question.key == ASK_STILL:
        return still_args(run)
    return {**run.args(question.ask), **offer_args(run)}


def offer_args(run: Run) -> dict[str, Arg]:
    """What the engine's own question is about: the title of the tree or topic it offers to go to."""
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
