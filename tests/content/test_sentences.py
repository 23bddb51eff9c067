"""Sentences: their placeholders, their translations, what they cost, and whether they are plain."""

from collections.abc import Callable

import pytest

from bot.content.check import lengths, missing
from bot.content.check.plain import complaints
from tests.content.edits import Edited

Edit = Callable[[], Edited]
ENDS = "end: {end: true}"
LONG = "这句话很长，一条短信放不下，两条也放不下。" * 8


def test_a_translation_that_lost_a_placeholder(edit: Edit) -> None:
    broken = edit().tree('hello: {say: "您{age}岁。", next: end}', ENDS).translate("en", "您{age}岁。", "You are old.")
    broken.fails("translation", "您{age}岁", "lacks {age}")


def test_a_translation_that_invented_one(edit: Edit) -> None:
    broken = edit().tree("hello: {say: 您好呀。, next: end}", ENDS).translate("en", "您好呀。", "Hello {name}.")
    broken.fails("translation", "您好呀", "invents {name}")


def test_a_placeholder_nobody_fills(edit: Edit) -> None:
    edit().tree('hello: {say: "您{agee}岁。", next: end}', ENDS).fails("placeholder", "hello:", "nothing fills {agee}")


def test_a_receipt_before_anything_was_handed_over(edit: Edit) -> None:
    broken = edit().tree('hello: {say: "回执号{code}。", next: refer}', "refer: {refer: help, next: end}", ENDS)
    broken.fails("receipt", "hello:", "{code} is not known yet at visit.hello")


def test_a_receipt_on_only_one_of_two_ways(edit: Edit) -> None:
    nodes = (
        "hello: {branch: [{if: age < 18, to: said}], next: refer}",
        "refer: {refer: help, next: said}",
        'said: {say: "回执号{code}。", next: end}',
    )
    edit().tree(*nodes, ENDS).fails("receipt", "said:", "{code} is not known yet")


def test_a_receipt_is_forgotten_when_somebody_is_asked_in_between(edit: Edit) -> None:
    nodes = (
        "hello: {refer: help, next: age}",
        "age: {ask: age, next: said}",
        'said: {say: "回执号{code}。", next: end}',
    )
    edit().tree(*nodes, ENDS).fails("receipt", "said:", "{code} is not known yet")


def test_a_form_that_was_put_off_gives_no_receipt(edit: Edit) -> None:
    nodes = ("hello: {form: training, next: said, otherwise: said}", 'said: {say: "回执号{code}。", next: end}')
    edit().tree(*nodes, ENDS).fails("receipt", "said:", "{code} is not known yet")


def test_a_receipt_after_a_refer(edit: Edit) -> None:
    nodes = (
        "hello: {refer: help, next: on}",
        "on: {say: 好。, next: said}",
        'said: {say: "回执号{code}。", next: end}',
    )
    assert edit().tree(*nodes, ENDS).problems() == []


def test_a_card_placeholder_outside_the_card(edit: Edit) -> None:
    edit().tree('hello: {say: "{explain}", next: end}', ENDS).fails("card", "hello:", "{explain} is known only in")


def test_who_stands_only_where_somebody_else_is_meant(edit: Edit) -> None:
    broken = edit().tree('hello: {say: "{who}好。", next: end}', ENDS)
    broken.fails("who", "hello:", "{who} is empty when people ask for themselves", "`other`")


def test_what_is_not_translated_is_one_warning_and_a_list(edit: Edit) -> None:
    version = edit().tree("hello: {say: 上门去看您。, next: end}", ENDS)
    for met in version.load().book.met:
        for text in met.wording.variants():
            version.translate("en", text, text)
    del version.catalogues["en"]["上门去看您。"]
    warnings = [p for p in version.problems("warning") if p.code == "untranslated"]
    assert [p.message for p in warnings] == ["1 sentences are not translated into en: '上门去看您。'"]
    assert missing(version.load(), "en") == [("trees/visit.yaml", version.line("hello:"), "上门去看您。")]


def test_a_question_that_takes_three_sms_parts(edit: Edit) -> None:
    broken = edit().tree(f"hello: {{menu: {LONG}, options: {{a: {{label: 左边, to: end}}}}}}", ENDS)
    broken.fails("sms-length", "hello:", "visit.hello takes 3 SMS parts in zh_CN")


def test_a_question_too_long_only_in_english(edit: Edit) -> None:
    broken = edit().tree(
        "hello: {menu: 往哪走？, options: {a: {label: 左边, to: end}, b: {label: 右边, to: end}}}", ENDS
    )
    broken.translate("en", "往哪走？", "Which way would you like to go from here? " * 4)
    broken.fails("sms-length", "hello:", "SMS parts in en")


def test_a_question_too_long_only_about_somebody_else(edit: Edit) -> None:
    fact = f"\nwalks:\n  type: yesno\n  name: 走路\n  ask: 走得动吗？\n  other: {LONG}\n  why: 好接。\n"
    broken = edit().tree("hello: {ask: walks, next: hand}", "hand: {refer: help, next: end}", ENDS)
    broken.add("facts.yaml", fact).fails("sms-length", "walks:", "walks about somebody else takes")


def test_too_few_prompts_in_one_part(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lengths, "SINGLE", 101)
    assert [(p.code, p.message) for p in edit().problems()] == [
        ("sms-ratio", "only 100 of 100 prompts fit in one SMS; 101 must")
    ]


def test_a_sentence_that_is_sent_in_pieces(edit: Edit) -> None:
    broken = edit().tree(f"hello: {{say: {LONG}, next: end}}", ENDS)
    broken.fails("sms-split", "hello:", "so it is sent as 2 messages", severity="warning")


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("请予以配合。", "'予以' is how offices talk"),
        ("该户可以申请。", "'该' is how offices talk"),
        ("须带证。", "'须' is how offices talk"),
        ("好的👍", "read aloud by its name"),
        ("等一等……", "silence to a screen reader"),
        ("一二三四五六七八九十" * 5, "50 characters without a stop"),
    ],
)
def test_what_is_not_plain(sentence: str, says: str) -> None:
    assert says in complaints(sentence)[0][0]


@pytest.mark.parametrize(
    "sentence", ["其他的必须问联络员，应该行。", "不知道该找谁，打这个。", "{documents}。", "尤其是您。"]
)
def test_what_only_looks_like_office_words(sentence: str) -> None:
    assert complaints(sentence) == []


def test_a_question_left_blank(edit: Edit) -> None:
    edit().replace("facts.yaml", "  ask: 您的监护人叫什么名字？", "  ask:").fails(
        "wording", "guardian:", "a sentence is missing"
    )
