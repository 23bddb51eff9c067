"""What questions cost on SMS: never more than two parts, and four in five no more than one.

Every prompt is composed as it is sent, by the very speaker that sends it: signed, with its options, for the person
writing and for somebody else, in every language. A longer sentence is only cut in two, so that is a warning.
"""

from collections.abc import Iterator

import msgspec

from bot.content.catalogues import SOURCE, translator
from bot.content.check.case import Case
from bot.content.check.options import place_of
from bot.content.check.typical import Typical
from bot.content.library import Library
from bot.content.source import Cursor, Problem
from bot.dialogue.effects import Effect, Put, Utter
from bot.dialogue.reply import Speaker
from bot.dialogue.session import Prompt, Session
from bot.dialogue.step import Turn
from bot.dialogue.tree import Question
from bot.language.composing import Composer
from bot.language.sms import count_parts
from bot.language.wording import Wording

PARTS = 2
#: How many of a hundred prompts in the source language must fit in one part.
SINGLE = 80
#: Sentences that are only ever part of another one.
_PIECES = {
    *("summary", "summary_line", "option_sms", "option_voice", "result_line", "hotline_line", "several"),
    *("help_why", "why_met", "why_met_said", "why_liaison", "why_missing", "why_not", "why_not_said", "why_reading"),
    *("fact_line", "first_result", "local_known", "local_missing", "local_both", "local_amount", "local_office"),
    *("local_phone", "local_open", "local_from", "local_until", "local_over"),
}


class Figures(msgspec.Struct):
    """What was measured: prompts in every language and for either person; of the source language, those in one part."""

    prompts: int = 0
    source: int = 0
    single: int = 0

    @property
    def ratio(self) -> int:
        """How many of a hundred prompts in the source language fit in one part."""
        return 100 * self.single // self.source if self.source else 100


def check_lengths(case: Case) -> Figures:
    """Measure every prompt and every sentence."""
    speaker = Library(case.loaded).speaker(case.content)
    figures = Figures()
    seen: set[str] = set()
    for language in (SOURCE, *(name for name in case.content.languages if name != SOURCE)):
        typical = Typical(case.content, Composer(language, translator(dict(case.catalogues.get(language, {})))))
        for question in case.content.questions.values():
            for other in (False, True):
                _prompt(case, speaker, typical, question, other, figures, seen)
        for wording, place in _sentences(case):
            _sentence(case, speaker, typical, wording, place, seen)
    if figures.ratio < SINGLE:
        message = f"only {figures.ratio} of 100 prompts fit in one SMS; {SINGLE} must"
        case.error(Cursor(None, "facts.yaml", 1, []), "sms-ratio", message)
    return figures


def _send(speaker: Speaker, typical: Typical, effect: Effect, other: bool) -> list[str]:
    session = Session(language=typical.composer.language)
    turn = Turn(session, (effect,), other, typical.who if other else None)
    return [message.text for message in speaker.reply(turn, "sms")]


def _prompt(
    case: Case, speaker: Speaker, typical: Typical, question: Question, other: bool, figures: Figures, seen: set[str]
) -> None:
    items = tuple(option.value for option in question.options)
    put = Put(Prompt(1, question.key, items, 0.0), question, typical.args(question.ask))
    texts = _send(speaker, typical, put, other)
    text, parts = "".join(texts), sum(map(count_parts, texts))
    key = f"{question.key}\0{text}"
    if key in seen:
        return
    seen.add(key)
    figures.prompts += 1
    if typical.composer.language == SOURCE:
        figures.source += 1
        figures.single += parts == 1
    if parts > PARTS:
        about = " about somebody else" if other else ""
        message = f"{question.key}{about} takes {parts} SMS parts in {typical.composer.language}; {PARTS} are allowed"
        case.error(place_of(case, question), "sms-length", message, f"{len(text)} characters: {text}")


def _sentences(case: Case) -> Iterator[tuple[Wording, Problem]]:
    """Everything that is said as a message of its own, and where it stands."""
    own = {id(case.content.say[name]) for name in _PIECES if name in case.content.say}
    for met in case.book.met:
        if met.role in ("say", "own") and id(met.wording) not in own:
            yield met.wording, Problem(met.file, met.line_of(met.wording.pick("sms", other=False)), "")


def _sentence(case: Case, speaker: Speaker, typical: Typical, wording: Wording, place: Problem, seen: set[str]) -> None:
    texts = _send(speaker, typical, Utter(wording, typical.args(wording)), other=False)
    parts = sum(map(count_parts, texts))
    if parts > PARTS and texts[0] not in seen:
        seen.add(texts[0])
        message = f"this takes {parts} SMS parts in {typical.composer.language}, so it is sent as {len(texts)} messages"
        case.problems.append(msgspec.structs.replace(place, message=message, severity="warning", code="sms-split"))
