"""Offices as they are: prompt, slow, undecided, silent. What one does with a case is drawn when the case reaches it."""

import random

from bot.dialogue.cases import State

#: Day after it was handed in, what it becomes, why.
Act = tuple[int, State, str]

#: What becomes of an application, and how often.
APPLICATIONS: dict[str, tuple[int, tuple[Act, ...]]] = {
    "prompt": (30, ((1, "received", ""), (2, "accepted", "下月起发。"))),
    "slow": (15, ((20, "received", ""), (45, "accepted", ""))),
    "returns it": (10, ((3, "returned", "差户口簿那一页。"), (25, "accepted", ""))),
    "returns it for good": (5, ((3, "returned", "差户口簿那一页。"),)),
    "declines": (12, ((5, "declined", "收入超了。"),)),
    "never answers": (8, ()),
    "answers twice": (6, ((2, "accepted", ""), (2, "accepted", ""), (3, "received", ""))),
    "contradicts itself": (6, ((2, "accepted", ""), (9, "declined", "弄错了。"), (12, "done", "又办了。"))),
    "does it at once": (8, ((4, "done", "东西送到家了。"),)),
}
#: What becomes of a request further up, or to ask somebody by telephone.
REQUESTS: dict[str, tuple[int, tuple[Act, ...]]] = {
    "sees to it": (40, ((3, "done", "补办了。"),)),
    "takes it on": (20, ((1, "received", ""), (10, "accepted", ""))),
    "slow": (15, ((40, "done", ""),)),
    "declines": (10, ((5, "declined", "查过，不归这里管。"),)),
    "never answers": (15, ()),
}


def manner_of(dice: random.Random, follows: bool) -> tuple[str, tuple[Act, ...]]:
    """How the office deals with a new case, and what it will do when."""
    table = REQUESTS if follows else APPLICATIONS
    name = dice.choices(list(table), [weight for weight, _ in table.values()])[0]
    return name, table[name][1]
