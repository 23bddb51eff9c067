"""A case that more than one conversation may know: told to whoever has the agreed word, and shared with the phone that
was named for it.

Nothing here looks into another session. What one conversation wants of another is a letter, and so is what comes back.
An enquirer learns how the case stands, who has it and until when. Whether a code exists, nobody learns without its
word.
"""

import re

import msgspec

from bot.dialogue.asking import ask_own, put_again
from bot.dialogue.beginning import begin_quietly
from bot.dialogue.cases import TAKEN_BACK, Case, case_of, may_become, remembered, with_word
from bot.dialogue.effects import Enquire, Move, Pass
from bot.dialogue.events import Answered, Asked, Moved, Refused, Shared
from bot.dialogue.following import move_case
from bot.dialogue.run import Run
from bot.dialogue.standing import ABOUT, DIGITS, line, reach, show
from bot.dialogue.undo import abandon, unshelve
from bot.language.normal import normal
from bot.language.receipt import number_of

#: A receipt code and the word agreed for it: "10019 小燕子".
_ENQUIRY = re.compile(
    r"(?P<label>回执号?|收据号?|receipt|code)?[ :]*(?P<code>\d{5,11})[ ,;:]*"
    r"(?:口令|password)?[ :是]*(?P<word>[^\d\s].*)"
)
#: An own word for a case: "口令 小燕子".
_WORD = re.compile(r"(?:定口令|改口令|换口令|口令|kouling|password)[ :是为]*(?P<word>.*)")
_SHORTEST, _LONGEST = 2, 12
#: Wrong words in a row before a case is told to nobody, until its word is set anew.
TRIES = 5
#: Enquiries of one conversation within an hour (seconds).
AN_HOUR, PER_HOUR = 3600.0, 5


def word_of(text: str) -> str:
    """*text* as an agreed word, in the form in which words are compared; "" if it is none (too short, a number …)."""
    word = "".join(normal(text).split())
    return word if _SHORTEST <= len(word) <= _LONGEST and not word.isdecimal() else ""


def heard_of_another(run: Run, plain: str) -> bool:
    """Do what *plain* says if it sets a word for a case, or asks after somebody's case with its word."""
    found = _WORD.fullmatch(plain)
    if found is not None and run.cases:
        _set_word(run, found["word"])
        return True
    return _enquire(run, plain)


def _enquire(run: Run, plain: str) -> bool:
    found, question = _ENQUIRY.fullmatch(plain), run.question()
    if found is None or (not found["label"] and question is not None and question.kind in DIGITS):
        return False
    code, word = found["code"], word_of(found["word"])
    case = case_of(run.cases, code)
    if case is not None:
        show(run, case)
    elif number_of(code) is None:
        if not found["label"]:
            return False
        run.say("case_wrong")
        put_again(run)
    elif not word or not may_try(run):
        run.say("too_often" if word else "case_untold")
        put_again(run)
    else:
        run.effects.append(Enquire(code, word))
        if run.form != "sms":  # there the answer alone is worth its price
            run.say("case_asking")
    return True


def may_try(run: Run) -> bool:
    """Whether this conversation may ask after something of another one now; it counts as a try."""
    lately = tuple(at for at in run.tried if run.now - at < AN_HOUR)
    run.tried = (*lately, run.now) if len(lately) < PER_HOUR else lately
    return len(lately) < PER_HOUR


def asked(run: Run, event: Asked) -> None:
    """Somebody asks after a case of this person: they are answered, and the person is not troubled."""
    case = case_of(run.cases, event.code)
    told = None
    if case is not None and case.word and not case.home and case.tries < TRIES:
        right = word_of(event.word) == case.word
        run.cases = with_word(run.cases, case.code, case.word, 0 if right else case.tries + 1)
        told = msgspec.structs.replace(case, word="", tries=0, shared="", whose=run.subject) if right else None
    run.effects.append(Pass(event.asker, Answered(event.code, told)))


def answered(run: Run, event: Answered) -> None:
    """What the other conversation said. A wrong word, a code nobody has, a case without a word: all sound alike."""
    case = event.case
    if run.stopped:
        return
    if case is None:
        run.say("case_untold")
    else:
        run.say("case_told" if case.state in TAKEN_BACK else "case_over", line=line(run, case), **reach(run, case))
    put_again(run)


def _set_word(run: Run, word: str) -> None:
    """Set the word of the case that is being looked at, or else of the newest."""
    own = [case for case in run.cases if not case.home]
    shown = case_of(run.cases, run.offer.removeprefix(ABOUT)) if run.offer.startswith(ABOUT) else None
    case = shown if shown in own else next((c for c in reversed(own) if c.open), own[-1] if own else None)
    if case is None:
        run.say("no_cases")
        put_again(run)
    elif word:
        _keep_word(run, case, word)
        put_again(run)
    else:
        if run.offer == "change":
            abandon(run)
        run.prompt = None if run.offer.startswith(ABOUT) else run.prompt
        ask_own(run, "@ask_word", f"{ABOUT}{case.code}")


def _keep_word(run: Run, case: Case, text: str) -> bool:
    word = word_of(text)
    if word:
        run.cases = with_word(run.cases, case.code, word)
    run.say("word_set" if word else "word_unfit", title=run.title_of(case), code=case.code, word=word)
    return bool(word)


def own_word(run: Run, item: str) -> None:
    """The word that was asked for."""
    case = case_of(run.cases, run.offer.removeprefix(ABOUT))
    if case is not None and not _keep_word(run, case, item):
        put_again(run)
    else:
        unshelve(run)


def shared(run: Run, event: Shared) -> None:
    """Somebody handed this in and named this phone: it is told what, who has it, and how to say no."""
    case = event.case
    if case_of(run.cases, case.code) is not None or run.joined == case.home:
        return  # known, or handed in from here by way of the conversation this one is joined to
    case = msgspec.structs.replace(case, whose=run.subject)
    run.cases = remembered(run.cases, case)[0]
    if run.stopped:
        return
    run.pushed = True
    if run.offer == "change":
        abandon(run)
    if not run.session.prompts:
        begin_quietly(run)
    run.say("shared", title=run.title_of(case), code=case.code, **reach(run, case))
    ask_own(run, "@ask_shared", f"{ABOUT}{case.code}")


def own_shared(run: Run, item: str) -> None:
    """It is all right, or it is not wanted: then whoever handed it in hears so."""
    case = case_of(run.cases, run.offer.removeprefix(ABOUT))
    if case is not None and item == "no" and may_become(case, "withdrawn"):
        move_case(run, case, Move(case.code, "withdrawn"))
        run.say("shared_no", title=run.title_of(case), code=case.code)
    else:
        run.say("shared_yes")
    if run.session.last:
        unshelve(run)
    else:  # nothing else was said yet: whatever they write next is their first message
        run.stack.clear()
        run.prompt, run.shelved, run.offer, run.prompts = None, None, "", 0


def refused(run: Run, event: Refused) -> None:
    """The phone that was named does not want it. If it can no longer be taken back, it hears how it stands instead."""
    case = case_of(run.cases, event.code)
    if case is None or case.home:
        return
    if may_become(case, "withdrawn"):
        move_case(run, case, Move(case.code, "withdrawn", "本人"))
        if not run.stopped:
            run.say("refused", title=run.title_of(case), code=case.code)
    elif case.shared:
        run.effects.append(Pass(case.shared, Moved(case.code, case.state)))
