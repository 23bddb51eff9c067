"""Templates, in every language the catalogues have.

The sentences of the pages are translated by the same catalogues as the conversation, and use the same `{name}`
placeholders, so a translator meets one kind of message only. Each language has its own environment, made when it is
first needed.
"""

import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot.content.catalogues import SOURCE, translator
from bot.content.library import Library
from bot.language.composing import Composer
from bot.language.wording import Wording

HERE = Path(__file__).parent
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2}")
_ENGLISH = re.compile(r"[A-Za-z]{2,}[?!,.]?(?: [A-Za-z]{2,}[?!,.]?)+")
_NUMBER = r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}"


def N_(message: str) -> str:  # noqa: N802 - the name that collectors of translations know
    """Marks a sentence for translation that is said elsewhere."""
    return message


def html_language(language: str) -> str:
    """A language of the catalogues as HTML names it: zh_CN@easy is zh-CN."""
    return language.partition("@")[0].replace("_", "-")


def spoken_in(text: str) -> str:
    """The language a line is read aloud in, as an HTML attribute's value; "" where the page's own will do (digits)."""
    if _HAN.search(text):
        return "zh-CN"
    return "en" if _LATIN_WORD.search(text) else ""


@cache
def _wording(message: str) -> Wording:
    """One wording for each sentence of the pages: a composer remembers every one it meets."""
    return Wording(message)


class Pages:
    """Renders templates in a conversation's language."""

    def __init__(self, library: Library, *, phones: bool = False) -> None:
        self._library, self._phones = library, phones
        self._environments: dict[str, Environment] = {}
        self._composers: dict[str, Composer] = {}

    def composer(self, language: str) -> Composer:
        """Who speaks *language*; the source language where there is no catalogue for it."""
        if language not in self._composers:
            catalogue = self._library.catalogues.get(language, {})
            self._composers[language] = Composer(language if catalogue else SOURCE, translator(dict(catalogue)))
        return self._composers[language]

    def say(self, language: str, message: str, **args: object) -> str:
        """One sentence of the pages; *message* is its Chinese text."""
        shown = {name: str(value) for name, value in args.items()}
        return self.composer(language).say(_wording(message), shown, "web", False)

    def render(self, template: str, language: str, **context: Any) -> str:
        """A template, or a part of one, as text."""
        return self._environment(language).get_template(template).render(**context)

    def page(self, template: str, language: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page. What a person said is on it, so no cache may keep it."""
        html = self.render(template, language, **context)
        return HTMLResponse(html, status, {"Cache-Control": "no-store"})

    def _environment(self, language: str) -> Environment:
        found = self._environments.get(language)
        if found is None:
            found = Environment(
                loader=FileSystemLoader(HERE / "templates"),
                autoescape=select_autoescape(["html"]),
                trim_blocks=True,
                lstrip_blocks=True,
            )
            found.globals.update(_=lambda message, **args: self.say(language, message, **args))
            found.globals.update(lang=html_language(language), spoken_in=spoken_in, phones=self._phones)
            found.filters["linked"] = self.linked
            self._environments[language] = found
        return found

    def linked(self, text: str) -> Markup:
        """*text* as HTML: telephone numbers can be tapped, and English inside Chinese is read as English."""
        parts, end = [], 0
        for found in self._numbers.finditer(text):
            number = found[0].replace("-", "")
            parts.append(_english(text[end : found.start()]))
            parts.append(Markup('<a href="tel:{}">{}</a>').format(number, found[0]))
            end = found.end()
        return Markup("").join([*parts, _english(text[end:])])

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        short = {re.escape(hotline.number) for hotline in self._library.current.hotlines.values()}
        return re.compile(rf"(?<![\d.-])(?:{'|'.join([_NUMBER, *sorted(short, key=len, reverse=True)])})(?![\d-])")


def _english(text: str) -> Markup:
    """*text* as HTML, with English sentences marked if the rest is Chinese."""
    html = escape(text)
    if not _HAN.search(text):
        return html
    return Markup(_ENGLISH.sub(r'<span lang="en">\g<0></span>', str(html)))  # noqa: S704 - escaped above
