"""What a card says of the person's own county: what its office has told us, and what nobody has."""

import datetime as dt

from bot.dialogue.run import Run
from bot.entitlements.edition import GUIZHOU
from bot.entitlements.entitlement import Entitlement
from bot.entitlements.local import NOTHING, Local
from bot.language.composing import Arg, Phrase

_CODE = 6


def local_line(run: Run, entitlement: Entitlement) -> Arg:
    """The county's own amount, office, phone and dates; what is missing, a liaison checks. Nothing is made up."""
    say = run.content.say
    place = _place(run)
    local = local_of(run, entitlement)
    known = _known(run, local)
    missing = _missing(run, entitlement, local)
    parts: list[Arg] = []
    if known:
        parts.append(Phrase(say["local_known"], {"place": run.content.places.label(place[:_CODE]), "parts": known}))
    if missing:
        parts.append(Phrase(say["local_missing"], {"names": missing}))
    if len(parts) == 2:
        return Phrase(say["local_both"], {"known": parts[0], "missing": parts[1]})
    return parts[0] if parts else ""


def local_of(run: Run, entitlement: Entitlement, place: str | None = None) -> Local:
    """What the person's own county (or that of *place*) says of *entitlement*; `NOTHING` if it is not known, or says
    nothing.
    """
    code = (_place(run) if place is None else place)[:_CODE]
    return run.content.local.get(code, {}).get(entitlement.id, NOTHING)


def _place(run: Run) -> str:
    return str(run.facts.get(run.content.settings.place) or "")


def _known(run: Run, local: Local) -> tuple[Arg, ...]:
    say = run.content.say
    parts: list[Arg] = []
    if local.amount.text:
        parts.append(Phrase(say["local_amount"], {"amount": local.amount, "since": local.since}))
    if local.office.text:
        parts.append(Phrase(say["local_office"], {"office": local.office}))
    if local.phone:
        parts.append(Phrase(say["local_phone"], {"phone": local.phone}))
    if local.opens is not None or local.closes is not None:
        parts.append(_window(run, local))
    return tuple(parts)


def _window(run: Run, local: Local) -> Arg:
    """When it is open: said as of today, so that nobody goes to a window that is shut."""
    say = run.content.say
    today = dt.datetime.fromtimestamp(run.now, GUIZHOU).date()
    first, last = local.opens, local.closes
    args: dict[str, Arg] = {"first": first.isoformat() if first else "", "last": last.isoformat() if last else ""}
    if last is not None and last < today:
        return Phrase(say["local_over"], args)
    if first is not None and today < first:
        return Phrase(say["local_from"], args)
    return Phrase(say["local_until" if last is not None else "local_open"], args)


def _missing(run: Run, entitlement: Entitlement, local: Local) -> tuple[Arg, ...]:
    say = run.content.say
    money = entitlement.pays and entitlement.amount is None and not local.amount.text
    wanted = (
        ("local_name_amount", money),
        ("local_name_office", not local.office.text),
        ("local_name_phone", not local.phone),
        ("local_name_dates", local.opens is None and local.closes is None),
    )
    return tuple(say[name] for name, missing in wanted if missing)
