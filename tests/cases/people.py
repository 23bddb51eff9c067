"""People who apply by SMS, each in their own manner. What they write is a script: it yields a text and sees the reply.

Everything is drawn from the generator a person is given, so a village replays exactly from its seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.dialogue.content import Content
from bot.dialogue.session import Session
from bot.language.receipt import code_of

Script = Iterator[str]

#: What they want, in their words, and what they answer on the way to it.
WISHES: dict[str, tuple[str, dict[str, str]]] = {
    "training": ("报名学技术", {"training.which": "skills"}),
    "weaving": ("学编织", {"gender": "female"}),
    "online class": ("学电商", {"ecommerce.which": "learn", "training.which": "ecommerce"}),
    "online shop": ("申请网店", {"ecommerce.which": "shop"}),
    "wheelchair": ("我要轮椅", {"device_need": "wheelchair"}),
    "certificate": ("办残疾人证", {"cert_status": "none"}),
    "living allowance": ("生活补贴", {}),
    "nursing allowance": ("护理补贴", {"cert_grade": "1"}),
    "grab rails": ("家里装扶手", {"access_mod_need": "yes"}),
    "a person": ("人工", {}),
}
PLACES = ("威宁县草海镇", "雷山县西江镇", "七星关区", "观山湖区", "黎平县", "威宁县")
_USUAL = {
    "for_whom": "self", "consent": "yes", "cert_status": "valid", "cert_category": "physical", "cert_grade": "2",
    "card.next": "apply", "card.after": "apply", "main.again": "done", "confirm": "yes", "name": "杨秀英", "age": "41",
    "contact": "13985500021", "cert_last4": "1242", "dibao": "household", "gender": "female", "@ask_person": "no",
    "@ask_switch": "yes", "main.menu": "find",
}  # fmt: skip
_WRITTEN = {"number": "41", "date": "3月5号", "text": "杨秀英", "phone": "13985500021"}
_OTHER_WORDS = ("还没看到钱呢", "啥子哦", "你是哪个", "等我问我家娃儿", "哪个晓得", "再说", "谢谢")
#: Nobody needs more messages than this to apply.
_PATIENCE = 40


@dataclass(eq=False)
class Person:
    """One phone. `truth`: after how many times of "no" the help really comes (None: it never does)."""

    number: int
    dice: random.Random
    wishes: list[str]
    place: str
    truth: int | None
    manners: set[str]
    #: What happens on which day.
    plan: dict[int, list[Script]] = field(default_factory=dict)
    #: How often they said no, by the code of the case; -1 for "it has arrived".
    said: dict[str, int] = field(default_factory=dict)
    ignored: int = 0
    session: Session = field(default_factory=Session)

    @property
    def address(self) -> str:
        """The number of their phone."""
        return f"139{self.number:08d}"

    def on(self, day: int, script: Script) -> None:
        """Do that on *day*."""
        self.plan.setdefault(day, []).append(script)

    # --- scripts -----------------------------------------------------------------------------------------------

    def apply(self, content: Content, wish: str) -> Script:
        """Ask for something and answer until it is handed in, or until they have had enough."""
        words, told = WISHES[wish]
        yield words
        before = len(self.session.cases)
        for _ in range(_PATIENCE):
            if len(self.session.cases) > before or self.session.prompt is None:
                return
            yield self._answer(content, told)

    def _answer(self, content: Content, told: dict[str, str]) -> str:
        prompt = self.session.prompt
        assert prompt is not None
        question = content.questions.get(prompt.key)
        kind = question.kind if question is not None else "choice"
        if kind == "place":
            return self.place
        if "mistyping" in self.manners and self.dice.random() < 0.1:
            return self.dice.choice(("17", "哪样", "77 8", "1。"))
        meaning = told.get(prompt.key) or _USUAL.get(prompt.key)
        if meaning in prompt.items:
            return str(prompt.items.index(meaning) + 1)
        if prompt.items:
            return "1"
        return meaning or _WRITTEN.get(kind, "0")

    def ask_how_far(self) -> Script:
        """进度; and by the receipt code, which some mistype."""
        yield "进度"
        if self.session.cases:
            code = self.dice.choice(self.session.cases).code
            if "mistyping" in self.manners:
                yield code[:-1] + str((int(code[-1]) + 1) % 10)
                yield code_of(99_000 + self.number)
            yield code
            yield "知道了"

    def withdraw(self) -> Script:
        """Take one back, if it can still be taken back."""
        for case in self.session.cases[:1]:
            yield case.code
            if self._offers("withdraw"):
                yield "撤回"
                yield "1"

    def object(self) -> Script:
        """Have every refusal looked at once more."""
        for case in self.session.cases:
            if case.state == "declined":
                yield case.code
                if self._offers("object"):
                    yield "不服"

    def unsubscribe(self) -> Script:
        """No more messages."""
        yield "退订"

    def come_back(self) -> Script:
        """Write again."""
        yield "你好"

    def answer_whether(self) -> Script:
        """Has it arrived? Some say so in words nobody foresaw, first."""
        for _ in range(5):
            frame = self.session.stack[-1] if self.session.stack else None
            prompt = self.session.prompt
            if frame is None or frame.tree != "arrived" or prompt is None or "arrived" not in prompt.items:
                return
            if "other words" in self.manners and self.dice.random() < 0.6:
                yield self.dice.choice(_OTHER_WORDS)
                continue
            yield self._whether(frame.arg)
            return

    def _whether(self, code: str) -> str:
        noes = self.said.get(code, 0)
        if self.truth is not None and noes >= self.truth:
            self.said[code] = -1
            return self.dice.choice(("1", "收到了", "到了"))
        self.said[code] = noes + 1
        return self.dice.choice(("3", "没收到", "没得", "2", "一部分"))

    def _offers(self, item: str) -> bool:
        return self.session.prompt is not None and item in self.session.prompt.items

    def asked(self) -> bool:
        """Whether they stand before the question whether it arrived."""
        prompt = self.session.prompt
        return prompt is not None and "arrived" in prompt.items


def somebody(number: int, dice: random.Random, content: Content) -> Person:
    """Person *number* of the village, with all that they have in mind to do."""
    every = list(WISHES)
    wishes = [every[number % len(every)]]
    if dice.random() < 0.25:
        wishes.append(dice.choice(every))
    likely = {"other words": 0.2, "mistyping": 0.2, "forgetful": 0.3, "silent": 0.1}
    manners = {name for name, share in likely.items() if dice.random() < share}
    truth = dice.choice((0, 0, 0, 0, 1, 1, 2, 3, None))
    person = Person(number, dice, wishes, dice.choice(PLACES), truth, manners)
    first = 7 * dice.randrange(8)
    for later, wish in enumerate(wishes):
        person.on(first + dice.choice((0, 0, 14)) * later, person.apply(content, wish))
    for script, share, soonest, latest in (
        (person.ask_how_far, 0.4, 1, 150), (person.withdraw, 0.08, 1, 60), (person.object, 0.5, 12, 60),
        (person.unsubscribe, 0.1, 1, 120),
    ):  # fmt: skip
        if dice.random() < share:
            person.on(first + dice.randrange(soonest, latest), script())
    if dice.random() < 0.5:
        person.on(first + dice.randrange(120, 200), person.come_back())
    return person
