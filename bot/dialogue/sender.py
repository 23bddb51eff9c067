"""The phone a person writes from: by SMS it is known, so nobody is asked for it who writes for themselves.

The engine does not know the number; it notes that it is this phone (SENDER), and whoever takes the application in
writes the number down. It stands in the summary like an answer, so it can be changed: by its number or its name, or
simply by writing another telephone number while the summary is on the table.
"""

from bot.dialogue.asking import put_again
from bot.dialogue.run import Run
from bot.dialogue.session import Answer
from bot.dialogue.summing import CONFIRM
from bot.entitlements.facts import SENDER
from bot.language.phones import read_phone


def call_this_phone(run: Run, name: str) -> None:
    """Know that *name* is the phone being written from. It was not asked, so "back" does not lead to it."""
    run.answers.append(Answer(name, SENDER, ""))
    run.learn(name, SENDER)


def another_number(run: Run, text: str) -> bool:
    """A telephone number written at the summary is the one to call instead of this phone."""
    if run.prompt is None or run.prompt.key != CONFIRM:
        return False
    noted = [place for place, answer in enumerate(run.answers) if answer.fact and answer.value == SENDER]
    number = read_phone(text) if noted else None
    if number is None:
        return False
    key = run.answers[noted[-1]].key
    run.answers[noted[-1]] = Answer(key, number, "")
    run.refresh_facts()
    fact = run.content.facts[key]
    run.say("amended", name=fact.name, value=run.shown(fact, number))
    put_again(run)
    return True
