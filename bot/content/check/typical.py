"""What stands in for a placeholder when a sentence is measured: the longest word it can be, or a usual value."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.content import Content
from bot.dialogue.tree import Question
from bot.entitlements.entitlement import Entitlement
from bot.entitlements.facts import Fact
from bot.language.composing import Arg, Composer, Phrase
from bot.language.wording import SILENT, Wording

#: Usual values of what a person writes, by kind.
_WRITTEN = {
    "number": "67",
    "date": "1957-03-05",
    "text": "杨秀英",
    "phone": "13985012345",
    "place": "威宁县草海镇中海村",
}
#: Usual values of what the engine fills in. A summary is as long as its form: only what is around it is measured.
_FILLED: Mapping[str, Arg] = {
    "code": "10014",
    "liaison": "杨秀英",
    "office": "威宁县草海镇残联",
    "phone": "13985012345",
    "within": "3",
    "count": "12",
    "good": "3",
    "from": "4",
    "n": "3",
    "value": "67",
    "day": "2026-12-05",
    "word": "报名",
    "checked": "2026-11-24",
    "summary": "",
    "number": "12345",
}


#: Results in a message that is passed on: as many as a hurried person looks at.
_RESULTS = 3


def _hotlines(content: Content) -> Arg:
    """The hotlines of the category that names the most."""
    names = max((danger.hotlines for danger in content.danger_says.values()), key=len, default=())
    numbers = [content.hotlines[name] for name in names]
    return tuple(Phrase(content.say["hotline_line"], {"name": h.name, "number": h.number}) for h in numbers)


def _local_names(content: Content) -> Arg:
    """Everything that no county has told us."""
    return tuple(say for name, say in content.say.items() if name.startswith("local_name_"))


class Typical:
    """Fills placeholders for one language."""

    def __init__(self, content: Content, composer: Composer) -> None:
        self.content, self.composer = content, composer
        entitlements = list(content.entitlements.values())
        self._known: dict[str, Arg] = {
            **_FILLED,
            "signature": content.settings.signature,
            "title": self.longest(
                [*(t.title for t in content.trees.values()), *(t.label for t in content.topics.values())]
            ),
            "form": self.longest([form.title for form in content.forms.values()]),
            "note": self.longest([form.confirm for form in content.forms.values()]),
            "name": self.longest([e.name for e in entitlements] + [f.name for f in content.facts.values()]),
            "explain": self.longest([e.explain for e in entitlements]),
            "outcome": self.longest([say for name, say in content.say.items() if name.startswith("outcome_")]),
            "change": self.longest([c.change for e in entitlements for c in e.criteria]),
            "clause": max((e.clause for e in entitlements), key=len, default=""),
            "where": self.longest([e.where.text for e in entitlements]),
            "steps": self.longest([e.steps for e in entitlements]),
            "by_when": self.longest([e.by_when for e in entitlements]),
            "amount": self.longest([e.amount.text for e in entitlements if e.amount]),
            "liaison_does": self.longest([e.liaison_does for e in entitlements]),
            "documents": tuple(d.text for d in max((e.documents for e in entitlements), key=len, default=())),
            "hotlines": _hotlines(content),
            "local": Phrase(content.say["local_missing"], {"names": _local_names(content)}),
            "results": (self._result(entitlements),) * _RESULTS,
            "why": self.longest([fact.why for fact in content.facts.values()]),
        }
        relation = content.questions.get(content.settings.relation)
        labels = list(relation.labels.values()) if relation is not None else []
        self.who = self.longest(labels) if labels else content.say["somebody"]

    def _result(self, entitlements: list[Entitlement]) -> Arg:
        """A result in a few words, with the longest of either."""
        marks = [say for name, say in self.content.say.items() if name.startswith("mark_") and name != "mark_first"]
        short = self.longest([e.short for e in entitlements])
        return Phrase(self.content.say["result_line"], {"short": short, "mark": self.longest(marks)})

    def longest(self, wordings: list[Wording]) -> Wording:
        """The wording that is longest on SMS in this language."""
        said = [wording for wording in wordings if wording.text]
        return max(said, key=lambda wording: len(self.composer.say(wording, {}, "sms", other=False)), default=SILENT)

    def args(self, wording: Wording) -> dict[str, Any]:
        """Values for every placeholder of *wording* but {who}."""
        found: dict[str, Any] = {}
        for slot in self.content.slots.get(wording, ()):
            fact = self.content.facts.get(slot)
            if slot in self._known:
                found[slot] = self._known[slot]
            elif fact is not None:
                found[slot] = self.value(fact, self.content.questions[slot])
        return found

    def value(self, fact: Fact, question: Question) -> Arg:
        """What an answer to *fact* looks like when it is said back."""
        if question.labels:
            return self.longest(list(question.labels.values()))
        return _WRITTEN.get(fact.kind) or self.content.say["media_kept"]
