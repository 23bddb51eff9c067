"""Danger words: what brings a hotline at once, before anything else is looked at.

The words are content (danger.yaml). How they are looked for is here:

- The text is folded first: invisible characters, case, width, tone marks and traditional characters go, and so does
  whatever stands between Chinese characters, so that 不 想,活 了 is 不想活了.
- A Chinese word is found anywhere. In one, … stands for up to four characters, and # for a number or 几.
- English words are found as whole words. Pinyin is found with or without spaces, whole words only if it is short.
- `unless` lists harmless phrases that hold a danger word (想死你了). They are taken out before anything is believed,
  but only if they stand there unbroken: 我想死,你们别管 is no 想死你.
- One expression is tried on every message, and takes time in proportion to its length. No text makes it fail.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bot.language.normal import shaped

__all__ = ["DangerWords"]

#: Pinyin of fewer letters than this must be a word of its own: zisha is in huizishang.
_LONG_PINYIN = 8

_TRADITIONAL = (
    "著着殺杀農农藥药餓饿飯饭沒没無无來来個个們们這这裡里裏里為为說说話话還还過过時时間间開开關关門门鎖锁頭头腦脑媽妈爺爷難难產产"
    "氣气癲癫瘋疯發发觸触電电車车禍祸樓楼強强姦奸賣卖錢钱給给誰谁見见緊紧護护燒烧傷伤燙烫兒儿歲岁斷断糧粮鍋锅懸悬樑梁繩绳斃毙壓压"
    "絕绝遺遗書书結结離离厲厉動动麼么樣样點点聲声願愿煙烟罵骂綁绑脅胁騙骗東东體体經经後后嗆呛暈晕淚泪當当對对寫写滅灭終终負负擔担"
    "尋寻輕轻歐欧毆殴販贩邊边顆颗買买義义帶带種种蟲虫雞鸡豬猪與与應应該该實实廢废贅赘連连窮穷討讨養养親亲"
)
_SIMPLIFIED = str.maketrans(dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)))
_TONES = re.compile("[\u0300-\u036f]")

_CHINESE = "\u3400-\u9fff\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_CHINESE}])[\W_]++|(?<=[a-z0-9])[\W_]++(?=[{_CHINESE}])")
_WORD_BEGINS, _WORD_ENDS = "(?<![a-z])", "(?![a-z])"
#: Stands where a harmless phrase was taken out. A letter nobody writes, so that nothing is found across it.
_GAP = "ㄅ"
_WILD = {"…": rf"[^\W{_GAP}]{{0,4}}?", "#": "[0-9一二三四五六七八九十两几多半好]{1,4}"}


class DangerWords(msgspec.Struct, frozen=True):
    """The compiled danger words. `categories` stand in order of urgency, as they do in the file."""

    categories: tuple[str, ...]
    danger: re.Pattern[str]
    harmless: re.Pattern[str]

    @classmethod
    def build(cls, entries: Mapping[str, Mapping[str, Any]] | None) -> "DangerWords":
        """From danger.yaml: category → words, pinyin, english, unless. What is not there is not looked for."""
        entries = entries or {}
        groups = [f"(?P<c{i}>{_any_of(_dangerous(entry))})" for i, entry in enumerate(entries.values())]
        harmless = [_pattern(phrase) for entry in entries.values() for phrase in entry.get("unless") or ()]
        return cls(tuple(entries), re.compile(f"(?={'|'.join(groups) or '(?!)'})"), re.compile(_any_of(harmless)))

    def find(self, text: str) -> tuple[str, ...]:
        """The categories whose words stand in `text`, the most urgent first; mostly none."""
        if text.isdecimal() or len(text) < 2:
            return ()
        folded = _folded(text)
        if not self.danger.search(_joined(folded)):
            return ()
        left = _joined(self.harmless.sub(_GAP, folded))
        found = {m.lastgroup for m in self.danger.finditer(left)}
        return tuple(name for i, name in enumerate(self.categories) if f"c{i}" in found)


def _folded(text: str) -> str:
    if not text.isascii():
        text = _TONES.sub("", unicodedata.normalize("NFKD", shaped(text))).translate(_SIMPLIFIED)
    return text.casefold()


def _joined(folded: str) -> str:
    return folded if folded.isascii() else _BETWEEN.sub("", folded)


def _dangerous(entry: Mapping[str, Any]) -> list[str]:
    words = (*(entry.get("words") or ()), *(entry.get("english") or ()))
    return [*map(_pattern, words), *map(_pinyin, entry.get("pinyin") or ())]


def _any_of(patterns: Iterable[str]) -> str:
    """An expression for any of them, branching at what they begin with, so that most places are left at once."""
    branches: dict[str, set[str]] = {}
    for pattern in patterns:
        head = _WORD_BEGINS if pattern.startswith(_WORD_BEGINS) else pattern[0] if pattern[0].isalpha() else ""
        branches.setdefault(head, set()).add(pattern.removeprefix(head))
    longest_first = {head: sorted(rest, key=lambda p: (-len(p), p)) for head, rest in branches.items()}
    return "|".join(f"{head}(?:{'|'.join(rest)})" for head, rest in longest_first.items()) or "(?!)"


def _pattern(word: str) -> str:
    """A Chinese word anywhere, a Latin one as whole words whatever stands between them."""
    folded = word.casefold().translate(_SIMPLIFIED)
    if not folded.isascii():
        return "".join(_WILD.get(c) or re.escape(c) for c in folded)
    parts = [r"[\W_]*".join(map(re.escape, re.split(r"\W+", part))) for part in folded.split()]
    return _WORD_BEGINS + r"[\W_]+".join(parts) + _WORD_ENDS


def _pinyin(word: str) -> str:
    syllables = word.casefold().split()
    pattern = r"[\W\d_]*".join(map(re.escape, syllables))
    if sum(map(len, syllables)) >= _LONG_PINYIN:
        return pattern
    return rf"{_WORD_BEGINS}{pattern}(?:[\W\d_]*(?:le|la|a|ya))?{_WORD_ENDS}"
