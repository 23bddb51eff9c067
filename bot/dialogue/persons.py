"""Turning from one person to another: one phone may serve several, and nothing of one shows in another's conversation.

The person writing and the person written about are different things. Everything about the latter (answers, where they
stand, what is half filled in) is set aside whole when the conversation turns to somebody else, and taken up whole.

After a pause whoever writes may be somebody else, so a message that begins something, or asks to see something, is kept
until it was asked whom it is for. An answer to the very question on the table is taken: it costs nothing, and shows
nothing. When several people are known on this phone, anything else is asked first as well.
"""

from bot.dialogue.asking import ask_own, put_again
from bot.dialogue.beginning import begin_for_another
from bot.dialogue.effects import Request
from bot.dialogue.pausing import recap
from bot.dialogue.run import Run
from bot.dialogue.session import Person
from bot.dialogue.still import grow_old
from bot.dialogue.undo import abandon, unshelve
from bot.dialogue.walk import walk
from bot.dialogue.whom import ASK_WHO, MARK, called, named, newest_first, somebody_known
from bot.entitlements.facts import Value
from bot.language.private import masked

#: The matter under which a liaison learns that somebody no longer acts for a person.
ENDED = "ended"
#: Instead of one of the people known: somebody new.
NEW = "new"
#: What `offer` begins with while it is asked whom it is for; behind it stands what the person had written.
_OFFER = "who:"
_KEPT = 120
#: People remembered beside the one it is about; of more, the one longest silent without an open case is forgotten.
MOST = 5
#: Answers of somebody set aside that can still be taken back one by one.
_ANSWERS = 20
#: Commands that show what is known about somebody, and those that are for whoever writes.
_SHOWING = ("results", "status", "summary", "withdraw")
_ANYBODY = ("person", "stop", "language", "help", "who", "start_over")


def must_ask(run: Run, plain: str) -> bool:
    """Whether it has to be asked whom *plain* is for before anything is done."""
    if run.sure or not somebody_known(run):
        return False
    words = run.content.words
    name = words.commands.get(plain)
    if name in _ANYBODY or plain in words.languages:
        return False
    shows = name in _SHOWING or any(plain.startswith(prefix) for prefix in words.change)
    if shows or run.people or run.prompt is None:
        return True
    return run.content.find_term(plain) is None and run.content.find_intent(plain) is not None


def ask_who(run: Run, text: str = "") -> None:
    """Ask whom it is for; *text* is what the person wrote, and is done afterwards."""
    if run.offer == "change":
        abandon(run)
    people = (run.subject, *(person.number for person in newest_first(run)))
    kept = "".join(character for character in masked(text[:_KEPT]) if character.isprintable())
    ask_own(run, ASK_WHO, f"{_OFFER}{kept}", (*(f"{MARK}{number}" for number in people), NEW))


def own_who(run: Run, item: str) -> None:
    """Whom it is for: the same person, another one who is known, or somebody new. What they wrote is done next."""
    text = run.offer.removeprefix(_OFFER)
    number = int(item.removeprefix(MARK)) if item.startswith(MARK) else -1
    run.sure = True
    if item == NEW:
        to_new(run, text)
    elif number != run.subject:
        turn_to(run, number)
        run.waiting = text
    elif text:
        run.prompt, run.shelved, run.offer, run.waiting = run.shelved, None, "", text
        recap(run)
    else:
        unshelve(run)


def turn_to_named(run: Run, text: str, plain: str) -> bool:
    """Turn to the one relative that *plain* speaks of ("给我妈报名"), if that is not whom it is about already."""
    relations = {relation for _, relation in run.content.relatives.find(plain)}
    if len(relations) != 1 or run.facts.get(run.content.settings.relation) in relations:
        return False
    item = named(run, plain)
    number = int(item.removeprefix(MARK)) if item else -1
    if number == run.subject:
        return False
    if item:
        turn_to(run, number)
        run.waiting = text
    else:
        to_new(run, text)
    return True


def turn_to(run: Run, number: int) -> None:
    """Take up the conversation about person *number* where it was left."""
    person = next((person for person in run.people if person.number == number), None)
    if person is None:
        unshelve(run)
        return
    contact = _of_contact(run)
    _set_aside(run)
    run.people = tuple(other for other in run.people if other.number != number)
    run.subject, run.base = number, {**contact, **person.base}
    run.answers[:], run.stack[:] = person.answers, person.stack
    run.floor, run.matter, run.called = person.floor, person.matter, person.called
    _look_up(run)
    run.old = person.old
    grow_old(run, person.last)
    recap(run)
    walk(run)


def to_new(run: Run, text: str) -> None:
    """Somebody this phone has not written about before; *text* is what they want."""
    contact = _of_contact(run)
    _set_aside(run)
    run.subject, run.base = _new_number(run), contact
    run.answers.clear()
    run.floor, run.matter, run.called, run.old = 0, 0, 0.0, ()
    _look_up(run)
    begin_for_another(run, text)


def ask_leave(run: Run) -> None:
    """Whether to end acting for the person it is about; for oneself there is nothing to end."""
    if run.other:
        ask_own(run, "@ask_leave")
    else:
        run.say("acting_none")
        put_again(run)


def own_leave(run: Run, item: str) -> None:
    """No longer for them: what they answered goes, and who has something of theirs in hand turns to them directly."""
    if item != "yes":
        unshelve(run)
        return
    run.say("acting_ended", name=called(run, run.subject))
    own = [case for case in run.cases if case.whose == run.subject]
    reached = {name: run.facts[name] for name in run.content.settings.whose if run.facts.get(name) is not None}
    run.effects += [Request(ENDED, reached, about=case.about, after=case.code) for case in own if case.open]
    codes = {case.code for case in own}
    run.parked = [parked for parked in run.parked if parked.frame.arg not in codes]
    run.cases = tuple(case for case in run.cases if case.code not in codes)
    run.forget_pending()
    run.base, run.subject = _of_contact(run), _new_number(run)
    run.answers.clear()
    run.floor, run.matter, run.called, run.old = 0, 0, 0.0, ()
    _look_up(run)
    begin_for_another(run, "")


def _new_number(run: Run) -> int:
    taken = (run.subject, *(person.number for person in run.people), *(case.whose for case in run.cases))
    return max(*taken, *(loose.whose for loose in run.pending), 0) + 1


def _look_up(run: Run) -> None:
    """Eyes on somebody else now: nothing of what was going on is left on the table."""
    run.refresh_facts()
    run.carried.clear()
    run.prompt, run.shelved, run.offer, run.listed = None, None, "", ()
    run.sure, run.since = True, run.now


def _of_contact(run: Run) -> dict[str, Value]:
    """What is known of the person writing, whoever it is about: not for whom it was, which goes with that person."""
    facts, who = run.content.facts, run.content.settings.who
    return {n: v for n, v in run.facts.items() if n in facts and facts[n].about == "contact" and n != who}


def _set_aside(run: Run) -> None:
    """Put away everything about the person it is about; nothing if nothing is known."""
    if not somebody_known(run):
        return
    gone = max(0, len(run.answers) - _ANSWERS)
    old, kept = run.answers[:gone], run.answers[gone:]
    contact = _of_contact(run)
    known = {**run.base, **{answer.key: answer.value for answer in old if answer.fact}}
    base = {name: value for name, value in known.items() if name not in contact}
    floor, matter = max(0, run.floor - gone), max(0, run.matter - gone)
    person = Person(run.subject, tuple(kept), base, tuple(run.stack), floor, matter, run.called, run.now, run.old)
    run.people = _bounded(run, (*run.people, person))


def _bounded(run: Run, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """At most so many; whoever has something open goes last."""
    waiting = {case.whose for case in run.cases if case.open}
    kept = sorted(people, key=lambda person: (person.number in waiting, person.last))[-MOST:]
    return tuple(sorted(kept, key=lambda person: person.number))


def folded(person: Person) -> Person:
    """*person* as small as can be without losing what was said: nothing can be taken back one by one."""
    base = {**person.base, **{answer.key: answer.value for answer in person.answers if answer.fact}}
    return Person(person.number, (), base, person.stack, 0, 0, person.called, person.last, person.old)
