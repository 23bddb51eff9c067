"""`bangban chat`: the assistant in a terminal, as it is on the web, by SMS or over a telephone keypad."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from bot.cli.setting import (
    ContentFolder,
    DirectoryFile,
    LocalesFolder,
    complaints,
    default_folder,
    directory_or_fail,
    fail,
    load_or_fail,
)
from bot.content.library import Library
from bot.dialogue.reply import Message
from bot.language.sms import segments
from bot.language.wording import FORMS, Form
from bot.pipeline.player import Played, Player
from bot.pipeline.script import ScriptError, direct

#: What one SMS part is taken to cost, in yuan; carriers differ.
_YUAN_A_PART = 0.05


def chat(
    channel: Annotated[str, typer.Option(help="How it is carried: web, sms or voice.")] = "web",
    language: Annotated[str, typer.Option(help="zh_CN, zh_CN@easy or en; can be changed while talking.")] = "zh_CN",
    script: Annotated[Path | None, typer.Option(help="Feed the lines of this file instead of the keyboard.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a turn.")] = False,
    content: ContentFolder = default_folder("conversations"),
    locales: LocalesFolder = default_folder("locales"),
    liaisons: DirectoryFile = None,
) -> None:
    """Talk to the assistant. Lines that begin with @ are stage directions: @ wait 2d, @ tap 2, @ late 60s."""
    form = next((f for f in FORMS if f == channel), None)
    if form is None:
        fail(f"--channel is one of {', '.join(FORMS)}, not {channel!r}.")
    loaded = load_or_fail(content, locales)
    if language not in loaded.content.languages:
        fail(f"--language is one of {', '.join(loaded.content.languages)}, not {language!r}.")
    player = Player(Library(loaded), directory_or_fail(liaisons, content), form, language)
    typing = script is None and sys.stdin.isatty()
    lines = _keyboard() if typing else _lines(script)
    printer = _print_json if json else (_Bubbles(form).show if typing else _Plain(form).show)
    _talk(player, lines, printer, greet=typing)


def _talk(player: Player, lines: Iterable[str], show: Callable[[Played], None], greet: bool) -> None:
    if greet:
        show(player.open())
    for line in lines:
        text = line.rstrip("\r\n")
        if text.startswith("@"):
            try:
                for played in direct(player, text[1:].strip()):
                    show(played)
            except ScriptError as error:
                complaints.print(str(error), style="yellow", markup=False)
        else:
            show(player.say(text))


def _lines(script: Path | None) -> Iterator[str]:
    """Lines of a file or of standard input. In an example script only what comes in counts."""
    try:
        raw = sys.stdin.buffer.read() if script is None else script.read_bytes()
    except OSError as error:
        fail(f"Cannot read {script}: {error.strerror}.")
    lines = raw.decode("utf-8", "replace").splitlines()
    if script is not None and script.suffix == ".chat":
        lines = [line.removeprefix("> ") for line in lines if line.startswith(("> ", "@"))]
    yield from lines


def _keyboard() -> Iterator[str]:
    console = Console()
    console.print("Ctrl-D 结束。@ wait 2d 过两天,@ tap 2 按第二个按钮。", style="dim", highlight=False)
    while True:
        try:
            yield console.input("[bold]您:[/bold] ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


def _print_json(played: Played) -> None:
    options = [{"digit": c.digit, "label": c.label} for m in played.messages for c in m.choices]
    turn = {
        "in": played.came,
        "replies": [message.text for message in played.messages],
        "options": options,
        "node": played.node,
        "facts": played.learned,
        "effects": [type(effect).__name__.lower() for effect in played.effects],
    }
    sys.stdout.write(msgspec.json.encode(turn).decode() + "\n")


class _Plain:
    """For scripts and pipes: what came in, what went out, nothing else."""

    def __init__(self, form: Form) -> None:
        self._bill = _Bill() if form == "sms" else None
        self._buttons = form == "web"

    def show(self, played: Played) -> None:
        if played.came:
            sys.stdout.write(f"> {played.came}\n")
        for message in played.messages:
            sys.stdout.write(f"< {message.text}\n")
            for choice in message.choices if self._buttons else ():
                sys.stdout.write(f"  {choice.digit} {choice.label}\n")
            if self._bill is not None:
                sys.stdout.write(f"  ({self._bill.add(message)})\n")
        sys.stdout.flush()


class _Bubbles:
    """For people: the assistant's words stand out, the options one a line."""

    def __init__(self, form: Form) -> None:
        self._console = Console(highlight=False)
        self._bill = _Bill() if form == "sms" else None
        self._buttons = form == "web"

    def show(self, played: Played) -> None:
        for message in played.messages:
            self._console.print(Text.assemble(("帮办:", "bold green"), message.text))
            for choice in message.choices if self._buttons else ():
                self._console.print(Text.assemble(("   ", ""), (f"{choice.digit}", "bold cyan"), f"  {choice.label}"))
            if self._bill is not None:
                self._console.print(Text(f"   {self._bill.add(message)}", "dim"))


class _Bill:
    """Counts SMS parts as a carrier does."""

    def __init__(self) -> None:
        self._parts = 0

    def add(self, message: Message) -> str:
        cut = segments(message.text)
        self._parts += len(cut.parts)
        yuan = self._parts * _YUAN_A_PART
        return f"{len(message.text)} 字,{len(cut.parts)} 条;到现在 {self._parts} 条,约 {yuan:.2f} 元"
