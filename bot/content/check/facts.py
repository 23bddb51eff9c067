"""Facts: none is asked for nothing, none is needed that nobody is asked."""

from bot.content.check.case import Case
from bot.content.source import nearest
from bot.dialogue.tree import Ask, Refer, Screen, Wait
from bot.entitlements.facts import Fact
from bot.language.composing import slots


def check_facts(case: Case) -> None:
    """Complain about facts without a use and about rules that wait for an answer nobody is asked for."""
    used, asked = _used(case), _asked(case)
    for fact in case.content.facts.values():
        place = case.place("fact", fact.id)
        if fact.id not in used:
            what = "is asked, but nothing uses the answer" if fact.id in asked else "is neither asked nor used"
            case.error(place, "unused", f"{fact.id} {what}", nearest(fact.id, used - asked))
        elif fact.id not in asked and fact.askable:
            message = f"{fact.id} is used, but nobody is ever asked it"
            case.error(place, "never-asked", message, nearest(fact.id, asked - used))
    _liaison_only(case)


def _liaison_only(case: Case) -> None:
    """What only a liaison can settle is never put to a person, by no node and no form."""
    facts = case.content.facts
    asks = [(node.fact, place["ask"]) for _, _, node, place in case.nodes() if isinstance(node, Ask)]
    asks += [(f.fact, case.place("form", form.name)) for form in case.content.forms.values() for f in form.fields]
    for name, place in asks:
        if name in facts and not facts[name].askable:
            case.error(place, "liaison-only", f"only a liaison answers {name!r}: it may not be asked here")


def _criteria(case: Case) -> set[str]:
    """The facts of every criterion and reading, and those from which one of them may follow."""
    criteria = [c for entitlement in case.content.entitlements.values() for c in entitlement.criteria]
    rules = [c.rule for c in criteria if c.rule is not None] + [r.rule for c in criteria for r in c.readings]
    found = {name for rule in rules for name in rule.facts}
    follows = [f for name in found & set(case.content.facts) for f in case.content.facts[name].follows]
    return found | {name for follow in follows for name in follow.rule.facts}


def _fields(case: Case) -> set[str]:
    return {field.fact for form in case.content.forms.values() for field in form.fields}


def _used(case: Case) -> set[str]:
    """Facts that decide something, are said to somebody, or are handed to a liaison."""
    content, settings = case.content, case.content.settings
    used = {name for rule, _ in case.book.rules for name in rule.facts} | _fields(case)
    used |= {settings.who, settings.relation, settings.consent, settings.place}
    used |= {node.fact for _, _, node, _ in case.nodes() if isinstance(node, Wait)}
    used |= {name for met in case.book.met for text in met.wording.variants() for name in slots(text)}
    for tree in content.trees.values():
        if any(isinstance(node, Refer) for node in tree.nodes.values()):
            used |= {node.fact for node in tree.nodes.values() if isinstance(node, Ask)}
    return used & set(content.facts)


def _asked(case: Case) -> set[str]:
    """Facts that some path asks. Consent comes by itself, before the first private question."""
    content = case.content
    asked = {node.fact for _, _, node, _ in case.nodes() if isinstance(node, Ask)} | _fields(case)
    taught = [starts for tree in content.trees.values() for starts in tree.starts.values()]
    taught += [starts for entitlement in content.entitlements.values() for starts in entitlement.starts.values()]
    taught += [starts for topic in content.topics.values() for starts in topic.starts.values()]
    asked |= {name for facts in taught for name in facts}
    asked |= {name for fact in content.facts.values() for option in fact.options for name in option.teaches}
    if any(isinstance(node, Screen) for _, _, node, _ in case.nodes()):
        asked |= _criteria(case)
    if any(_private(content.facts.get(name)) for name in asked):
        asked.add(content.settings.consent)
    return asked & set(content.facts)


def _private(fact: Fact | None) -> bool:
    return fact is not None and fact.sensitivity == "H"
