"""`bangban explain`: the whole proof of one outcome, rule by rule, with its sources."""

import datetime as dt
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape

from bot.cli.facts import Day, FactsGiven, day_or_fail, facts_or_fail
from bot.cli.setting import ContentFolder, LocalesFolder, default_folder, fail, load_or_fail
from bot.content.source import nearest
from bot.dialogue.content import Content
from bot.entitlements.entitlement import Criterion, Period
from bot.entitlements.proof import Proof, Step, prove

_STYLES = {"yes": "green", "no": "red", "unknown": "yellow", "liaison": "cyan"}


def explain(
    entitlement: Annotated[str, typer.Argument(metavar="ID", help="Which entitlement, like A04.")],
    facts: FactsGiven = "{}",
    day: Day = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a tree.")] = False,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
) -> None:
    """Print why an entitlement comes out as it does: every criterion, its source, and what each part of it says."""
    loaded = load_or_fail(content, locales).content
    if entitlement not in loaded.entitlements:
        near = nearest(entitlement, loaded.entitlements) or f"there are {', '.join(loaded.entitlements)}"
        fail(f"There is no entitlement {entitlement!r}: {near}")
    when = day_or_fail(day)
    proof = prove(loaded.editions.on(when).book, entitlement, facts_or_fail(facts, loaded))
    if json:
        typer.echo(msgspec.json.encode(proof_object(loaded, proof, when)).decode())
    else:
        _print(loaded, proof, when)


def proof_object(content: Content, proof: Proof, day: dt.date) -> dict[str, Any]:
    """The proof as plain values, for machines."""
    result = proof.result
    return {
        "id": result.entitlement.id,
        "name": result.entitlement.name.text,
        "level": result.entitlement.level,
        "clause": result.entitlement.clause,
        "period": result.entitlement.period,
        "day": day.isoformat(),
        "outcome": result.outcome,
        "deciding": result.deciding.name if result.deciding else None,
        "first": result.deciding.first or None if result.deciding else None,
        "change": result.deciding.change.text or None if result.deciding else None,
        "decided_by": {name: proof.facts[name] for name in proof.decided_by},
        "missing": list(result.missing),
        "can_ask": list(result.open),
        "for_liaison": [criterion.text.text for criterion in result.for_liaison],
        "readings": [reading.name for reading in result.applied],
        "followed": list(proof.followed),
        "criteria": [{**_origin(content, criterion), "proof": step} for criterion, step in proof.criteria],
    }


def _origin(content: Content, criterion: Criterion) -> dict[str, Any]:
    """Where a criterion comes from: itself, or each of its readings."""
    readings = [
        {"name": r.name, **_source(content, r.provenance, r.source), **_span(r.period)} for r in criterion.readings
    ]
    own = _source(content, criterion.provenance, criterion.source) if not readings else {"readings": readings}
    return {"name": criterion.name, "text": criterion.text.text, **own, **_span(criterion.period)}


def _source(content: Content, provenance: str, source: str) -> dict[str, Any]:
    entry = content.sources.get(source)
    plan = content.sources.get("P") if provenance == "plan" and entry is None else None
    found = entry or plan
    return {
        "provenance": provenance,
        "source": source,
        "title": found.title if found else None,
        "address": found.address if found else None,
        "checked": found.checked if found else None,
    }


def _span(period: Period) -> dict[str, str]:
    found = {"from": period.first, "to": period.last}
    return {name: day.isoformat() for name, day in found.items() if day is not None}


def _print(content: Content, proof: Proof, day: dt.date) -> None:
    """The proof as indented lines: a screen reader follows them, and nothing is cut off."""
    console = Console(highlight=False, soft_wrap=True)
    entitlement, outcome = proof.result.entitlement, proof.result.outcome
    head = f"{entitlement.id} {entitlement.name.text} (level {entitlement.level}, plan {entitlement.clause}) on {day}"
    console.print(f"[bold]{escape(head)}: {outcome}[/]")
    for line in _because(proof):
        console.print(f"  {line}")
    for criterion, step in proof.criteria:
        console.print(f"  {_mark(step)} {criterion.name}: {escape(step.text)}")
        for origin in _origins(content, criterion):
            console.print(f"      [dim]{escape(origin)}[/]")
        for part in step.parts:
            _print_step(console, part, "    ")


def _because(proof: Proof) -> list[str]:
    result = proof.result
    lines = []
    if proof.decided_by:
        lines.append("decided by " + ", ".join(escape(f"{n} = {proof.facts[n]!r}") for n in proof.decided_by))
    if proof.followed:
        lines.append("not said, but follows: " + ", ".join(escape(f"{n} = {proof.facts[n]!r}") for n in proof.followed))
    if result.deciding is not None:
        what = "has it already" if result.deciding.already else "fails"
        first = f"; {result.deciding.first} comes first" if result.deciding.first else ""
        lines.append(f"{what}: {result.deciding.name}{first}. {escape(result.deciding.change.text)}".rstrip())
    if result.missing:
        lines.append(f"not known: {', '.join(result.missing)}; worth asking: {', '.join(result.open) or 'nothing'}")
    return lines


def _origins(content: Content, criterion: Criterion) -> list[str]:
    pairs = [(f"{r.name}: ", r.provenance, r.source, r.period) for r in criterion.readings]
    lines = []
    for head, provenance, source, period in pairs or [("", criterion.provenance, criterion.source, criterion.period)]:
        found = _source(content, provenance, source)
        span = " ".join(f"{name} {value}" for name, value in _span(period).items())
        told = [provenance, source, found["title"], found["address"], span, f"checked {found['checked']}"]
        lines.append(head + ", ".join(part for part in told if part and part != "checked None"))
    return lines


def _print_step(console: Console, step: Step, indent: str) -> None:
    console.print(f"{indent}{_mark(step)} {escape(step.text)}")
    for part in step.parts:
        _print_step(console, part, indent + "  ")


def _mark(step: Step) -> str:
    return f"[{_STYLES[step.mark]}]{step.mark}[/]"
