"""Which words of a source line a complaint is about, for the marks under it."""

import re

from bot.content.source import Problem

_QUOTED = re.compile(r"'([^']+)'|\{[a-z_0-9]+\}")
_KEY = re.compile(r"\s*(?:- )?(\{?\s*(?:\"[^\"]+\"|'[^']+'|[^\s:{]+))(?=\s*:)")


def underline(problem: Problem, line: str) -> tuple[int, int]:
    """Start and end of what to mark in *line*: what the complaint quotes, or else the key, or else all of it."""
    for found in _QUOTED.finditer(problem.message):
        word = found[1] or found[0]
        place = line.find(word)
        if place >= 0:
            return place, place + len(word)
    key = _KEY.match(line)
    if key:
        return key.start(1), key.end(1)
    return len(line) - len(line.lstrip()), max(len(line.rstrip()), 1)
