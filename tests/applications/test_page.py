"""The printed page: what the paper needs, in words, in a file any printer prints, whatever somebody is called."""

import datetime as dt
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from bot.applications import page
from bot.applications.page import KINSHIP, Paper, PrintingError, Sheet, html, pdf, sheet
from bot.content.catalogues import translator
from bot.content.library import Library
from bot.content.translations import collect
from bot.dialogue.content import Content
from bot.dialogue.tree import Field
from bot.entitlements.facts import Fact, Value
from bot.language.composing import Composer
from bot.language.receipt import code_of
from tests.conftest import ROOT

_HAN = re.compile(r"[\u2e80-\u9fff]")

#: A daughter applies for her mother; one answer was "don't know".
WEAVING = Paper(
    number=19,
    form="weaving",
    day=dt.date(2026, 11, 24),
    applicant="王小梅",
    liaison="张敏",
    office="草海镇残联",
    facts={
        "name": "杨秀英",
        "relation": "mother",
        "gender": "female",
        "age": 52,
        "cert_status": "valid",
        "cert_category": ["hearing", "physical"],
        "will_craft": True,
        "work_ability": None,
        "access_needs": ["sign", "ramp"],
        "county": "520526 草海镇中海村",
        "contact": "+8613985700001",
    },
    asks=("县里开了这个班",),
)

Write = Callable[..., Sheet]


@pytest.fixture(scope="session")
def write(library: Library) -> Write:
    """Put a paper in words: `write(paper, "en")`."""
    speakers = {name: Composer(name, translator(dict(library.catalogues.get(name, {})))) for name in ("zh_CN", "en")}

    def make(paper: Paper, language: str = "zh_CN", content: Content | None = None) -> Sheet:
        return sheet(paper, content or library.current, speakers[language])

    return make


def having(paper: Paper, **facts: Value) -> Paper:
    """*paper* with other answers."""
    return msgspec.structs.replace(paper, facts={**paper.facts, **facts})


def without(paper: Paper, *names: str) -> Paper:
    return msgspec.structs.replace(paper, facts={name: v for name, v in paper.facts.items() if name not in names})


def words(sheet: Sheet) -> str:
    """What the HTML shows, tags and white space taken out."""
    body = html(sheet).partition("<body>")[2]
    return squeezed(unescape(re.sub(r"<[^<>]*>", "", body)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def read(document: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    return squeezed("".join(leaf.extract_text() for leaf in read(document).pages))


def rows(sheet: Sheet) -> dict[str, str]:
    """Every field on it, by name."""
    return {row.name: row.value for part in (sheet.who, *(p.rows for p in sheet.parts)) for row in part}


def test_the_page_says_who_what_and_who_signs(write: Write) -> None:
    text = text_of(pdf(write(WEAVING)))
    for expected in (
        "编织班报名表", "回执号10192", "2026年11月24日", "申请人杨秀英", "代办人王小梅", "申请人是代办人的母亲",
        "谁来学", "年龄52", "哪方面不方便耳朵、手脚", "能不能干活※不清楚", "想做编织想",
        "户口在哪威宁彝族回族苗族自治县草海镇中海村", "电话13985700001", "有※的还不清楚", "请联络员核实县里开了这个班",
        "本人或监护人", "联络员", "张敏", "经办单位（盖章）", "草海镇残联", "由管的部门定", "三（七）、四（十五）",
    ):  # fmt: skip
        assert expected in text


def test_the_page_in_english(write: Write) -> None:
    written = write(WEAVING, "en")
    text = text_of(pdf(written))
    for expected in (
        "Sign-upform:weavingclass",
        "November24,2026",
        "Whowilllearn",
        "Age52",
        "杨秀英",
        "Signing,Ramp",
    ):
        assert expected in text
    assert '<html lang="en">' in html(written)


def test_both_files_say_the_same(write: Write) -> None:
    for language in ("zh_CN", "en"):
        written = write(WEAVING, language)
        text = text_of(pdf(written))
        for name, value in rows(written).items():
            assert squeezed(name) in text
            assert squeezed(value) in text
        assert all(squeezed(said) in words(written) for said in (*rows(written), *written.notes, written.code))


def test_the_pages_own_words_can_all_be_translated(library: Library) -> None:
    abroad = Composer("en", lambda key: _HAN.sub("x", key))
    paper = having(without(WEAVING, "county"), name="Li", relation="mother")
    paper = msgspec.structs.replace(paper, applicant="", liaison="", office="")
    written = sheet(paper, library.current, abroad)
    assert set(_HAN.findall(words(written))) <= set("三七、四十五"), "all that is left is the number of the clause"


def test_the_pages_own_words_are_collected_for_translators() -> None:
    template = collect(ROOT, ROOT / "conversations")
    assert all(wording.text in template for wording in KINSHIP.values())
    assert "本人或监护人" in template
    assert any("{clause}" in str(message.id) and "请联络员核对" in str(message.id) for message in template)


def test_every_relation_has_a_word_for_paper(library: Library) -> None:
    assert {option.value for option in library.current.facts["relation"].options} <= set(KINSHIP)


def test_whoever_applies_alone_is_said_to(write: Write) -> None:
    paper = msgspec.structs.replace(without(WEAVING, "relation"), applicant="")
    assert rows(write(paper))["谁来申请"] == "本人申请"
    assert not {"代办人", "申请人是代办人的", "是您什么人"} & set(rows(write(paper)))


def test_a_helper_whose_name_is_not_known_leaves_room_for_it(write: Write) -> None:
    written = write(msgspec.structs.replace(WEAVING, applicant=""))
    assert [row.open for row in written.who] == [False, True, False]


def test_only_what_was_asked_stands_there_and_what_should_have_been(write: Write) -> None:
    fields = rows(write(having(without(WEAVING, "work_ability", "gender"), cert_status="none")))
    assert "证号后4位" not in fields and "监护人" not in fields
    assert fields["男女"] == "不清楚", "a field the form has got since"
    child = rows(write(having(WEAVING, age=9, guardian="杨大山")))
    assert child["监护人"] == "杨大山"


def test_what_the_form_is_for_is_found_or_told(write: Write) -> None:
    paper = msgspec.structs.replace(WEAVING, form="training", facts={"name": "王光明"})
    assert any("三（一）" in note for note in write(paper).notes), "by the form"
    other = msgspec.structs.replace(paper, entitlement="D02")
    assert write(other).notes != write(paper).notes
    assert any("三（七）" in note for note in write(WEAVING).notes), "the only thing that uses it"


def filled(fact: Fact) -> Value:
    """The longest answer there is."""
    if fact.options:
        every = [option.value for option in fact.options]
        return every if fact.kind == "choices" else every[0] == "yes" if fact.kind == "yesno" else every[-1]
    plain: dict[str, Value] = {
        "number": 15,
        "date": "2026-11-24",
        "phone": "085712345678",
        "place": "520526 草海镇中海村七组",
    }
    return plain.get(fact.kind, "欧阳上官诸葛司马")


def every_form(content: Content) -> list[Paper]:
    """Each form with everything in it answered at length, and three things to find out."""
    papers = []
    for name, form in content.forms.items():
        facts = {field.fact: filled(content.facts[field.fact]) for field in form.fields} | {"relation": "grandparent"}
        papers.append(
            msgspec.structs.replace(WEAVING, form=name, facts=facts, asks=("家里困难", "能干些活", "有这个班"))
        )
    return papers


def test_every_form_is_one_page_and_with_large_letters_at_most_two(write: Write, library: Library) -> None:
    for paper in every_form(library.current):
        for language in ("zh_CN", "en"):
            written = write(paper, language)
            assert len(read(pdf(written)).pages) == 1, (paper.form, language)
            assert len(read(pdf(written, large=True)).pages) <= 2, (paper.form, language)


def test_an_ordinary_application_is_one_page_also_with_large_letters(write: Write) -> None:
    for language in ("zh_CN", "en"):
        assert len(read(pdf(write(WEAVING, language), large=True)).pages) == 1


def test_answers_are_labels_never_values(write: Write, library: Library) -> None:
    content = library.current
    for paper in every_form(content):
        values = {
            option.value
            for field in content.forms[paper.form].fields
            for option in content.facts[field.fact].options
            if option.value not in ("yes", "no")
        }
        shown = set(re.findall(r"[A-Za-z_]+", words(write(paper))))
        assert not shown & values, paper.form


def test_an_answer_that_means_nothing_any_more_is_open(write: Write) -> None:
    fields = rows(
        write(having(WEAVING, gender="robot", access_needs=["sign", "gone"], county="999999 某镇", cert_category=[]))
    )
    assert {fields[name] for name in ("男女", "上课的帮助", "户口在哪", "哪方面不方便")} == {"不清楚"}
    assert "robot" not in words(write(having(WEAVING, gender="robot")))


def test_nothing_but_the_form_is_on_it(write: Write, library: Library) -> None:
    paper = having(
        WEAVING,
        dibao="household",
        consent=True,
        poverty_registry="registered",
        family_phone="+8613812345678",
        extra="秘密",
    )
    assert write(paper) == write(WEAVING)
    form = library.current.forms["weaving"]
    section = msgspec.structs.replace(form.sections[0], fields=(*form.sections[0].fields, Field("family_phone")))
    changed = msgspec.structs.replace(form, sections=(section, *form.sections[1:]))
    content = msgspec.structs.replace(library.current, forms={**library.current.forms, "weaving": changed})
    assert "13812345678" not in words(write(paper, content=content)), "somebody else's telephone"


def test_a_number_that_may_not_be_kept_is_not_printed(write: Write) -> None:
    text = words(write(having(WEAVING, name="杨秀英522427197001010021", county="520526 6222021234567890128")))
    assert "522427197001010021" not in text and "6222021234567890128" not in text


def test_the_title_of_the_file_names_nobody(write: Write) -> None:
    assert read(pdf(write(WEAVING))).metadata.title == "编织班报名表 10192"


HOSTILE = {
    "tags": "<script>alert(1)</script><img src='file:///etc/passwd'></td></table>",
    "styles": "</style><style>*{display:none}</style><link rel=stylesheet href=http://127.0.0.1/x>",
    "templates": "{{ 7 * 7 }}{% raw %}{name}{who}",
    "entities": "&amp;&#x41;&lt;b&gt;",
    "rare": "𠮷𬱖龘㐂",
    "unknown to any font": "\U0002f9f4\U000e0001\uf8ff",
    "endless": "W" * 3000,
    "many characters": "很长的名字" * 400,
    "half characters": "王\ud800\udc00\ud800明",
    "controls": "王\x00\x07\x1b明\u202e反\u2066的\ufffe",
    "emoji": "👩🏽‍🦽‍➡️王",
    "marks": "a" + "\u0301" * 500,
    "right to left": "أحمد بن علي",
    "nothing": " \t\n",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_any_name_can_be_printed(name: str, write: Write) -> None:
    paper = msgspec.structs.replace(having(WEAVING, name=name), applicant=name, liaison=name, office=name, asks=(name,))
    for large in (False, True):
        document = pdf(write(paper), large=large)
        assert "10192" in text_of(document)
        assert "由管的部门定" in text_of(document), "what comes last is there too"


def test_markup_in_a_name_is_shown_as_it_was_written(write: Write) -> None:
    for kind in ("tags", "styles", "entities", "rare"):
        assert squeezed(HOSTILE[kind]) in text_of(pdf(write(having(WEAVING, name=HOSTILE[kind])))), kind
    assert "<script>" not in html(write(having(WEAVING, name=HOSTILE["tags"])))


def test_a_name_of_nothing_is_open(write: Write) -> None:
    assert rows(write(having(WEAVING, name=HOSTILE["nothing"])))["申请人"] == "不清楚"


def test_controls_and_half_characters_are_left_out(write: Write) -> None:
    assert rows(write(having(WEAVING, name=HOSTILE["controls"])))["申请人"] == "王 明 反 的"


def fonts(document: bytes) -> dict[str, bool]:
    """The fonts of a PDF, and whether they are in it."""
    found = {}
    for leaf in read(document).pages:
        for entry in leaf["/Resources"]["/Font"].values():
            font = entry.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner["/FontDescriptor"].get_object()
            found[str(font["/BaseFont"])] = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    return found


def test_the_font_is_in_the_file_and_only_as_much_as_is_used(write: Write) -> None:
    for language, size in (("zh_CN", 120_000), ("en", 600_000)):
        document = pdf(write(WEAVING, language))
        assert [re.fullmatch(r"/[A-Z]{6}\+NotoSansSC-Regular", name) is not None for name in fonts(document)] == [True]
        assert all(fonts(document).values())
        assert len(document) < size


def test_every_font_is_in_the_file_whatever_the_name(write: Write) -> None:
    document = pdf(write(having(WEAVING, name="王😀 أحمد 𠮷")))
    assert all(fonts(document).values())


PRESS = """
import sys, msgspec
from bot.applications.page import Sheet, pdf
sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=Sheet)
for large in (False, True, False):
    document = pdf(sheet, large=large)
sys.stdout.buffer.write(document)
"""


def test_a_machine_without_fonts_prints_the_same_and_the_process_ends_well(write: Write, tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    ended = subprocess.run(
        [sys.executable, "-c", PRESS], input=msgspec.json.encode(write(WEAVING)), capture_output=True, cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(bare)},
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert text_of(ended.stdout) == text_of(pdf(write(WEAVING)))


def test_large_letters_are_larger_by_two_fifths(write: Write) -> None:
    normal, large = (letters(pdf(write(WEAVING), large=large), "中海村") for large in (False, True))
    assert large == pytest.approx(1.4 * normal, rel=0.01)
    assert 'class="large"' in html(write(WEAVING), large=True)


def letters(document: bytes, part: str) -> float:
    """How large the letters of the line with *part* are."""
    sizes: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if part in text:
            sizes.append(abs(size * tm[0] * cm[0]))

    read(document).pages[0].extract_text(visitor_text=visit)
    return sizes[0]


def test_the_style_may_stand_elsewhere(write: Write) -> None:
    assert "<style>" in html(write(WEAVING))
    away = html(write(WEAVING), style="/static/page.css")
    assert "<style>" not in away and 'href="/static/page.css"' in away and " style=" not in away
    assert page.STYLE.is_file()


def test_without_the_extra_it_says_what_to_install(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    page._press.cache_clear()
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    with pytest.raises(PrintingError, match=r"pip install 'bangban\[print\]'"):
        pdf(write(WEAVING))
    assert code_of(19) in html(write(WEAVING))
