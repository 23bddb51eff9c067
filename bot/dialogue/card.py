"""What a card can say about one entitlement for one person: its outcome, why, and the next steps."""

from bot.dialogue.local import local_line
from bot.dialogue.results import broad, outcome_key
from bot.dialogue.run import Run
from bot.entitlements.assess import Assessment
from bot.entitlements.entitlement import Criterion, Entitlement
from bot.entitlements.rulebook import Rulebook
from bot.language.composing import Arg, Phrase
from bot.language.wording import SILENT, Wording

#: More reasons than this are not read.
_REASONS = 3


def card_args(run: Run) -> dict[str, Arg]:
    """The placeholders of a card, for the entitlement the top frame is about; empty when it is about none."""
    entitlement = run.content.entitlements.get(run.stack[-1].arg)
    if entitlement is None:
        return {}
    book = run.content.editions.at(run.now).book
    result = book.assess(entitlement.id, run.facts, broad(run))
    say = run.content.say
    return {
        **_plain(entitlement, say["liaison_checks"]),
        "outcome": say[f"outcome_{outcome_key(result)}"],
        "why": _why(run, book, result),
        "change": result.deciding.change if result.deciding else SILENT,
        "local": local_line(run, entitlement),
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


def _why(run: Run, book: Rulebook, result: Assessment) -> Arg:
    """The fewest words that decide: what fails, what is missing, or what holds; and the fewest answers behind it."""
    say = run.content.say
    if result.deciding is not None and (result.deciding.already or result.deciding.wish):
        return SILENT
    facts = _answers(run, book, result)
    if result.deciding is not None:
        args: dict[str, Arg] = {"text": result.deciding.text, "facts": facts}
        return Phrase(say["why_not" if facts else "why_not_said"], args)
    if result.undecided and outcome_key(result) in ("liaison", "register"):
        return Phrase(say["why_liaison"], {"texts": tuple(c.text for c in result.undecided[:_REASONS])})
    if result.outcome == "needs_more" and result.missing:
        return Phrase(say["why_missing"], {"names": _missing(run, result)})
    if result.met:
        texts = tuple(_text(criterion, result) for criterion in result.met[:_REASONS])
        why = Phrase(say["why_met" if facts else "why_met_said"], {"texts": texts, "facts": facts})
        says = next((reading.says for reading in result.applied if reading.says.text), None)
        return Phrase(say["why_reading"], {"why": why, "says": says}) if says is not None else why
    return say["why_open"]


def _answers(run: Run, book: Rulebook, result: Assessment) -> tuple[Arg, ...]:
    """The fewest answers that decide, as they were given."""
    known = book.known(run.facts, broad(run))
    facts = [run.content.facts[name] for name in result.decided_by[:_REASONS]]
    line = run.content.say["fact_line"]
    return tuple(Phrase(line, {"name": fact.name, "value": run.shown(fact, known[fact.id])}) for fact in facts)


def _missing(run: Run, result: Assessment) -> Arg:
    """What the person could not say, or was not asked; what only a liaison can know is not theirs to bring."""
    facts = [fact for name in result.missing if (fact := run.content.facts[name]).askable]
    unsaid = [fact for fact in facts if fact.id in run.facts]
    return tuple(fact.name for fact in (unsaid or facts)[:_REASONS])


def _text(criterion: Criterion, result: Assessment) -> Wording:
    """A criterion as the reading that applied words it."""
    own = (reading.text for reading in result.applied if reading in criterion.readings and reading.text.text)
    return next(own, criterion.text)
