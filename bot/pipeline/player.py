"""One conversation played by hand: the engine with a clock that only moves when told.

The terminal, the example conversations and many tests talk through this. It keeps nothing but the session; what a real
pipeline stores in tables is here in plain lists.
"""

import msgspec

from bot.content.library import Library
from bot.dialogue.cases import State
from bot.dialogue.effects import Alert, Effect, Enquire, Fault, Knock, Move, Request, SetTimer, Submit
from bot.dialogue.events import Answered, Due, Event, Joined, Moved, Opened, Said, Sent, Tapped
from bot.dialogue.reply import Message
from bot.dialogue.session import Session, decode, encode
from bot.entitlements.facts import SENDER, Value
from bot.language.wording import Form
from bot.liaisons.directory import Directory
from bot.pipeline.desk import PaperDesk
from bot.pipeline.talk import talk

#: 2026-11-24 09:00 in Guizhou, where every rehearsal begins.
MORNING = 1795482000.0


class Played(msgspec.Struct, frozen=True, eq=False):
    """One turn as played: what came in, what went out, where it stands, what was learned."""

    came: str
    messages: tuple[Message, ...]
    node: str
    learned: dict[str, Value]
    effects: tuple[Effect, ...]


class Player:
    """Plays one contact. `now` is seconds since 1970 and moves only through `wait`."""

    def __init__(
        self, library: Library, directory: Directory, form: Form = "web", language: str = "zh_CN", now: float = MORNING
    ) -> None:
        self.library, self.form, self.now = library, form, now
        self.desk = PaperDesk(directory)
        self.session = Session(language=language)
        self.turns: list[Played] = []
        self._timers: list[SetTimer] = []
        self._late = 0.0

    def say(self, text: str) -> Played:
        """The person writes *text*."""
        at = self.now - self._late if self._late else None
        self._late = 0.0
        return self._play(Said(text, self.form, at), text)

    def tap(self, digit: int, prompt: int | None = None) -> Played:
        """The person presses a button of prompt number *prompt*, by default the newest."""
        number = self.session.prompts if prompt is None else prompt
        return self._play(Tapped(number, digit, self.form), f"[{digit}]")

    def send(self, media: str, reference: str) -> Played:
        """The person sends a photo, voice message or file."""
        return self._play(Sent(media, reference, self.form), f"[{media}]")

    def open(self) -> Played:
        """The person opens the chat."""
        return self._play(Opened(self.form), "")

    def office(self, code: str, state: State, why: str = "", day: str = "") -> Played:
        """Whoever answers for a case changes how it stands."""
        return self._play(Moved(code, state, "", why, self.form, day=day), "")

    def late(self, seconds: float) -> None:
        """The next message was sent *seconds* before it arrives."""
        self._late = seconds

    def wait(self, seconds: float) -> list[Played]:
        """Time passes; timers that come due on the way fire in order."""
        end, fired = self.now + seconds, []
        while due := min((t for t in self._timers if t.due <= end), key=lambda t: t.due, default=None):
            self._timers.remove(due)
            self.now = max(self.now, due.due)
            fired.append(self._play(Due(due.timer, self.form), ""))
        self.now = end
        return [played for played in fired if played.messages]

    def _play(self, event: Event, came: str) -> Played:
        before = self.session.facts()
        self.session = decode(encode(self.session))
        spoken = talk(self.library, self.session, event, self.now, self.desk)
        self.session = spoken.session
        asked = [effect for effect in spoken.effects if isinstance(effect, Enquire | Knock)]
        self._timers.extend(effect for effect in spoken.effects if isinstance(effect, SetTimer))
        played = Played(came, tuple(spoken.messages), self.place, self._learned(before), spoken.effects)
        self.turns.append(played)
        self.now += 5
        for enquiry in asked:  # nobody else is there who could have that case
            nobody = Answered(enquiry.code, None, self.form) if isinstance(enquiry, Enquire) else Joined(form=self.form)
            answer = self._play(nobody, "")
            played = msgspec.structs.replace(played, messages=(*played.messages, *answer.messages))
            self.turns[-2:] = [played]
        return played

    def _learned(self, before: dict[str, Value]) -> dict[str, Value]:
        after = self.session.facts()
        return {name: value for name, value in after.items() if name not in before or before[name] != value}

    @property
    def place(self) -> str:
        """Where the session stands: "tree.node" and the question on the table."""
        stack, prompt = self.session.stack, self.session.prompt
        where = f"{stack[-1].tree}.{stack[-1].node}" if stack else "rest"
        return f"{where} {prompt.key}" if prompt and prompt.key != where else where

    def outcome(self) -> list[str]:
        """How it stands, one line each: the place, every fact, what was handed over, alerts and faults.

        "The phone they write from" is no fact of theirs, and only SMS knows it.
        """
        told = sorted((name, value) for name, value in self.session.facts().items() if value != SENDER)
        lines = [f"at {self.place}"]
        lines += [f"fact {name}: {msgspec.json.encode(value).decode()}" for name, value in told]
        for effect in (e for turn in self.turns for e in turn.effects):
            if isinstance(effect, Submit):
                lines.append(f"submitted {effect.form}")
            elif isinstance(effect, Request):
                lines.append(f"handed over {effect.matter}")
            elif isinstance(effect, Move):
                lines.append(f"case {effect.code} {effect.state}")
            elif isinstance(effect, Alert):
                lines.append(f"alert {effect.category}")
            elif isinstance(effect, Fault):
                lines.append(f"fault {effect.message}")
        return lines
