"""Finding known words in what a person wrote.

The longest word at each place counts, so 没有 is never also 有. Latin words count only as whole words; Chinese has no
spaces to go by, so a single character counts only in a very short message.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")
#: A message up to this many characters may be understood by one Chinese character alone.
_SHORT = 2


def find_words(words: Mapping[str, T], plain: str) -> Iterator[tuple[str, T]]:
    """Every word of *words* that stands in *plain* (both in normal form), left to right, without overlaps."""
    place, longest = 0, max(map(len, words), default=0)
    while place < len(plain):
        for length in range(min(longest, len(plain) - place), 0, -1):
            word = plain[place : place + length]
            found = words.get(word)
            if found is not None and _stands_alone(plain, place, length):
                yield word, found
                place += length
                break
        else:
            place += 1


def _stands_alone(plain: str, place: int, length: int) -> bool:
    word = plain[place : place + length]
    if not word.isascii():
        return length > 1 or len(plain) <= _SHORT
    before, after = plain[place - 1 : place] if place else "", plain[place + length : place + length + 1]
    return not word.isdecimal() and not _latin(before) and not _latin(after)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
