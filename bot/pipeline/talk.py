"""One turn from event to words: step, carry out what needs somebody else, compose.

The same few lines serve the terminal, the example conversations, the benchmark and the durable turn; what differs is
the `Desk`, which takes requests and applications in and says who answers for them.
"""

import msgspec

from bot.content.library import Library
from bot.dialogue.attaching import is_case
from bot.dialogue.cases import case_of as find
from bot.dialogue.cases import remembered
from bot.dialogue.content import Content
from bot.dialogue.effects import Effect, Invite, Move, Request, Share, Submit
from bot.dialogue.events import Event
from bot.dialogue.following import LATER, telephone
from bot.dialogue.reply import Message
from bot.dialogue.session import Session
from bot.dialogue.step import Turn, step
from bot.language.receipt import code_of
from bot.pipeline.desk import Desk, Taken, case_of, receipt_words, went_on

#: Effects that somebody else has to take in.
_HANDED = (Submit, Request)


class Spoken(msgspec.Struct, frozen=True, eq=False):
    """What a turn came to: the new session, the messages to send, the effects to record."""

    session: Session
    messages: list[Message]
    effects: tuple[Effect, ...]
    taken: tuple[tuple[Submit | Request, Taken], ...] = ()

    @property
    def case(self) -> int | None:
        """The number of the case that this turn handed in; None if it did not."""
        return next((taken.number for effect, taken in self.taken if is_case(effect)), None)


def talk(library: Library, session: Session, event: Event, now: float, desk: Desk) -> Spoken:
    """Take one event and say the answer."""
    content = library.version(session)
    turn, speaker = step(content, session, event, now), library.speaker(content)
    handing, extra = None, dict[str, str]()
    for effect in turn.effects:
        if isinstance(effect, _HANDED):
            handing = handing or _Handing(content, turn, now, desk)
            handing.take(effect)
        elif isinstance(effect, Invite):
            extra["join"] = desk.invite()
        elif isinstance(effect, Share):
            desk.pass_on(effect.to, speaker.words(turn, effect.wording, effect.args))
    if handing is None:
        return Spoken(turn.session, speaker.reply(turn, event.form, extra or None), turn.effects)
    extra |= receipt_words(handing.taken[-1][1])
    messages = speaker.reply(turn, event.form, extra)
    return Spoken(handing.session(), messages, handing.named(turn.effects), tuple(handing.taken))


class _Handing:
    """What a turn hands over, and what the conversation remembers of it."""

    def __init__(self, content: Content, turn: Turn, now: float, desk: Desk) -> None:
        self._content, self._turn, self._now, self._desk = content, turn, now, desk
        self._cases = turn.session.cases
        self.taken: list[tuple[Submit | Request, Taken]] = []

    def take(self, effect: Submit | Request) -> None:
        """One request or application. What is dropped to remember it, and is still to be asked after, somebody asks
        after by telephone.
        """
        place = str(effect.facts.get(self._content.settings.place) or "")
        receipt = self._desk.take(effect, place)
        self.taken.append((effect, receipt))
        if isinstance(effect, Request) and find(self._cases, effect.after) is not None:
            self._cases = went_on(self._cases, effect, receipt, self._now)
        elif is_case(effect) and not getattr(effect, "after", ""):
            case = case_of(effect, receipt, self._turn.session.subject, place, self._now)
            if self._turn.other and effect.about:
                case = self._desk.share(effect, case)
            pending = {part for parked in self._turn.session.parked for part in parked.frame.arg.split(":")}
            self._cases, dropped = remembered(self._cases, case, pending)
            for gone in dropped:
                ask = self._content.say["ask_by_phone"].text
                self._desk.take(telephone(gone, ask, {self._content.settings.place: gone.place}), gone.place)

    def named(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """The effects, where moves that lead on to what was taken in say its code."""
        code = code_of(self.taken[-1][1].number)
        return tuple(
            msgspec.structs.replace(effect, see=code) if isinstance(effect, Move) and effect.see == LATER else effect
            for effect in effects
        )

    def session(self) -> Session:
        """The session with what it remembers now."""
        session = self._turn.session
        return session if self._cases is session.cases else msgspec.structs.replace(session, cases=self._cases)
