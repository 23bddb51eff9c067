"""What a liaison receives, as one short card a request: who, where, what, by when."""

from typing import Any

import msgspec

from bot.content.library import Library
from bot.dialogue.run import Run
from bot.dialogue.session import Session
from bot.language.receipt import code_of
from bot.pipeline.assistant import DANGER
from bot.pipeline.records import Handed
from webhooks.pages import N_, Pages

#: What a liaison needs first, if it is known; consent and the like are not told at all.
_FIRST = ("name", "relation", "county", "contact")


#: Danger as the people on duty read it.
_DANGER = N_("有危险")
_DANGERS = {
    "suicide": N_("有人想不开"),
    "medical": N_("有人急病"),
    "violence": N_("有人被打"),
    "hunger": N_("有人没饭吃"),
    "fire": N_("有人遇到火灾、水灾"),
}


class Card(msgspec.Struct, frozen=True):
    """A request as shown: `facts` are pairs of a name and a value, the ones that matter first."""

    number: int
    code: str
    matter: str
    urgent: bool
    liaison: str
    office: str
    within: int
    danger: bool
    facts: list[tuple[str, str]]


class Cards:
    """Writes cards in one language."""

    def __init__(self, pages: Pages, library: Library, language: str) -> None:
        self._library, self._pages, self._language = library, pages, language

    def card(self, handed: Handed) -> Card:
        """One request as a card."""
        return Card(
            handed.number, code_of(handed.number), self._matter(handed), handed.urgent, handed.liaison, handed.office,
            handed.within, handed.matter == DANGER, self._facts(handed.facts),
        )  # fmt: skip

    def _matter(self, handed: Handed) -> str:
        content = self._library.current
        if handed.matter == DANGER:
            return self._pages.say(self._language, _DANGERS.get(handed.about, _DANGER))
        if handed.matter == "correction":
            return self._pages.say(self._language, N_("改正前面交的"))
        for found in (content.forms.get(handed.form), content.trees.get(handed.matter)):
            if found is not None and found.title.text:
                return self._show(found.title)
        topic = content.topics.get(handed.matter)
        if topic is not None:
            return self._show(topic.label)
        return self._pages.say(self._language, N_("找人帮忙")) if handed.matter == "help" else handed.matter

    def _facts(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        content = self._library.current
        run = Run(content, Session(), 0.0, "web")
        hidden = {content.settings.consent, content.settings.who, content.settings.topic}
        order = [name for name in _FIRST if name in facts] + [n for n in facts if n not in _FIRST and n not in hidden]
        return [
            (self._show(content.facts[name].name), self._show(run.shown(content.facts[name], facts[name])))
            for name in order
            if name in content.facts
        ]

    def _show(self, arg: Any) -> str:
        return self._pages.composer(self._language).show(arg, {}, "web", False)
