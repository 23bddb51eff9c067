"""Which clauses of the plan the content answers, and how a person gets from each to something that is done.

A clause is covered when an entitlement cites it that somebody can reach (by a menu or a word), that is explained and
screened or registered, and from which there is a way on: an application form, or a request to a liaison.
"""

import re

import msgspec

from bot.dialogue.content import Content
from bot.entitlements.entitlement import Entitlement

#: The numbered points of the plan that promise something to people: 三（一） to 三（十）, 四（一） to 四（十五）.
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
CLAUSES = tuple(f"{part}（{n}）" for part, last in (("三", 10), ("四", 15)) for n in NUMERALS[:last])
_WAYS = {"A": "decide", "B": "screen", "C": "register", "D": "explain"}
_WIDE = str.maketrans("()", "（）")
_SPLIT = re.compile("[、，]")


class Covered(msgspec.Struct, frozen=True):
    """One entitlement under one clause: what is done with it, where it is reached, and the way on."""

    clause: str
    entitlement: str
    name: str
    does: str
    trees: tuple[str, ...]
    words: tuple[str, ...]
    #: "form NAME" or "request MATTER"; empty where the road ends.
    onward: str

    @property
    def ends(self) -> bool:
        """Whether it leads nowhere."""
        return not self.onward or not (self.trees or self.words)


def coverage(content: Content) -> list[Covered]:
    """Every clause with each entitlement that cites it; a clause nobody cites has one row without an entitlement."""
    rows: list[Covered] = []
    for clause in CLAUSES:
        citing = [e for e in content.entitlements.values() if clause in _SPLIT.split(e.clause.translate(_WIDE))]
        rows += [_covered(content, clause, entitlement) for entitlement in citing]
        if not citing:
            rows.append(Covered(clause, "", "", "", (), (), ""))
    return rows


def uncovered(rows: list[Covered]) -> list[str]:
    """The clauses of which no row leads anywhere."""
    led = {row.clause for row in rows if not row.ends}
    return [clause for clause in CLAUSES if clause not in led]


def _covered(content: Content, clause: str, entitlement: Entitlement) -> Covered:
    onward = f"form {entitlement.form}" if entitlement.form else ""
    if not onward and entitlement.matter:
        onward = f"request {entitlement.matter}"
    return Covered(
        clause,
        entitlement.id,
        entitlement.name.text,
        _WAYS[entitlement.level],
        trees_to(content, entitlement),
        (*entitlement.words, *entitlement.starts),
        onward,
    )


def trees_to(content: Content, entitlement: Entitlement) -> tuple[str, ...]:
    """The trees that lead to *entitlement*: they screen one of its topics, or call for one."""
    wanted = {*entitlement.topics, entitlement.id}
    return tuple(
        tree.name
        for tree in content.trees.values()
        if any(getattr(n, "topic", "") in wanted or getattr(n, "arg", "") in wanted for n in tree.nodes.values())
    )
