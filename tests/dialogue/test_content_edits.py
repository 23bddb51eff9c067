"""The content is edited while people are in the middle of something: nobody is stranded, no answer is lost."""

import pytest

from bot.content.library import Library
from bot.content.load import Loaded
from bot.dialogue.effects import Put, Utter
from bot.dialogue.events import Due
from bot.dialogue.rebase import survives
from bot.dialogue.step import step
from bot.liaisons.directory import Directory
from bot.pipeline.player import Player
from tests.dialogue.people import answer, asked, edit, facts, handed, lead, newcomer, puts, says

#: Other words for the same question; another order of its options; the question gone from a form; a tree renamed.
WORDS = ("facts.yaml", "ask: 您今年多少岁？", "ask: 请问您多大年纪？")
GONE = ("forms/training.yaml", "      - {fact: access_needs", "      - {fact: gender")


@pytest.fixture
def reworded(loaded: Loaded) -> Loaded:
    return edit(loaded, WORDS)


def renamed(loaded: Loaded) -> Loaded:
    """The node of the training tree that fills the form has another name now."""
    name = next(line for line in loaded.sources["trees/training.yaml"].splitlines() if "form: training" in line)
    node = name.strip().split(":")[0]
    text = (
        loaded.sources["trees/training.yaml"]
        .replace(f"to: {node}}}", "to: sheet}")
        .replace(f"\n  {node}: ", "\n  sheet: ")
    )
    return edit(
        loaded,
        (
            "trees/training.yaml",
            loaded.sources["trees/training.yaml"],
            text.replace(f"next: {node}\n", "next: sheet\n"),
        ),
    )


def goes_live(player: Player, *versions: Loaded) -> None:
    """The last version is current from here on; those before it are still kept."""
    player.library = Library(versions[-1], versions[:-1])


def test_in_the_middle_of_a_form_the_session_stays_on_its_own_version(
    loaded: Loaded, reworded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "training_interest")
    goes_live(player, loaded, reworded)
    answer(player, "raising")
    assert player.session.content == loaded.content.hash
    assert "多少岁" in player.turns[-1].messages[0].text


def test_at_the_menu_everyone_returns_to_the_new_version_takes_over_unseen(
    loaded: Loaded, reworded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "main.menu")
    known = facts(player)
    goes_live(player, loaded, reworded)
    played = answer(player, "training")
    assert player.session.content == reworded.content.hash
    assert not says(played, reworded.content, "content_changed")
    assert known.items() <= facts(player).items()


def test_at_the_end_of_the_form_the_new_version_takes_over(
    loaded: Loaded, reworded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "age")
    goes_live(player, loaded, reworded)
    lead(player, "@confirm")
    assert handed(answer(player, "yes"))
    assert player.session.content == loaded.content.hash
    answer(player, "more")
    assert player.session.content == reworded.content.hash


def test_version_gone_but_the_question_survives_so_nothing_is_said(
    loaded: Loaded, reworded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "cert_status")
    goes_live(player, reworded)
    played = answer(player, "none")
    assert player.session.content == reworded.content.hash
    assert not says(played, reworded.content, "content_changed")
    assert facts(player)["cert_status"] == "none"


def test_digits_mean_what_was_shown_even_if_the_new_version_has_another_order(
    loaded: Loaded, directory: Directory
) -> None:
    first = "    valid: {label: 有, words: ["
    lines = loaded.sources["facts.yaml"].splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(first))
    swapped = "\n".join([*lines[:start], lines[start + 1], lines[start], *lines[start + 2 :]]) + "\n"
    version = edit(loaded, ("facts.yaml", loaded.sources["facts.yaml"], swapped))
    player = lead(newcomer(loaded, directory), "cert_status")
    goes_live(player, version)
    player.say("1")
    assert facts(player)["cert_status"] == "valid"


def test_version_gone_and_the_place_gone_lands_on_what_is_left_with_every_answer_kept(
    loaded: Loaded, directory: Directory
) -> None:
    version = renamed(loaded)
    player = lead(newcomer(loaded, directory), "county")
    known = facts(player)
    goes_live(player, version)
    played = player.say("威宁县草海镇")
    assert says(played, version.content, "content_changed")
    assert sum(isinstance(effect, Utter | Put) for effect in played.effects) == 2, "told in one line, then the prompt"
    assert player.session.content == version.content.hash
    carried = {answer.key for answer in player.session.carried if answer.fact}
    assert known.keys() <= facts(player).keys() | carried
    lead(player, "county")
    assert {k: v for k, v in known.items() if k != "county"}.items() <= facts(player).items(), "none is asked again"


def test_an_option_that_is_gone_is_asked_again(loaded: Loaded, directory: Directory) -> None:
    line = next(s for s in loaded.sources["facts.yaml"].splitlines() if s.startswith("    in_progress: {label: 在办"))
    used = ("entitlements/Z01.yaml", "'none', 'expired', 'in_progress'", "'none', 'expired'")
    version = edit(loaded, ("facts.yaml", line + "\n", ""), used)
    player = lead(newcomer(loaded, directory), "training_interest", {"cert_status": "in_progress"})
    goes_live(player, version)
    player.say("再说")
    assert "cert_status" not in facts(player), "the answer means nothing any more"
    lead(player, "@confirm")
    assert facts(player)["cert_status"] == "valid"


def test_a_prompt_that_shows_an_option_that_is_gone_is_put_anew(loaded: Loaded, directory: Directory) -> None:
    line = next(s for s in loaded.sources["facts.yaml"].splitlines() if s.startswith("    in_progress: {label: 在办"))
    used = ("entitlements/Z01.yaml", "'none', 'expired', 'in_progress'", "'none', 'expired'")
    version = edit(loaded, ("facts.yaml", line + "\n", ""), used)
    player = lead(newcomer(loaded, directory), "cert_status")
    assert not survives(version.content, player.session)
    goes_live(player, version)
    played = player.say("3")
    assert says(played, version.content, "content_changed")
    assert asked(player) == "cert_status" and "cert_status" not in facts(player)
    assert puts(played.effects)[0].items == ("valid", "expired", "none")


@pytest.mark.parametrize("word", ["人工", "退订"])
def test_a_cry_for_help_is_heard_even_then(loaded: Loaded, directory: Directory, word: str) -> None:
    player = lead(newcomer(loaded, directory), "access_needs")
    goes_live(player, renamed(loaded))
    player.say(word)
    assert player.session.stopped or any(frame.tree == "person" for frame in player.session.stack)


def test_a_timer_that_comes_due_on_a_version_that_is_gone_still_goes_on(
    whole: Loaded, reworded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(whole, directory), "main.menu")
    player.say("约上门")
    lead(player, "main.again")
    newer = edit(
        whole, WORDS, ("trees/main.yaml", "\n  again:", "\n  more:"), ("trees/main.yaml", "next: again", "next: more")
    )
    turn = step(newer.content, player.session, Due("1", "sms"), player.now + 4 * 86400)
    assert turn.session.prompt is not None and turn.session.prompt.key == "school_stage"


def test_what_the_new_version_no_longer_knows_is_forgotten(whole: Loaded, loaded: Loaded, directory: Directory) -> None:
    """A fact, a tree and a wait that are gone do not break anything."""
    player = lead(newcomer(whole, directory), "main.menu")
    player.say("约上门")
    lead(player, "main.again")
    assert "visit_day" in facts(player) and player.session.parked
    goes_live(player, loaded)
    player.say("再说")
    assert "visit_day" not in facts(player) and not player.session.parked
    assert player.session.content == loaded.content.hash


def test_moving_twice_is_the_same_as_moving_once(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(loaded, directory), "access_needs")
    version = renamed(loaded)
    goes_live(player, version)
    player.say("在吗")
    once = player.session
    played = player.say("再说")
    assert not says(played, version.content, "content_changed")
    assert player.session.answers == once.answers


# A form that changes while somebody fills it in

SHEET = "forms/training.yaml"
ADDED = (SHEET, "      - {fact: access_needs,", "      - {fact: work_ability}\n      - {fact: access_needs,")
REMOVED = (SHEET, "      - {fact: training_interest}\n", "")


@pytest.mark.parametrize("changes", [(ADDED,), (REMOVED,), (WORDS,), (REMOVED, WORDS)])
@pytest.mark.parametrize("until", ["name", "cert_category", "access_needs", "county"])
def test_a_form_that_changes_on_the_way_keeps_every_answer_and_asks_nothing_twice(
    loaded: Loaded, directory: Directory, changes: tuple[tuple[str, str, str], ...], until: str
) -> None:
    player = lead(newcomer(loaded, directory), until)
    known, version = facts(player), edit(loaded, *changes)
    goes_live(player, version)
    before = len(player.turns)
    lead(player, "@confirm", {"work_ability": "able"})
    put = [prompt.key for played in player.turns[before:] for prompt in puts(played.effects)]
    assert known.items() <= facts(player).items() and not known.keys() & set(put)
    assert ("work_ability" in facts(player)) == (ADDED in changes)
    [form] = handed(answer(player, "yes"))
    assert form.facts.keys() <= {field.fact for field in version.content.forms["training"].fields}


def test_a_field_added_while_the_summary_is_shown_is_asked_before_anything_is_handed_in(
    loaded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "@confirm")
    version = edit(loaded, ADDED)
    goes_live(player, version)
    played = answer(player, "yes")
    assert says(played, version.content, "content_changed") and not handed(played)
    assert asked(player) == "work_ability"
    answer(player, "able")
    [form] = handed(answer(player, "yes"))
    assert form.facts["work_ability"] == "able" and form.facts["name"] == "杨秀英"


def test_a_field_removed_while_the_summary_is_shown_is_shown_before_anything_is_handed_in(
    loaded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "@confirm")
    goes_live(player, edit(loaded, REMOVED))
    assert not handed(answer(player, "yes")) and asked(player) == "@confirm"
    [form] = handed(answer(player, "yes"))
    assert "training_interest" not in form.facts


def test_a_form_reworded_while_its_summary_is_shown_is_handed_in_by_the_same_yes(
    loaded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "@confirm")
    goes_live(player, edit(loaded, (SHEET, "name: 学技术报名表", "name: 学手艺报名表")))
    assert handed(answer(player, "yes"))


def test_whoever_gave_no_consent_is_not_shown_the_summary_twice_for_what_is_not_asked_of_them(
    loaded: Loaded, directory: Directory
) -> None:
    player = lead(newcomer(loaded, directory), "@confirm", {"consent": "no"})
    goes_live(player, edit(loaded, WORDS))
    assert handed(answer(player, "yes"))


def test_a_summary_that_changed_unseen_is_shown_before_it_is_answered(loaded: Loaded, directory: Directory) -> None:
    player = lead(newcomer(loaded, directory), "@confirm")
    player.say("提醒证到期 2027年3月")
    player.say("退订")
    goes_live(player, edit(loaded, ADDED))
    assert player.wait(10 * 86400) == []
    played = player.say("1")
    assert asked(player) == "work_ability" and "work_ability" not in facts(player)
    assert not handed(played) and puts(played.effects)
