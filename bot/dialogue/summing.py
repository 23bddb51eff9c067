"""The numbered summary of a filled form, which a person sees before anything is handed in."""

from bot.dialogue.effects import Utter
from bot.dialogue.run import Run
from bot.dialogue.session import Frame, path_of
from bot.dialogue.tree import Field, Fill, FormSheet, Question
from bot.entitlements.facts import SENDER
from bot.language.composing import Arg, Numbered
from bot.language.wording import Wording

CONFIRM = "@confirm"


def sheet_of(run: Run, node: Fill) -> FormSheet | None:
    """The form a node fills: its own, or that of the entitlement the top frame is about."""
    entitlement = run.content.entitlements.get(run.stack[-1].arg)
    return run.content.forms.get(node.form or (entitlement.form if entitlement is not None else ""))


def field_here(run: Run, key: str) -> Field | None:
    """The field *key* of the form that is being filled in, if there is one."""
    node = run.node() if run.stack else None
    sheet = sheet_of(run, node) if isinstance(node, Fill) else None
    return next((field for field in sheet.fields if field.fact == key), None) if sheet is not None else None


def why_here(run: Run, question: Question) -> Wording:
    """Why it is asked: the form's own reason where it has one, otherwise the fact's."""
    field = field_here(run, question.key)
    return field.why if field is not None and field.why.text else question.why


def ask_confirm(run: Run, sheet: FormSheet) -> bool:
    """Show the filled form with numbers, and ask whether to send it off. By SMS what it shows is not echoed first."""
    question, noted = run.content.questions[CONFIRM], run.content.say["noted"]
    if run.form == "sms":
        run.effects[:] = [said for said in run.effects if not (isinstance(said, Utter) and said.wording is noted)]
    run.put(question, question.items, confirm_args(run, sheet))
    return True


def confirm_args(run: Run, sheet: FormSheet) -> dict[str, Arg]:
    """What the question whether to hand in *sheet* shows."""
    shown = summed(run, sheet)
    rest = run.content.say["summary_rest"] if len(shown) < len(filled_in(run, sheet)) else ""
    return {"form": sheet.title, "note": sheet.confirm, "summary": listed(run, shown), "rest": rest}


#: So few answers from before are shown like the others.
_FEW = 2


def summed(run: Run, sheet: FormSheet) -> list[str]:
    """The fields the summary shows. By SMS, where each costs, what was answered before this tree is only mentioned,
    until they want to change something (`unfold`).
    """
    names = filled_in(run, sheet)
    if run.form != "sms" or run.listed == tuple(names):
        return names
    here = path_of((*run.stack[:-1], Frame(run.stack[-1].tree, "")))
    told = (answer for answer in run.answers if answer.value != SENDER)
    asked_here = {answer.key for answer in told if answer.at.startswith(here) or not answer.at}
    shown = [name for name in names if name in asked_here]
    return shown if shown and len(names) - len(shown) > _FEW else names


def unfold(run: Run) -> bool:
    """Number every field of the form on the table from now on, so any can be changed; False if they are already."""
    node = run.node() if run.stack else None
    sheet = sheet_of(run, node) if isinstance(node, Fill) else None
    if sheet is None or run.prompt is None or run.prompt.key != CONFIRM:
        return False
    folded, run.listed = run.listed, tuple(filled_in(run, sheet))
    return run.listed != folded


def filled_in(run: Run, sheet: FormSheet) -> list[str]:
    """The fields that were answered, not those left out for want of consent."""
    given = run.base.keys() | {answer.key for answer in run.answers if answer.fact}
    return [field.fact for field in sheet.fields if field.fact in given]


def listed(run: Run, names: list[str]) -> Arg:
    """Facts as a numbered list, one a line."""
    run.listed = tuple(names)
    facts = run.content.facts
    rows = tuple([(facts[name].name, run.shown(facts[name], run.facts.get(name))) for name in names])
    return Numbered(run.content.say["summary_line"], rows)
