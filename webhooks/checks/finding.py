"""What a check found, in a plain sentence."""

from typing import Literal

import msgspec

State = Literal["ok", "warning", "wrong"]
#: Whose move it is, where it is not the one who typed the command.
DATABASE, REDIS, PROVIDER, AUTHOR = "Whoever runs the database", "Whoever runs Redis", "The provider", "The author"


class Finding(msgspec.Struct, frozen=True):
    """One line: what it is about, how it stands, and if anything has to be done, by whom (`move`) and what (`do`)."""

    about: str
    state: State
    says: str
    move: str = ""
    do: str = ""


def ok(about: str, says: str) -> Finding:
    """Nothing has to be done."""
    return Finding(about, "ok", says)


def warning(about: str, says: str, do: str, move: str = "You") -> Finding:
    """It works, and somebody should look after it."""
    return Finding(about, "warning", says, move, do)


def wrong(about: str, says: str, do: str, move: str = "You") -> Finding:
    """It does not work, or will not."""
    return Finding(about, "wrong", says, move, do)


def sentence(text: object) -> str:
    """An error's words in one line that begins with a capital and ends with a full stop."""
    words = " ".join(str(text).split())
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
