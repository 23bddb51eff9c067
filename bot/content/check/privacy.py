"""What may never be asked, and what may be asked only after consent."""

import re

from bot.content.check.case import Case
from bot.entitlements.facts import Fact

#: Papers whose numbers or contents may not be asked for by message: as facts are named, and as questions put it.
_NAMED = re.compile(r"(^|_)(id_?(number|card|no)|identity|bank|card_number|medical_record|case_history)(_|$)")
_WORDED = re.compile(r"身份证号|身份证号码|银行卡|银行账号|病历")


def check_privacy(case: Case) -> None:
    """Complain about facts that must not be asked, and private ones without the consent that opens them."""
    for fact in case.content.facts.values():
        words = [*fact.ask.variants(), *fact.name.variants()]
        found = next((m[0] for text in words if (m := _WORDED.search(text))), "")
        if found or _NAMED.search(fact.id):
            message = f"{fact.id} asks for {found or 'a number'} that may not be asked for by message"
            case.error(case.place("fact", fact.id), "forbidden", message, "let the liaison look at it in person")
    _consent(case)


def _consent(case: Case) -> None:
    content = case.content
    private = [fact for fact in content.facts.values() if fact.sensitivity == "H"]
    name = content.settings.consent
    consent = content.facts.get(name)
    if not private:
        return
    place = case.place("fact", private[0].id)
    if consent is None:
        case.error(place, "consent", f"{private[0].id} is private, but there is no fact {name!r} to ask consent by")
    elif not _opens(consent):
        message = f"{name!r} must be of type consent, about the subject (it is given for one person), and not private"
        case.error(case.place("fact", name), "consent", message)


def _opens(consent: Fact) -> bool:
    return consent.kind == "consent" and consent.about == "subject" and consent.sensitivity != "H"
