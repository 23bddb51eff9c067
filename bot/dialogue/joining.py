"""Two channels, one person: what is begun on the phone goes on in the browser.

The conversation at home gives a code, the visitor writes it, and both say yes. Then the visitor only forwards: what is
written there is a letter, the turn is taken at home, and what it says goes back. So there is one session, one order of
events and one place where a case is known, however many channels lead to it.

A visitor visits one home, and a home visits nobody: no letter travels further than one step.
"""

import re

from bot.dialogue.asking import ask_own, put_again
from bot.dialogue.beginning import begin, begin_again
from bot.dialogue.effects import Invite, Knock, Pass, Stopped
from bot.dialogue.elsewhere import may_try
from bot.dialogue.events import Event, Joined, Knocked, Left, Opened, Said, Sent, Tapped, Via
from bot.dialogue.run import Run
from bot.dialogue.session import Session
from bot.dialogue.undo import abandon, unshelve
from bot.language.normal import normal

_INVITE = ("绑定", "连接", "绑定手机", "bangding", "link")
_LEAVE = ("解绑", "取消绑定", "不连了", "jiebang", "unlink")
_CODE = re.compile(r"(?:绑定|连接|bangding|link)[ :]*(?P<code>\d{6})")
_JOIN, _VISITOR = "join:", "visitor:"
#: Visitors of one home.
MOST = 3


def heard_about_joining(run: Run, plain: str) -> bool:
    """Do what *plain* says if it is about joining channels."""
    found = _CODE.fullmatch(plain)
    if plain in _INVITE:
        _invite(run)
    elif plain in _LEAVE and run.links:
        _send_away(run)
    elif found is not None:
        _ask_to_join(run, found["code"])
    else:
        return False
    return True


def _invite(run: Run) -> None:
    if len(run.links) >= MOST:
        run.say("join_many")
    elif not may_try(run):
        run.say("too_often")
    else:
        run.effects.append(Invite())
        run.say("join_code")
    put_again(run)


def _ask_to_join(run: Run, code: str) -> None:
    if run.links or any(case.open and not case.home for case in run.cases):
        run.say("join_chain" if run.links else "join_busy")
        put_again(run)
        return
    if run.offer == "change":
        abandon(run)
    ask_own(run, "@ask_join", f"{_JOIN}{code}")


def own_join(run: Run, item: str) -> None:
    """Whether this side wants it; then the other side is asked."""
    code = run.offer.removeprefix(_JOIN)
    if item == "yes" and may_try(run):
        run.effects.append(Knock(code))
        run.say("join_asked")
    elif item == "yes":
        run.say("too_often")
    _go_on(run)


def _go_on(run: Run) -> None:
    """Back to what was on the table. Where nothing was said before, the next message is welcomed as the first."""
    unshelve(run)
    if run.session.prompts <= 1 and not run.stack:
        run.prompts = 0


def knocked(run: Run, event: Knocked) -> None:
    """Somebody wrote this conversation's code somewhere else: are they the same person?"""
    if run.stopped or run.session.joined or len(run.links) >= MOST:
        run.effects.append(Pass(event.visitor, Joined()))
        return
    run.pushed = True
    if run.offer == "change":
        abandon(run)
    channel, _, address = event.visitor.partition(" ")
    run.say("visitor", **{"from": address if channel == "sms" else run.content.say["join_page"]})
    ask_own(run, "@ask_visitor", f"{_VISITOR}{event.visitor}")


def own_visitor(run: Run, item: str) -> None:
    """Whether it is them."""
    visitor = run.offer.removeprefix(_VISITOR)
    run.effects.append(Pass(visitor, Joined(yes=item == "yes")))
    if item == "yes":
        run.links = (*(link for link in run.links if link != visitor), visitor)
    run.say("visitor_yes" if item == "yes" else "visitor_no")
    _go_on(run)


def joined(run: Run, event: Joined) -> None:
    """What the other side said. A wrong code, an old one, a no: all sound alike."""
    busy = run.links or any(case.open and not case.home for case in run.cases)
    if event.yes and (busy or run.stopped):
        run.effects.append(Pass(event.back, Left()))
    if run.stopped:
        return
    if not event.yes or busy:
        run.say("join_busy" if busy else "join_untold")
        put_again(run)
        return
    _leave_all(run)
    run.joined = event.back
    run.say("joined")
    run.effects.append(Pass(run.joined, Via(Said("#", run.form), run.form)))


def _leave_all(run: Run) -> None:
    """Nothing of this conversation's own goes on."""
    for kept in (run.stack, run.answers, run.carried, run.parked):
        kept.clear()
    run.base, run.floor, run.matter, run.listed, run.called = {}, 0, 0, (), 0.0
    run.people, run.subject, run.sure, run.old = (), 0, True, ()
    run.prompt, run.shelved, run.offer, run.hushed = None, None, "", False
    run.refresh_facts()


def forwards(session: Session, event: Event) -> bool:
    """Whether *event* belongs to the conversation that this one is joined to."""
    return bool(session.joined) and isinstance(event, Said | Tapped | Sent | Opened)


def forward(run: Run, event: Said | Tapped | Sent | Opened) -> None:
    """Send on what was written here; only leaving, and wanting no messages, is between us and this channel."""
    plain = normal(event.text) if isinstance(event, Said) else ""
    stop = run.content.words.commands.get(plain) == "stop"
    if not stop and plain not in _LEAVE:
        run.effects.append(Pass(run.joined, Via(event, event.form)))
        return
    run.effects.append(Pass(run.joined, Left()))
    _part(run)
    if stop:
        run.stopped = True
        run.effects.append(Stopped())
        run.say("stopped")
    else:
        _parted(run)


def _parted(run: Run) -> None:
    """From here on this is a conversation of its own, and a new one."""
    run.say("unlinked")
    begin(run, "")


def _part(run: Run) -> None:
    run.joined = ""
    _leave_all(run)


def _send_away(run: Run) -> None:
    for link in run.links:
        run.effects.append(Pass(link, Left()))
    run.links = ()
    run.say("unlinked")
    put_again(run) if run.prompt is not None else begin_again(run, "")


def left(run: Run, event: Left) -> None:
    """The other side is no longer joined."""
    if event.back in run.links:
        run.links = tuple(link for link in run.links if link != event.back)
    elif run.joined and event.back == run.joined:
        _part(run)
        if not run.stopped:
            _parted(run)
