"""The command words: each means one thing, and each is found in the form in which messages are compared."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.language.danger import DangerWords
from bot.language.normal import normal

FOLDER = Path(__file__).parents[2] / "conversations"
WORDS = yaml.safe_load((FOLDER / "words.yaml").read_text("utf-8"))
LISTS = {name: words for name, words in WORDS.items() if name not in ("language_names", "asks_what", "english")}
LANGUAGES = WORDS["language_names"]

# fmt: off
HEARD = [
    # The keys of a feature phone, and what is printed on posters.
    ("*", "back"), ("＊", "back"), ("#", "repeat"), ("＃", "repeat"), ("返回", "back"), ("再说。", "repeat"),
    ("帮助!", "help"),
    ("人工", "person"), ("退订", "stop"), ("TD", "stop"), ("T", "stop"), ("STOP", "stop"), ("改", "change"),
    ("小结", "summary"),
    ("看看我填的", "summary"), ("？", "help"),
    # As it is said in Guizhou.
    ("不晓得", "dont_know"), ("晓不得", "dont_know"), ("记不得", "dont_know"), ("搞忘了", "dont_know"),
    ("要得", "yes"), ("得行", "yes"),
    ("没得", "no"), ("莫得", "no"), ("难为你", "thanks"), ("哪样", "repeat"), ("莫再发了", "stop"),
    ("倒转去", "back"),
    # In pinyin, in traditional characters, in English.
    ("bu xiao de", "dont_know"), ("BUZHIDAO", "dont_know"), ("meiyou", "no"), ("幫助", "help"), ("謝謝", "thanks"),
    ("I don’t know", "dont_know"), ("Thank you!", "thanks"), ("Hi", "greeting"), ("Yes", "yes"), ("NO", "no"),
    ("Menu", "start_over"),
]
# fmt: on


@pytest.mark.parametrize(("text", "name"), HEARD)
def test_a_command_is_heard(text: str, name: str) -> None:
    assert [key for key, words in LISTS.items() if normal(text) in words] == [name]


def test_every_list_is_there() -> None:
    assert set(LISTS) == {
        *(
            "back",
            "change",
            "repeat",
            "results",
            "status",
            "photo",
            "help",
            "person",
            "language",
            "stop",
            "start_over",
            "summary",
            "who",
            "leave",
            "withdraw",
            "remind",
            "reminders",
        ),
        *("yes", "no", "dont_know", "greeting", "thanks"),
    }
    assert set(LANGUAGES) == {"zh_CN", "zh_CN@easy", "en"}


def test_no_word_stands_in_two_lists() -> None:
    count = Counter(word for words in (*LISTS.values(), *LANGUAGES.values()) for word in words)
    assert [word for word, times in count.items() if times > 1] == []


def test_every_word_is_in_the_form_in_which_it_is_compared() -> None:
    for words in (*LISTS.values(), *LANGUAGES.values(), WORDS["asks_what"], WORDS["english"]):
        assert [word for word in words if word != normal(str(word))] == []


def test_no_command_is_a_digit_of_an_option() -> None:
    assert not {str(n) for n in range(10)} & {word for words in LISTS.values() for word in words}


def test_no_command_is_taken_for_a_cry_for_help() -> None:
    danger = DangerWords.build(yaml.safe_load((FOLDER / "danger.yaml").read_text("utf-8")))
    assert [word for words in LISTS.values() for word in words if danger.find(word)] == []
