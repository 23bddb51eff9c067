"""Effects → messages, in the person's language and the channel's form.

On SMS every part costs money, so what one turn says goes out as one message as long as it stays within two parts;
longer, it is cut between sentences. On the web each sentence is its own bubble and the options are buttons. Over a
telephone the options are spoken with their key.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.dialogue.content import Content
from bot.dialogue.effects import Effect, Put, Utter
from bot.dialogue.step import Turn
from bot.dialogue.tree import Question
from bot.language.composing import Composer
from bot.language.sms import count_parts, segments
from bot.language.wording import Form, Wording

_PARTS = 2
#: UCS-2 units of one part of a longer message (3GPP TS 23.040, concatenated short messages).
_UNITS = 67
_ENDS = re.compile(r"(?<=[。!?;!?;\n])|(?<=[.]\s)")


class Choice(msgspec.Struct, frozen=True):
    """An option as shown: the digit to send for it, its label, and its value in rules."""

    digit: int
    label: str
    value: str


class Message(msgspec.Struct, frozen=True):
    """One message to a person. A prompt has its number and its choices; on SMS they also stand in the text."""

    text: str
    choices: tuple[Choice, ...] = ()
    prompt: int = 0


class Speaker:
    """Composes replies from one version of the content, in every language it has."""

    def __init__(self, content: Content, composers: Mapping[str, Composer]) -> None:
        self.content = content
        self._composers = composers
        #: Question, options spelled out, and choices of prompts in which nothing changes from person to person but how
        #: the subject is called (a question that does change is composed anew).
        self._constant: dict[
            tuple[str, str, Form, Wording | None, tuple[str, ...]], tuple[str, str, tuple[Choice, ...]]
        ] = {}
        self.signature = f"【{content.settings.signature}】"
        #: A Chinese signature makes every message UCS-2, and two parts hold this many units after it.
        self._wide = segments(self.signature).encoding == "ucs2"
        self._room = _PARTS * _UNITS - _units(self.signature)

    def reply(self, turn: Turn, form: Form, extra: Mapping[str, str] | None = None) -> list[Message]:
        """What to send for *turn*. *extra* fills what only carrying out the effects could know: {code}, {liaison} …"""
        composer = self._composers.get(turn.session.language) or self._composers["zh_CN"]
        late: dict[str, Any] = {"who": turn.who} if turn.who is not None else {}
        if extra:
            late.update(extra)
        spoken = [
            said
            for effect in turn.effects
            if (said := self._message(effect, composer, form, turn.other, late)) is not None and said.text
        ]
        return self._for_sms(spoken, composer) if form == "sms" else spoken

    def words(self, turn: Turn, wording: Wording, args: Mapping[str, Any]) -> str:
        """A sentence of *turn* that somebody else is to read: on SMS, and without a signature."""
        composer = self._composers.get(turn.session.language) or self._composers["zh_CN"]
        late: dict[str, Any] = {"who": turn.who} if turn.who is not None else {}
        return composer.sentence(wording, {**args, **late}, "sms", turn.other)

    def _message(
        self, effect: Effect, composer: Composer, form: Form, other: bool, late: dict[str, Any]
    ) -> Message | None:
        if isinstance(effect, Utter):
            args = {**late, **effect.args} if late else effect.args
            return Message(composer.sentence(effect.wording, args, form, other))
        if isinstance(effect, Put):
            text, choices = self._prompt(effect, composer, form, other, late)
            return Message(text, choices, effect.prompt.id)
        return None

    def _prompt(
        self, put: Put, composer: Composer, form: Form, other: bool, late: dict[str, Any]
    ) -> tuple[str, tuple[Choice, ...]]:
        """The text and choices of a prompt; kept ready as far as nothing in them changes from person to person."""
        question, who = put.question, late.get("who")
        key = (composer.language, put.prompt.key, form, who, put.prompt.items)
        found = self._constant.get(key)
        if found is None:
            args = {**put.args, **late}
            text = "" if put.args else composer.sentence(question.ask, args, form, other)
            choices = self._choices(question, put.prompt.items, composer, form, other, args)
            found = text, self._spelled_out(question, choices, composer, form, other), choices
            if all(item in question.labels for item in put.prompt.items):
                self._constant[key] = found
        text, options, choices = found
        if put.args or not text:
            text = composer.sentence(question.ask, {**put.args, **late}, form, other)
        return text + options, choices

    def _spelled_out(
        self, question: Question, choices: tuple[Choice, ...], composer: Composer, form: Form, other: bool
    ) -> str:
        """What stands behind the question itself: that several may be chosen, and the options where there are no
        buttons.
        """
        text = ""
        if question.kind == "choices":
            text = (" " if composer.space else "") + composer.say(self.content.say["several"], {}, form, other)
        if form == "web" or not choices:
            return text
        line = self.content.say["option_sms" if form == "sms" else "option_voice"]
        joint = " " if composer.space or form == "sms" else ""
        shown = [composer.say(line, {"n": str(choice.digit), "label": choice.label}, form, other) for choice in choices]
        return text + joint + joint.join(shown)

    def _choices(
        self,
        question: Question,
        items: tuple[str, ...],
        composer: Composer,
        form: Form,
        other: bool,
        args: Mapping[str, Any],
    ) -> tuple[Choice, ...]:
        choices = []
        for digit, item in enumerate(items, 1):
            label = question.labels.get(item) or args.get(item) or item
            choices.append(Choice(digit, composer.show(label, args, form, other), item))
        if question.unknown:
            unknown = composer.say(self.content.say["dont_know"], {}, form, other)
            choices.append(Choice(0, unknown, ""))
        return tuple(choices)

    def _for_sms(self, messages: list[Message], composer: Composer) -> list[Message]:
        """As few messages as two parts each allow, every one signed."""
        if len(messages) == 1 and self._fits(messages[0].text):
            alone = messages[0]
            return [Message(self.signature + alone.text, alone.choices, alone.prompt)]
        out: list[Message] = []
        for message in messages:
            joint = "" if not composer.space else " "
            if out and self._fits(out[-1].text + joint + message.text) and not out[-1].prompt:
                out[-1] = Message(out[-1].text + joint + message.text, message.choices, message.prompt)
            else:
                out.extend(self._split(message))
        signature = self.signature
        return [Message(signature + m.text, m.choices, m.prompt) for m in out]

    def _fits(self, text: str) -> bool:
        """Whether a message stays within two parts with its signature."""
        if self._wide:
            return 2 * len(text) <= self._room or _units(text) <= self._room
        return count_parts(self.signature + text) <= _PARTS

    def _split(self, message: Message) -> list[Message]:
        if self._fits(message.text):
            return [message]
        texts = [""]
        for piece in _pieces(message.text):
            if texts[-1] and not self._fits(texts[-1] + piece):
                texts.append("")
            texts[-1] += piece
        last = Message(texts[-1].strip(), message.choices, message.prompt)
        return [Message(text.strip()) for text in texts[:-1]] + [last]


def _units(text: str) -> int:
    """UTF-16 units, which is what UCS-2 parts are counted in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(text: str) -> list[str]:
    """Sentences; one too long for a message by itself is cut at spaces, then anywhere."""
    pieces: list[str] = []
    for sentence in _ENDS.split(text):
        if len(sentence) <= 100:
            pieces.append(sentence)
            continue
        words = re.split(r"(?<=[ ,,、])", sentence)
        for word in words:
            pieces.extend(word[start : start + 100] for start in range(0, len(word), 100))
    return pieces
