"""Rules over facts, in Kleene's three values.

A rule is written as a small expression (`cert_status == 'valid' and cert_grade in (1, 2)`), read once with Python's own
parser, restricted to a white list, and compiled to closures. It comes out True, False or None (unknown), and unknown is
never turned into no: `and` is False as soon as one side is False, `or` True as soon as one side is True, whatever the
unknown rest may turn out to be (Kleene 1952, strong three-valued logic).
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

import msgspec

Truth = bool | None
Facts = Mapping[str, Any]
_Eval = Callable[[Facts], Truth]


class RuleError(ValueError):
    """A rule that cannot be read. `column` is where in its text, counted from 0; the author moves."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


class Atom(msgspec.Struct, frozen=True, eq=False):
    """One comparison of one fact: the smallest thing that can be unknown."""

    fact: str
    op: str
    value: Any
    holds: _Eval


class Junction(msgspec.Struct, frozen=True, eq=False):
    """Several parts joined: the first part that comes out as *stop* decides (False for and, True for or)."""

    parts: "tuple[Node, ...]"
    stop: bool
    holds: _Eval


class Negation(msgspec.Struct, frozen=True, eq=False):
    """The opposite of its part; unknown stays unknown."""

    part: "Node"
    holds: _Eval


Node = Atom | Junction | Negation


class Rule(msgspec.Struct, frozen=True, eq=False):
    """A compiled rule: its text, the facts it reads, its atoms, and `holds` to decide it."""

    text: str
    facts: tuple[str, ...]
    atoms: tuple[Atom, ...]
    node: Node
    holds: _Eval


def any_of(rules: Sequence[Rule]) -> Rule:
    """The rule that is yes as soon as one of *rules* is; no only when every one of them is."""
    if len(rules) == 1:
        return rules[0]
    node = _junction(tuple(rule.node for rule in rules), stop=True)
    atoms = tuple(atom for rule in rules for atom in rule.atoms)
    text = " or ".join(f"({rule.text})" for rule in rules)
    return Rule(text, tuple(dict.fromkeys(atom.fact for atom in atoms)), atoms, node, node.holds)


_OPS = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_MIRRORED = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
    "in": "has",
    "not in": "has not",
}
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "has": lambda a, b: b in a,
    "has not": lambda a, b: b not in a,
}


def parse(text: str) -> Rule:
    """Read *text* into a rule, or raise RuleError saying what is not allowed and where."""
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise RuleError(f"cannot read the rule: {error.msg}", max((error.offset or 1) - 1, 0)) from None
    except (ValueError, RecursionError, MemoryError):
        raise RuleError("cannot read the rule: it is too deep, or holds characters that are none") from None
    node = _read(body)
    atoms = tuple(_atoms(node))
    return Rule(text, tuple(dict.fromkeys(atom.fact for atom in atoms)), atoms, node, node.holds)


def _read(node: ast.expr) -> Node:
    match node:
        case ast.BoolOp(op=op, values=values):
            return _junction(tuple(_read(v) for v in values), stop=isinstance(op, ast.Or))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _negation(_read(operand))
        case ast.Name(id=name):
            return _atom(name, "==", True)
        case ast.Call(func=ast.Name(id="known"), args=[ast.Name(id=name)], keywords=[]):
            return Atom(name, "known", True, lambda facts: facts.get(name) is not None)
        case ast.Compare(left=left, ops=ops, comparators=rights):
            return _comparison(left, ops, rights)
    raise RuleError("only and, or, not, comparisons and known(fact) may stand in a rule", node.col_offset)


def _comparison(left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr]) -> Node:
    parts: list[Node] = []
    for a, op, b in zip([left, *rights], ops, rights, strict=False):
        name = _OPS.get(type(op))
        if name is None:
            raise RuleError("this comparison is not allowed in a rule", a.col_offset)
        if isinstance(a, ast.Name):
            parts.append(_atom(a.id, name, _literal(b)))
        elif isinstance(b, ast.Name):
            parts.append(_atom(b.id, _MIRRORED[name], _literal(a)))
        else:
            raise RuleError("one side of a comparison must be a fact", a.col_offset)
    return parts[0] if len(parts) == 1 else _junction(tuple(parts), stop=False)


def _literal(node: ast.expr) -> Any:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise RuleError(
            "compare a fact with a number, a 'word', True, False or a list of them", node.col_offset
        ) from None
    return tuple(value) if isinstance(value, list | set) else value


def _atoms(node: Node) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    elif isinstance(node, Negation):
        yield from _atoms(node.part)
    else:
        for part in node.parts:
            yield from _atoms(part)


def _atom(name: str, op: str, value: Any) -> Atom:
    test = _TESTS[op]

    def holds(facts: Facts) -> Truth:
        fact = facts.get(name)
        if fact is None:
            return None
        try:
            return test(fact, value)
        except TypeError:  # a value of another type than the rule expects decides nothing
            return None

    return Atom(name, op, value, holds)


def _negation(part: Node) -> Negation:
    inner = part.holds
    return Negation(part, lambda facts: None if (truth := inner(facts)) is None else not truth)


def _junction(parts: tuple[Node, ...], stop: bool) -> Junction:
    tests = tuple(part.holds for part in parts)

    def holds(facts: Facts) -> Truth:
        result: Truth = not stop
        for test in tests:
            truth = test(facts)
            if truth is stop:
                return stop
            if truth is None:
                result = None
        return result

    return Junction(parts, stop, holds)


def parts_of(node: Node) -> dict[str, list[_Eval]]:
    """For each fact, the largest parts of *node* that read it alone, as functions: what they come to is all that *node*
    can tell of the fact's value.
    """
    found: dict[str, list[_Eval]] = {}
    _collect(node, found)
    return found


def _collect(node: Node, found: dict[str, list[_Eval]]) -> None:
    alone = _alone(node)
    if alone:
        found.setdefault(alone, []).append(node.holds)
    elif isinstance(node, Negation):
        _collect(node.part, found)
    elif isinstance(node, Junction):
        by_fact: dict[str, list[Node]] = {}
        for part in node.parts:
            if name := _alone(part):
                by_fact.setdefault(name, []).append(part)
            else:
                _collect(part, found)
        for name, parts in by_fact.items():
            found.setdefault(name, []).append(_junction(tuple(parts), node.stop).holds)


def _alone(node: Node) -> str:
    """The one fact that *node* reads; "" if it reads several."""
    names = {atom.fact for atom in _atoms(node)}
    return names.pop() if len(names) == 1 else ""


def residual(node: Node, facts: Facts) -> Iterator[Atom]:
    """The atoms of *node* that can still change its outcome: what is left when the decided parts are struck out."""
    if isinstance(node, Atom):
        if facts.get(node.fact) is None:
            yield node
    elif isinstance(node, Negation):
        yield from residual(node.part, facts)
    elif node.holds(facts) is not node.stop:
        for part in node.parts:
            if part.holds(facts) is None:
                yield from residual(part, facts)


def reachable(node: Node, wanted: bool, facts: Facts, askable: Set[str]) -> bool:
    """Whether *node* may still come out as *wanted* by answers to *askable*; never a false no, at times a false yes
    (parts that read the same fact are looked at one by one).
    """
    if isinstance(node, Negation):
        return reachable(node.part, not wanted, facts, askable)
    truth = node.holds(facts)
    if truth is not None:
        return truth is wanted
    if isinstance(node, Atom):
        return node.fact in askable
    each = (reachable(part, wanted, facts, askable) for part in node.parts)
    return any(each) if node.stop is wanted else all(each)
