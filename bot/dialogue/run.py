"""The working state of one turn: a session laid open, changed in place, and closed again.

Only a turn sees it. Everything that outlives the turn is the frozen session and the effects.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.dialogue.cases import Case, case_of
from bot.dialogue.content import Content
from bot.dialogue.effects import Effect, Put, Utter
from bot.dialogue.limits import LimitError
from bot.dialogue.session import UNKNOWN, Answer, Frame, Parked, Prompt, Session
from bot.dialogue.tree import Node, Question, Tree
from bot.dialogue.whom import called
from bot.entitlements.edition import GUIZHOU
from bot.entitlements.facts import SENDER, Fact, Value
from bot.language.composing import Arg, Phrase
from bot.language.wording import Form, Wording

#: What `offer` begins with while something done is changed: something sent off, or only looked at.
CORRECT, AMEND = "correct:", "amend:"


class Run:
    """A session being stepped. The attributes are those of `Session`, with lists for tuples, and the facts laid out."""

    __slots__ = (
        "answers",
        "base",
        "called",
        "carried",
        "cases",
        "changing",
        "content",
        "effects",
        "facts",
        "floor",
        "form",
        "hushed",
        "joined",
        "language",
        "last",
        "links",
        "listed",
        "mark",
        "matter",
        "now",
        "offer",
        "old",
        "parked",
        "pending",
        "people",
        "prompt",
        "prompts",
        "pushed",
        "session",
        "shelved",
        "since",
        "stack",
        "stopped",
        "subject",
        "sure",
        "timers",
        "tried",
        "waiting",
    )

    def __init__(self, content: Content, session: Session, now: float, form: Form) -> None:
        self.content, self.session, self.now, self.form = content, session, now, form
        self.stack: list[Frame] = list(session.stack)
        self.prompt: Prompt | None = session.prompt
        self.answers: list[Answer] = list(session.answers)
        self.base: dict[str, Value] = session.base
        self.facts: dict[str, Value] = session.facts()
        self._follow()
        self.prompts, self.floor, self.last = session.prompts, session.floor, session.last
        self.matter, self.hushed, self.listed = session.matter, session.hushed, session.listed
        self.people, self.subject = session.people, session.subject
        self.sure, self.since, self.old = session.sure, session.since, session.old
        #: What the person wrote before they were asked whom it is for.
        self.waiting = ""
        self.pending = session.pending
        self.called, self.cases, self.tried = session.called, session.cases, session.tried
        self.joined, self.links = session.joined, session.links
        self.carried: list[Answer] = list(session.carried)
        self.shelved, self.offer = session.shelved, session.offer
        self.parked: list[Parked] = list(session.parked)
        self.language, self.stopped, self.timers = session.language, session.stopped, session.timers
        self.effects: list[Effect] = []
        #: Utterances from here on belong to a path being replayed, and are dropped when it goes on.
        self.mark = 0
        #: Whether what is being put now was not asked for by the person's own message.
        self.pushed = False

    def close(self, keep: int | None = None) -> Session:
        """The session after the turn; the last *keep* answers (by default as many as the limits say) can be taken
        back.
        """
        self._fold(self.content.settings.limits.answers if keep is None else keep)
        return Session(
            content=self.content.hash,
            language=self.language,
            stack=tuple(self.stack),
            prompt=self.prompt,
            answers=tuple(self.answers),
            base=self.base,
            prompts=self.prompts,
            floor=self.floor,
            last=self.last,
            carried=tuple(self.carried),
            shelved=self.shelved,
            offer=self.offer,
            parked=tuple(self.parked),
            stopped=self.stopped,
            timers=self.timers,
            matter=min(self.matter, len(self.answers)),
            hushed=self.hushed,
            listed=self.listed,
            called=self.called,
            cases=self.cases,
            people=self.people,
            subject=self.subject,
            sure=self.sure,
            since=self.since,
            old=self.old,
            pending=self.pending,
            tried=self.tried,
            joined=self.joined,
            links=self.links,
        )

    def _fold(self, keep: int) -> None:
        """Lay the oldest answers into `base`, all but the last *keep*."""
        over = len(self.answers) - keep
        if over > 0:
            folded = {a.key: a.value for a in self.answers[:over] if a.fact}
            self.base = {**self.base, **folded}
            del self.answers[:over]
            self.floor = max(0, self.floor - over)
            self.matter = max(0, self.matter - over)

    # What is being talked about

    @property
    def other(self) -> bool:
        """Whether the subject is somebody else than the person writing."""
        return self.facts.get(self.content.settings.who) not in (None, "self")

    @property
    def correcting(self) -> bool:
        """Whether the question on the table changes something that is done."""
        return self.offer.startswith((CORRECT, AMEND))

    def question(self) -> Question | None:
        """The question on the table."""
        return self.content.questions.get(self.prompt.key) if self.prompt else None

    def tree(self) -> Tree:
        """The tree on top of the stack; LimitError if the content no longer has it."""
        tree = self.content.trees.get(self.stack[-1].tree)
        if tree is None:
            raise LimitError(
                f"the session stands in tree {self.stack[-1].tree!r}, which is not in the content", "apology"
            )
        return tree

    def node(self) -> Node:
        """The node on top of the stack; LimitError if the content no longer has it."""
        node = self.tree().nodes.get(self.stack[-1].node)
        if node is None:
            raise LimitError(f"the session stands at {self.stack[-1]!r}, which is not in the content", "apology")
        return node

    # Moving

    def go(self, node: str) -> None:
        """Move the top frame to *node*."""
        top = self.stack[-1]
        self.stack[-1] = Frame(top.tree, node, top.arg)

    def push(self, tree: str, arg: str = "") -> None:
        """Put *tree* on the stack at its start."""
        limits = self.content.settings.limits
        if len(self.stack) >= limits.stack_depth:
            raise LimitError(
                f"more than {limits.stack_depth} trees on top of each other at {self.stack[-1]!r}", "too_deep"
            )
        found = self.content.trees.get(tree)
        if found is None:
            raise LimitError(f"tree {tree!r} is not in the content", "apology")
        self.stack.append(Frame(tree, found.start, arg))

    def refresh_facts(self) -> None:
        """Lay the facts out anew after answers were taken back."""
        self.facts = dict(self.base)
        self.facts.update((a.key, a.value) for a in self.answers if a.fact)
        self._follow()

    def learn(self, name: str, value: Value) -> None:
        """Know fact *name*, and what follows from it."""
        self.facts[name] = value
        if name in self.content.teaches:
            self._follow()

    def _follow(self) -> None:
        """What follows from an answer is known too, unless the person said otherwise."""
        for name, taught in self.content.teaches.items():
            value = self.facts.get(name)
            if isinstance(value, str):
                for follows, what in taught.get(value, {}).items():
                    self.facts.setdefault(follows, what)

    def forget_pending(self) -> None:
        """What was sent for the person it is about, or nobody knows for whom, is not handed in any more."""
        self.pending = tuple(loose for loose in self.pending if loose.whose not in (self.subject, UNKNOWN))

    # Speaking

    def say(self, name: str, /, **args: Arg) -> None:
        """Say one of the engine's own sentences."""
        wording = self.content.say[name]
        self.effects.append(
            Utter(wording, {**self.args(wording), **args}) if wording in self.content.slots else Utter(wording)
        )

    def utter(self, wording: Wording, extra: Mapping[str, Arg] = {}) -> None:
        """Say a sentence of the content."""
        if wording in self.content.slots:
            self.effects.append(Utter(wording, {**self.args(wording), **extra}))
        else:
            self.effects.append(Utter(wording))

    def unsay(self, start: int) -> None:
        """Take back what was said since effect *start*; what was done stays done."""
        self.effects[start:] = [e for e in self.effects[start:] if not isinstance(e, (Utter, Put))]

    def args(self, wording: Wording) -> dict[str, Arg]:
        """What the placeholders of *wording* stand for, as far as facts say it."""
        found: dict[str, Arg] = {}
        for name in self.content.slots.get(wording, ()):
            fact = self.content.facts.get(name)
            if fact is not None:
                found[name] = self.shown(fact, self.facts.get(name))
            elif name in ("case", "receipt", "keeper", "keeper_phone"):
                found[name] = self._of_case(name)
            elif name == "signature":
                found[name] = self.content.settings.signature
        return found

    def _of_case(self, name: str) -> Arg:
        """The title or the code of the case that the tree on top was called for, or who has it now."""
        code = self.stack[-1].arg if self.stack else ""
        case = case_of(self.cases, code)
        if case is None or name == "receipt":
            return code
        known = {"keeper": case.office + case.liaison, "keeper_phone": case.phone}
        return known.get(name) or self.title_of(case)

    def title_of(self, case: Case) -> Arg:
        """What a case is called: its form, its entitlement, or a request; and whose it is, if it may be several's."""
        content = self.content
        about = content.entitlements.get(case.about)
        title: Arg = about.short if about is not None else content.say["case_request"]
        if case.form in content.forms:
            title = content.forms[case.form].title
        return (
            Phrase(content.say["case_of"], {"name": called(self, case.whose), "title": title}) if self.people else title
        )

    def day(self, at: float) -> str:
        """The day of *at* in Guizhou, as it is written in a message."""
        return dt.datetime.fromtimestamp(at, GUIZHOU).date().isoformat()

    def shown(self, fact: Fact, value: Value) -> Arg:
        """*value* as a person reads it."""
        if value is None:
            return self.content.say["unknown"]
        if fact.kind == "place":
            return self.content.places.label(str(value), short=self.form == "sms")
        if value == SENDER and fact.kind == "phone":
            return self.content.say["this_phone"]
        if fact.kind == "media":
            return self.content.say["media_kept"]
        if fact.kind == "phone":
            return str(value).removeprefix("+86")
        if isinstance(value, list):
            return tuple(self._label(fact, item) for item in value)
        if isinstance(value, bool):
            return self._label(fact, "yes" if value else "no")
        return self._label(fact, value) if fact.options else str(value)

    def _label(self, fact: Fact, value: Any) -> Arg:
        question = self.content.questions[fact.id]
        return question.labels.get(str(value), str(value))

    def put(self, question: Question, items: tuple[str, ...], args: Mapping[str, Arg] = {}, key: str = "") -> None:
        """Put a prompt on the table: a new number, options numbered in the order of *items*."""
        self.prompts += 1
        self.prompt = Prompt(self.prompts, key or question.key, items, self.now, 0, self.pushed)
        self.effects.append(Put(self.prompt, question, args))
