"""`bangban screen`: everything somebody can get, decided on what is known, and what to ask next."""

from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from bot.cli.explain import proof_object
from bot.cli.facts import Day, FactsGiven, day_or_fail, facts_or_fail
from bot.cli.setting import ContentFolder, LocalesFolder, default_folder, fail, load_or_fail, table_console
from bot.content.source import nearest
from bot.dialogue.content import Content
from bot.entitlements.assess import OUTCOMES
from bot.entitlements.facts import Value
from bot.entitlements.proof import Proof, prove
from bot.entitlements.question import Chooser

_STYLES = {"likely": "green", "liaison": "cyan", "needs_more": "yellow", "not_met": "red"}


def screen(
    facts: FactsGiven = "{}",
    topic: Annotated[str | None, typer.Option(help="Only this topic, like money; all of them.")] = None,
    day: Day = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
) -> None:
    """Print the outcome of every entitlement for a person, why, and the question that would be put next."""
    loaded = load_or_fail(content, locales).content
    if topic is not None and topic not in loaded.topics:
        near = nearest(topic, loaded.topics) or f"there are {', '.join(loaded.topics)}"
        fail(f"There is no topic {topic!r}: {near}")
    when, known = day_or_fail(day), facts_or_fail(facts, loaded)
    edition = loaded.editions.on(when)
    names = loaded.scope(topic or "")
    proofs = sorted((prove(edition.book, name, known) for name in names), key=_worth)
    asked = next_asked(loaded, edition.chooser, topic or "", known)
    if json:
        results = [proof_object(loaded, proof, when) for proof in proofs]
        typer.echo(msgspec.json.encode({"day": when.isoformat(), "results": results, "next": asked}).decode())
        return
    console = table_console()
    console.print(_table(proofs))
    console.print(
        f"Next: {asked['fact']}: {asked['ask']}" if asked else "Next: nothing, no answer can change anything."
    )


def next_asked(content: Content, chooser: Chooser, topic: str, known: dict[str, Value]) -> dict[str, Any] | None:
    """The next question as plain values, or None; consent as the facts have it."""
    consent = known.get(content.settings.consent)
    asked = consent if isinstance(consent, bool) else None
    name = chooser.next(content.driving(topic), known, consent=asked, broad=not topic)
    if name is None:
        return None
    fact = content.facts[name]
    options = [option.value for option in fact.options]
    return {
        "fact": name, "ask": fact.ask.text, "why": fact.why.text, "type": fact.kind, "sensitivity": fact.sensitivity,
        "options": options,
    }  # fmt: skip


def _worth(proof: Proof) -> tuple[int, int]:
    return OUTCOMES.index(proof.result.outcome), -proof.result.entitlement.value


def _table(proofs: list[Proof]) -> Table:
    table = Table("", "name", "level", "outcome", "because", "plan", box=None, pad_edge=False)
    for proof in proofs:
        result = proof.result
        style = _STYLES[result.outcome]
        entitlement = result.entitlement
        outcome = f"[{style}]{result.outcome}[/]"
        table.add_row(
            entitlement.id, entitlement.name.text, entitlement.level, outcome, _because(proof), entitlement.clause
        )
    return table


def _because(proof: Proof) -> str:
    result = proof.result
    if result.deciding is not None:
        first = f" first {result.deciding.first}" if result.deciding.first else ""
        return f"{result.deciding.name}{first}: " + ", ".join(_known(proof))
    if result.missing:
        return "not known: " + ", ".join(result.missing)
    return ", ".join(_known(proof)) or "no condition"


def _known(proof: Proof) -> list[str]:
    return [f"{name}={proof.facts[name]}" for name in proof.decided_by]
