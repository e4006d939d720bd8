"""Every spelling of every place that GeoNames lists, in one text that is searched whole.

Names are compared without case, accents, Arabic vowel signs, hyphens and spaces. Reading all
spellings takes some two seconds and a few hundred megabytes, once in a process.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

from verify.gazetteer.towns import read_towns

_MOST_CLOSE = 400
# Marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and the stretching line; not
# the vowel signs of Indic scripts, which are letters. All but the line ends that part the names.
_IGNORED = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640 \t'’‘ʿʾʼʻ`´.()\u200c-\u200f-]+"
)
# What decomposition leaves as it is; Persian letters as Arabic keyboards write them.
_SAME_LETTERS = (("ı", "i"), ("ø", "o"), ("đ", "d"), ("ł", "l"), ("æ", "ae"))
_SAME_ARABIC = (("ی", "ي"), ("ى", "ي"), ("ک", "ك"), ("ة", "ه"))


class Town(msgspec.Struct, gc=False):
    """What is read of an entry, by GeoNames' names; `alternatenames` are spellings."""

    geonameid: int
    name: str
    alternatenames: list[str]
    latitude: float
    longitude: float
    countrycode: str
    population: int
    timezone: str
    admin1code: str


class _Names(NamedTuple):
    towns: list[Town]
    # All spellings of all towns, folded, one a line; and how many lines each town and those
    # before it take.
    lines: str
    ends: list[int]

    def town_of(self, line: int) -> tuple[Town, str]:
        """Return the town that a line belongs to, and the spelling that stands there."""
        index = bisect_right(self.ends, line)
        town = self.towns[index]
        within = line - (self.ends[index - 1] if index else 0)
        return town, (town.name, *town.alternatenames)[within]


def folded(text: str) -> str:
    """Return a name as names are compared.

    Examples
    --------
    >>> folded("Dūmā"), folded("Ma‘arrat an-Nu‘mān"), folded("إدلب") == folded("ادلب")
    ('duma', 'maarratannuman', True)
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    for letter, same in (*_SAME_LETTERS, *_SAME_ARABIC):
        plain = plain.replace(letter, same)
    return _IGNORED.sub("", plain)


@cache
def _names() -> _Names:
    towns = read_towns(Town)
    spellings = "\n".join("\n".join((town.name, *town.alternatenames)) for town in towns)
    ends = list(accumulate(1 + len(town.alternatenames) for town in towns))
    return _Names(towns, f"\n{folded(spellings)}\n", ends)


def bearing(name: str) -> list[tuple[Town, str]]:
    """Return each town that bears the name, once, with the spelling that fits."""
    found: dict[int, tuple[Town, str]] = {}
    for town, spelling in _hits(folded(name)):
        found.setdefault(town.geonameid, (town, spelling))
    return list(found.values())


def _hits(name: str) -> Iterator[tuple[Town, str]]:
    names = _names()
    at, line, counted_to = names.lines.find(f"\n{name}\n"), 0, 0
    while at >= 0:
        line += names.lines.count("\n", counted_to, at)
        counted_to = at
        yield names.town_of(line)
        at = names.lines.find(f"\n{name}\n", at + 1)


def resembling(name: str) -> Iterator[tuple[Town, int]]:
    """Yield towns with a spelling that is close to the name, and by how many slips it differs.

    One slip in four letters: a letter more, less, another, or two exchanged. A town may come
    several times, once for each of its spellings.
    """
    names = _names()
    wanted = folded(name)
    # The text begins and ends with an empty line.
    for _, slips, line in process.extract(
        wanted,
        names.lines.split("\n")[1:-1],
        scorer=OSA.distance,
        score_cutoff=max(1, len(wanted) // 4),
        limit=_MOST_CLOSE,
    ):
        yield names.town_of(line)[0], int(slips)
