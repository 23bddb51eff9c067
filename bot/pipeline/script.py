"""Example conversations as readable scripts.

    # 王大爷问轮椅 a comment channel: sms head: channel (sms, web, voice), language, also (other channels and
    languages to play) also: web, voice, web en

    > 我腿不方便,能领轮椅吗            the person writes
    < 【帮办】您好 …                   what comes back, one line a message; options of buttons as [1 有]
    @ wait 2d                         something happens: wait, late 60s, tap 2, tap 2 on 1, photo, voice, file, open,
                                      office accepted 10019: why, office accepted 10019 on 2026-12-05: why,
                                      edit FILE: OLD => NEW (a new version goes live),
                                      edit FILE: => TEXT (with one more file), forget (older versions are gone)
    = at card.next                    how it stands at the end

Lines that begin with < and = are what the content says today; `rewrite` makes them anew.
"""

import re
from pathlib import Path

import msgspec

from bot.content.library import Library
from bot.content.load import Loaded, read_version
from bot.content.source import ContentError
from bot.dialogue.cases import STATES
from bot.language.sms import count_parts
from bot.language.wording import FORMS, Form
from bot.liaisons.directory import Directory
from bot.pipeline.player import Played, Player

_SPAN = re.compile(r"(\d+)\s*([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TAP = re.compile(r"tap (\d)(?: on (\d+))?")
_OFFICE = re.compile(rf"office ({'|'.join(STATES)}) (\d+)(?: on (\S+?))?(?:: (.*))?")
_EDIT = re.compile(r"edit (\S+):(?: (.*))? => (.*)")


class ScriptError(ValueError):
    """A script that cannot be played: names the line, and what it may be."""


class Way(msgspec.Struct, frozen=True):
    """One way to play a script: a channel and a language."""

    form: Form
    language: str


class Script(msgspec.Struct, frozen=True):
    """A script as read: the ways to play it (the first one is written down) and its lines."""

    name: str
    ways: tuple[Way, ...]
    head: tuple[str, ...]
    lines: tuple[str, ...]


def read_script(path: Path) -> Script:
    """Read the script at *path*."""
    return parse_script(path.read_text(encoding="utf-8"), path.stem)


def parse_script(text: str, name: str) -> Script:
    """Read a script from its text; ScriptError if its head makes no sense."""
    head: list[str] = []
    lines = text.splitlines()
    while lines and not lines[0].startswith((">", "@")):
        head.append(lines.pop(0))
    settings = dict(line.split(":", 1) for line in head if ":" in line and not line.startswith("#"))
    form = _form(settings.get("channel", "web").strip(), name)
    language = settings.get("language", "zh_CN").strip()
    also = [entry.split() for entry in settings.get("also", "").split(",") if entry.strip()]
    ways = (Way(form, language), *(Way(_form(e[0], name), e[1] if len(e) > 1 else language) for e in also))
    return Script(name, ways, tuple(head), tuple(lines))


def _form(word: str, name: str) -> Form:
    for form in FORMS:
        if form == word:
            return form
    raise ScriptError(f"{name}: a channel is one of {', '.join(FORMS)}, not {word!r}")


class Cost(msgspec.Struct, frozen=True):
    """SMS parts of a conversation: out to the person, and in from them."""

    out: int
    inward: int


def sms_cost(lines: list[str]) -> Cost:
    """What the *lines* of a conversation played by SMS come to, counted as gateways count."""
    said: list[str] = []
    for line in lines:
        if line.startswith(("<", ">")):
            said.append(line)
        elif said and line.strip() and not line.startswith(("@", "=", "#")):
            said[-1] += f"\n{line.strip()}"  # a message of several lines
    out = sum(count_parts(line[2:]) for line in said if line.startswith("<"))
    return Cost(out, sum(count_parts(line[2:]) for line in said if line.startswith(">")))


class Stage:
    """Plays scripts on one version of the content; an `edit` in a script makes the next version, for that script
    only.
    """

    def __init__(self, loaded: Loaded, directory: Directory) -> None:
        self._loaded, self._directory = loaded, directory
        self._library = Library(loaded)

    def play(self, script: Script, way: Way) -> list[str]:
        """The whole script as it goes today, with every reply and the outcome."""
        player = Player(self._library, self._directory, way.form, way.language)
        versions, out = [self._loaded], list(script.head)
        for line in script.lines:
            if line.startswith(("<", "=", "  ")):
                continue
            out.append(line)
            if line.startswith(">"):
                out += shown(player.say(line[1:].removeprefix(" ")), way.form)
            elif line.startswith("@"):
                for played in self._direct(line[1:].strip(), player, versions):
                    out += shown(played, way.form)
        while out and not out[-1].strip():
            out.pop()
        return [*out, "", *(f"= {line}" for line in player.outcome())]

    def _direct(self, words: str, player: Player, versions: list[Loaded]) -> list[Played]:
        kind = words.split(" ", 1)[0]
        if kind not in ("edit", "forget"):
            return direct(player, words)
        if kind == "edit":
            versions.append(edited(versions[-1], words))
        player.library = Library(versions[-1], versions[:-1] if kind == "edit" else ())
        return []


def direct(player: Player, words: str) -> list[Played]:
    """Carry out one stage direction that needs no other version of the content."""
    kind = words.split(" ", 1)[0]
    if kind == "wait":
        return player.wait(_seconds(words))
    if kind == "late":
        player.late(_seconds(words))
        return []
    if tapped := _TAP.fullmatch(words):
        return [player.tap(int(tapped[1]), int(tapped[2]) if tapped[2] else None)]
    if kind in ("photo", "voice", "file"):
        return [player.send(kind, f"{kind}-1")]
    if kind == "open":
        return [player.open()]
    if office := _OFFICE.fullmatch(words):
        codes = [code for case in player.session.cases for code in (case.code, *case.chain, *case.calls)]
        if office[2] not in codes:
            known = ", ".join(codes) or "none yet"
            raise ScriptError(f"@ {words}: there is no case {office[2]} here (there are: {known})")
        return [player.office(office[2], office[1], office[4] or "", office[3] or "")]  # type: ignore[arg-type]
    raise ScriptError(f"@ {words}: not one of wait, late, tap, photo, voice, file, open, office, edit, forget")


def _seconds(words: str) -> float:
    span = _SPAN.search(words)
    if span is None:
        raise ScriptError(f"@ {words}: say how long, for example 2d or 90s")
    return float(span[1]) * _SECONDS[span[2]]


def edited(loaded: Loaded, words: str) -> Loaded:
    """The next version: one text replaced by another in one file, or a file added (\\n for a line end)."""
    found = _EDIT.fullmatch(words)
    if found is None:
        raise ScriptError(f"@ {words}: write edit FILE: OLD => NEW")
    name, old, new = found[1], (found[2] or "").replace("\\n", "\n"), found[3].replace("\\n", "\n")
    text = loaded.sources.get(name, "")
    if old not in text or (text and not old):
        raise ScriptError(f"@ {words}: {name} does not hold {old!r}")
    sources = {**loaded.sources, name: text.replace(old, new)}
    version = read_version(sources, loaded.catalogues)
    errors = [p for p in version.problems if p.severity == "error"]
    if errors:
        raise ContentError(errors)
    return version


def shown(played: Played, form: Form) -> list[str]:
    """The replies of a turn as script lines."""
    lines = []
    for message in played.messages:
        first, *rest = message.text.split("\n")
        lines.append(f"< {first}")
        lines += [f"  {more}" for more in rest]
        if message.choices and form == "web":
            lines.append("  " + " ".join(f"[{choice.digit} {choice.label}]" for choice in message.choices))
    return lines or ["<"]


def essence(lines: list[str]) -> list[str]:
    """What must be the same on every channel and in every language: how it stands at the end."""
    return [line for line in lines if line.startswith("= ")]
