"""The next question: needed, allowed, never twice, and it ends."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.entitlements.question import Chooser
from tests.entitlements.people import DAY, book_of, part

many = settings(max_examples=200, deadline=None)
seeds = st.integers(0, 10**9)


def chooser_of(content: Content) -> Chooser:
    return content.editions.on(DAY).chooser


@many
@given(seeds, st.sampled_from([True, False, None]))
def test_the_next_question_is_needed_unknown_and_allowed(loaded: Loaded, seed: int, consent: bool | None) -> None:
    content, dice = loaded.content, random.Random(seed)
    book, chooser = book_of(content), chooser_of(content)
    facts = part(book, dice)
    wanted = tuple(dice.sample(list(content.entitlements), dice.randrange(1, 6)))
    name = chooser.next(wanted, facts, consent=consent)
    if name is None:
        return
    fact = content.facts[name]
    assert name not in facts, "neither what is known nor what they did not know is asked again"
    known = book.known(facts, broad=False)
    assert name not in known, "what follows from other answers is not asked"
    assert fact.when is None or fact.when.holds(known), "nobody is asked the grade of no certificate"
    assert fact.askable, "what only a liaison can know is not asked"
    assert consent is not False or fact.sensitivity != "H"
    needed = {n for result in book.assess_all(facts, wanted, broad=False) if not result.settled for n in result.open}
    spared = {n for open_ in needed for follow in content.facts[open_].follows for n in follow.rule.facts}
    doors = {n for open_ in needed | spared if (when := content.facts[open_].when) is not None for n in when.facts}
    assert name in needed | spared | doors
    assert chooser.next(wanted, facts, consent=consent) == name, "the order is stable"


@many
@given(seeds)
def test_asking_ends_and_then_no_answer_could_change_anything(loaded: Loaded, seed: int) -> None:
    content, dice = loaded.content, random.Random(seed)
    book, chooser = book_of(content), chooser_of(content)
    wanted = tuple(content.entitlements)
    facts: dict[str, Any] = {}
    for _ in range(len(book.scales) + 1):
        name = chooser.next(wanted, facts, consent=True)
        if name is None:
            break
        facts[name] = dice.choice([*book.scales[name].values, None])
    assert chooser.next(wanted, facts, consent=True) is None
    assert all(result.settled for result in book.assess_all(facts, wanted))


def test_a_question_that_helps_many_comes_before_one_that_helps_few(loaded: Loaded) -> None:
    content = loaded.content
    assert chooser_of(content).next(tuple(content.entitlements), {}) in ("poverty_registry", "cert_status")


def test_what_a_person_came_for_comes_first(loaded: Loaded) -> None:
    content = loaded.content
    chooser, facts = chooser_of(content), {"cert_status": "valid", "poverty_registry": "none"}
    own = frozenset({"B09"})
    assert chooser.next(tuple(content.entitlements), facts, own=own) == "device_need"


def test_a_private_question_waits_while_another_one_helps_as_much(loaded: Loaded) -> None:
    content = loaded.content
    facts: dict[str, Any] = {"cert_status": "valid", "dibao": "none", "poverty_registry": "none", "tekun": False}
    chooser, strict = chooser_of(content), {**facts, "nursing_widened": False}
    assert chooser.next(("A05",), strict, consent=True) == "cert_grade"
    assert chooser.next(("A05",), strict, consent=None) == "long_term_care_need", "consent would be a question more"
    assert chooser.next(("A05",), facts, consent=False) is None, "without the grade no other answer can help"
