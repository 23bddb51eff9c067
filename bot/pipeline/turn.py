"""Turns: from what came in to everything that is to be written, without touching the database.

A letter that fails is tried again later; after the last try it is put aside with an apology, the people on duty are
told, and the conversation goes on.
"""

from collections.abc import Mapping

import msgspec

from bot.content.library import Library
from bot.dialogue.effects import Alert, Attach, Move, Request, SetTimer, Submit, Utter
from bot.dialogue.events import Due, Event, Moved, Said, Told
from bot.dialogue.reply import Message
from bot.dialogue.session import Session, decode, encode
from bot.dialogue.step import Turn
from bot.entitlements.facts import Value
from bot.language.private import masked
from bot.language.receipt import number_of
from bot.liaisons.directory import Directory
from bot.people.sealing import Sealer
from bot.pipeline.attachments import Bound, name_of
from bot.pipeline.delivery import Arrived, Delivery, Report, packed, unpacked
from bot.pipeline.desk import Taken, answering, within
from bot.pipeline.inbox import inbox_row
from bot.pipeline.numbers import Numbers, OutOfNumbers
from bot.pipeline.outlet import Outlet
from bot.pipeline.plan import TRIES, Claim, Failure, InboxRow, Letter, Plan, Row
from bot.pipeline.talk import talk
from bot.store.rows import (
    CONTACT_ADDRESS,
    CONTACT_SESSION,
    HISTORY_NOTE,
    INBOX_BODY,
    OUTBOX_BODY,
    REQUEST_BODY,
    history_row,
    outbox_row,
    request_row,
    slot_of,
)
from bot.store.schema import ANSWER, NOTICE, SENT, URGENT, WAITING

#: The matter under which danger is handed over; `about` is its category.
DANGER = "danger"
#: The matter under which somebody is to be told something by telephone.
SHARE = "share"
#: The category of the alert about a letter that was put aside.
POISON = "poison"
#: The fact by which a person is called back.
CONTACT = "contact"

#: Sessions kept at hand.
_KNOWN = 2000

_JSON = msgspec.json.Encoder()


class Crash(RuntimeError):  # noqa: N818 - the kind of error that is written beside a letter
    """A letter was in hand every time a process ended."""


class Turns:
    """Takes turns with one library and one directory."""

    def __init__(
        self,
        library: Library,
        directory: Directory,
        sealer: Sealer,
        numbers: Numbers,
        outlets: Mapping[str, Outlet],
    ) -> None:
        self.library, self.directory, self.sealer, self.numbers = library, directory, sealer, numbers
        self._outlets = outlets
        self._known: dict[bytes, tuple[bytes, Session]] = {}

    def take(self, claim: Claim, now: float) -> Plan:
        """Every letter of *claim*, up to the first that fails."""
        plan = Plan(claim.conversation, claim.channel)
        session, address = None, ""
        for letter in claim.letters:
            turn = _Pending(self, claim, letter, now)
            try:
                arrived = letter.arrived or unpacked(self.sealer.unseal(letter.body, INBOX_BODY, letter.dedupe))
                address = arrived.address or address
                if letter.attempts >= TRIES:  # it took the process down with it each time
                    raise Crash
                if isinstance(arrived.event, Report):
                    plan.reports.append(arrived.event)
                else:
                    if session is None:
                        session = self._session(claim)
                    session = turn.talk(session, arrived, arrived.event)
            except OutOfNumbers:
                break  # the rest is claimed again, with more numbers
            except Exception as error:  # whatever it is, this letter must not hold up the others
                if not self._put_aside(plan, turn, claim, letter, session, error):
                    break
                continue
            turn.add_to(plan)
            plan.done.append(letter)
        if (session is not None and plan.done) or (plan.outbox and claim.session is None):
            self._keep(plan, claim, session or Session(), address, now)
        return plan

    def _session(self, claim: Claim) -> Session:
        if claim.session is None:
            return Session()
        known = self._known.get(claim.conversation)
        if known is not None and known[0] == claim.session:
            return known[1]
        return decode(self.sealer.unseal(claim.session, CONTACT_SESSION, claim.conversation))

    def _remember(self, conversation: bytes, sealed: bytes, session: Session) -> None:
        """Sessions as they were written last. One is used again only if the very same bytes are read back."""
        if len(self._known) >= _KNOWN:
            del self._known[next(iter(self._known))]
        self._known[conversation] = sealed, session

    def _keep(self, plan: Plan, claim: Claim, session: Session, address: str, now: float) -> None:
        seal, key = self.sealer.seal, claim.conversation
        kept = b"" if claim.session is not None else seal(address.encode(), CONTACT_ADDRESS, key)
        sealed = seal(encode(session), CONTACT_SESSION, key)
        plan.contact = key, claim.channel, kept, sealed, session.content, int(session.stopped), now, now
        self._remember(key, sealed, session)

    def _put_aside(
        self, plan: Plan, turn: "_Pending", claim: Claim, letter: Letter, session: Session | None, error: Exception
    ) -> bool:
        """Whether the letter was put aside, with an apology; otherwise it fails for this time."""
        failure = Failure(letter.id, min(letter.attempts + 1, TRIES), type(error).__name__)
        if failure.attempts < TRIES:
            plan.failure = failure
            return False
        plan.aside.append(failure)
        sorry = _Pending(self, claim, letter, turn.now)
        sorry.apologise(session or self._readable(claim))
        sorry.add_to(plan)
        return True

    def _readable(self, claim: Claim) -> Session:
        try:
            return self._session(claim)
        except Exception:  # the session may be what is wrong
            return Session()

    def phone_channel(self, channel: str) -> str:
        """By which channel a phone number is written to: *channel* if it is SMS, else the first that is; "" if none."""
        if self.outlet(channel).form == "sms":
            return channel
        return next((name for name, outlet in self._outlets.items() if outlet.form == "sms"), "")

    def outlet(self, channel: str) -> Outlet:
        """How *channel* speaks; one that is no longer set up is read, not sent to."""
        return self._outlets.get(channel) or Outlet("sms" if channel == "sms" else "web")


class _Pending:
    """One letter's turn until it is known to have gone well. It is also the desk that takes its requests in."""

    def __init__(self, turns: Turns, claim: Claim, letter: Letter, now: float) -> None:
        self._turns, self._claim, self._letter, self.now = turns, claim, letter, now
        self._address, self._urgency = "", ANSWER
        self._messages: list[Message] = []
        self._requests: list[Row] = []
        self._alerts: list[Row] = []
        self._timers: list[Row] = []
        self._rewritten: list[tuple[bytes, int]] = []
        self._passed: list[InboxRow] = []
        self._history: list[Row] = []
        self._bound: list[Bound] = []

    def talk(self, session: Session, arrived: Arrived, event: Event) -> Session:
        """Take the turn; the new session."""
        self._address = arrived.address
        spoken = talk(self._turns.library, session, event, self.now, self)
        self._messages = spoken.messages
        if isinstance(event, Due | Told | Moved):
            self._urgency = NOTICE
        for effect in spoken.effects:
            if isinstance(effect, SetTimer):
                self._timers.append(
                    (self._claim.conversation, effect.timer, slot_of(self._claim.conversation), self._claim.channel,
                     effect.due)
                )  # fmt: skip
            elif isinstance(effect, Move):
                self._move(effect)
            elif isinstance(effect, Alert):
                self._alert(effect, spoken.session)
            elif isinstance(effect, Attach):
                self._attach(effect, spoken.case)
        if isinstance(event, Said) and (kept := masked(event.text)) != event.text:
            self._rewrite(Said(kept, event.form, event.at, event.prompt))
        return spoken.session

    def take(self, effect: Submit | Request, place: str) -> Taken:
        """The desk: write the request down and say who answers for it."""
        liaison = answering(self._turns.directory, effect, place)
        number = self._turns.numbers.next()
        submitted = isinstance(effect, Submit)
        body = _JSON.encode(
            {
                "facts": self._reachable(effect.facts), "asks": effect.asks, "after": getattr(effect, "after", ""),
                "above": getattr(effect, "above", ""),
                "liaison": liaison.name,
                "office": liaison.office, "phone": liaison.phone,
            }
        )  # fmt: skip
        self._requests.append(
            (
                number, self._claim.conversation, self._letter.id, effect.form if isinstance(effect, Submit) else "",
                effect.matter, effect.about,
                self._turns.sealer.seal(body, REQUEST_BODY, request_row(number)),
                0 if submitted else int(getattr(effect, "urgent", False)), within(effect), self.now,
            )
        )  # fmt: skip
        top = self._turns.directory.tops(place, effect.matter, liaison.name)
        return Taken(number, liaison, within(effect), top)

    def _move(self, move: Move) -> None:
        """How a case stands now, who said so and why: a line of its history."""
        number, note = number_of(move.code), _JSON.encode({"by": move.by, "why": move.why, "see": move.see})
        if number is not None:
            place = history_row(number, self._letter.id)
            sealed = self._turns.sealer.seal(note, HISTORY_NOTE, place)
            self._history.append((number, self._letter.id, move.state, sealed, self.now))

    def _attach(self, attach: Attach, case: int | None) -> None:
        """What was sent belongs to a case from now on: the one it names, or the *case* this turn handed in."""
        number = number_of(attach.code) if attach.code else case
        name = name_of(attach.reference)
        if number is not None and name is not None:
            self._bound.append((number, self._claim.conversation, name))

    def pass_on(self, to: str, text: str) -> None:
        """The desk: a letter to somebody else, by the inbox like all that happens. Without SMS a liaison calls."""
        channel = self._turns.phone_channel(self._claim.channel)
        if not channel:
            self.take(Request(SHARE, {CONTACT: to}, asks=(text,)), "")
            return
        address = to if self._address.startswith("+") else to.removeprefix("+86")  # as the gateway writes numbers
        name = f"shared:{self._letter.dedupe.hex()}:{len(self._passed)}"
        self._passed.append(inbox_row(self._turns.sealer, Delivery(channel, address, name, Told(text)), self.now))

    def _reachable(self, facts: dict[str, Value]) -> dict[str, Value]:
        """By SMS the number is known, so somebody can call even a person who named none."""
        if self._claim.channel == "sms" and self._address and facts.get(CONTACT) is None:
            return {**facts, CONTACT: self._address}
        return facts

    def _alert(self, effect: Alert, session: Session) -> None:
        """Danger goes on record, and to whoever answers for the place, before everything else."""
        self._urgency = URGENT
        self._alerts.append((self._claim.conversation, self._letter.id, effect.category, self.now))
        known, settings = session.facts(), self._turns.library.current.settings
        facts = {name: known[name] for name in ("name", settings.place, CONTACT) if known.get(name) is not None}
        self.take(Request(DANGER, facts, urgent=True, about=effect.category), str(known.get(settings.place) or ""))

    def _rewrite(self, event: Said) -> None:
        """A number that may not be kept was needed to answer; now it goes."""
        body, _ = packed(self._address, event)
        sealed = self._turns.sealer.seal(body, INBOX_BODY, self._letter.dedupe)
        self._rewritten.append((sealed, self._letter.id))

    def apologise(self, session: Session) -> None:
        """Say that this one could not be dealt with, and tell the people on duty."""
        library = self._turns.library
        turn = Turn(session, (Utter(library.current.say["apology"]),))
        form = self._turns.outlet(self._claim.channel).form
        self._messages = library.speaker(library.current).reply(turn, form)
        self._alerts.append((self._claim.conversation, self._letter.id, POISON, self.now))

    def add_to(self, plan: Plan) -> None:
        """It went well: everything is to be written."""
        state = WAITING if self._turns.outlet(self._claim.channel).pushed else SENT
        key, cause, seal = self._claim.conversation, self._letter.id, self._turns.sealer.seal
        for part, message in enumerate(self._messages):
            body = seal(_JSON.encode(message), OUTBOX_BODY, outbox_row(cause, part))
            plan.outbox.append(
                (key, slot_of(key), self._claim.channel, cause, part, body, self.now, state, self._urgency, self.now)
            )
        plan.requests += self._requests
        plan.alerts += self._alerts
        plan.timers += self._timers
        plan.rewritten += self._rewritten
        plan.passed += self._passed
        plan.history += self._history
        plan.bound += self._bound
