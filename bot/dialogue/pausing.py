"""Time between two messages: a reply that belongs to an earlier prompt, and one that ends a pause.

A late reply is explained and never applied. After a pause the next message first gets one line of where we were, and
for whom; nothing is lost by silence.
"""

from bot.dialogue.events import Said, Tapped
from bot.dialogue.run import Run
from bot.dialogue.session import Frame
from bot.language.wording import Wording

#: Clocks of phone and provider may differ by this much (seconds) before a reply counts as older than the prompt.
_SKEW = 2.0
#: Only so short a message can be an answer that belongs to another question.
_SHORT = 3


def late(run: Run, event: Said | Tapped, text: str) -> bool:
    """Whether a short answer belongs to a prompt before the one on the table."""
    prompt = run.prompt
    if prompt is None or prompt.id < 2:
        return False
    if isinstance(event, Said) and event.prompt is not None:
        return event.prompt < prompt.id
    if len(text) > _SHORT:
        return False
    if event.at is not None and event.at < prompt.at - _SKEW:
        return True
    grace = run.content.settings.grace_sms if event.form == "sms" else run.content.settings.grace_web
    return prompt.pushed and run.now - prompt.at < grace and text.strip().isdecimal()


def paused(run: Run) -> bool:
    """Whether the person writes after a long silence. Somebody who never wrote, and was only told something, has not
    paused.
    """
    return bool(run.session.last) and run.now - run.session.last > run.content.settings.pause


def recap(run: Run) -> None:
    """One line of where we were, and for whom; nothing at the menu, which explains itself."""
    settings = run.content.settings
    for frame in reversed(run.stack):
        tree = run.content.trees.get(frame.tree)
        if tree is not None and tree.title.text and frame.tree not in (settings.root, settings.card):
            run.say("resumed", title=_title(run, frame, tree.title))
            return


def _title(run: Run, frame: Frame, title: Wording) -> Wording:
    return run.content.title(frame.arg.partition("+")[0]) or title
