"""Whom one phone writes about: who is known on it, and what they are called."""

from typing import TYPE_CHECKING

from bot.dialogue.session import Person
from bot.entitlements.facts import Value
from bot.language.composing import Arg, Phrase

if TYPE_CHECKING:
    from bot.dialogue.run import Run

ASK_WHO, ASK_STILL = "@ask_who", "@ask_still"
#: Options of the question for whom it is: this mark and a person's number.
MARK = "#"


def somebody_known(run: "Run") -> bool:
    """Whether there is anything that must not be mixed up: an answer about the person, or something handed in."""
    return bool(run.people or run.cases) or any(_about_them(run, name) for name in run.facts)


def _about_them(run: "Run", name: str) -> bool:
    settings, fact = run.content.settings, run.content.facts.get(name)
    return fact is not None and fact.about != "contact" and name not in (settings.who, settings.relation)


def newest_first(run: "Run") -> list[Person]:
    """The people set aside, whoever was spoken of last first."""
    return sorted(run.people, key=lambda person: -person.last)


def facts_of(run: "Run", number: int) -> dict[str, Value]:
    """What is known about person *number*; nothing if they are not remembered any more."""
    if number == run.subject:
        return run.facts
    found = next((person for person in run.people if person.number == number), None)
    return {} if found is None else {**found.base, **{a.key: a.value for a in found.answers if a.fact}}


def called(run: "Run", number: int) -> Arg:
    """Somebody's name, or what they are to the person writing."""
    facts, settings = facts_of(run, number), run.content.settings
    if name := facts.get("name"):
        return str(name)
    if not facts and number != run.subject:
        return run.content.say["somebody"]
    if facts.get(settings.who) in (None, "self"):
        return run.content.say["person_self"]
    labels = run.content.questions[settings.relation].labels
    return labels.get(str(facts.get(settings.relation)), run.content.say["somebody"])


def who_args(run: "Run") -> dict[str, Arg]:
    """What the options of the question are called. Two that would be called the same are told apart by the day."""
    known = {run.subject: run.session.last} | {person.number: person.last for person in run.people}
    names = {number: called(run, number) for number in known}
    shown, say = list(names.values()), run.content.say
    return {
        f"{MARK}{number}": name
        if shown.count(name) == 1
        else Phrase(say["person_on"], {"name": name, "day": run.day(known[number])})
        for number, name in names.items()
    }


def still_args(run: "Run") -> dict[str, Arg]:
    """What is known, as the options of the question whether it still holds."""
    facts, say = run.content.facts, run.content.say
    return {
        name: Phrase(say["fact_line"], {"name": facts[name].name, "value": run.shown(facts[name], run.facts.get(name))})
        for name in run.old
        if name in facts
    }


def named(run: "Run", plain: str) -> str:
    """The option that *plain* names: a person's own name, or the one who stands in that relation; "" if none does."""
    relations = {relation for _, relation in run.content.relatives.find(plain)}
    found = []
    for number in (run.subject, *(person.number for person in run.people)):
        facts = facts_of(run, number)
        name = str(facts.get("name") or "")
        if (name and name in plain) or facts.get(run.content.settings.relation) in relations:
            found.append(number)
    return f"{MARK}{found[0]}" if len(found) == 1 else ""
