"""What somebody wrote, brought to the one form that every comparison uses.

The rules, in the order they are applied:

1. Characters that cannot be seen go: zero-width, bidirectional marks, variation selectors, the box around a keycap
   digit, controls, and halves of a surrogate pair, which no database would take. Tabs and line ends become spaces.
2. Width and shape go (NFKC): １ and ① become 1, ＊ becomes *, ，becomes a comma. Curly quotes become straight ones.
3. Case goes (casefold), and whitespace collapses to single spaces.
4. Sentence punctuation around the words goes. `*`, `#` and `+` are not punctuation here: they are keys on a phone.
   A message of nothing but punctuation is kept, since "?" is a cry for help and "" is not.

`normal` takes any str whatever, in time proportional to its length, and `normal(normal(text)) == normal(text)`.
"""

import re
import unicodedata

__all__ = ["normal", "shaped"]

#: Up to this many characters, plain ASCII takes the short way.
_SHORT = 64

#: Chinese characters alone are in normal form as they are.
_PLAIN = re.compile("[\u4e00-\u9fff]+")

#: Sentence punctuation taken off both ends, in the forms that NFKC leaves, with the space.
_AROUND = " .,;:!?'\"()[]{}<>~`^_|/\\-‐‑‒–—―·•。、「」『』《》〈〉【】〔〕〖〗・"

#: Characters that cannot be seen: dropped first, so that what they held apart may compose.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")

#: Marks that stack on a letter. More than eight say nothing, and NFKC sorts a run of them in quadratic time.
_MARK = "[" + "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c)) + "]"
_STACKED = re.compile(f"({_MARK}{{8}}){_MARK}+")


def normal(text: str) -> str:
    """Bring `text` to the form in which words, labels and digits are compared. Total: any str gives a str."""
    if len(text) <= _SHORT and text.isascii() and text.isprintable():
        return text.lower() if text.isalnum() else _bare(text.lower())
    if _PLAIN.fullmatch(text):
        return text
    folded = shaped(shaped(text).casefold()).translate(_QUOTES)
    return _bare(folded)


def shaped(text: str) -> str:
    """Rules 1 and 2 alone, for readers that still need the case, the punctuation and the spaces."""
    if text.isascii() and text.isprintable():
        return text
    seen = _STACKED.sub(r"\1", _UNSEEN.sub("", text))
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", seen))


def _bare(text: str) -> str:
    collapsed = " ".join(text.split())
    return collapsed.strip(_AROUND) or collapsed
