"""One turn from event to words: step, carry out what needs somebody else, compose.

The same few lines serve the terminal, the example conversations, the benchmark and the durable turn; what differs is
the `Desk`, which takes requests and applications in and says who answers for them.
"""

import msgspec

from bot.content.library import Library
from bot.dialogue.attaching import is_case
from bot.dialogue.cases import remembered
from bot.dialogue.effects import Effect, Request, Share, Submit
from bot.dialogue.events import Event
from bot.dialogue.reply import Message
from bot.dialogue.session import Session
from bot.dialogue.step import step
from bot.entitlements.facts import Value
from bot.pipeline.desk import Desk, Taken, case_of, receipt_words

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
    extra: dict[str, str] = {}
    cases = turn.session.cases
    taken: list[tuple[Submit | Request, Taken]] = []
    for effect in turn.effects:
        if isinstance(effect, _HANDED):
            receipt = desk.take(effect, _place(content.settings.place, effect.facts))
            taken.append((effect, receipt))
            if is_case(effect):
                who = str(turn.session.facts().get(content.settings.relation) or "") if turn.other else ""
                cases = remembered(cases, case_of(effect, receipt, who, turn.session.subject, now))
            extra = receipt_words(receipt)
        elif isinstance(effect, Share):
            desk.pass_on(effect.to, speaker.words(turn, effect.wording, effect.args))
    messages = speaker.reply(turn, event.form, extra or None)
    session = turn.session if cases is turn.session.cases else msgspec.structs.replace(turn.session, cases=cases)
    return Spoken(session, messages, turn.effects, tuple(taken))


def _place(name: str, facts: dict[str, Value]) -> str:
    return str(facts.get(name) or "")
