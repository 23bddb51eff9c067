"""The words that work at every prompt: back, change, repeat, help, a person, language, stop, start over.

By word in any language the office hears, and by the keys of a feature phone. An option that is spelled like a command
wins at the prompt that shows it (the checker warns about such options).
"""

import re
from collections.abc import Callable

import msgspec

from bot.dialogue.answering import take
from bot.dialogue.asking import ask_own, leap, put_again
from bot.dialogue.attaching import how_to_send
from bot.dialogue.beginning import begin_again
from bot.dialogue.effects import Stopped
from bot.dialogue.numbering import by_name, by_number, called
from bot.dialogue.own import call_person
from bot.dialogue.persons import ask_leave, ask_who, to_new
from bot.dialogue.reading import NOTED, read
from bot.dialogue.reminding import certificate, list_reminders
from bot.dialogue.results import known_results
from bot.dialogue.run import Run
from bot.dialogue.standing import list_cases, withdraw
from bot.dialogue.summing import why_here
from bot.dialogue.undo import abandon, back, change, summary, unshelve
from bot.dialogue.walk import walk
from bot.dialogue.whom import somebody_known
from bot.language.normal import normal

_BACK_STEPS = re.compile(r"(\D{1,20})(\d{1,2}) ?(?:步|次|steps?)?")
#: What a sentence ends with in Guizhou and means nothing by: 人工嘛 is 人工.
_PARTICLES = "嘛嘞勒啊吧哈呀哦噢咯呗噻"
#: Nobody writes "back 3 steps" longer than this.
_LONGEST_BACK = 24
_CHANGE_NUMBER = re.compile(r"(?:第|答案|answer|no\.?|number)?\s*(\d{1,2})\s*(?:个|项|题)?")
_NUMBER_AND_VALUE = re.compile(r"第?(\d{1,2})(?:个|项|题)?(?: *(?:改成|改为|为|成|到|是|to|:) *| +)(\S.{0,60})")
#: What may stand between what is changed and its new value.
_BETWEEN = "改为成到是 :,"


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
    return _back_steps(run, plain) or _change(run, plain) or certificate(run, plain)


def _back(run: Run) -> None:
    _back_by(run, 1)


def _back_by(run: Run, steps: int) -> None:
    question = run.question()
    if (question is not None and question.key.startswith("@ask_")) or run.correcting:
        said = len(run.effects)  # leaving the question that came in between is one step
        unshelve(run)
        if steps < 2:
            return
        run.unsay(said)
        steps -= 1
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
    number = _CHANGE_NUMBER.fullmatch(what) or _NUMBER_AND_VALUE.fullmatch(what)
    if number is None and not any(called(run, a.key, what) for a in (*run.answers, *run.carried)):
        return False
    if run.offer == "change":
        abandon(run)
    index = by_number(run, int(number[1])) if number is not None else by_name(run, what)
    if index is not None:
        _change_to(run, index, _value_behind(run, index, what))
    else:
        run.say("no_such_answer")
        put_again(run)
    return True


def _value_behind(run: Run, index: int, what: str) -> str:
    """The new value where it was written along: "年龄48", "3 改成 46"."""
    found = _NUMBER_AND_VALUE.fullmatch(what)
    if found is not None:
        return found[2]
    names = [name for name in run.content.name_words.get(run.answers[index].key, ()) if what.startswith(name)]
    return what[len(max(names, key=len)) :].lstrip(_BETWEEN) if names else ""


def _change_to(run: Run, index: int, value: str) -> None:
    """Ask answer *index* anew, and take *value* at once if it fits, saying what was understood."""
    said = len(run.effects)
    change(run, index)
    question, prompt = run.question(), run.prompt
    if not value or question is None or prompt is None or question.fact is None:
        return
    reading = read(question, prompt, value, normal(value), run.content, run.now)
    if not reading.miss:
        run.unsay(said)
        take(run, question, msgspec.structs.replace(reading, echo=reading.echo or NOTED))


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
    why = why_here(run, question)
    if why.text:
        run.say("help_why", why=why)
    run.say("help")
    put_again(run)


def _results(run: Run) -> None:
    """What has come out so far, of everything that was answered; afterwards the question on the table is put again."""
    if not any(known_results(run)):
        run.say("no_results_yet")
        put_again(run) if run.prompt is not None else walk(run)
        return
    tree, about = run.content.settings.results, run.stack[-1].arg.partition("+")[0] if run.stack else ""
    leap(run, f"{tree}:")
    above = next((place for place, frame in enumerate(run.stack) if frame.tree == tree), len(run.stack))
    del run.stack[above:]
    run.push(tree, about)
    walk(run)


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


def _photo(run: Run) -> None:
    how_to_send(run)
    put_again(run)


def _stop(run: Run) -> None:
    run.stopped = True
    run.effects.append(Stopped())
    run.say("stopped")


def _who(run: Run) -> None:
    """Whom it is for from here on; with nobody known yet, that is simply asked."""
    ask_who(run) if somebody_known(run) else to_new(run, "")


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
    "results": _results,
    "status": list_cases,
    "reminders": list_reminders,
    "photo": _photo,
    "language": _language,
    "stop": _stop,
    "start_over": _start_over,
    "who": _who,
    "leave": ask_leave,
    "withdraw": withdraw,
    "summary": summary,
    "greeting": _greeting,
    "thanks": _thanks,
}
