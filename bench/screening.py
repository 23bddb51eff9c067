"""How many people a second are held against every rule with proofs, and how long the next question takes to find.

The people are made up (bench.population), each other than the one before, and everything is measured on one core. With
ten times the entitlements (each ten times over under other names) the next question must not take more than twelve
times as long.
"""

import random
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from bench.home import the_library
from bench.questions import DAY, SEED, people
from bench.result import Figure, Options, Result, Tell, percentile
from bot.dialogue.content import Content
from bot.entitlements.edition import Editions
from bot.entitlements.proof import prove

CROWD, QUICK = 10_000, 300
TIMES = 10


def bench(options: Options, tell: Tell) -> Result:
    """Screening and choosing, every round on an edition of its own that has looked nothing up yet."""
    content = the_library().current
    book = content.editions.on(DAY).book
    crowd = people(book, QUICK if options.quick else CROWD)
    others = people(book, len(crowd), SEED + 1)
    walks = [_walk(facts, random.Random(number)) for number, facts in enumerate(crowd[:QUICK])]
    rates: list[float] = []
    cold: list[float] = []
    once: list[float] = []
    tenfold: list[float] = []
    p99s: list[float] = []
    for number in range(options.rounds):
        tell("people", number / options.rounds)
        fresh = Editions(content.entitlements.values(), content.facts).on(DAY)
        cold.append(_rate(fresh.book.assess_all, crowd))
        rates.append(_rate(fresh.book.assess_all, others))
        tell("questions", (number + 0.5) / options.rounds)
        small = _times(content, 1, walks)
        large = _times(content, TIMES, walks)
        p99s.append(1000 * percentile(small, 0.99))
        once.append(1000 * sum(small) / len(small))
        tenfold.append(1000 * sum(large) / len(large))
    return Result(
        "screening",
        "Everybody against every rule, and the next question",
        [
            Figure("people against all rules, with proofs", "people/s", rates, least=15_000),
            Figure("the same, the first ten thousand an edition meets", "people/s", cold),
            Figure("one full proof, written out", "µs", [_proofs(content, crowd)], drawn=False),
            Figure("next question, p99", "ms", p99s, most=5),
            Figure("next question, mean", "ms", once, drawn=False),
            Figure("next question among ten times the entitlements, mean", "ms", tenfold, drawn=False),
            Figure("ten times ÷ once", "×", [b / a for a, b in zip(once, tenfold, strict=True)], most=12, drawn=False),
        ],
    )


def _rate(assess: Any, crowd: Sequence[dict[str, Any]]) -> float:
    began = time.perf_counter()
    for facts in crowd:
        assess(facts)
    return len(crowd) / (time.perf_counter() - began)


def _walk(facts: dict[str, Any], dice: random.Random) -> list[dict[str, Any]]:
    """What is known of somebody after each answer, in any order: from nothing to everything."""
    names = list(facts)
    dice.shuffle(names)
    return [{name: facts[name] for name in names[:known]} for known in range(0, len(names), 4)]


def _times(content: Content, times: int, walks: list[list[dict[str, Any]]]) -> list[float]:
    """Seconds for each choice among everything, *times* over."""
    entitlements = [
        msgspec.structs.replace(entitlement, id=f"{entitlement.id}.{copy}")
        for copy in range(times)
        for entitlement in content.entitlements.values()
    ]
    chooser = Editions(entitlements, content.facts).on(DAY).chooser
    names = [entitlement.id for entitlement in entitlements]
    found = []
    for walk in walks:
        for facts in walk:
            began = time.perf_counter()
            chooser.next(names, facts, consent=True)
            found.append(time.perf_counter() - began)
    return found


def _proofs(content: Content, crowd: Sequence[dict[str, Any]]) -> float:
    """Microseconds to write one proof out, as `bangban explain` does."""
    book = content.editions.on(DAY).book
    began, done = time.perf_counter(), 0
    for facts in crowd[:200]:
        for name in list(book.entries)[::7]:
            prove(book, name, facts)
            done += 1
    return 1e6 * (time.perf_counter() - began) / done
