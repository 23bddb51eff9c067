"""Finding known words in what a person wrote.

The longest word at each place counts, so 没有 is never also 有. Latin words count only as whole words; Chinese has no
spaces to go by, so a single character counts only in a very short message.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
#: A message up to this many characters may be understood by one Chinese character alone.
_SHORT = 2


class WordFinder(Generic[T]):
    """Words in normal form and what each means, ready to be found. Lengths are kept by first character, so that most
    places in a message are passed over at once.
    """

    __slots__ = ("_lengths", "_words")

    def __init__(self, words: Mapping[str, T]) -> None:
        self._words = dict(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            if word:
                lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, plain: str) -> Iterator[tuple[str, T]]:
        """Every word that stands in *plain* (in normal form), left to right, without overlaps."""
        place = 0
        while place < len(plain):
            for length in self._lengths.get(plain[place], ()):
                word = plain[place : place + length]
                found = self._words.get(word)
                if found is not None and _stands_alone(plain, place, word):
                    yield word, found
                    place += length
                    break
            else:
                place += 1


def _stands_alone(plain: str, place: int, word: str) -> bool:
    if not word.isascii():
        return len(word) > 1 or len(plain) <= _SHORT
    before, after = plain[place - 1 : place] if place else "", plain[place + len(word) : place + len(word) + 1]
    return not word.isdecimal() and not _latin(before) and not _latin(after)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
