"""An answer that does not fit gets a hint that names what is expected; after three a person is offered, no loop."""

from collections.abc import Callable

import pytest

from bot.content.load import Loaded
from bot.dialogue.effects import Utter
from bot.pipeline.player import Player
from tests.dialogue.conftest import QUESTIONS
from tests.dialogue.people import answer, asked, facts, handed, lead, puts, says

Arrive = Callable[[str], Player]
#: At these, anything at all that is no command and no question about a word is a proper answer, or our own to settle.
WRONG = {"name": "12345", "cert_photo": "我拍不来"}
everywhere = pytest.mark.parametrize("key", [key for key in QUESTIONS if not key.startswith("@ask_")])


@everywhere
def test_the_hint_names_what_is_expected_and_the_prompt_is_put_again(arrive: Arrive, whole: Loaded, key: str) -> None:
    player = arrive(key)
    before, known = player.session.prompt, facts(player)
    played = player.say(WRONG.get(key, "呜呜呜"))
    question = whole.content.questions[key]
    expected = question.expect if question.expect.text else whole.content.say[f"expect_{question.kind}"]
    said = [effect.wording for effect in played.effects if isinstance(effect, Utter)]
    assert says(played, whole.content, "media_expected") if key == "cert_photo" else expected in said
    [again] = puts(played.effects)
    assert before is not None
    assert (again.id, again.items, again.misses) == (before.id, before.items, 1)
    assert facts(player) == known


@everywhere
def test_after_three_a_person_is_offered_and_no_brings_the_question_back(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    for _ in range(3):
        assert asked(player) == key
        player.say(WRONG.get(key, "呜呜呜"))
    assert asked(player) == "@ask_person"
    answer(player, "no")
    assert asked(player) == key
    assert player.session.prompt is not None and player.session.prompt.misses == 0


@everywhere
def test_after_three_a_person_is_offered_and_yes_brings_one(arrive: Arrive, key: str) -> None:
    player = arrive(key)
    for _ in range(3):
        player.say(WRONG.get(key, "呜呜呜"))
    played = answer(player, "yes")
    assert handed(played) or any(frame.tree == "person" for frame in player.session.stack)


@pytest.mark.parametrize("key", ["cert_status", "age", "county"])
def test_the_offer_of_a_person_is_no_trap(arrive: Arrive, whole: Loaded, key: str) -> None:
    """Who does not answer the offer either is let go, back to the question."""
    player = arrive(key)
    for _ in range(5):
        player.say("呜呜呜")
    assert asked(player) == "@ask_person"
    assert says(player.say("呜呜呜"), whole.content, "leave_it")
    assert asked(player) == key


def test_a_late_answer_to_the_question_beneath_the_offer_counts(arrive: Arrive) -> None:
    player = arrive("cert_status")
    for _ in range(3):
        player.say("呜呜呜")
    player.say("过期了")
    assert facts(player)["cert_status"] == "expired"
    assert asked(player) == "cert_category"


def test_a_right_answer_wipes_the_slate(arrive: Arrive) -> None:
    player = arrive("cert_status")
    for _ in range(2):
        player.say("呜呜呜")
    answer(player, "valid")
    for _ in range(2):
        player.say("呜呜呜")
    assert asked(player) == "cert_category"


@pytest.mark.parametrize(
    ("key", "words", "sentence"),
    [
        ("cert_status", "9", "no_such_number"),
        ("cert_category", "18", "no_such_number"),
        ("age", "121", "out_of_range"),
        ("name", "520201199001011234", "id_number"),
        ("name", "杨" * 61, "too_long"),
        ("county", "毕节", "which_county"),
        ("cert_photo", "在这里", "media_expected"),
    ],
)
def test_each_kind_of_mistake_has_its_own_sentence(
    arrive: Arrive, whole: Loaded, key: str, words: str, sentence: str
) -> None:
    player = arrive(key)
    assert says(player.say(words), whole.content, sentence)
    assert asked(player) == key
    assert len(words) < 5 or words not in str(player.session), "what must not be kept is not kept"


@pytest.mark.parametrize("words", ["0", "不晓得", "不知道", "记不得", "skip", "bu xiao de"])
@pytest.mark.parametrize("key", ["age", "cert_status", "cert_category", "hukou_rural", "name", "county", "visit_day"])
def test_dont_know_is_an_answer(arrive: Arrive, key: str, words: str) -> None:
    player = arrive(key)
    player.say(words)
    assert facts(player)[key] is None
    assert asked(player) != key


@pytest.mark.parametrize("words", ["0", "不晓得"])
@pytest.mark.parametrize("key", ["for_whom", "relation", "consent", "@results", "@confirm"])
def test_where_the_content_forbids_it_dont_know_is_no_answer(
    arrive: Arrive, whole: Loaded, key: str, words: str
) -> None:
    player = arrive(key)
    assert says(player.say(words), whole.content, "must_answer")
    assert asked(player) == key


@pytest.mark.parametrize("words", ["0", "不晓得"])
def test_three_times_dont_know_offers_a_person(arrive: Arrive, words: str) -> None:
    player = arrive("cert_status")
    for _ in range(2):
        player.say(words)
        assert asked(player) != "@ask_person"
    player.say(words)
    assert asked(player) == "@ask_person"
    known = facts(player)
    answer(player, "no")
    assert asked(player) == "visit_day", "the next question, not one that was answered"
    assert facts(player) == known


def test_somebody_who_never_knows_comes_to_an_end(arrive: Arrive) -> None:
    """0 to everything: questions are skipped, a person is offered now and then, and in the end somebody has it."""
    player = lead(arrive("main.menu"), "main.menu")
    answer(player, "training")
    seen = set()
    for _ in range(60):
        seen.add(asked(player))
        if asked(player) in ("@confirm", ""):
            break
        answer(player, {"consent": "yes", "@ask_person": "no"}.get(asked(player), "0"))
    assert asked(player) in ("@confirm", "")
    assert "@ask_person" in seen


def test_dont_know_at_the_offer_of_a_person_brings_one(arrive: Arrive) -> None:
    player = arrive("@ask_person")
    player.say("不晓得")
    assert asked(player) == "county"
