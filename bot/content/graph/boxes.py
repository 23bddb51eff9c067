"""A tree as boxes and lines: what each node says, and what stands on the way to the next one."""

from collections.abc import Callable

import msgspec

from bot.content.graph.wrapping import em, wrap
from bot.dialogue.content import Content
from bot.dialogue.tree import (
    Ask,
    Branch,
    Call,
    End,
    Fill,
    Forward,
    Menu,
    Node,
    Refer,
    Report,
    Results,
    Say,
    Screen,
    Tree,
    Wait,
    Window,
)  # fmt: skip
from bot.language.wording import Wording

#: Pixels: size of letters, of the small line above them, between lines, and around the text.
FONT, SMALL, LINE, PAD = 14, 11, 19, 12
#: How wide a text may get before it is wrapped, in letters (a Chinese character is one).
_LETTERS, _LABEL_LETTERS = 14.0, 9.0
#: Where a node leads this many ways, everything is made narrower, or the picture gets too wide to read.
_MANY, _NARROW = 6, 8.0
#: Shapes with slanted sides need more room at the sides.
_SIDES = {"menu": 14, "ask": 14, "branch": 26, "call": 8, "refer": 8}
_SPANS = ((86400, "d"), (3600, "h"), (60, "m"))


class Box(msgspec.Struct):
    """A node as drawn: its kind (the word it is written with), its name, its text in lines, its size in pixels."""

    name: str
    kind: str
    lines: list[str]
    width: float = 0.0
    height: float = 0.0


class Link(msgspec.Struct):
    """A way from one node to another, with what is written on it."""

    origin: str
    to: str
    label: str = ""
    lines: list[str] = []


def boxes(content: Content, tree: Tree, say: Callable[[Wording], str]) -> tuple[list[Box], list[Link]]:
    """The boxes and lines of *tree*; a node that is named but not there gets a box of kind "missing"."""
    names = [tree.start, *(name for name in tree.nodes if name != tree.start)]
    letters = _NARROW if max((len(ways(node, say)) for node in tree.nodes.values()), default=0) >= _MANY else _LETTERS
    found = [box(name, *_text(content, tree.nodes[name], say), letters) for name in names if name in tree.nodes]
    links: dict[tuple[str, str], Link] = {}
    for name, node in tree.nodes.items():
        for to, label in ways(node, say):
            _join(links, name, to, label)
    absent = dict.fromkeys(link.to for link in links.values() if link.to not in tree.nodes)
    found += [box(name, "missing", name, letters) for name in absent]
    for link in links.values():
        link.lines = wrap(link.label, _LABEL_LETTERS) if link.label else []
    return found, list(links.values())


def _join(links: dict[tuple[str, str], Link], origin: str, to: str, label: str) -> None:
    """Several options that lead the same way share a line."""
    link = links.setdefault((origin, to), Link(origin, to))
    link.label = " / ".join(filter(None, (link.label, label)))


def ways(node: Node, say: Callable[[Wording], str]) -> list[tuple[str, str]]:
    """Where *node* leads, each with what is written on the way: an option, a rule, or the key it is written under."""
    match node:
        case End():
            return []
        case Menu():
            chosen = [(way.to, say(way.option.label)) for way in node.ways]
            return chosen + ([(node.unknown, "0")] if node.unknown else [])
        case Branch():
            return [(to, rule.text) for rule, to in node.ways] + [(node.next, "next")]
        case Fill():
            extra = [("otherwise", node.otherwise), ("without", node.without), ("shut", node.shut)]
            return [(node.next, "")] + [(to, key) for key, to in extra if to]
        case Report() if node.otherwise:
            return [(node.next, ""), (node.otherwise, "otherwise")]
        case _:
            return [(node.next, "")]


def _text(content: Content, node: Node, say: Callable[[Wording], str]) -> tuple[str, str]:
    """The word a node is written with, and what it says or does."""
    match node:
        case Say():
            return "say", say(node.say)
        case Ask():
            fact = content.facts.get(node.fact)
            return "ask", say(fact.ask) if fact is not None else node.fact
        case Menu():
            return "menu", say(node.question)
        case Call():
            tree, topic = content.trees.get(node.tree), content.topics.get(node.arg)
            about = say(topic.label) if topic is not None else node.arg
            return "call", (say(tree.title) if tree is not None else node.tree) + (f"：{about}" if about else "")
        case Screen() | Results():
            topic = content.topics.get(node.topic)
            kind = "screen" if isinstance(node, Screen) else "results"
            return kind, say(topic.label) if topic is not None else "$topic"
        case Fill():
            form = content.forms.get(node.form)
            return "form", say(form.title) if form is not None else "$entitlement"
        case Refer():
            return "refer", (node.matter or "$entitlement") + (" !" if node.urgent else "")
        case Wait():
            return "wait", _until(node)
        case Forward():
            return "share", say(node.say)
        case Report():
            return "report", node.state
        case Window():
            return "window", "$entitlement"
        case _:
            return ("branch", "?") if isinstance(node, Branch) else ("end", "")


def heading(kind: str, name: str) -> str:
    """The small line above the text: what kind of node it is, and what it is called."""
    return kind if kind == name else f"{kind} {name}"


def _until(wait: Wait) -> str:
    clock = "" if wait.minute is None else f"{wait.minute // 60:02}:{wait.minute % 60:02}"
    span = next((f"{wait.seconds // s}{unit}" for s, unit in _SPANS if wait.seconds % s == 0), f"{wait.seconds}s")
    return " ".join(filter(None, (wait.fact or (span if wait.seconds else ""), clock)))


def box(name: str, kind: str, text: str, letters: float) -> Box:
    """A box of that *kind*, as large as its *text* needs; no line longer than *letters*."""
    lines = wrap(text, letters) if text else []
    widest = max([em(line) * FONT for line in lines] + [em(heading(kind, name)) * SMALL])
    sides = 2 * (PAD + _SIDES.get(kind, 0))
    height = 2 * PAD + SMALL + (6 + LINE * len(lines) if lines else 0) + (20 if kind == "branch" else 0)
    return Box(name, kind, lines, round(widest + sides), height)
