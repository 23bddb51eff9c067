"""People made up for the benches: everything a question could be about, with what goes together going together.

The shares of single answers are those the content itself assumes (`usual` in facts.yaml); on top of that, age decides
about school and work, a weak household is weak in several ways, and only somebody with a certificate has a grade. None
of it is a census: it is what the figures of the question benches rest on, so it is printed beside them.
"""

import random
from typing import Any

from bench.result import Assumption
from bot.entitlements.rulebook import Rulebook

#: Of how many households in a hundred that are poor in one register each other sign of poverty is there too.
POOR = {"dibao": 0.6, "can_selffund": 0.75, "life_hardship": 0.95, "selfpay_hard": 0.7, "student_hardship": 0.85}
#: Which schooling goes with which age, up to and including; older people have left.
SCHOOL = ((2, "not_enrolled"), (5, "preschool"), (11, "primary"), (14, "junior"), (17, "senior"), (21, "college"))
#: How many of a hundred children of an age are in that school.
ENROLLED = 0.88

ASSUMED = (
    Assumption("how often each answer is given", "usual in conversations/facts.yaml", "assumed; G9 for what it gives"),
    Assumption("poor in one register, then also by another sign", "60 to 95 in 100", "assumed"),
    Assumption("a child is in the school of its age", "88 in 100", "assumed"),
    Assumption("somebody who cannot work has no job and walks no hills", "always", "follows in facts.yaml"),
    Assumption("what only a liaison knows", "stays unknown", "nobody is asked it"),
)


def person(book: Rulebook, dice: random.Random) -> dict[str, Any]:
    """Everything somebody could answer; what is beside the point for them is not there."""
    facts: dict[str, Any] = {}
    for name in _in_order(book):
        known = book.known(facts)
        fact = book.catalogue[name]
        if name not in known and fact.askable and (fact.when is None or fact.when.holds(known)):
            together = _together(name, known, dice)
            facts[name] = drawn(book, name, dice) if together is None else together
    return facts


def drawn(book: Rulebook, name: str, dice: random.Random) -> Any:
    """An answer to *name*, as often as it is assumed to be given."""
    scale = book.scales[name]
    return dice.choices(scale.values, scale.shares)[0]


def _together(name: str, known: dict[str, Any], dice: random.Random) -> Any:
    """What goes with what is known already, or None if nothing does."""
    if name == "school_stage" and known["age"] <= SCHOOL[-1][0]:
        enrolled = known["age"] <= 2 or dice.random() < ENROLLED
        return next(stage for last, stage in SCHOOL if known["age"] <= last) if enrolled else "not_enrolled"
    if name == "school_stage":
        return "left"
    if name == "work_ability" and known["age"] <= 15:
        return "unable"
    poor = known.get("poverty_registry") in ("registered", "lifted", "monitored")
    if name in POOR and poor and dice.random() < POOR[name]:
        return {"dibao": "household", "can_selffund": "no"}.get(name, True)
    return None


def _in_order(book: Rulebook) -> list[str]:
    """Age and the registers first, then the rest, each after what decides whether it is asked."""
    first = ("age", "poverty_registry", "cert_status", "school_stage", "work_ability", "literacy", "loan_purpose")
    gated = [name for name in book.scales if book.catalogue[name].when is not None]
    rest = [name for name in book.scales if name not in gated]
    ordered = dict.fromkeys([name for name in (*first, *rest, *gated) if name in book.scales])
    return list(ordered)
