"""What came out of a screening, as a list on a small screen: the best first, three at a time, nothing dropped."""

from bot.dialogue.run import Run
from bot.dialogue.session import LEAP
from bot.entitlements.assess import Assessment
from bot.language.composing import Arg, Phrase

#: How many results are written in one message to somebody else.
_LISTED = 6
#: How many results a small screen shows at a time.
PAGE = 3
RESULTS, MORE, DONE = "@results", "@more", "@done"
#: Instead of a topic: whatever the answers so far lead to.
KNOWN = "known"
#: Outcomes as they are told, in the order in which they are worth a person's attention.
_ORDER = (
    "likely", "may_apply", "liaison", "register", "first", "needs_more", "informs", "already", "not_met", "unwanted",
)  # fmt: skip


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
    found, start, shown = page_of(run, topic)
    items = [a.entitlement.id for a in shown]
    if len(found) > start + PAGE:
        items.append(MORE)
    items.append(DONE)
    question = run.content.questions[RESULTS]
    run.put(question, tuple(items), result_args(run, found, start, shown))
    return True


def topic_of(run: Run, topic: str) -> str:
    """The topic or entitlement a node is about: its own, or the one its tree was called for; "" for all of them."""
    topic = topic or run.stack[-1].arg.partition("+")[0]
    return topic if topic == KNOWN or run.content.title(topic) is not None else ""


def page_of(run: Run, topic: str) -> tuple[list[Assessment], int, list[Assessment]]:
    found = assessments(run, topic_of(run, topic))
    start = turned(run)
    start = start if start < len(found) else 0
    return found, start, found[start : start + PAGE]


def result_args(run: Run, found: list[Assessment], start: int, shown: list[Assessment]) -> dict[str, Arg]:
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
