"""The printed page: one application on A4, as HTML and as PDF, with what the paper needs and nothing else.

- Words first: `sheet` says everything in one language; the template only lays it out, so both files say the same.
- The same HTML becomes the PDF. The Chinese font comes with the extra `print` and is embedded, as far as it is used.
- An answer is shown by its label. What is unknown, or has no label any more, is marked and has room for a pen.
- Only fields of the form are shown. A telephone number of somebody else is not, nor a number that may not be kept.
- A name may hold anything: it is escaped, and what cannot be printed (controls, half characters) is left out.
- Nothing is fetched: the engine gets the page and the font, and an empty answer for everything else.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from bot.dialogue.content import Content
from bot.dialogue.run import Run
from bot.dialogue.session import Session
from bot.dialogue.tree import Field, FormSheet
from bot.entitlements.entitlement import Entitlement
from bot.entitlements.facts import Fact, Value
from bot.language.composing import Arg, Composer
from bot.language.private import masked
from bot.language.receipt import code_of
from bot.language.wording import Wording

if TYPE_CHECKING:
    from plutoprint import ResourceFetcher

TEMPLATES = Path(__file__).parent / "templates"
#: The style sheet, for whoever serves the HTML and allows no style inside it.
STYLE = TEMPLATES / "page.css"

NAME = "name"
_FONT = "bangban:font"
#: The font as the engine is told of it. Letter forms that only some languages use, and joined ones, are no letters to
#: whoever searches the file or has it read aloud.
_FACE = f'''
@font-face {{ font-family: "Bangban"; src: url("{_FONT}"); }}
html {{ font-feature-settings: "locl" 0, "liga" 0; }}
.foot {{ display: block !important; position: running(foot); font-size: 9pt; }}
'''
#: What no printer has a letter for, and what would turn the direction of the rest.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")
#: One page at a time: the engine is C++ that nobody has promised to be safe for threads.
_PRESS = Lock()


class PrintingError(RuntimeError):
    """No PDF can be made here; says what to install."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """An application as it was handed in: which form, the facts as confirmed, on which day (in Guizhou).

    *entitlement* is what it was handed in for, if the form alone does not say; *asks* is what only the liaison can find
    out, in the words of the content; *applicant* is who applied for somebody else, if their name is known.
    """

    number: int
    form: str
    facts: Mapping[str, Value]
    day: dt.date
    asks: tuple[str, ...] = ()
    entitlement: str = ""
    applicant: str = ""
    liaison: str = ""
    office: str = ""


class Row(msgspec.Struct, frozen=True):
    """A field and its answer in words. An open one is still to be found out."""

    name: str
    value: str
    open: bool = False


class Part(msgspec.Struct, frozen=True):
    """Rows under one title."""

    title: str
    rows: tuple[Row, ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that stands on the page, in words of one language; `say` holds the page's own."""

    language: str
    title: str
    code: str
    day: str
    who: tuple[Row, ...]
    parts: tuple[Part, ...]
    asks: tuple[str, ...]
    #: Who signs, and their names as far as they are known.
    signs: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    say: Mapping[str, str]

    @property
    def open(self) -> bool:
        """Whether anything on it is still to be found out."""
        return any(row.open for rows in (self.who, *(part.rows for part in self.parts)) for row in rows)


def N_(message: str) -> Wording:  # noqa: N802 - the name that collectors of translations know
    """A sentence of the page."""
    return Wording(message)


_SAY = {
    "code": N_("回执号"),
    "day": N_("提交日期"),
    "asks": N_("请联络员核实"),
    "signs": N_("签名"),
    "date": N_("日期"),
    "open_mark": N_("※"),
    "open_note": N_("有※的还不清楚，请联络员问清补上。"),
}
_SUBJECT, _APPLICANT, _KINSHIP = N_("申请人"), N_("代办人"), N_("申请人是代办人的")
_BY, _BY_SELF = N_("谁来申请"), N_("本人申请")
_SIGNS = (N_("本人或监护人"), N_("联络员"), N_("经办单位（盖章）"))
_DECIDES = N_("这是申请，不是批准。能不能办，由管的部门定。")
_CLAUSE = N_(
    "依据：《贵州省贫困残疾人脱贫攻坚行动计划》{clause}。计划写的是2016到2020年，现在的规定可能变了，请联络员核对。"
)
#: Whom it is for, as a paper says it; the conversation's labels ("您妈妈") speak to the one who writes.
KINSHIP = {
    "mother": N_("母亲"),
    "father": N_("父亲"),
    "child": N_("子女"),
    "spouse": N_("配偶"),
    "brother": N_("兄弟"),
    "sister": N_("姐妹"),
    "grandparent": N_("家中老人"),
    "neighbour": N_("邻居"),
    "other": N_("亲友"),
}


def sheet(paper: Paper, content: Content, composer: Composer) -> Sheet:
    """*paper* in words. *content* is the version it was handed in with, *composer* speaks the language wanted."""
    return _Writer(paper, content, composer).sheet()


class _Writer:
    """Writes one sheet."""

    def __init__(self, paper: Paper, content: Content, composer: Composer) -> None:
        self._paper, self._content, self._composer = paper, content, composer
        self._run = Run(content, Session(), 0.0, "web")

    def sheet(self) -> Sheet:
        form = self._content.forms[self._paper.form]
        return Sheet(
            language=self._composer.language,
            title=self._said(form.title),
            code=code_of(self._paper.number),
            day=_written(self._paper.day, self._composer.language),
            who=tuple(self._who()),
            parts=tuple(part for part in self._parts(form) if part.rows),
            asks=tuple(self._said(_wording(text)) for text in dict.fromkeys(self._paper.asks)),
            signs=tuple(zip(map(self._said, _SIGNS), self._signers(), strict=True)),
            notes=tuple(self._notes(form)),
            say={name: self._said(wording) for name, wording in _SAY.items()},
        )

    def _said(self, arg: Arg, **args: str) -> str:
        return _printable(self._composer.show(arg, args, "web", False))

    def _who(self) -> Iterator[Row]:
        """Whom it is for, and who applied."""
        yield self._row(self._content.facts[NAME], _SUBJECT)
        kinship = self._kinship()
        if kinship is None:
            yield Row(self._said(_BY), self._said(_BY_SELF))
            return
        applicant = masked(_printable(self._paper.applicant))
        yield Row(self._said(_APPLICANT), applicant, open=not applicant)
        yield kinship

    def _kinship(self) -> Row | None:
        """What the subject is to whoever applied; None if they are the same."""
        settings, facts = self._content.settings, self._paper.facts
        if facts.get(settings.who) == "self" or not (settings.relation in facts or self._paper.applicant):
            return None
        found = KINSHIP.get(str(facts.get(settings.relation)))
        if found is None:
            return self._row(self._content.facts[settings.relation], _KINSHIP)
        return Row(self._said(_KINSHIP), self._said(found))

    def _parts(self, form: FormSheet) -> Iterator[Part]:
        for section in form.sections:
            rows = (self._row(self._content.facts[f.fact]) for f in section.fields if self._stands(f))
            yield Part(self._said(section.title), tuple(rows))

    def _stands(self, field: Field) -> bool:
        """Whether a field stands below: what was answered, and what had to be and was not."""
        fact = self._content.facts[field.fact]
        if field.fact in (NAME, self._content.settings.relation) or (fact.kind == "phone" and fact.about == "contact"):
            return False
        if field.fact in self._paper.facts:
            return True
        facts = dict(self._paper.facts)
        return all(rule is None or rule.holds(facts) is True for rule in (field.rule, fact.when))

    def _row(self, fact: Fact, name: Wording | None = None) -> Row:
        text = self._answer(fact, self._paper.facts.get(fact.id))
        return Row(self._said(name or fact.name), text or self._said(self._content.say["unknown"]), open=not text)

    def _answer(self, fact: Fact, value: Value) -> str:
        """*value* in words; "" if it is not known, or nobody knows any more what it meant."""
        if fact.options:
            labels = self._content.questions[fact.id].labels
            if any(picked not in labels for picked in _picked(value)):
                return ""
        elif fact.kind == "place" and str(value).partition(" ")[0] not in self._content.places.by_code:
            return ""
        shown = "" if value is None else self._said(self._run.shown(fact, value))
        return masked(shown) if fact.kind in ("text", "place") else shown

    def _signers(self) -> tuple[str, str, str]:
        return "", _printable(self._paper.liaison), _printable(self._paper.office)

    def _notes(self, form: FormSheet) -> Iterator[str]:
        """Who decides, and where it is written."""
        yield self._said(_DECIDES)
        entitlement = self._entitlement(form)
        if entitlement is not None and entitlement.clause:
            yield self._said(_CLAUSE, clause=entitlement.clause)

    def _entitlement(self, form: FormSheet) -> Entitlement | None:
        """What it was handed in for; else what the form is for, if that is one thing."""
        known = self._content.entitlements
        using = [entitlement.id for entitlement in known.values() if entitlement.form == form.name]
        named = self._paper.entitlement or form.entitlement or (using[0] if len(using) == 1 else "")
        return known.get(named)


def _picked(value: Value) -> list[str]:
    """The options that *value* names."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return value if isinstance(value, list) else [] if value is None else [str(value)]


@cache
def _wording(text: str) -> Wording:
    """The sentence *text* of the content; one for each, as a composer keeps what it has read by the wording."""
    return Wording(text)


def _printable(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _written(day: dt.date, language: str) -> str:
    try:
        return format_date(day, "long", locale=Locale.parse(language.partition("@")[0]))
    except (UnknownLocaleError, ValueError):
        return day.isoformat()


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]), trim_blocks=True, lstrip_blocks=True
    )


def html(sheet: Sheet, *, large: bool = False, style: str = "") -> str:
    """The page as one HTML document; *style* is the address of `STYLE`, which otherwise stands in the document."""
    language = sheet.language.partition("@")[0].replace("_", "-")
    inside = "" if style else Markup(_style())  # noqa: S704 - our own file
    page = _templates().get_template("page.html")
    return page.render(sheet=sheet, large=large, style=style, inside=inside, language=language)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def pdf(sheet: Sheet, *, large: bool = False) -> bytes:
    """The page as a PDF, with the font inside. Takes a moment of pure computing: not for an event loop."""
    with _PRESS:
        plutoprint, shelf = _press()
        book = plutoprint.Book(plutoprint.PAGE_SIZE_A4)
        book.custom_resource_fetcher = shelf
        book.load_html(html(sheet, large=large), user_style=_FACE)
        out = io.BytesIO()
        book.write_to_pdf_stream(out)
    return out.getvalue()


@cache
def _press() -> tuple[ModuleType, "ResourceFetcher"]:
    """The engine, and what it may read. It comes with an extra, so it is looked for only when it is needed."""
    try:
        import plutoprint
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError as error:
        raise PrintingError(
            f"{error.name} is missing: pip install 'bangban[print]'; the HTML page needs none"
        ) from None
    # Read by the engine and once: it keeps fonts beyond a page, and bytes of ours it would keep beyond Python's end.
    font = plutoprint.default_resource_fetcher.fetch_url(sans_path().as_uri())

    class Shelf(plutoprint.ResourceFetcher):
        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            return font if url == _FONT else plutoprint.ResourceData(b"")

    return plutoprint, Shelf()
