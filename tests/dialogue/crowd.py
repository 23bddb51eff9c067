"""A crowd that writes anything at all: seeded random events, some of them even sensible."""

import random

from bot.dialogue.content import Content
from bot.dialogue.events import Due, Event, Opened, Said, Sent, Tapped
from bot.dialogue.session import Prompt, Session
from bot.dialogue.tree import Question
from bot.language.wording import Form

COMMANDS = (
    "返回", "*", "返回2", "* 3", "back", "再说", "#", "帮助", "?", "help", "人工", "找人", "语言", "English", "中文",
    "简单", "退订", "TD", "t", "STOP", "重来", "菜单", "小结", "改", "改1", "改2", "改3", "改9", "改年龄", "改名字",
    "change answer 3", "你好", "谢谢", "更多", "结果", "进度", "10019", "回执号 10018",
)  # fmt: skip
JUNK = (
    "", " ", "　", "\0", "\0\0\0", "\x1b[31m红", "\ud800", "名\udfff字", "\ud83d", "🧑‍🦽", "👍🏽👍",
    "a" * 10_000, "一" * 10_000, "9" * 10_000, "' OR 1=1; DROP TABLE contacts;--", "<script>alert(1)</script>",
    "{who}{code}{{}}", "%s%n", "\u202e年龄", "\u200b1\u200b", "①", "１", "٣", "²", "½", "十二", "-1", "1e9", "NaN",
    "\r\n\r\n", "\t\t", "e\u0301" * 40, "\u0301" * 3000, "520201199001011234", "6222021234567890123",
    "13800001111", "2026-02-30", "三月五号", "3月5号", "威宁县草海镇", "毕节", "../../etc/passwd", "null", "@", "@more",
    "@done", "yes", "no", "？？？", "……", "1 2 3 4 5 6 7 8 9", "10", "99",
)  # fmt: skip
#: A whole answer for the kinds that have no options.
WRITTEN = {
    "number": ("67", "3", "六十七", "1958年的", "两岁", "0", "1", "12", "120", "121"),
    "date": ("3月5号", "2026-12-01", "明天"),
    "text": ("杨秀英", "王 大爷", "1242", "腊肉、辣椒", "改花", "没有"),
    "phone": ("13800001111", "0857-8222110", "一三八零零零零一一一一"),
    "place": ("威宁县草海镇", "雷山县", "盘州石桥镇", "贵阳"),
}


class Crowd:
    """Writes for many people, one after the other, from one seed."""

    def __init__(self, content: Content, seed: int) -> None:
        self.content, self.dice = content, random.Random(seed)
        asked = content.questions.values()
        self.words = [w for q in asked for w in q.words] + [w for t in content.topics.values() for w in t.words]
        self.words += [w for tree in content.trees.values() for w in tree.words]
        self.terms = [f"等一下,{term}是什么?" for term in content.glossary]

    def event(self, session: Session) -> Event:
        """The next thing that happens to *session*."""
        dice, form = self.dice, self.dice.choice(("sms", "web", "voice"))
        lot = dice.random()
        if lot < 0.06:
            return self._button(session, form)
        if lot < 0.08:
            return Sent(dice.choice(("photo", "voice", "file", "")), f"m{dice.randrange(99)}", form)
        if lot < 0.10:
            return dice.choice((Opened(form), Due(str(dice.randrange(1, 4)), form)))
        text = self.text(session)
        at = None if lot < 0.9 else (session.prompt.at if session.prompt else 0.0) + dice.uniform(-60, 60)
        number = None if lot < 0.95 else dice.randrange(-1, session.prompts + 3)
        return Said(text, form, at, number)

    def text(self, session: Session) -> str:
        """Something written, more often than not an answer to what is on the table."""
        dice, lot = self.dice, self.dice.random()
        prompt = session.prompt
        question = self.content.questions.get(prompt.key) if prompt else None
        if lot < 0.62 and prompt is not None and question is not None:
            return self.answer(question, prompt)
        if lot < 0.72:
            return dice.choice(COMMANDS)
        if lot < 0.80:
            return dice.choice(self.words)
        if lot < 0.84:
            return dice.choice(self.terms)
        if lot < 0.90:
            return str(dice.randrange(0, 12))
        if lot < 0.95:
            return dice.choice(JUNK)
        return "".join(
            chr(dice.choice((dice.randrange(0x20, 0x250), dice.randrange(0x4E00, 0x4F00)))) for _ in range(6)
        )

    def answer(self, question: Question, prompt: Prompt) -> str:
        """An answer that mostly fits."""
        dice = self.dice
        if dice.random() < 0.12:
            return dice.choice(("0", "不晓得"))
        if question.kind in WRITTEN:
            return dice.choice(WRITTEN[question.kind])
        digits = [str(n) for n in range(1, len(prompt.items) + 1)] or ["0"]
        if question.kind == "choices":
            return "".join(dice.sample(digits, dice.randrange(1, min(3, len(digits)) + 1)))
        fitting = [w for w, item in question.words.items() if item in prompt.items]
        return dice.choice(fitting) if fitting and dice.random() < 0.3 else dice.choice(digits)

    def pause(self) -> float:
        """How many seconds pass before the next event: mostly a few, sometimes days."""
        return self.dice.choice((0.0, 1.0, 5.0, 20.0, 60.0, 60.0, 60.0, 3600.0, 3 * 86400.0))

    def _button(self, session: Session, form: Form) -> Event:
        prompt = session.prompts if self.dice.random() < 0.6 else self.dice.randrange(-2, session.prompts + 5)
        return Tapped(prompt, self.dice.randrange(-1, 11), form)
