"""An engine we did not write comes to the same outcomes: CEL, the Common Expression Language of Kubernetes and others.

Everything about ten thousand people is known, so CEL's two values are enough. The rules are rewritten for it word by
word from their text; nothing of ours evaluates anything here but the side that is held against it.
"""

import ast
import random
from collections.abc import Sequence
from typing import Any

import cel

from bot.content.load import Loaded
from bot.entitlements.entitlement import Entitlement
from tests.entitlements.people import book_of

PEOPLE = 10_000


def test_ten_thousand_people_come_out_the_same(loaded: Loaded) -> None:
    book, dice = book_of(loaded.content), random.Random(7)
    theirs = [(entry.entitlement, _programs(entry.entitlement)) for entry in book.entries.values()]
    for _ in range(PEOPLE):
        facts = {name: _anything(scale.values, dice) for name, scale in book.scales.items()}
        context = cel.Context(variables=facts)
        ours = [result.outcome for result in book.assess_all(facts)]
        assert ours == [_outcome(entitlement, programs, context) for entitlement, programs in theirs], facts


def _anything(values: Sequence[Any], dice: random.Random) -> Any:
    return dice.choice(values)


def _outcome(entitlement: Entitlement, programs: list[cel.Program | None], context: cel.Context) -> str:
    """What the criteria come to: a no refuses, unless it only says what comes first."""
    outcome = "likely"
    for criterion, program in zip(entitlement.criteria, programs, strict=True):
        if program is not None and not program.execute(context):
            if not criterion.first:
                return "not_met"
            outcome = "needs_more"
    return outcome


def _programs(entitlement: Entitlement) -> list[cel.Program | None]:
    return [cel.compile(_cel(c.rule.text)) if c.rule is not None else None for c in entitlement.criteria]


def _cel(rule: str) -> str:
    return _written(ast.parse(rule, mode="eval").body)


_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def _written(node: ast.expr) -> str:
    match node:
        case ast.BoolOp(op=op, values=values):
            sign = " && " if isinstance(op, ast.And) else " || "
            return "(" + sign.join(map(_written, values)) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"!({_written(operand)})"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if isinstance(op, ast.In | ast.NotIn):
                inside = f"({_written(left)} in {_written(right)})"
                return inside if isinstance(op, ast.In) else f"!{inside}"
            return f"({_written(left)} {_SIGNS[type(op)]} {_written(right)})"
        case ast.Name(id=name):
            return name
        case ast.Constant(value=bool(value)):
            return "true" if value else "false"
        case ast.Constant(value=value):
            return repr(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return "[" + ", ".join(map(_written, parts)) + "]"
    raise AssertionError(f"how is this written in CEL? {ast.dump(node)}")
