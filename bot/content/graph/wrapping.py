"""How wide a text is, roughly, and where its lines break: Chinese anywhere but before a stop, Latin between words."""

import re
import unicodedata

#: A placeholder, a run of Latin letters with what sticks to it, or a single character with the stops after it.
_STOPS = r"[，。？！；：、,.?!;:）)”』」]*"
_PIECE = re.compile(rf"\{{[a-z_0-9]+\}}{_STOPS}|[A-Za-z0-9_'.\-]+{_STOPS}|\s+|[“（《「]*.{_STOPS}", re.DOTALL)


def em(text: str) -> float:
    """The width of *text* in letters: a Chinese character is one, a Latin one a little more than half."""
    return sum(map(_letter, text))


def _letter(c: str) -> float:
    if unicodedata.east_asian_width(c) in "WF" or c in "mwMW—…":
        return 1.0
    return 0.38 if c in " .,:;'|il" else 0.66


def wrap(text: str, width: float) -> list[str]:
    """*text* in lines of at most *width* letters; only a single piece that is longer stands out."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and em(lines[-1] + piece) > width:
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
    return [line.rstrip() for line in lines]
