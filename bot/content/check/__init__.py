"""Proving that content is safe to go live: every rule of it, for every tree, channel, person and language.

Each rule has a module of its own; `check` runs them all. What the readers complained about is part of the result.
"""

import msgspec

from bot.content.check.case import Case
from bot.content.check.criteria import check_criteria
from bot.content.check.facts import check_facts
from bot.content.check.languages import check_languages, missing
from bot.content.check.lengths import Figures, check_lengths
from bot.content.check.loops import check_loops
from bot.content.check.options import check_options
from bot.content.check.person import check_person
from bot.content.check.placeholders import check_placeholders
from bot.content.check.plain import check_plain
from bot.content.check.privacy import check_privacy
from bot.content.check.reach import check_reach
from bot.content.check.references import check_references
from bot.content.check.rules import check_rules
from bot.content.load import Loaded
from bot.content.source import Problem

__all__ = ["Figures", "Proof", "check", "missing", "prove"]

_RULES = (
    check_references,
    check_rules,
    check_criteria,
    check_reach,
    check_facts,
    check_loops,
    check_person,
    check_options,
    check_placeholders,
    check_privacy,
    check_languages,
    check_plain,
)


class Proof(msgspec.Struct, frozen=True):
    """What checking came to: every problem in the order of files and lines, and what was measured."""

    problems: list[Problem]
    figures: Figures


def prove(loaded: Loaded) -> Proof:
    """Run every rule over *loaded*."""
    case = Case(loaded)
    for rule in _RULES:
        rule(case)
    figures = check_lengths(case)
    return Proof(sorted({*loaded.problems, *case.problems}), figures)


def check(loaded: Loaded) -> list[Problem]:
    """Every problem of *loaded*, in the order of files and lines; none of severity error means it may go live."""
    return prove(loaded).problems
