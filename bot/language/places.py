"""Which county somebody lives in, and what follows it: 威宁草海镇中海村 is 520526, 草海镇中海村.

- A county is known by its name, its short form (威宁), what it used to be called (盘县), or its pinyin; with or without
  县, 区, 市 after it. The longest name wins, so 黔西南 is not 黔西.
- The first county in the text is the one; a village named like a county may follow it. Another county that is plainly
  an answer too (with its 县, or after 或, 和, 住 …) makes two candidates. We never choose.
- A name that two counties share gives both, unless the prefecture was said as well.
- A prefecture alone (毕节) gives its counties.
- With no name in the text, one slip in a name of three characters or more is forgiven if only one county fits, and the
  reading says so, so that it can be put to the person. The 县, 区 or 市 at its end must be right.

The value stored for a place is its six-digit code, a space, and the rest: "520526 草海镇中海村".
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from rapidfuzz.distance import Levenshtein

from bot.language.normal import normal

__all__ = ["County", "PlaceReading", "Places", "place_value"]

_PEOPLE = "(?:布依族|仡佬族|土家族|苗族|侗族|彝族|回族|水族)"
_ENGLISH_KIND = r" ?(?:county|district|city|prefecture|xian|qu|shi|zhou)\b"
_KIND = rf"(?:{_PEOPLE}*自治[县州]|特区|地区|县(?!城)|[区市州]|{_ENGLISH_KIND})"
_AUTONOMOUS = re.compile(rf"{_PEOPLE}+自治(?=[县州])")
_STEM = re.compile(rf"(?:{_PEOPLE}*自治[县州]|特区|[县区市州])$")
#: What comes right before a second county that is an answer as well.
_OR = re.compile(r"(?:[,、/;或和是住在到]|or|and) ?$")
_BEFORE_REST = re.compile(r"(?:[\s,.、。;:的]|人(?!民)|这边|那边|那里|这里)+")
#: A slip is looked for in this many characters: the county comes first, and looking is not free.
_LOOK_FOR_SLIPS = 40


class County(msgspec.Struct, frozen=True):
    """A county, district or county-level city. `code` is its six-digit division code."""

    code: str
    name: str
    prefecture: str
    aliases: tuple[str, ...] = ()


class PlaceReading(msgspec.Struct, frozen=True):
    """What a text says about where: none, one or several counties, and, for one, what follows its name."""

    candidates: tuple[County, ...] = ()
    rest: str = ""
    #: A slip was forgiven: ask before believing it.
    slip: bool = False


class Places(msgspec.Struct, frozen=True):
    """All the counties we serve, and the names they go by. Make one with `Places.build`."""

    counties: tuple[County, ...]
    by_code: dict[str, County]
    by_name: dict[str, tuple[County, ...]]
    by_prefecture: dict[str, tuple[County, ...]]
    pattern: re.Pattern[str]

    @classmethod
    def build(cls, rows: Iterable[Mapping[str, str]]) -> "Places":
        """From the rows of counties.csv: code, name, prefecture, and aliases parted by semicolons."""
        counties = tuple(
            County(row["code"], row["name"], row["prefecture"], tuple(a for a in row["aliases"].split(";") if a))
            for row in rows
        )
        by_name = _grouped((name, c) for c in counties for name in (c.name, _STEM.sub("", c.name), *c.aliases))
        by_prefecture = _grouped((_STEM.sub("", c.prefecture), c) for c in counties)
        pattern = _pattern({*by_name, *by_prefecture})
        return cls(counties, {c.code: c for c in counties}, by_name, by_prefecture, pattern)

    def read(self, text: str) -> PlaceReading:
        """The counties that `text` may mean, and the rest of the address. Total; no name, no candidates."""
        plain = normal(text)
        found = [*self.pattern.finditer(plain)]
        named = [m for m in found if m["name"] in self.by_name]
        within = [c for m in found if m["name"] not in self.by_name for c in self.by_prefecture[m["name"]]]
        if not named:
            return PlaceReading(tuple(within), _rest(plain, found[0].end())) if found else self._slip(plain)
        first, *others = named
        meant = [first, *(m for m in others if _STEM.search(m[0]) or _OR.search(plain, 0, m.start()))]
        counties = tuple(dict.fromkeys(c for m in meant for c in self.by_name[m["name"]]))
        if len(counties) > 1 and (fitting := tuple(c for c in counties if c in within)):
            counties = fitting
        if len(counties) != 1:
            return PlaceReading(counties)
        return PlaceReading(counties, _rest(plain, _end_of_full_name(plain, first, counties[0].name)))

    def label(self, value: str, short: bool = False) -> str:
        """A stored value as people read it: the county's name and the rest. An unknown code stays as it is.

        *short* leaves out whose autonomous county it is, as people do: 威宁县.
        """
        code, _, rest = value.partition(" ")
        if code not in self.by_code:
            return value
        name = self.by_code[code].name
        return (_AUTONOMOUS.sub("", name) if short else name) + rest

    def _slip(self, plain: str) -> PlaceReading:
        ends = sorted((end, name) for name in self.by_name for end in _slips(plain, name))
        fits = {county: end for end, name in ends for county in self.by_name[name]}
        if len(fits) != 1:
            return PlaceReading()
        ((county, end),) = fits.items()
        return PlaceReading((county,), _rest(plain, end), slip=True)


def place_value(county: County, rest: str = "") -> str:
    """How a place is stored: "520526 草海镇中海村", or the code alone."""
    return f"{county.code} {rest}".strip()


def _grouped(pairs: Iterable[tuple[str, County]]) -> dict[str, tuple[County, ...]]:
    groups: dict[str, dict[County, None]] = defaultdict(dict)
    for name, county in pairs:
        groups[name][county] = None
    return {name: tuple(counties) for name, counties in groups.items()}


def _pattern(names: set[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    one = "|".join(map(_whole, longest_first)) or "(?!)"
    return re.compile(f"(?P<name>{one})(?P<kind>{_KIND})?")


def _whole(name: str) -> str:
    """Pinyin stands as a word; 大方县城 is the town of 大方, not 大方县 and a 城."""
    if name.isascii():
        return rf"(?<![a-z]){re.escape(name)}(?![a-z])"
    return re.escape(name) + "(?!城)" * name.endswith("县")


def _end_of_full_name(plain: str, found: re.Match[str], name: str) -> int:
    """Where the county's name ends, even if its long form is written with a slip (威宁彝族回族苗族自冶县)."""
    ends = range(found.start() + len(name) - 1, found.start() + len(name) + 2)
    near = [e for e in ends if plain[e - 1 : e] == "县" and Levenshtein.distance(plain[found.start() : e], name) <= 2]
    return max([found.end(), *near]) if len(name) > 5 else found.end()


def _rest(plain: str, end: int) -> str:
    """What follows the name, without the words that only join it."""
    joined = _BEFORE_REST.match(plain, end)
    return plain[joined.end() if joined else end :].rstrip(" ,.、。")


def _slips(plain: str, name: str) -> Iterator[int]:
    """Where in `plain` something ends that is `name` but for one slip."""
    spoken = f"{name[:2]}县" if len(name) > 4 and "自治" in name else name
    for wanted in {name, spoken}:
        if len(wanted) < 3 or wanted.isascii():
            continue
        sizes = (len(wanted),) if len(wanted) == 3 else (len(wanted), len(wanted) - 1, len(wanted) + 1)
        for end in range(2, min(len(plain), _LOOK_FOR_SLIPS) + 1):
            if wanted[-1] in "县区市" and plain[end - 1] != wanted[-1]:
                continue
            if any(n <= end and Levenshtein.distance(plain[end - n : end], wanted) == 1 for n in sizes):
                yield end
