"""Catalogues: everything that can be said is in them, nothing a translator wrote is lost, nothing changes by itself."""

from pathlib import Path

import pytest

from bot.content.catalogues import read_catalogue
from bot.content.extract import comment, wordings
from bot.content.load import Loaded
from bot.content.translations import bring_up_to_date, collect
from tests.conftest import ROOT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one tree."""
    folder = tmp_path / "conversations"
    (folder / "trees").mkdir(parents=True)
    return folder


def write(content: Path, say: str) -> Path:
    tree = f"tree: hi\ntitle: 问好\nstart: a\nnodes:\n  a: {{say: {say}, next: b}}\n  b: {{end: true}}\n"
    (content / "trees" / "hi.yaml").write_text(tree, encoding="utf-8")
    return content


def translate(po: Path, source: str, text: str) -> None:
    written = po.read_text(encoding="utf-8")
    assert f'msgid "{source}"\nmsgstr ""' in written
    po.write_text(
        written.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{text}"'), encoding="utf-8"
    )


def test_every_variant_of_every_wording_is_collected(loaded: Loaded) -> None:
    said = {text for met in loaded.book.met for text in met.wording.variants()}
    template = collect(ROOT, ROOT / "conversations")
    assert said - {message.id for message in template} == set()


def test_messages_say_where_they_stand_and_what_they_are(loaded: Loaded) -> None:
    template = collect(ROOT, ROOT / "conversations")
    for met in loaded.book.met:
        for text in met.wording.variants():
            message = template[text]
            assert (f"conversations/{met.file}", met.line_of(text)) in message.locations
            assert comment(met, text) in message.auto_comments


def test_a_question_says_how_much_room_it_has() -> None:
    facts = (
        "age:\n  type: number\n  name: 年龄\n  ask: 您多大？\n  other: '{who}多大？'\n  sms: 多大？\n  why: 有用。\n"
    )
    found = {text: comment(met, text) for met in wordings("x/facts.yaml", facts) for text in met.wording.variants()}
    assert found["年龄"] == "a name or title"
    assert found["您多大？"] == "a question"
    assert found["{who}多大？"].startswith("a question; about somebody else")
    assert "two parts" in found["多大？"]


def test_files_that_say_nothing_are_passed_over() -> None:
    assert wordings("conversations/settings.yaml", "root: main\n") == []
    assert wordings("conversations/samples/x.yaml", "a: b\n") == []


def test_running_it_twice_changes_nothing(content: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    write(content, "您好。")
    bring_up_to_date(ROOT, content, locales)
    first = {path: path.read_bytes() for path in locales.rglob("*.po*")}
    bring_up_to_date(ROOT, content, locales)
    assert {path: path.read_bytes() for path in locales.rglob("*.po*")} == first
    assert {path.parent.parent.name for path in first if path.suffix == ".po"} == {"en", "zh_CN@easy"}


def test_a_translation_survives_its_sentence_going_and_coming_back(content: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    po = locales / "en" / "LC_MESSAGES" / "bangban.po"
    bring_up_to_date(ROOT, write(content, "您好。"), locales)
    translate(po, "您好。", "Hello.")
    bring_up_to_date(ROOT, write(content, "你好啊。"), locales)
    assert "您好。" not in read_catalogue(locales, "en")
    assert "你好啊。" not in read_catalogue(locales, "en"), "nothing is guessed from a similar sentence"
    bring_up_to_date(ROOT, write(content, "您好。"), locales)
    assert read_catalogue(locales, "en")["您好。"] == "Hello."


def test_progress_counts_doubtful_ones_apart(content: Path, tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    po = locales / "en" / "LC_MESSAGES" / "bangban.po"
    before = {p.language: p for p in bring_up_to_date(ROOT, write(content, "您好。"), locales)}["en"]
    translate(po, "您好。", "Hello.")
    translate(po, "问好", "Greeting")
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "问好"', '#, fuzzy\nmsgid "问好"'), encoding="utf-8")
    after = {p.language: p for p in bring_up_to_date(ROOT, content, locales)}["en"]
    assert (after.done, after.fuzzy, after.missing) == (before.done + 1, before.fuzzy + 1, before.missing - 2)
    assert read_catalogue(locales, "en") == {"您好。": "Hello."}
