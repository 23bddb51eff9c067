"""People who know what they want to say: answers by what they mean, whatever digit they stand under today."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.content.library import Library
from bot.content.load import Loaded, read_version
from bot.dialogue.content import Content
from bot.dialogue.effects import Effect, Fault, Put, Request, Submit, Utter
from bot.dialogue.events import Said
from bot.dialogue.session import Answer, Prompt, Session
from bot.liaisons.directory import Directory
from bot.pipeline.player import MORNING, Played, Player

#: What somebody answers who is led straight to the summary of the training form.
USUAL: dict[str, str] = {
    "for_whom": "self", "relation": "mother", "consent": "yes", "main.menu": "training",
    "main.again": "done", "name": "杨秀英", "contact": "13800001111", "county": "威宁县草海镇", "age": "58",
    "cert_status": "valid", "cert_last4": "1242", "cert_category": "physical", "cert_grade": "2",
    "training_interest": "raising", "travel_ability": "accompanied", "access_needs": "ramp", "guardian": "杨正华",
    "poverty_registry": "none", "dibao": "none", "device_need": "wheelchair",
}  # fmt: skip
#: Two options of one key, for content that must be searched rather than counted.
Told = Mapping[str, str]


def asked(player: Player) -> str:
    """The key of the question on the table, "" if there is none."""
    return player.session.prompt.key if player.session.prompt else ""


def typed(player: Player, meaning: str) -> str:
    """What to type for *meaning*: the digit of that option, or the words themselves."""
    items = player.session.prompt.items if player.session.prompt else ()
    return str(items.index(meaning) + 1) if meaning in items else meaning


def answer(player: Player, meaning: str) -> Played:
    """Answer the question on the table with an option's value, or in words."""
    return player.say(typed(player, meaning))


def lead(player: Player, until: str, told: Told | None = None) -> Player:
    """Answer everything as usual, or as *told*, until the question *until* is on the table."""
    if not player.session.prompts:
        player.say("您好")
    for _ in range(60):
        if asked(player) == until:
            return player
        prompt = player.session.prompt
        assert prompt is not None, f"at rest before {until} was asked"
        answer(player, (told or {}).get(prompt.key) or USUAL.get(prompt.key) or (prompt.items or ("0",))[0])
    raise AssertionError(f"never asked {until}, stands at {player.place}")


def says(played: Played, content: Content, *names: str) -> bool:
    """Whether the reply holds each of these sentences of system.yaml."""
    said = [effect.wording for effect in played.effects if isinstance(effect, Utter)]
    return all(content.say[name] in said for name in names)


def puts(effects: Iterable[Effect]) -> list[Prompt]:
    """The prompts put or put again in a turn."""
    return [effect.prompt for effect in effects if isinstance(effect, Put)]


def heard(played: Played) -> str:
    """The whole reply."""
    return "\n".join(message.text for message in played.messages)


def handed(played: Played) -> list[Submit | Request]:
    """What the turn handed to somebody else."""
    return [effect for effect in played.effects if isinstance(effect, Submit | Request)]


def faults(played: Played) -> list[str]:
    """What the operator is told."""
    return [effect.message for effect in played.effects if isinstance(effect, Fault)]


def facts(player: Player) -> dict[str, Any]:
    """Everything known."""
    return player.session.facts()


def edit(loaded: Loaded, *changes: tuple[str, str, str], **files: str) -> Loaded:
    """The next version: in a file one text put for another, and whole files added (trees_NAME → trees/NAME.yaml)."""
    sources = dict(loaded.sources)
    for name, old, new in changes:
        assert old in sources[name], f"{name} does not hold {old!r}"
        sources[name] = sources[name].replace(old, new)
    for name, text in files.items():
        sources[f"{name.replace('_', '/', 1)}.yaml"] = text
    version = read_version(sources, loaded.catalogues)
    errors = [problem for problem in version.problems if problem.severity == "error"]
    assert not errors, errors
    return version


def newcomer(loaded: Loaded, directory: Directory, form: Any = "sms") -> Player:
    """Somebody who meets a version of the content that is made for one test."""
    return Player(Library(loaded), directory, form)


def at_question(content: Content, key: str, **more: Any) -> Session:
    """A session with the question *key* on the table, put straight there: over the menu, by a tree that asks it."""
    from bot.dialogue.session import Frame

    question = content.questions[key]
    tree, _, node = key.partition(".")
    stack = (Frame(tree, node),) if node else (Frame("main", "menu"), Frame("person", "county"))
    items = tuple(option.value for option in question.options)
    prompt = Prompt(7, key, items, MORNING - 60)
    answers = (Answer("for_whom", "self", "main/menu>welcome/who"), Answer("consent", True, "main/menu>welcome/who"))
    kept = {"content": content.hash, "stack": stack, "prompt": prompt, "answers": answers, "prompts": 7}
    return Session(**{**kept, "last": MORNING - 60, **more})


def wrote(text: str, form: Any = "sms") -> Said:
    """A message."""
    return Said(text, form)
