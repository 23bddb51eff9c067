"""How many questions it takes until nothing about a topic can change any more, by five ways of asking.

    fixed form      every question of the topic that is not beside the point, as a paper form has them
    fixed order     the same in the form's order, but only while the answer can still change something
    mention count   always the fact that most undecided entitlements mention
    ours            the goal-value choice of bot.entitlements.question
    optimum         the fewest there can be, found exactly (bench.optimum), where a topic is small enough

The people are made up (bench.population). They answer what they know of themselves; what only a liaison knows stays
unknown. The question for consent, which decides nothing and is put once for all topics, is not counted. Asked about
everything at once, what can only be registered for is listed without being asked about. Against the optimum the choice
is compared without made-up people: exactly, over every combination of answers with their shares.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from bench.home import the_library
from bench.optimum import STATES, TooLargeError, expected, optimum
from bench.population import ASSUMED, person
from bench.result import Figure, Options, Result, Tell, percentile
from bot.dialogue.content import Content
from bot.entitlements.edition import Editions
from bot.entitlements.facts import Value
from bot.entitlements.goal import OPEN
from bot.entitlements.question import Chooser
from bot.entitlements.rulebook import Rulebook

DAY = dt.date(2026, 11, 24)
SEED = 20261124
PEOPLE, QUICK = 2_000, 100
#: Topics in which more facts than this are asked are not solved exactly.
SOLVABLE = 12
#: States looked at for one topic in a quick run.
FEW = 60_000
ALL = "everything"

#: What is asked next, where facts and consent are these.
Policy = Callable[[Mapping[str, Value], bool | None], str | None]


class Counted(msgspec.Struct):
    """Questions asked of one person in one topic, and how many until the first good result (None: there is none)."""

    questions: int
    first: int | None


def bench(options: Options, tell: Tell) -> Result:
    """Every topic and everything at once, by every way."""
    content = the_library().current
    edition = content.editions.on(DAY)
    crowd = people(edition.book, QUICK if options.quick else PEOPLE)
    scopes = {topic: content.driving(topic) for topic in content.topics} | {ALL: content.driving("")}
    figures: list[Figure] = []
    means: list[float] = []
    ratios: list[float] = []
    firsts: list[int] = []
    for number, (topic, names) in enumerate(scopes.items()):
        tell(topic, number / len(scopes))
        ways = policies(edition.book, edition.chooser, names, broad=topic == ALL)
        for way, policy in ways.items():
            some = crowd[: len(crowd) // 8] if topic == ALL and way != "ours" else crowd
            counted = [ask(edition.book, names, facts, policy) for facts in some]
            mean = sum(c.questions for c in counted) / len(counted)
            most = (24.0 if topic == ALL else 9.0) if way == "ours" else None
            figures.append(Figure(f"{topic}: {way}", "questions", [mean], most))
            if way == "ours" and topic != ALL:
                means.append(mean)
                firsts += [c.first for c in counted if c.first is not None]
        states = FEW if options.quick else STATES
        figures += _against(content, topic, names, ratios, states) if topic != ALL else []
    figures += [
        Figure("ours, mean over topics", "questions", [sum(means) / len(means)], 6.5),
        Figure("questions to the first likely result, median", "questions", [percentile(firsts, 0.5)], 3, drawn=False),
        Figure("ours ÷ optimum, mean over topics", "×", [sum(ratios) / len(ratios)], 1.05, drawn=False),
    ]
    return Result("questions", "Questions until nothing can change", figures, ASSUMED, _notes(content, edition.book))


def _against(content: Content, topic: str, names: Sequence[str], ratios: list[float], states: int) -> list[Figure]:
    """The exact optimum, and the choice beside it, where the topic is small enough."""
    edition = Editions([content.entitlements[name] for name in names], content.facts).on(DAY)
    book, chooser = edition.book, edition.chooser
    if len({name for n in names for name in book.entries[n].facts if book.catalogue[name].askable}) > SOLVABLE:
        return []
    try:
        best = optimum(book, names, states)
    except TooLargeError:
        return []
    ours = expected(book, names, lambda facts: chooser.next(names, facts, consent=True))
    ratios.append(ours / best if best else 1.0)
    return [
        Figure(f"{topic}: optimum", "questions", [best]),
        Figure(f"{topic}: ours ÷ optimum", "×", [ratios[-1]], 1.1, of=f"{topic}: optimum", drawn=False),
    ]


def people(book: Rulebook, count: int, seed: int = SEED) -> list[dict[str, Any]]:
    """The same made-up people in every run."""
    dice = random.Random(seed)
    return [person(book, dice) for _ in range(count)]


def ask(book: Rulebook, names: Sequence[str], answers: Mapping[str, Any], policy: Policy) -> Counted:
    """Ask one person until nothing can change. Whoever cannot answer says so, which is an answer."""
    facts: dict[str, Value] = {}
    consent: bool | None = None
    questions, first = 0, None
    while (name := policy(facts, consent)) is not None:
        consent = consent or book.catalogue[name].sensitivity == "H" or None
        facts[name] = answers.get(name)
        questions += 1
        if first is None and any(_good(book, n, facts) for n in names):
            first = questions
    return Counted(questions, first)


def _good(book: Rulebook, name: str, facts: Mapping[str, Value]) -> bool:
    result = book.assess(name, facts)
    return result.outcome == "likely" and result.entitlement.level in ("A", "B")


def policies(book: Rulebook, chooser: Chooser, names: Sequence[str], broad: bool) -> dict[str, Policy]:
    """The ways of asking, by their names."""
    form = [name for name in book.catalogue if any(name in book.entries[n].facts for n in names)]

    def fixed_form(facts: Mapping[str, Value], consent: bool | None) -> str | None:
        classes = book.classes(book.known(facts))
        return next((name for name in form if classes[name] == OPEN and name not in facts), None)

    def wanted(facts: Mapping[str, Value]) -> Counter[str]:
        classes = book.classes(book.known(facts))
        results = [book.look_up(book.entries[n], classes) for n in names]
        return Counter(name for result in results if not result.settled for name in result.open)

    def fixed_order(facts: Mapping[str, Value], consent: bool | None) -> str | None:
        needed = wanted(facts)
        return next((name for name in form if name in needed), None)

    def mention_count(facts: Mapping[str, Value], consent: bool | None) -> str | None:
        needed = wanted(facts)
        return max(needed, key=lambda name: (needed[name], -form.index(name))) if needed else None

    def ours(facts: Mapping[str, Value], consent: bool | None) -> str | None:
        return chooser.next(names, facts, consent=consent, broad=broad)

    return {
        "fixed form": fixed_form, "fixed order": fixed_order, "mention count": mention_count, "ours": ours,
    }  # fmt: skip


def _notes(content: Content, book: Rulebook) -> list[str]:
    asked = sum(book.catalogue[name].askable for name in book.scales)
    return [
        f"{len(content.entitlements)} entitlements, {asked} facts that are asked, {PEOPLE:,} people, seed {SEED}.",
        "Everything at once is asked of every eighth person, except in our own way.",
    ]
