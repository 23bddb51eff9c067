"""The chat page's parts as HTML, for the whole page and for an update."""

from bot.content.library import Library
from bot.language.normal import normal
from bot.media.check import LIMIT
from webhooks.forms import new_token
from webhooks.live import Update
from webhooks.pages import N_, Pages, html_language
from webhooks.thread import Thread, line_id, read_cursor

#: What a language is called in itself: the button that switches to it.
_OWN_NAMES = {"zh_CN": "中文", "zh_CN@easy": "简单中文", "en": "English"}

#: What is said when a form came without what it is for, by the name it has in the address.
NOTES = {
    "empty": N_("请先写几个字，或者按一个按钮。"),
    "tick": N_("请先选一样或几样，再按“就这些”。"),
    "file-empty": N_("请先选一张照片或一个文件，再按“发出去”。"),
    "file-large": N_("这个文件超过8兆，没有收下。请选小一点的再发。"),
    "file-kind": N_("这种文件收不了，没有收下。可以发照片、录音和PDF。"),
    "file-broken": N_("这个文件坏了，打不开，没有收下。请再选一次。"),
    "file-many": N_("您发过的太多了，这一个没有收下。可以等见到联络员时给他看。"),
}

#: The buttons that are always there: the command, its label, and the word that is sent, as people may write it too.
_TOOLS = (
    ("back", N_("上一题"), N_("返回")),
    ("person", N_("找人帮忙"), N_("人工")),
    ("start_over", N_("重新开始"), N_("重来")),
)


class Chat:
    """Renders conversations held on the chat page."""

    def __init__(self, pages: Pages, library: Library) -> None:
        self._pages, self._library = pages, library

    def page(self, thread: Thread, note: str = "") -> str:
        """The whole page."""
        language, token = thread.standing.language, new_token()
        return self._pages.render(
            "chat.html", language, thread=thread, cursor=thread.cursor, lines=self._lines(thread, since=""),
            answer=self._answer(thread, note, token), prompt=thread.standing.prompt, token=token,
            tools=self._tools(language), languages=self._languages(language), limit=LIMIT,
        )  # fmt: skip

    def update(self, thread: Thread, since: str, note: str = "") -> Update:
        """The difference to a page at cursor *since*."""
        return Update(
            cursor=str(thread.cursor),
            add={"log": self._lines(thread, since)},
            fill={"answer": self._answer(thread, note, "")},
            values={"prompt": str(thread.standing.prompt)},
            lang=html_language(thread.standing.language),
            since=str(thread.standing.since),
        )

    def _lines(self, thread: Thread, since: str) -> str:
        language, cursor = thread.standing.language, read_cursor(since)
        reply = thread.reply
        return self._pages.render(
            "_lines.html", language, entries=thread.since(cursor), line_id=line_id, reply=None if since else reply
        )

    def _answer(self, thread: Thread, note: str, token: str) -> str:
        """The buttons. In an update they have no token (our script makes its own), so that equal ones stay."""
        message = self._pages.say(thread.standing.language, NOTES[note]) if note in NOTES else ""
        return self._pages.render(
            "_answer.html", thread.standing.language, live=thread.live, several=thread.standing.several,
            token=token, note=message,
        )  # fmt: skip

    def _tools(self, language: str) -> list[tuple[str, str]]:
        """Label and word of each tool. The word is in the person's language where the bot knows it there."""
        commands = self._library.current.words.commands
        tools = []
        for command, label, word in _TOOLS:
            translated = self._pages.say(language, word)
            known = commands.get(normal(translated)) == command
            tools.append((self._pages.say(language, label), translated if known else word))
        return tools

    def _languages(self, current: str) -> list[tuple[str, str, str]]:
        """The other languages: their own name, the word that switches to them, and the name's language for HTML."""
        words = self._library.current.words.languages
        found = []
        for language in self._library.current.languages:
            name = _OWN_NAMES.get(language, language)
            word = name if words.get(normal(name)) == language else next((w for w in words if words[w] == language), "")
            if language != current and word:
                found.append((name, word, html_language(language)))
        return found
