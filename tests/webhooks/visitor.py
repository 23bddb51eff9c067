"""Somebody whose browser has no JavaScript: reads pages, writes into forms, presses buttons, follows redirects."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

_SILENT = {"script", "title"}


@dataclass
class Form:
    """A form: what is in it, and the buttons by what is written on them."""

    action: str
    method: str = "get"
    values: list[tuple[str, str]] = field(default_factory=list)
    boxes: dict[str, tuple[str, str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as far as a person meets it: the lines of conversations, the forms, the language."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response, self.forms, self.lines = response, [], {}
        self.lang, self._words, self._pressable = "", [], None
        self._log, self._line = "", ""
        self.feed(response.text)

    @property
    def text(self) -> str:
        """Everything that can be read on the page."""
        return " ".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what matters."""
        found = {name: value or "" for name, value in attrs}
        self._tag = tag
        self.lang = found["lang"] if tag == "html" else self.lang
        if tag == "form":
            self.forms.append(Form(found["action"], found.get("method", "get")))
        elif tag in ("input", "textarea") and found.get("type") != "checkbox":
            self.forms[-1].values.append((found["name"], found.get("value", "")))
        elif tag == "button" or found.get("type") == "checkbox":
            self._pressable = (found.get("type") == "checkbox", found.get("name", ""), found.get("value", ""), [])
        elif tag == "ol":
            self._log = found.get("id", "")
        elif tag == "li" and self._log and "line" in found.get("class", "").split():
            self._line = found["id"]
            self.lines.setdefault(self._log, {})[self._line] = ""

    def handle_endtag(self, tag: str) -> None:
        """A button's words are complete at its end, a checkbox's at the end of its label."""
        if tag == "ol":
            self._log = self._line = ""
        if self._pressable and tag == ("label" if self._pressable[0] else "button"):
            box, name, value, words = self._pressable
            label = "".join(words)
            (self.forms[-1].boxes if box else self.forms[-1].buttons)[label] = (name, value)
            self._pressable = None

    def handle_data(self, data: str) -> None:
        """Words, and whose they are."""
        words = " ".join(data.split())
        if not words or self._tag in _SILENT:
            return
        self._words.append(words)
        if self._pressable:
            self._pressable[3].append(words)
        if self._line:
            self.lines[self._log][self._line] += words


class Visitor:
    """Goes about on the pages as any old browser lets one."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.page: Page

    def open(self, address: str = "/") -> Page:
        """Go to a page."""
        self.page = Page(self.client.get(address))
        return self.page

    def press(self, label: str, tick: tuple[str, ...] = (), **written: str) -> Page:
        """Press the button that says *label*, with boxes ticked and something written into the form before."""
        form = next(form for form in self.page.forms if label in form.buttons)
        return self.send(form, form.buttons[label], tick, **written)

    def send(self, form: Form, button: tuple[str, str], tick: tuple[str, ...] = (), **written: str) -> Page:
        """Send a form as a browser would."""
        data: dict[str, list[str]] = {}
        for name, value in [*form.values, *(form.boxes[label] for label in tick), button]:
            if name:
                data.setdefault(name, []).append(written.get(name, value))
        if form.method == "post":
            self.page = Page(self.client.post(form.action, data=data))
        else:
            self.page = Page(self.client.get(form.action, params=data))
        return self.page

    def write(self, text: str) -> Page:
        """Write into the box of the chat, and send."""
        return self.press("发送" if self.page.lang == "zh-CN" else self._send_label(), text=text)

    def _send_label(self) -> str:
        return next(iter(next(f for f in self.page.forms if any(name == "text" for name, _ in f.values)).buttons))

    @property
    def last(self) -> str:
        """The newest line."""
        return list(self.page.lines["log"].values())[-1]

    @property
    def said(self) -> list[str]:
        """Every line of the chat."""
        return list(self.page.lines["log"].values())
