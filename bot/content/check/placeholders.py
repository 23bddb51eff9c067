"""Placeholders are always filled, and translations use the same ones.

`{code}`, `{liaison}` … are known only in the turn that handed something over: after a `refer` or a form that was sent,
and until somebody is asked again. `{name}`, `{why}` … are known only where a tree was called for an entitlement: the
card, and what it calls.
"""

from collections.abc import Mapping

from bot.content.check.case import Case
from bot.content.check.flow import edges, reached
from bot.content.read_trees import CARD, RECEIPT
from bot.content.source import Problem
from bot.dialogue.reminders import REMINDED
from bot.dialogue.tree import Branch, Call, Fill, Menu, Node, Refer, Report, Say, Tree
from bot.language.composing import slots
from bot.language.wording import FORMS


def check_placeholders(case: Case) -> None:
    """Complain about placeholders that would be left empty, or that a translation lost or invented."""
    _translations(case)
    _self(case)
    card_trees = _card_trees(case)
    for tree in case.content.trees.values():
        known = _handed_over(case, tree)
        for name, node in tree.nodes.items():
            _node(case, tree, name, node, known.get(name, False), tree.name in card_trees)


def _node(case: Case, tree: Tree, name: str, node: Node, handed: bool, card: bool) -> None:
    wording = node.say if isinstance(node, Say) else node.question if isinstance(node, Menu) else None
    if wording is None:
        return
    place = case.place("node", f"{tree.name}.{name}")
    used = {slot for text in wording.variants() for slot in slots(text)} - set(case.content.facts)
    reminds = tree.name == case.content.settings.remind
    for slot in sorted(used & (set(REMINDED) - set(RECEIPT))):
        if not reminds:
            message = f"{{{slot}}} is known only in the tree {case.content.settings.remind!r}"
            case.error(place, "remind", message)
    for slot in sorted(used & set(RECEIPT) - set(REMINDED if reminds else ())):
        if not handed:
            hint = "it is known right after `refer` or a sent form, on every way here, and until the next question"
            case.error(place, "receipt", f"{{{slot}}} is not known yet at {tree.name}.{name}", hint)
    for slot in sorted(used & set(CARD)):
        if not card:
            message = f"{{{slot}}} is known only in the tree {case.content.settings.card!r} and what it calls"
            case.error(place, "card", message)


def _card_trees(case: Case) -> set[str]:
    """The trees that stand on an entitlement: the card, and what it calls without saying for what."""

    def calls(name: str) -> list[str]:
        tree = case.content.trees.get(name)
        return [n.tree for n in tree.nodes.values() if isinstance(n, Call) and not n.arg] if tree is not None else []

    return reached([case.content.settings.card, case.content.settings.informs], calls)


def _handed_over(case: Case, tree: Tree) -> dict[str, bool]:
    """Node → whether something was handed over in the same turn on every way there: a fixed point, from true down."""
    ways = [
        (name, edge.to, _passes(node, edge.to, edge.waits))
        for name, node in tree.nodes.items()
        for edge in edges(node, case.place("node", f"{tree.name}.{name}"))
    ]
    known = dict.fromkeys(tree.nodes, True)
    known[tree.start] = False
    changed = True
    while changed:
        changed = False
        for origin, to, passes in ways:
            holds = passes is True or (passes is None and known[origin])
            if known.get(to) and not holds:
                known[to], changed = False, True
    return known


def _passes(node: Node, to: str, waits: bool) -> bool | None:
    """What a way on does to the receipt: True makes it known, False makes it forgotten, None leaves it as it is."""
    if isinstance(node, Report):
        return (to == node.next) if node.state != "arrived" else None
    if isinstance(node, Refer) or (isinstance(node, Fill) and waits and to == node.next != node.otherwise):
        return True
    return None if isinstance(node, Say | Branch) else False


def _self(case: Case) -> None:
    """{who} has no name when people ask for themselves, so it may stand only where somebody else is meant."""
    for met in case.book.met:
        own = {met.wording.pick(form, other=False) for form in FORMS}
        for text in sorted(own):
            if "{who}" in text:
                case.problems.append(_who(met.file, met.line_of(text)))


def _who(file: str, line: int) -> Problem:
    hint = "put the sentence with {who} under `other`, and one without it beside"
    return Problem(file, line, "{who} is empty when people ask for themselves", "error", "who", hint)


def _translations(case: Case) -> None:
    for language, catalogue in case.catalogues.items():
        for met in case.book.met:
            for text in met.wording.variants():
                _compare(case, language, catalogue, met.file, met.line_of(text), text)


def _compare(case: Case, language: str, catalogue: Mapping[str, str], file: str, line: int, text: str) -> None:
    translated = catalogue.get(text)
    if translated is None:
        return
    mine, theirs = set(slots(text)), set(slots(translated))
    what = [f"lacks {{{name}}}" for name in sorted(mine - theirs)]
    what += [f"invents {{{name}}}" for name in sorted(theirs - mine)]
    if what:
        message = f"the {language} translation {', '.join(what)}: {translated}"
        case.problems.append(Problem(file, line, message, "error", "translation"))
