"""What a conversation costs by SMS is counted message by message, as gateways count; and an application keeps within
its parts.
"""

import re

import pytest

from bench.cost import AFTER, EVERYTHING, SCREENED, UNKNOWN, WAYS, Applicant, Filled, Way
from bot.content.library import Library
from bot.dialogue.effects import Submit
from bot.liaisons.directory import Directory
from bot.pipeline.script import Cost, sms_cost


@pytest.fixture
def applicant(library: Library, directory: Directory) -> Applicant:
    """Somebody who fills in forms."""
    return Applicant(library, directory)


def test_each_message_is_counted_in_its_parts() -> None:
    lines = ["# somebody", "> 你好", f"< {'好' * 70}", f"< {'好' * 71}", "@ wait 2d", "> " + "a" * 161, "= at rest"]
    assert sms_cost(lines) == Cost(1 + 2, 1 + 2)


def test_a_message_of_several_lines_is_one_message() -> None:
    assert sms_cost(["> 1", f"< {'好' * 40}", f"  {'好' * 40}", "  好"]) == Cost(2, 1)


@pytest.mark.parametrize("word", [WAYS[0].word, WAYS[0].other])
def test_applying_for_training_stays_within_its_parts(applicant: Applicant, word: str) -> None:
    filled = applicant.fill(WAYS[0], word)
    assert filled.parts.out <= UNKNOWN, said(filled)
    assert filled.parts.inward <= UNKNOWN, said(filled)


def test_nothing_is_left_out_to_be_short(applicant: Applicant, library: Library) -> None:
    """Every field is asked or known, consent before what is private, the summary numbered, the receipt complete."""
    content = library.current
    for word in (WAYS[0].word, WAYS[0].other):
        turns = applicant.fill(WAYS[0], word).turns
        asked = [turn.node.split()[-1] for turn in turns]
        [application] = [effect for effect in turns[-1].effects if isinstance(effect, Submit)]
        fields = [field.fact for field in content.forms["training"].fields]
        assert set(fields) - application.facts.keys() <= {"guardian", "relation", "agreement"}
        private = [name for name in fields if content.facts[name].sensitivity == "H" and name in asked]
        assert private and all(asked.index("consent") < asked.index(name) for name in private)
        [summary] = turns[-2].messages
        assert re.search(r"1名字：李秀英\n[23]", summary.text)
        [receipt] = turns[-1].messages
        assert all(word in receipt.text for word in ("10019", "草海镇残联", "张敏", "13800000001", "3个工作日"))


def test_after_a_screening_only_what_is_not_known_is_asked(applicant: Applicant, library: Library) -> None:
    """Six parts after everything was asked; the summary shows what this form asked, and says that the rest stands."""
    filled = applicant.fill(AFTER[EVERYTHING], AFTER[EVERYTHING].word)
    asked = [key for turn in filled.turns if (key := turn.node.split()[-1]) in library.current.facts]
    assert len(asked) == len(set(asked)), "nothing is asked twice"
    assert filled.applying.out <= SCREENED, said(filled)
    assert filled.applying.inward <= SCREENED, said(filled)
    [summary] = filled.turns[-2].messages
    assert "1名字" in summary.text and "年龄" not in summary.text
    assert "其他照前面答的" in summary.text


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.form)
def test_every_form_is_handed_in(applicant: Applicant, way: Way) -> None:
    own, others = (applicant.fill(way, word) for word in (way.word, way.other))
    assert own.parts.inward == len(own.turns), "one part a message is enough for whoever answers"
    assert others.parts.inward == len(others.turns)


def said(filled: Filled) -> str:
    """The whole conversation, for whoever has to find the part too many."""
    return "\n".join(message.text for turn in filled.turns for message in turn.messages)
