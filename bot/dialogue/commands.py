"""The words that work at every prompt: back, change, repeat, help, a person, language, stop, start over.

By word in any language the office hears, and by the keys of a feature phone. An option that is spelled like a command
wins at the prompt that shows it (the checker warns about such options).
"""

import re
from collections.abc import Callable

from bot.dialogue.answering import call_person
from bot.dialogue.asking import CONFIRM, ask_own, filled_in, put_again, sheet_of
from bot.dialogue.beginning import begin_again
from bot.dialogue.effects import Stopped
from bot.dialogue.run import Run
from bot.dialogue.tree import Fill
from bot.dialogue.undo import abandon, back, change, numbered, summary, unshelve

_BACK_STEPS = re.compile(r"(\D{1,20})(\d{1,2}) ?(?:步|次|steps?)?")
#: What a sentence ends with in Guizhou and means nothing by: 人工嘛 is 人工.
_PARTICLES = "嘛嘞勒啊吧哈呀哦噢咯呗噻"
#: Nobody writes "back 3 steps" longer than this.
_LONGEST_BACK = 24
_CHANGE_NUMBER = re.compile(r"(?:第|答案|answer|no\.?|number)?\s*(\d{1,2})\s*(?:个|项|题)?")


def command(run: Run, plain: str) -> bool:
    """Obey *plain* (in normal form) if it is a command; False if it is none."""
    words = run.content.words
    name = words.commands.get(plain) or words.commands.get(plain.rstrip(_PARTICLES))
    if name in _COMMANDS:
        _COMMANDS[name](run)
        return True
    if plain in words.languages:
        _set_language(run, words.languages[plain])
        return True
    return _back_steps(run, plain) or _change(run, plain)


def _back(run: Run) -> None:
    _back_by(run, 1)


def _back_by(run: Run, steps: int) -> None:
    question = run.question()
    if (question is not None and question.key.startswith("@ask_")) or run.correcting:
        unshelve(run)
    else:
        back(run, steps)


def _back_steps(run: Run, plain: str) -> bool:
    found = _BACK_STEPS.fullmatch(plain) if len(plain) <= _LONGEST_BACK else None
    if found is None or run.content.words.commands.get(found[1].strip()) != "back":
        return False
    _back_by(run, max(1, int(found[2])))
    return True


def _change(run: Run, plain: str) -> bool:
    """改3, 改年龄, change answer 3; 改 alone shows the numbers."""
    prefix = next((p for p in run.content.words.change if plain.startswith(p)), None)
    if prefix is None:
        return False
    what = plain[len(prefix) :].strip()
    if not what:
        summary(run)
        return True
    number = _CHANGE_NUMBER.fullmatch(what)
    if number is None and not any(_called(run, a.key, what) for a in (*run.answers, *run.carried)):
        return False
    if run.offer == "change":
        abandon(run)
    index = _numbered(run, int(number[1])) if number is not None else _named(run, what)
    if index is not None:
        change(run, index)
    else:
        run.say("no_such_answer")
        put_again(run)
    return True


def _numbered(run: Run, number: int) -> int | None:
    shown = _shown_numbers(run)
    return shown[number - 1] if 1 <= number <= len(shown) else None


def _named(run: Run, what: str) -> int | None:
    """The newest answer that is called so; the exact name before one that only holds it."""
    newest = numbered(run)[::-1]
    exact = [index for index in newest if what in run.content.name_words.get(run.answers[index].key, ())]
    return next((index for index in exact or newest if _called(run, run.answers[index].key, what)), None)


def _called(run: Run, key: str, what: str) -> bool:
    return any(name in what or what in name for name in run.content.name_words.get(key, ()))


def _shown_numbers(run: Run) -> list[int | None]:
    """Numbers mean what was shown: the form's own numbering at its summary, otherwise that of all answers."""
    indices = numbered(run)
    node = run.node() if run.prompt is not None and run.prompt.key == CONFIRM and run.stack else None
    sheet = sheet_of(run, node) if isinstance(node, Fill) else None
    if sheet is None:
        return list(indices)
    by_fact = {run.answers[index].key: index for index in indices}
    return [by_fact.get(name) for name in filled_in(run, sheet)]


def _repeat(run: Run) -> None:
    if run.prompt is None:
        begin_again(run, "")
    else:
        put_again(run)


def _help(run: Run) -> None:
    question = run.question()
    if question is None:
        run.say("help")
        return
    if question.why.text:
        run.say("help_why", why=question.why)
    run.say("help")
    put_again(run)


def _language(run: Run) -> None:
    ask_own(run, "@ask_language")


def _set_language(run: Run, language: str) -> None:
    run.language = language
    run.say("language_set")
    question = run.question()
    if question is not None and question.key == "@ask_language":
        unshelve(run)
    else:
        put_again(run)


def _stop(run: Run) -> None:
    run.stopped = True
    run.effects.append(Stopped())
    run.say("stopped")


def _start_over(run: Run) -> None:
    ask_own(run, "@ask_restart")


def _greeting(run: Run) -> None:
    run.say("greeting")
    put_again(run)


def _thanks(run: Run) -> None:
    run.say("welcome_thanks")
    put_again(run)


_COMMANDS: dict[str, Callable[[Run], None]] = {
    "back": _back,
    "repeat": _repeat,
    "help": _help,
    "person": call_person,
    "language": _language,
    "stop": _stop,
    "start_over": _start_over,
    "summary": summary,
    "greeting": _greeting,
    "thanks": _thanks,
}
