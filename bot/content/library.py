"""The versions of the content a running system knows: the current one, and those that conversations still stand on.

A session keeps the version it started with until a safe point, so an edit never pulls the ground away under a person
in the middle of a form. Where the old version is gone, `step` moves the session to the current one itself.
"""

from collections.abc import Iterable

from bot.content.catalogues import SOURCE, translator
from bot.content.load import Loaded
from bot.dialogue.content import Content
from bot.dialogue.reply import Speaker
from bot.dialogue.session import Frame, Session
from bot.language.composing import Composer


class Library:
    """Looks up which version a session runs on, and who speaks for it."""

    def __init__(self, current: Loaded, older: Iterable[Loaded] = ()) -> None:
        self.current = current.content
        #: The current translations, for pages whose sentences are not content.
        self.catalogues = current.catalogues
        self._speakers = {loaded.content.hash: _speaker(loaded) for loaded in (*older, current)}

    def version(self, session: Session) -> Content:
        """The content *session* goes on with: its own until a safe point, then the current one."""
        if session.content == self.current.hash or safe(session, self.current):
            return self.current
        speaker = self._speakers.get(session.content)
        return speaker.content if speaker is not None else self.current

    def speaker(self, content: Content) -> Speaker:
        """Who composes replies for *content*."""
        return self._speakers[content.hash]


def safe(session: Session, content: Content) -> bool:
    """Whether *content* may take over unseen where *session* stands: at rest, or at the menu all return to.

    What only says or asks something by itself one day, for months to come, holds nobody to an old version.
    """
    return (
        len(session.stack) <= 1 and not session.carried and not session.offer
        and all(_alone(parked.frame, content) for parked in session.parked)
    )  # fmt: skip


def _alone(frame: Frame, content: Content) -> bool:
    settings, tree = content.settings, content.trees.get(frame.tree)
    return frame.tree in (settings.arrived, settings.remind) and tree is not None and frame.node in tree.nodes


def _speaker(loaded: Loaded) -> Speaker:
    return Speaker(loaded.content, {name: composer_of(loaded, name) for name in {*loaded.catalogues, SOURCE}})


def composer_of(loaded: Loaded, language: str) -> Composer:
    """Who puts the sentences of *loaded* in *language*; the source's words where it has no translation."""
    return Composer(language, translator(dict(loaded.catalogues.get(language, {}))))
