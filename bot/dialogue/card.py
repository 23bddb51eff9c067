"""What a card can say about one entitlement for one person: its outcome, why, and the next steps."""

from bot.dialogue.asking import outcome_key
from bot.dialogue.run import Run
from bot.entitlements.assess import Assessment, assess
from bot.entitlements.entitlement import Entitlement
from bot.language.composing import Arg, Phrase
from bot.language.wording import SILENT, Wording


def card_args(run: Run) -> dict[str, Arg]:
    """The placeholders of a card, for the entitlement the top frame is about; empty when it is about none."""
    entitlement = run.content.entitlements.get(run.stack[-1].arg)
    if entitlement is None:
        return {}
    result = assess(entitlement, run.facts, run.content.facts)
    say = run.content.say
    return {
        **_plain(entitlement, say["liaison_checks"]),
        "outcome": say[f"outcome_{outcome_key(result)}"],
        "why": _why(run, result),
        "change": result.deciding.change if result.deciding else SILENT,
    }


def _plain(entitlement: Entitlement, unknown: Wording) -> dict[str, Arg]:
    amount = entitlement.amount
    return {
        "name": entitlement.name,
        "explain": entitlement.explain,
        "clause": entitlement.clause,
        "documents": tuple(document.text for document in entitlement.documents),
        "where": entitlement.where.text,
        "steps": entitlement.steps if entitlement.steps.text else unknown,
        "by_when": entitlement.by_when if entitlement.by_when.text else unknown,
        "amount": amount.text if amount else SILENT,
        "liaison_does": entitlement.liaison_does,
        "checked": entitlement.checked,
    }


def _why(run: Run, result: Assessment) -> Arg:
    """The fewest words that decide: the criterion that fails; what is missing; else the criteria that hold."""
    say = run.content.say
    if result.deciding is not None and result.deciding.already:
        return SILENT
    if result.deciding is not None:
        return Phrase(say["why_not"], {"text": result.deciding.text})
    if result.outcome in ("needs_more", "liaison") and result.missing:
        facts = [run.content.facts[name] for name in result.missing]
        if result.outcome == "needs_more":  # what only a liaison can know is not the person's to bring
            facts = [fact for fact in facts if fact.askable] or facts
        names = tuple(fact.name for fact in facts[:3])
        return Phrase(say["why_missing"], {"names": names})
    if result.met:
        return Phrase(say["why_met"], {"texts": tuple(criterion.text for criterion in result.met[:3])})
    return say["why_open"]
