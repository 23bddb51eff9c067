"""A person is one word away, options can be told apart, and nothing is asked that may not be."""

from collections.abc import Callable

import pytest

from tests.content.edits import Edited

Edit = Callable[[], Edited]
ENDS = "end: {end: true}"


def menu(*options: str) -> str:
    return f"hello: {{menu: 去哪？, options: {{{', '.join(options)}}}}}"


def test_a_person_tree_that_can_end_with_nobody_told(edit: Edit) -> None:
    broken = edit().replace(
        "trees/person.yaml",
        "contact: {ask: contact, next: refer}",
        "contact: {branch: [{if: age < 18, to: end}], next: refer}",
    )
    found = [p for p in broken.problems() if p.code == "no-person"]
    assert [(p.file, p.line) for p in found] == [("trees/person.yaml", broken.line("end: {end: true}"))]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_language_without_a_word_for_a_person(edit: Edit, language: str) -> None:
    broken = edit()
    broken.catalogues.setdefault(language, {})
    text = broken.sources["words.yaml"]
    start = text.index("person: [")
    broken.file = "words.yaml"
    only = "person: [人工]" if language == "en" else "person: [human]"
    broken.sources["words.yaml"] = text[:start] + only + text[text.index("]", start) + 1 :]
    found = [p for p in broken.problems() if p.code == "no-command"]
    assert [(p.file, p.line) for p in found] == [("words.yaml", broken.line("person:"))]
    assert f"no word for 'person' in {language}" in found[0].message


def test_two_options_that_share_a_word(edit: Edit) -> None:
    options = ("a: {label: 左边, words: [那边], to: end}", "b: {label: 右边, words: [那边], to: end}")
    edit().tree(menu(*options), ENDS).fails("same-word", "hello: {menu", "'那边' means both 'a' and 'b'")


def test_two_options_that_are_called_the_same_in_english(edit: Edit) -> None:
    broken = edit().tree(menu("a: {label: 左边, to: end}", "b: {label: 右边, to: end}"), ENDS)
    broken.translate("en", "左边", "Over there").translate("en", "右边", "over there")
    broken.fails("same-word", "hello: {menu", "(in en)")


def test_an_option_spelled_like_a_command(edit: Edit) -> None:
    broken = edit().tree(menu("a: {label: 左边, words: [返回], to: end}", "b: {label: 右边, to: end}"), ENDS)
    broken.fails("command-word", "hello: {menu", "'返回' is also the command 'back'", severity="warning")


def test_an_option_that_has_only_its_digit(edit: Edit) -> None:
    broken = edit().tree(menu('a: {label: "1", to: end}', "b: {label: 右边, to: end}"), ENDS)
    broken.fails("no-word", "hello: {menu", "'a' can only be chosen by its digit")


def test_a_digit_is_no_word(edit: Edit) -> None:
    broken = edit().tree(menu('a: {label: 左边, words: ["3"], to: end}', "b: {label: 右边, to: end}"), ENDS)
    broken.fails("digit-word", "hello: {menu", "'3' cannot be a word")


def test_ten_options_are_one_too_many(edit: Edit) -> None:
    options = [f"o{n}: {{label: 第{c}样, to: end}}" for n, c in enumerate("甲乙丙丁戊己庚辛壬癸")]
    edit().tree(menu(*options), ENDS).fails("options", "hello: {menu", "10 options")


def test_a_word_that_leads_two_ways(edit: Edit) -> None:
    broken = edit().tree("hello: {say: 您好。, next: end}", ENDS).replace("trees/visit.yaml", "上门瞧瞧", "轮椅")
    broken.fails("two-ways", "words: [轮椅]", "'轮椅' also leads to devices", severity="warning")


@pytest.mark.parametrize(
    ("name", "ask"),
    [("id_number", "您的号码是多少？"), ("papers", "您的身份证号是多少？"), ("cards", "您的银行卡号？")],
)
def test_what_may_not_be_asked(edit: Edit, name: str, ask: str) -> None:
    fact = f"\n{name}:\n  type: text\n  name: 号码\n  ask: {ask}\n  why: 要用。\n"
    broken = edit().tree(f"hello: {{ask: {name}, next: hand}}", "hand: {refer: help, next: end}", ENDS)
    broken.add("facts.yaml", fact).fails("forbidden", f"{name}:", "may not be asked for")


def test_private_questions_need_consent_first(edit: Edit) -> None:
    broken = edit().replace("facts.yaml", "  type: consent\n", "  type: yesno\n")
    broken.fails("consent", "consent:", "must be of type consent")
