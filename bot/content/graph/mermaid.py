"""A tree as a Mermaid flowchart, for pages that draw those themselves."""

from collections.abc import Sequence

from bot.content.graph.boxes import Box, Link

_SHAPES = {
    "say": '("{}")',
    "ask": '[/"{}"/]',
    "menu": '{{{{"{}"}}}}',
    "branch": '{{"{}"}}',
    "call": '[["{}"]]',
    "screen": '["{}"]',
    "results": '["{}"]',
    "form": '[\\"{}"\\]',
    "refer": '(["{}"])',
    "wait": '>"{}"]',
    "share": '(["{}"])',
    "report": '(["{}"])',
    "window": '["{}"]',
    "end": '(("{}"))',
    "office": '["{}"]',
    "person": '(["{}"])',
    "missing": '["{}"]',
}


def mermaid(title: str, boxes: Sequence[Box], links: Sequence[Link]) -> str:
    """The flowchart as text. Nodes are numbered, because Mermaid takes some names for words of its own."""
    number = {box.name: f"n{place}" for place, box in enumerate(boxes)}
    lines = ["---", f"title: {_quoted(title)}", "---", "flowchart TD"]
    for box in boxes:
        text = "<br>".join([f"<small>{box.kind} {_escaped(box.name)}</small>", *map(_escaped, box.lines)])
        lines.append(f"  {number[box.name]}{_SHAPES[box.kind].format(text)}")
    for link in links:
        label = f'|"{_escaped(link.label)}"|' if link.label else ""
        lines.append(f"  {number[link.origin]} -->{label} {number[link.to]}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "#quot;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
