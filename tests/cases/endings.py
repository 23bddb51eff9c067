"""How a case stands at the end: known, or in whose hands and what comes next. Nothing else will do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.pipeline.caseload import CaseFile

#: An office has this to answer.
_UNANSWERED = ("submitted", "received")


@dataclass
class Ending:
    """`outcome` if it is known; else who has it, and what happens next."""

    case: CaseFile
    outcome: str = ""
    owner: str = ""
    next: str = ""

    @property
    def settled(self) -> bool:
        """Known, or in somebody's hands with something to come."""
        return bool(self.outcome) or bool(self.owner and self.next)


def ending(case: CaseFile, followers: Sequence[CaseFile], asked_again: bool, now: float) -> Ending:
    """What became of *case*, from the record alone: its own history, what followed from it, and the open timers."""
    keeper = followers[-1] if followers else case
    if case.state in ("arrived", "withdrawn"):
        return Ending(case, case.state)
    open_ones = [one for one in (case, *followers) if one.state in _UNANSWERED]
    if case.state == "declined" and not open_ones:
        return Ending(case, "declined, looked at again" if followers else "declined")
    if asked_again:
        return Ending(case, owner=keeper.liaison, next="is asked again")
    if open_ones:
        one = open_ones[-1]
        return Ending(case, owner=one.liaison, next="office is late" if now > one.due else "office is to answer")
    return Ending(case, owner=keeper.liaison)


def table(endings: Sequence[Ending]) -> str:
    """How many ended how, as the rows of a Markdown table."""
    counts = Counter(
        (one.outcome, "", "")
        if one.outcome
        else (one.case.state, "yes" if one.owner else "NOBODY", one.next or "NOTHING")
        for one in endings
    )
    lines = ["| stands | somebody has it | what comes next | cases |", "| --- | --- | --- | ---: |"]
    known = sorted((row for row in counts if not row[1]), key=lambda row: -counts[row])
    others = sorted((row for row in counts if row[1]), key=lambda row: -counts[row])
    for stands, owner, onward in (*known, *others):
        lines.append(f"| {stands} | {owner or '–'} | {onward or 'known'} | {counts[stands, owner, onward]} |")
    lines.append(f"| without a known outcome or an owner | | | {sum(not one.settled for one in endings)} |")
    return "\n".join(lines)
