"""Reading an answer to the prompt on the table.

Rules, in order: a digit is the option that was shown under it; 0 and the don't-know words are "don't know" where that
is allowed; the exact word of an option; the one option whose word stands in the sentence (the longest word at each
place counts, so 没有 is not 有); last, one slip of the finger. Anything else is a miss, never a guess.
"""

import datetime as dt
import re
from typing import Final, Literal

import msgspec
from rapidfuzz import fuzz, process

from bot.dialogue.content import Content
from bot.dialogue.session import Prompt
from bot.dialogue.tree import Question
from bot.entitlements.facts import Value
from bot.language.dates import read_date
from bot.language.matching import WordFinder
from bot.language.normal import normal
from bot.language.numbers import read_age, read_number
from bot.language.phones import read_phone
from bot.language.places import place_value
from bot.language.private import holds_forbidden_number

_CHINA = dt.timezone(dt.timedelta(hours=8))
_PICK = re.compile(r"(?:我?选|第|回|option|number|no\.?)?\s*(\d{1,2}|[一二三四五六七八九两])\s*(?:个|项|号|条)?")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
#: What people put behind a place without meaning anything by it.
_PARTICLES = "嘞勒呢啊嘛的呀哈哦"
#: How alike a mistyped word must be (0–100, Indel similarity), and the shortest word that may be mistyped.
_ALIKE = 80
_SHORTEST_LATIN, _SHORTEST_CHINESE = 4, 3


class Reading(msgspec.Struct, frozen=True):
    """What was understood. A miss has the name of the sentence (in system.yaml) that says what is wrong."""

    value: Value = None
    miss: str = ""
    #: The sentence that repeats the value to the person, because they did not write it as it is kept.
    echo: Literal["", "noted", "taken_as"] = ""


#: How a value is repeated: it was said in other words; a slip was forgiven, so it may be wrong.
NOTED: Final = "noted"
TAKEN_AS: Final = "taken_as"
MISS = Reading(miss="miss")


def read(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    """Read *text* (as the person wrote it; *plain* in normal form) as an answer to *question*; pure, total."""
    if len(text) == 1 and "0" <= text <= "9" and question.options and question.kind != "choices":
        return _digit(question, prompt, ord(text) - 48)
    if (
        (plain == "0" or plain in content.words.dont_know)
        and plain not in question.words
        and not _counts(question, plain)
    ):
        return Reading(None) if question.unknown else Reading(miss="must_answer")
    reader = _READERS.get(question.kind, _read_choice)
    reading = reader(question, prompt, text, plain, content, now)
    if reading.miss and (forbidden := holds_forbidden_number(text)):
        return Reading(miss=forbidden)
    return reading


def _counts(question: Question, plain: str) -> bool:
    """Whether 0 is a number here: only where "don't know" is no answer, for everywhere else that is what 0 means."""
    fact = question.fact
    low = fact.low if fact is not None and question.kind == "number" else None
    return plain == "0" and not question.unknown and low is not None and low <= 0


def _digit(question: Question, prompt: Prompt, number: int) -> Reading:
    if number == 0:
        return Reading(None) if question.unknown else Reading(miss="must_answer")
    if number <= len(prompt.items):
        return Reading(_value(question, prompt.items[number - 1]))
    return Reading(miss="no_such_number")


def _value(question: Question, item: str) -> Value:
    return item == "yes" if question.kind in ("yesno", "consent") else item


def _read_choice(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    picked = _PICK.fullmatch(plain)
    if picked:
        number = _DIGITS.get(picked[1]) if picked[1] in _DIGITS else int(picked[1])
        return _digit(question, prompt, number or 0)
    words = _words(question, prompt, content)
    item = words.get(plain) or _yes_or_no(question, plain, content)
    if item in prompt.items:
        return Reading(_value(question, item))
    finder = question.finder if words is question.words else WordFinder(words)
    found = mentioned(finder, plain, prompt.items)
    if len(found) == 1:
        return Reading(_value(question, found[0]), echo=NOTED)
    near = "" if found else _near(words, plain, prompt.items)
    return Reading(_value(question, near), echo=TAKEN_AS) if near else MISS


def _words(question: Question, prompt: Prompt, content: Content) -> dict[str, str]:
    """What may be written for each option; a list of results has the words of what it lists."""
    listed = [content.entitlements[item] for item in prompt.items if item in content.entitlements]
    if not listed or question.fact is not None:
        return question.words
    names = {normal(word): e.id for e in listed for word in (e.name.text, *e.short.variants(), *e.words)}
    return {**names, **question.words}


def _yes_or_no(question: Question, plain: str, content: Content) -> str:
    if question.kind in ("yesno", "consent"):
        if plain in content.words.yes:
            return "yes"
        if plain in content.words.no:
            return "no"
    return ""


def _read_choices(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    digits = re.sub(r"[\s,,、;;.和跟与]+|and", "", plain)
    if digits.isdecimal() and digits.isascii():
        if digits == "0":
            return Reading(None) if question.unknown else Reading(miss="must_answer")
        if all(1 <= int(d) <= len(prompt.items) for d in digits):
            return Reading(list(dict.fromkeys(prompt.items[int(d) - 1] for d in digits)))
        return Reading(miss="no_such_number")
    if plain in question.words and question.words[plain] in prompt.items:
        return Reading([question.words[plain]])
    found = mentioned(question.finder, plain, prompt.items)
    if found:
        return Reading(found, echo=NOTED)
    single = _read_choice(question, prompt, text, plain, content, now)
    return single if single.miss else Reading([str(single.value)], echo=single.echo or NOTED)


def mentioned(finder: WordFinder[str], plain: str, items: tuple[str, ...]) -> list[str]:
    """The options whose words stand in *plain*, in the order they stand there."""
    return list(dict.fromkeys(item for _, item in finder.find(plain) if item in items))


def _near(words: dict[str, str], plain: str, items: tuple[str, ...]) -> str:
    if len(plain) > 30:
        return ""
    shortest = _SHORTEST_LATIN if plain.isascii() else _SHORTEST_CHINESE
    candidates = [w for w, item in words.items() if len(w) >= shortest and item in items]
    if len(plain) < shortest or not candidates:
        return ""
    score = _ALIKE if plain.isascii() else 66
    best = process.extract(plain, candidates, scorer=fuzz.ratio, score_cutoff=score, limit=3)
    found = {words[word] for word, _, _ in best}
    return found.pop() if len(found) == 1 else ""


def _read_number(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    fact = question.fact
    if len(plain) <= 3 and plain.isascii() and plain.isdecimal():
        number: float | None = int(plain)
    elif fact is not None and fact.unit == "岁":
        number = read_age(text, dt.datetime.fromtimestamp(now, _CHINA).date())
    else:
        number = read_number(text)
    if number is None:
        return MISS
    if fact is not None and (
        (fact.low is not None and number < fact.low) or (fact.high is not None and number > fact.high)
    ):
        return Reading(miss="out_of_range")
    return Reading(number, echo="" if plain == str(number) else NOTED)


def _read_date(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    date = read_date(plain, dt.datetime.fromtimestamp(now, _CHINA).date())
    return MISS if date is None else Reading(date.isoformat(), echo=NOTED)


def _read_phone(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    number = read_phone(text)
    return MISS if number is None else Reading(number)


def _read_place(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    found = content.places.read(text)
    if len(found.candidates) == 1:
        county = found.candidates[0]
        value = place_value(county, found.rest.rstrip(_PARTICLES))[:80]
        return Reading(value, echo=TAKEN_AS if found.slip else NOTED)
    return Reading(miss="which_county" if found.candidates else "miss")


def _read_text(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    kept = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    forbidden = holds_forbidden_number(text)
    if forbidden:
        return Reading(miss=forbidden)
    if not plain or content.words.commands.get(plain) == "greeting" or not any(c.isalnum() for c in kept):
        return MISS
    limit = min(question.fact.max_length if question.fact else 60, content.settings.limits.answer_length)
    if len(kept) > limit:
        return Reading(miss="too_long")
    pattern = question.fact.pattern if question.fact else None
    if pattern is not None and not pattern.fullmatch(kept):
        return MISS
    return Reading(kept)


def _read_media(question: Question, prompt: Prompt, text: str, plain: str, content: Content, now: float) -> Reading:
    return Reading(miss="media_expected")


_READERS = {
    "choices": _read_choices,
    "number": _read_number,
    "date": _read_date,
    "phone": _read_phone,
    "place": _read_place,
    "text": _read_text,
    "media": _read_media,
}
